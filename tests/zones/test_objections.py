"""A household objects to a zone: who is right is free, whatever was decided of the zone while the objection waited."""

from datetime import timedelta

import pytest

from linli.care.actions.appeals import Against, Answer, answer_appeal, make_appeal, withdraw_appeal
from linli.care.models import Appeal
from linli.incidents.models import Overreach
from linli.lib.ids import new_id
from linli.people.models import Note, User
from linli.registers.models import Household, Restriction
from linli.zones.actions.deciding import agree_zone
from linli.zones.actions.ending import free_where_it_goes_on, lift_zone
from linli.zones.actions.following import follow_register
from linli.zones.choices import WhyLifted
from linli.zones.lint import look_at_zones
from linli.zones.models import Zone
from tests.conftest import NOW
from tests.zones.conftest import MakeZone, Renew
from tests.zones.test_deciding_actions import DAY, doors_marked
from tests.zones.test_flows import react

pytestmark = pytest.mark.django_db


def object_to(zone: Zone, home: Household) -> Appeal:
    mark = Restriction.everywhere.get(source_id=zone.pk, household=home)
    return make_appeal(
        household=home,
        appeal_id=new_id(),
        against=Against(restriction=mark),
        text="我家不在这个单元",
        now=NOW,
    )


def uphold(appeal: Appeal, who: User) -> None:
    answer_appeal(actor=who, appeal=appeal, answer=Answer(True, "门牌登记错了"))
    react()


# ---- upheld ------------------------------------------------------------------------------------------------------------
def test_an_objection_that_was_right_frees_the_door_in_the_renewal_too(
    make_zone: MakeZone, homes: list[Household], renew: Renew, medical_officer: User, leader: User
) -> None:  # fmt: skip
    zone = make_zone()
    appeal = object_to(zone, homes[0])
    new = renew(zone)
    assert len(doors_marked(new)) == 3
    uphold(appeal, medical_officer)
    assert doors_marked(new) == {"3-1-202", "3-1-302"}
    follow_register(new.pk, at=NOW + DAY)
    assert doors_marked(new) == {"3-1-202", "3-1-302"}
    note = Note.objects.get(user=leader, kind="zone_objected")
    assert note.url == f"/zones/{new.pk}/"


def test_a_renewal_marks_nobody_who_was_right_to_object_to_the_zone_before(
    make_zone: MakeZone, homes: list[Household], renew: Renew, medical_officer: User, leader: User
) -> None:  # fmt: skip
    zone = make_zone()
    appeal, signed = object_to(zone, homes[0]), renew(zone, agreed=False)
    uphold(appeal, medical_officer)
    new = agree_zone(signed, version=None, actor=leader)
    assert doors_marked(new) == {"3-1-202", "3-1-302"}
    third = renew(new)
    follow_register(third.pk, at=NOW + DAY)
    assert doors_marked(third) == {"3-1-202", "3-1-302"}


def test_where_the_zone_is_over_nobody_is_asked_about_it(
    make_zone: MakeZone, homes: list[Household], medical_officer: User, leader: User
) -> None:
    zone = make_zone()
    appeal = object_to(zone, homes[0])
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    uphold(appeal, medical_officer)
    assert not Note.objects.filter(kind="zone_objected").exists()
    assert free_where_it_goes_on(zone.pk, household_id=homes[0].pk, actor=None, at=NOW) is None


# ---- not answered in time ----------------------------------------------------------------------------------------------
LATE = NOW + timedelta(hours=25)


def open_codes(zone: Zone) -> list[str]:
    return sorted(Overreach.everywhere.filter(about_id=zone.pk, gone_at=None).values_list("code", flat=True))


def test_an_objection_that_nobody_answers_in_time_is_found_and_gone_with_its_answer(
    make_zone: MakeZone, homes: list[Household], medical_officer: User
) -> None:
    zone = make_zone()
    appeal = object_to(zone, homes[0])
    react()
    assert look_at_zones(at=NOW + timedelta(hours=24)) == 0
    assert look_at_zones(at=LATE) == 1
    assert open_codes(zone) == ["zone.appeal_late"]
    answer_appeal(actor=medical_officer, appeal=appeal, answer=Answer(False, "门牌没有错"))
    react()
    assert open_codes(zone) == []


def test_an_objection_that_is_taken_back_needs_no_answer(make_zone: MakeZone, homes: list[Household]) -> None:
    zone = make_zone()
    appeal = object_to(zone, homes[0])
    look_at_zones(at=LATE)
    withdraw_appeal(appeal=appeal)
    react()
    assert open_codes(zone) == []


def test_late_in_a_zone_that_was_renewed_it_is_found_at_the_renewal(
    make_zone: MakeZone, homes: list[Household], renew: Renew, medical_officer: User
) -> None:
    zone = make_zone()
    appeal = object_to(zone, homes[0])
    new = renew(zone)
    look_at_zones(at=LATE)
    assert (open_codes(zone), open_codes(new)) == ([], ["zone.appeal_late"])
    uphold(appeal, medical_officer)
    assert open_codes(new) == []
