"""Who was reached by the daily round is known at their support needs in the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from linli.core.facts import FieldFact
from linli.people.models import User
from linli.registers.choices import NeedCode
from linli.registers.models import Household, Resident, SupportNeed
from linli.rounds.actions import take_contacts
from linli.rounds.bodies import DailyAnswer, NobodyHome, Visit
from tests.conftest import TODAY
from tests.rounds.conftest import MORNING, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(resident: Resident) -> SupportNeed:
    return _need(resident)


def _need(resident: Resident) -> SupportNeed:
    return SupportNeed.objects.create(
        resident=resident, area=resident.area, area_code=resident.area_code, code=NeedCode.DIALYSIS
    )


def last(need: SupportNeed) -> object:
    need.refresh_from_db()
    return need.contacted_at


def test_an_answer_reaches_everybody_of_the_household(
    told: Told, need: SupportNeed, household: Household, grid_worker: User
) -> None:
    spouse = _need(household.members.get(name="冯树森"))
    take_contacts([told(1, DailyAnswer(household=household.pk, same=True))])
    assert last(need) == last(spouse) == MORNING
    assert need.contacted_by == grid_worker


def test_a_visit_to_one_person_reaches_that_person(
    told: Told, need: SupportNeed, household: Household, resident: Resident
) -> None:
    spouse = _need(household.members.get(name="冯树森"))
    take_contacts(
        [told(1, Visit(household=household.pk, outcome="met", purpose="need", resident=resident.pk))]
    )
    assert (last(need), last(spouse)) == (MORNING, None)


def test_of_an_answer_and_a_later_visit_to_one_person_each_has_the_last(
    told: Told, need: SupportNeed, household: Household, resident: Resident
) -> None:
    spouse = _need(household.members.get(name="冯树森"))
    later = MORNING + timedelta(hours=2, microseconds=500)
    visit = Visit(household=household.pk, outcome="met", purpose="need", resident=resident.pk)
    take_contacts(
        [replace(told(1, visit), at=later), told(2, DailyAnswer(household=household.pk, same=True))]
    )
    assert (last(need), last(spouse)) == (later, MORNING)


def test_a_closed_door_reaches_nobody(told: Told, need: SupportNeed, household: Household) -> None:
    take_contacts(
        [
            told(1, NobodyHome(household=household.pk)),
            told(2, Visit(household=household.pk, outcome="refused")),
        ]
    )
    assert last(need) is None


def test_an_earlier_contact_that_comes_late_changes_nothing(
    told: Told, need: SupportNeed, household: Household
) -> None:
    take_contacts([told(1, DailyAnswer(household=household.pk, same=True))])
    SupportNeed.everywhere.filter(pk=need.pk).update(contacted_at=MORNING + timedelta(hours=1))
    take_contacts([told(2, DailyAnswer(household=household.pk, same=True))])
    assert last(need) == MORNING + timedelta(hours=1)


def test_a_need_that_has_ended_is_left_alone(told: Told, need: SupportNeed, household: Household) -> None:
    SupportNeed.everywhere.filter(pk=need.pk).update(ended_on=TODAY)
    take_contacts([told(1, DailyAnswer(household=household.pk, same=True))])
    assert last(need) is None


def test_it_makes_no_query_a_fact(
    told: Told, need: SupportNeed, household: Household, elder: Resident,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    facts: list[FieldFact] = [
        told(n, DailyAnswer(household=home.pk, same=True))
        for n, home in enumerate((household, elder.household, household, elder.household), 1)
    ]
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        take_contacts(facts)
