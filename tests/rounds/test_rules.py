"""What one contact adds to a household's day, and to the figures."""

from collections import Counter

import pytest

from linli.rounds.bodies import DailyAnswer, Symptoms, Temperature
from linli.rounds.measures import COUNTED
from linli.rounds.rules import NO_DAY, Contacted, Day, is_abnormal, numbers_of, step
from tests.intake.conftest import HOME

ANSWER = Contacted(answered=True, met=True)
CLOSED_DOOR = Contacted(nobody_home=True)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, False),
        ({"temperatures": (Temperature(celsius=37.2),)}, False),
        ({"temperatures": (Temperature(celsius=36.5), Temperature(celsius=37.3))}, True),
        ({"symptoms": (Symptoms(signs=("fatigue",)),)}, True),
    ],
)
def test_a_symptom_or_fever_is_abnormal(told: dict[str, object], expected: bool) -> None:
    assert is_abnormal(DailyAnswer(household=HOME, **told)) is expected  # type: ignore[arg-type]


def test_a_closed_door_counts_until_somebody_answers() -> None:
    day = NO_DAY.with_contact(CLOSED_DOOR)
    assert numbers_of(day)["rounds.nobody_home"] == 1
    assert numbers_of(day.with_contact(ANSWER))["rounds.nobody_home"] == 0


def test_a_later_contact_takes_nothing_away() -> None:
    ill = NO_DAY.with_contact(Contacted(answered=True, changed=True, abnormal=True))
    assert numbers_of(ill.with_contact(ANSWER)) == {
        **numbers_of(ill),
        "rounds.contacts": 2,
        "rounds.asked_again": 1,
    }


def test_who_answers_behind_a_door_filed_as_vacant_does_not_make_others_less_silent() -> None:
    numbers = numbers_of(Day(lived_in=False).with_contact(ANSWER))
    assert (numbers["rounds.answered"], numbers["rounds.answered_of_lived_in"]) == (1, 0)


def test_the_steps_of_a_day_add_up_to_its_numbers() -> None:
    day, total = NO_DAY, Counter[str]()
    for told in (CLOSED_DOOR, ANSWER, Contacted(met=True), ANSWER):
        total.update(step(day, day.with_contact(told)))
        day = day.with_contact(told)
    assert {key: total[key] for key in numbers_of(day)} == numbers_of(day)


def test_every_counted_measure_has_its_number() -> None:
    assert set(numbers_of(NO_DAY)) == {measure.key for measure in COUNTED}
