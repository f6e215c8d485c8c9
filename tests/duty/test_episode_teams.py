"""The team of an episode: filled from the pattern, in step with the episode, and let go with it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from linli.areas.models import Area
from linli.core.models import Event
from linli.duty.actions.episodes import UnderWay, end_episode, keep_episode, people_of
from linli.duty.actions.responsibilities import end_responsibility
from linli.duty.choices import Source, TargetKind
from linli.duty.models import EpisodeInForce, Responsibility
from linli.duty.queries_gaps import gaps_of, short_rows
from linli.duty.rules_responsibilities import pattern_for_episode
from linli.duty.targets import seats
from linli.lib.playbook import load_playbook
from linli.people.models import Appointment, User
from linli.registers.models import Household
from tests.conftest import TODAY, appoint

DAY = timedelta(days=1)
EPISODE = UUID("0192f6b0-7c00-7000-8000-00000000ee01")


def under_way(
    household: Household, pk: UUID = EPISODE, days: int = 7, measure: str = "home_quarantine"
) -> UnderWay:
    return UnderWay(pk, household, measure, TODAY, TODAY + days * DAY)


@pytest.fixture
def team(community: Area, town: Area, grid_worker: User, doctor: User) -> list[User]:
    """All of 五包一 but the volunteer: 社区干部 and 民警 beside 郎玉珍 and 尚大夫."""
    return [
        appoint("she-gong", "社工甲", "community_worker", community), grid_worker, doctor,
        appoint("min-jing", "民警乙", "police_officer", town),
    ]  # fmt: skip


@pytest.fixture
def meihekou(city: Area) -> Area:
    city.playbook = "meihekou"
    city.save()
    return city


def holders(slot: str = "") -> list[str]:
    rows = Responsibility.everywhere.filter(target_kind=TargetKind.EPISODE).select_related("user")
    return sorted(
        row.user.name for row in rows if row.user and (not slot or row.slot == slot) and row.until_on > TODAY
    )


# ---- filling
def test_every_slot_is_filled_by_who_fits_and_what_is_missing_is_a_gap(
    household: Household, team: list[User], city: Area
) -> None:
    keep_episode(under_way(household), day=TODAY)
    assert holders() == sorted(one.name for one in team)
    assert {row.source for row in Responsibility.everywhere.all()} == {Source.FLOW}
    found = {one.pattern.key: one for one in gaps_of(city, seats(load_playbook("muling")), [], day=TODAY)}
    gaps = found["five-for-one"]
    assert (gaps.targets, gaps.short) == (1, 1)
    assert [one.seat.slot.called for one in gaps.slots if one.short] == ["volunteer"]


def test_terms_end_when_the_episode_does(household: Household, team: list[User]) -> None:
    keep_episode(under_way(household), day=TODAY)
    assert {row.until_on for row in Responsibility.everywhere.all()} == {TODAY + 7 * DAY}


def test_said_twice_nobody_is_named_twice(household: Household, team: list[User]) -> None:
    for _again in range(10):
        keep_episode(under_way(household), day=TODAY)
    assert Responsibility.everywhere.count() == 4
    assert EpisodeInForce.everywhere.count() == 1


def test_nobody_fills_two_slots_of_one_team(
    household: Household, community: Area, grid: Area, doctor: User
) -> None:
    one = appoint("all", "一人", "community_worker", community)
    for role in ("grid_worker", "police_officer", "volunteer"):
        Appointment.everywhere.create(user=one, role=role, area=grid, area_code=grid.code, from_on=TODAY)
    keep_episode(under_way(household), day=TODAY)
    assert holders() == sorted(["一人", doctor.name])


def test_who_cares_for_the_fewest_comes_first(household: Household, elder: object, community: Area) -> None:
    appoint("v1", "志愿者一", "volunteer", community)
    appoint("v2", "志愿者二", "volunteer", community)
    other = Household.objects.within(household.area_code).exclude(pk=household.pk).first()
    assert other is not None
    keep_episode(under_way(household), day=TODAY)
    keep_episode(under_way(other, uuid4()), day=TODAY)
    assert holders("volunteer") == ["志愿者一", "志愿者二"]


def test_somebody_of_another_community_or_whose_account_is_closed_is_not_named(
    household: Household, other_community: Area, community: Area
) -> None:
    appoint("far", "远处", "volunteer", other_community)
    closed = appoint("shut", "停用", "volunteer", community)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    keep_episode(under_way(household), day=TODAY)
    assert holders() == []


def test_four_for_one_asks_for_a_team_of_seven(
    meihekou: Area, household: Household, community: Area, town: Area, doctor: User
) -> None:
    appoint("gan", "乡镇干部", "township_officer", town)
    appoint("jing", "民警", "police_officer", community)
    for n in range(6):
        appoint(f"unit{n}", f"单位{n}", "deployed_staff", community)
    keep_episode(under_way(household), day=TODAY)
    assert EpisodeInForce.everywhere.get().pattern == "four-for-one"
    assert len(holders()) == 7
    assert len(holders("unit_members")) == 4


@pytest.mark.parametrize(
    ("city_name", "measure", "pattern"),
    [
        ("qitaihe", "home_quarantine", "three-and-one"), ("meihekou", "home_quarantine", "four-for-one"),
        ("muling", "home_quarantine", "five-for-one"), ("menglian", "home_monitoring", "contact-at-home"),
        ("linfen", "home_isolation", "care-at-home"), ("qitaihe", "facility_quarantine", None),
    ],
)  # fmt: skip
def test_a_citys_own_pattern_stands_in_place_of_the_shared_one(
    city_name: str, measure: str, pattern: str | None
) -> None:
    found = pattern_for_episode(load_playbook(city_name).duty.patterns, measure)
    assert (found.key if found else None) == pattern


# ---- in step
def test_a_later_or_earlier_end_moves_the_terms(household: Household, team: list[User]) -> None:
    keep_episode(under_way(household), day=TODAY)
    keep_episode(under_way(household, days=5), day=TODAY)
    assert {row.until_on for row in Responsibility.everywhere.all()} == {TODAY + 5 * DAY}


def test_a_lighter_measure_has_its_own_team(
    household: Household, team: list[User], doctor: User, grid_worker: User
) -> None:
    keep_episode(under_way(household), day=TODAY)
    keep_episode(under_way(household, measure="home_monitoring"), day=TODAY)
    assert holders() == sorted([doctor.name, grid_worker.name])


def test_released_nobody_answers_for_it_and_duty_forgets_it(household: Household, team: list[User]) -> None:
    keep_episode(under_way(household), day=TODAY)
    assert end_episode(EPISODE, day=TODAY) == 4
    assert holders() == []
    assert not EpisodeInForce.everywhere.exists()
    assert end_episode(EPISODE, day=TODAY) == 0


def test_whom_somebody_took_out_is_not_put_back(household: Household, team: list[User]) -> None:
    keep_episode(under_way(household), day=TODAY - DAY)
    row = Responsibility.everywhere.get(slot="police")
    end_responsibility(row, last_day=TODAY - DAY, actor=None)
    keep_episode(under_way(household), day=TODAY)
    assert "民警乙" not in holders()


def test_each_change_of_the_team_is_announced(household: Household, team: list[User]) -> None:
    def announced() -> Iterator[str]:
        yield from Event.objects.filter(name="duty.episode_team_changed").values_list(
            "payload__episode", flat=True
        )

    keep_episode(under_way(household), day=TODAY)
    assert set(announced()) == {str(EPISODE)}
    before = len(list(announced()))
    end_responsibility(Responsibility.everywhere.order_by("pk")[0], last_day=TODAY, actor=None)
    assert len(list(announced())) == before + 1


def test_who_cares_is_told_by_account_and_slot(
    household: Household, team: list[User], grid_worker: User
) -> None:
    keep_episode(under_way(household), day=TODAY)
    assert (grid_worker.pk, "grid", TODAY, TODAY + 7 * DAY) in people_of(EPISODE)


def test_the_rows_behind_a_gap_are_doors(household: Household, community: Area, city: Area) -> None:
    keep_episode(under_way(household), day=TODAY)
    seat = next(one for one in seats(load_playbook("muling")) if one.pattern.key == "five-for-one")
    from linli.areas.scopes import Scope

    assert [one.household for one in short_rows(seat, Scope((city.code,)), day=TODAY)] == [household]
