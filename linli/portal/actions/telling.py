"""What a household tells of itself. It goes the way that a worker's facts go, and counts the same."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.core.facts import FieldFact
from linli.lib.periods import local_day
from linli.portal.models import HouseholdLink
from linli.rounds.actions import declare_arrival, take_contacts
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.bodies import DailyAnswer
from linli.rounds.models import Arrival


@transaction.atomic
def answer_daily(link: HouseholdLink, *, record: UUID, body: DailyAnswer, now: datetime) -> None:
    """Enter the household's answer. The same form sent again changes nothing."""
    fact = FieldFact(
        id=id_of(link, record),
        kind="daily_answer",
        body=body,
        at=now,
        received_at=now,
        user_id=None,
        device_id=None,
        told_by=link.household_id,
    )
    for problem in take_contacts([fact]).values():
        raise problem
    note_use(link, now)


@transaction.atomic
def declare(link: HouseholdLink, *, record: UUID, body: ArrivalBody, now: datetime) -> Arrival:
    """Enter who comes. The same form sent again gives the first declaration."""
    arrival = declare_arrival(link.household, arrival_id=id_of(link, record), body=body, now=now)
    note_use(link, now)
    return arrival


def id_of(link: HouseholdLink, record: UUID) -> UUID:
    """The form's own id within this household: no page can name the id of somebody else's fact."""
    return uuid5(link.household_id, str(record))


def note_use(link: HouseholdLink, now: datetime) -> None:
    today = local_day(now)
    HouseholdLink.everywhere.filter(pk=link.pk).exclude(last_used_on=today).update(last_used_on=today)
