"""Two officers at the same moment: a zone comes into force once, is lifted once, and nobody is marked twice."""

from typing import Any

import pytest

from linli.core.models import AuditEntry
from linli.incidents.actions import close_incident
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household, Restriction
from linli.zones.actions.cases import forget_case
from linli.zones.actions.deciding import agree_zone, sign_zone
from linli.zones.actions.ending import lift_zone
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.models import KnownCase, Zone
from linli.zones.problems import EmergencyClosed, NotWaiting
from tests.conftest import NOW, TODAY, appoint
from tests.duty.test_posts_at_once import _many_writers, all_at_once, kinds  # noqa: F401 - skips SQLite
from tests.zones.conftest import MakeZone, Renew
from tests.zones.test_deciding_actions import decision, doors_marked
from tests.zones.test_flows import react
from tests.zones.test_objections import object_to, uphold

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_agreed_to_by_two_at_once_it_comes_into_force_once(
    make_zone: MakeZone, homes: list[Household], leader: User, city: Any
) -> None:
    zone, other = make_zone(state="signed"), appoint("lu", "陆副局长", "command_staff", city)
    found = all_at_once(
        [lambda who=who: agree_zone(zone, version=None, actor=who) for who in (leader, other)]
    )  # type: ignore[misc]
    assert kinds(found) == {Zone: 1, NotWaiting: 1}
    assert Restriction.everywhere.filter(source_id=zone.pk).count() == 3


def test_lifted_by_two_at_once_it_is_lifted_once(
    make_zone: MakeZone, homes: list[Household], leader: User, township_officer: User
) -> None:
    zone = make_zone()
    all_at_once([
        lambda who=who: lift_zone(zone, why=WhyLifted.OFFICER, actor=who) for who in (leader, township_officer)  # type: ignore[misc]
    ])  # fmt: skip
    zone.refresh_from_db()
    assert zone.state == ZoneState.LIFTED
    assert AuditEntry.objects.filter(action="zones:zone:lifted").count() == 1
    assert not Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None).exists()


def test_agreed_to_while_an_objection_is_upheld_the_door_is_free(
    make_zone: MakeZone, homes: list[Household], renew: Renew, leader: User, medical_officer: User
) -> None:
    zone = make_zone()
    appeal, new = object_to(zone, homes[0]), renew(zone, agreed=False)
    found = all_at_once(
        [
            lambda: agree_zone(new, version=None, actor=leader),
            lambda: uphold(appeal, medical_officer),
        ]
    )
    assert kinds(found) == {Zone: 1, type(None): 1}
    assert doors_marked(new) == {"3-1-202", "3-1-302"}


def test_agreed_to_while_its_emergency_closes_nobody_stays_in(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    zone = make_zone(state="signed")
    found = all_at_once(
        [
            lambda: agree_zone(zone, version=None, actor=leader),
            lambda: close_incident(actor=None, incident=epidemic, last_day=TODAY),
        ]
    )
    assert kinds(found) in ({Zone: 1, Incident: 1}, {EmergencyClosed: 1, Incident: 1})
    react()
    assert doors_marked(zone) == set()
    zone.refresh_from_db()
    assert zone.state in (ZoneState.LIFTED, ZoneState.DECLINED)


def test_signed_while_its_case_is_ruled_out_it_is_signed_or_withdrawn_and_never_both(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    zone, home = make_zone(state="proposed"), homes[0]
    case = KnownCase.objects.create(
        pk=new_id(), incident=epidemic, household_id=home.pk, area=home.area, area_code=home.area_code,
        compound=home.compound, building=home.building, stairwell=home.stairwell, found_on=TODAY,
    )  # fmt: skip
    Zone.everywhere.filter(pk=zone.pk).update(cases=1)
    found = all_at_once(
        [
            lambda: sign_zone(zone, version=None, decision=decision(), actor=leader),
            lambda: forget_case(case.pk, at=NOW),
        ]
    )
    zone.refresh_from_db()
    signed = kinds(found) == {Zone: 1, list: 1}
    assert zone.state == (ZoneState.SIGNED if signed else ZoneState.DECLINED)
    assert (zone.declined_why == "") == signed
