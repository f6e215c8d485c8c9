"""The round that is played: through the real intake, by phones as they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.areas.models import Area
from linli.intake.models import Fact
from linli.registers.choices import Occupancy
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.simulate import phones
from linli.simulate.rounds import Played, play_rounds
from tests.conftest import NOW, TODAY, settle

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., Played]


@pytest.fixture
def play(building: Area, grid: Area, other_grid: Area, community: Area) -> Play:
    """Sixty households in one grid, five in another; one is vacant."""
    for number in range(60):
        settle(building, f"3-{number % 4 + 1}-{number // 4 + 1}01")
    for number in range(5):
        settle(other_grid, f"9-1-{number + 1}01")
    settle(building, "3-4-1601", occupancy=Occupancy.VACANT)

    def run(days: int = 2, **given: Any) -> Played:
        given = {"seed": 1, "now": NOW, "today": TODAY, "advance": lambda done, of: None} | given
        return play_rounds([community], days=days, **given)

    return run


def test_every_fact_that_is_sent_is_kept_once_and_becomes_a_row_or_waits_for_a_person(play: Play) -> None:
    played = play()
    assert played.phones == 2
    assert played.kept + played.seen == played.sent
    assert played.kept == Fact.objects.count() == played.derived + played.quarantined
    assert played.kept > 75


def test_households_have_answered_on_each_day_and_vacant_ones_were_not_asked(play: Play) -> None:
    play()
    answered = HouseholdDay.everywhere.filter(answered=True)
    assert 45 < answered.filter(on=TODAY - timedelta(days=1)).count() < 65
    assert 20 < answered.filter(on=TODAY).count() < 45
    vacant = Household.everywhere.get(occupancy=Occupancy.VACANT)
    assert not ContactEntry.everywhere.filter(household=vacant).exists()


def test_played_again_with_the_same_seed_nothing_counts_twice(play: Play) -> None:
    first = play()
    again = play()
    assert (again.kept, again.seen) == (0, again.sent)
    assert again.sent == first.sent
    assert ContactEntry.everywhere.count() <= first.derived


def test_today_is_told_as_far_as_it_has_come(play: Play) -> None:
    play(days=1)
    entries = ContactEntry.everywhere.filter(on=TODAY)
    assert 20 < entries.count() < 50
    assert max(entry.at for entry in entries) <= NOW


@pytest.mark.parametrize("habit", [phones.OFFLINE, phones.RESENDS, phones.WRONG_CLOCK])
def test_however_a_phone_behaves_the_times_and_the_counts_are_right(
    play: Play, habit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phones, "HABITS", (habit,))
    played = play(days=1)
    assert played.kept == Fact.objects.count()
    assert (played.seen > 0) is (habit == phones.RESENDS)
    hours = {timezone.localtime(entry.at).hour for entry in ContactEntry.everywhere.filter(on=TODAY)}
    assert hours <= {8, 9, 10}
