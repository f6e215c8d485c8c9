"""The kinds of fact of the daily round."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.core.facts import FactKind, declare_kinds
from linli.rounds.actions import (
    take_arrivals,
    take_check_results,
    take_contacts,
    take_new_households,
    take_not_mine,
)
from linli.rounds.bodies import (
    Arrival,
    CheckResult,
    DailyAnswer,
    Need,
    NewHousehold,
    NobodyHome,
    NotMyResident,
    Symptoms,
    Temperature,
    Travel,
    Visit,
)

# Ids of the examples in the description of the interface; nobody has them.
HOME = UUID("0192f6b0-7c00-7000-8000-000000000501")
PERSON = UUID("0192f6b0-7c00-7000-8000-000000000a01")
CHECK = UUID("0192f6b0-7c00-7000-8000-000000000c01")

declare_kinds(
    FactKind(
        name="daily_answer",
        title=_("Daily answer"),
        body=DailyAnswer,
        take=take_contacts,
        examples=(
            DailyAnswer(household=HOME, same=True),
            DailyAnswer(
                household=HOME,
                channel="phone",
                travel=(Travel(direction="out", resident=PERSON, place="哈尔滨市", on=date(2026, 11, 20)),),
                symptoms=(Symptoms(signs=("fever", "dry_cough"), resident=PERSON),),
                temperatures=(Temperature(celsius=37.8, resident=PERSON),),
                needs=(Need(what="medicine", resident=PERSON, note="降压药只够两天"),),
            ),
        ),
    ),
    FactKind(
        name="visit",
        title=_("Visit"),
        body=Visit,
        take=take_contacts,
        examples=(Visit(household=HOME, outcome="met", purpose="need", resident=PERSON),),
    ),
    FactKind(
        name="nobody_home",
        title=_("Nobody home"),
        body=NobodyHome,
        take=take_contacts,
        examples=(NobodyHome(household=HOME),),
    ),
    FactKind(
        name="arrival",
        title=_("Arrival"),
        body=Arrival,
        take=take_arrivals,
        examples=(
            Arrival(
                household=HOME,
                name="冯雨欣",
                arrives_on=date(2026, 11, 20),
                from_place="黑龙江省哈尔滨市",
                from_code="230100",
                transport="train",
                transport_number="K7063",
            ),
        ),
    ),
    FactKind(
        name="not_my_resident",
        title=_("Not my resident"),
        body=NotMyResident,
        take=take_not_mine,
        examples=(
            NotMyResident(household=HOME, resident=PERSON, reason="moved_out", believed_at="沿河小区"),
        ),
    ),
    FactKind(
        name="new_household",
        title=_("Door without a file"),
        body=NewHousehold,
        take=take_new_households,
        examples=(
            NewHousehold(
                area="231085100006001003",
                compound="和平家园",
                building="3",
                stairwell="2",
                room="502",
                occupancy="rented",
                residents=2,
                head="冯雨欣",
            ),
        ),
    ),
    FactKind(
        name="check_result",
        title=_("Result of a check"),
        body=CheckResult,
        take=take_check_results,
        examples=(CheckResult(check=CHECK, outcome="other_city", note="家人说上月去了哈尔滨"),),
    ),
)
