"""What a household tells of itself, through its own link: nobody with an account, no phone that is enrolled."""

import pytest
from msgspec.structs import replace

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.registers.models import Household, Resident
from linli.rounds.actions import take_arrivals, take_contacts, take_new_households
from linli.rounds.bodies import Arrival, DailyAnswer, NewHousehold
from linli.rounds.models import ContactEntry
from linli.rounds.tallies import day_figures
from tests.conftest import TODAY
from tests.rounds.conftest import Told

pytestmark = pytest.mark.django_db


def by_itself(fact: FieldFact, household: Household) -> FieldFact:
    return replace(fact, user_id=None, device_id=None, told_by=household.pk)


def test_its_answer_stands_in_the_ledger_and_in_the_figures(
    same: Told, household: Household, community: Area
) -> None:
    fact = by_itself(same(1), household)
    for _time in range(2):
        assert not take_contacts([fact])
    entry = ContactEntry.everywhere.get()
    assert (entry.by, entry.device_id, entry.household) == (None, None, household)
    assert day_figures(community.code, day=TODAY)["rounds.answered"] == 1


def test_it_cannot_tell_of_another_household(
    same: Told, household: Household, stranger_resident: Resident
) -> None:
    other = stranger_resident.household
    fact = by_itself(same(1), other)
    assert take_contacts([fact])[fact.id].code == "rounds.outside_duty"
    told = replace(fact, body=DailyAnswer(household=other.pk, same=True), told_by=household.pk)
    assert take_contacts([told])[told.id].code == "rounds.outside_duty"


def test_nobody_tells_without_saying_who(same: Told) -> None:
    fact = replace(same(1), user_id=None)
    assert take_contacts([fact])[fact.id].code == "rounds.outside_duty"


def test_it_declares_who_comes_to_it_only(told: Told, household: Household, elder: Resident) -> None:
    body = Arrival(household=elder.household_id, name="冯雨欣", arrives_on=TODAY)
    fact = by_itself(told(1, body), household)
    assert take_arrivals([fact])[fact.id].code == "rounds.outside_duty"


def test_it_opens_no_files(told: Told, household: Household, building: Area) -> None:
    body = NewHousehold(area=building.code, building="3", stairwell="2", room="502")
    fact = by_itself(told(1, body), household)
    assert take_new_households([fact])[fact.id].code == "rounds.outside_duty"
