"""Proposals: near stays near, a door stays with one person, nothing holds before it is accepted."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.duty.actions.giving import Term
from linli.duty.actions.proposals import (
    accept_proposal,
    ask_proposal,
    keep_worked_out,
    reject_proposal,
    take_out,
)
from linli.duty.actions.responsibilities import give_responsibility
from linli.duty.choices import ProposalState, Source, TargetKind
from linli.duty.jobs_responsibilities import propose
from linli.duty.models import Proposal, Responsibility
from linli.duty.problems_responsibilities import ProposalDecided
from linli.duty.rules_proposals import Door, Helper, Way, places_of, step
from linli.duty.targets import Seat, Target, seat_of
from linli.lib.ids import new_id
from linli.lib.playbook import load_playbook
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import TODAY, appoint, place, settle

SignIn = Callable[[User], Client]
NEW = "/duty/proposals/new/member-for-households/liaison/"


# ---- where doors and people stand ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("other", "farther"),
    [
        ({"stairwell": "2"}, {"building": "4", "code": "231085100006001004"}),
        ({"building": "4", "code": "231085100006001004"}, {"compound": "矿山小区"}),
        ({"compound": "矿山小区"}, {"code": "231085100006002003"}),
        ({"code": "231085100006002003"}, {"code": "231085100005001003"}),
    ],
)
def test_near_is_the_building_then_the_compound_then_the_grid(other: Any, farther: Any) -> None:
    here: dict[str, Any] = {
        "code": "231085100006001003", "compound": "和平家园", "building": "3", "stairwell": "1",
    }  # fmt: skip
    first = Door("a", **here)
    assert step(first, Door("b", **{**here, **other})) < step(first, Door("b", **{**here, **farther}))


def test_people_stand_where_they_have_doors_and_the_others_are_spread_out() -> None:
    doors = [Door(str(n), "231085100006001003") for n in range(8)]
    way = Way(doors)
    helpers = [
        Helper("has", ("231085100006",), 1, ("6",)),
        Helper("one", ("231085100006",)),
        Helper("two", ("231085100006",)),
        Helper("elsewhere", ("231085100005",)),
    ]
    placed = places_of(helpers, way, {"6": way.at["6"]})
    assert placed == {"has": way.at["6"], "one": way.at["2"], "two": way.at["6"], "elsewhere": None}


# ---- working it out ----------------------------------------------------------------------------------------
@pytest.fixture
def liaison(city: Area) -> Seat:
    city.playbook = "menglian"
    city.save()
    found = seat_of(load_playbook("menglian"), "member-for-households", "liaison")
    assert found is not None
    return found


@pytest.fixture
def members(community: Area) -> list[User]:
    return [
        appoint(f"m{n}", name, "deployed_staff", community)
        for n, name in enumerate(("潘有为", "关立春", "付秋实"))
    ]


@pytest.fixture
def homes(building: Area, grid: Area) -> list[Household]:
    """Ten doors of one building and ten of another; one door of the first has two households."""
    other = place("231085100006001004", "building", "4号楼", grid)
    found = [settle(building, f"3-1-{100 + n}") for n in range(9)]
    found += [settle(other, f"4-1-{100 + n}") for n in range(10)]
    twin = settle(building, "3-1-108x")
    Household.everywhere.filter(pk=twin.pk).update(door="3-1-108", part="东屋")
    return [*found, twin]


def worked_out(seat: Seat, area: Area) -> Proposal:
    made = ask_proposal(seat, area, actor=None, record=new_id(), start=lambda key: None)
    propose(str(made.pk))
    made.refresh_from_db()
    return made


def test_everybody_gets_five_to_ten_and_a_door_stays_together(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    made = worked_out(liaison, community)
    assert made.state == ProposalState.READY
    assert sorted(Counter(person for _home, person, _why in made.pairs).values()) in (
        [6, 7, 7],
        [5, 7, 8],
        [6, 6, 8],
    )
    by_home = {home: person for home, person, _why in made.pairs}
    assert len(by_home) == 20
    twins = Household.everywhere.filter(door="3-1-108")
    assert len({by_home[str(one.pk)] for one in twins}) == 1
    assert not Responsibility.everywhere.exists()


def test_who_has_some_already_gets_those_beside_them(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    for home in homes[15:19]:  # the last of the second building
        give_responsibility(
            liaison,
            Target(TargetKind.HOUSEHOLD, home.area, household=home),
            members[2],
            term=Term(TODAY),
            actor=None,
        )
    made = worked_out(liaison, community)
    got = [home for home, person, _why in made.pairs if person == str(members[2].pk)]
    assert 1 <= len(got) <= 6
    assert set(got) <= {str(one.pk) for one in homes[9:19]}


def test_without_anybody_to_choose_there_is_no_proposal(
    liaison: Seat, community: Area, homes: list[Household]
) -> None:
    made = worked_out(liaison, community)
    assert made.state == ProposalState.FAILED
    assert {why for _home, why in made.left_out} == {"nobody"}


def test_a_job_that_runs_twice_keeps_one_answer(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    made = worked_out(liaison, community)
    assert keep_worked_out(made.pk, {"pairs": []}) is None
    made.refresh_from_db()
    assert len(made.pairs) == 20


# ---- deciding ------------------------------------------------------------------------------------------
def test_accepting_makes_everybody_responsible_once(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    made = worked_out(liaison, community)
    outcome = accept_proposal(made, actor=None)
    assert len(outcome.made) == 20
    assert set(Responsibility.everywhere.values_list("source", flat=True)) == {Source.PROPOSAL}
    with pytest.raises(ProposalDecided):
        accept_proposal(made, actor=None)
    assert Responsibility.everywhere.count() == 20


def test_what_is_taken_out_is_not_given(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    made = take_out(worked_out(liaison, community), homes[0].pk, actor=None)
    accept_proposal(made, actor=None)
    assert not Responsibility.everywhere.filter(household=homes[0]).exists()


def test_putting_it_aside_changes_nothing(
    liaison: Seat, community: Area, members: list[User], homes: list[Household]
) -> None:
    reject_proposal(worked_out(liaison, community), actor=None)
    assert not Responsibility.everywhere.exists()


def test_it_is_asked_for_looked_at_and_accepted_on_pages(
    sign_in: SignIn, clerk: User, liaison: Seat, community: Area, members: list[User], homes: list[Household],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    client = sign_in(clerk)
    record = str(new_id())
    assert "20" in client.get(NEW).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(NEW, {"record": record})
        client.post(NEW, {"record": record})
    made = Proposal.everywhere.get()
    page = client.get(response.headers["Location"]).content.decode()
    assert "潘有为" in page
    client.post(f"/duty/proposals/{made.pk}/out/{homes[0].pk}/")
    client.post(f"/duty/proposals/{made.pk}/accept/")
    assert Responsibility.everywhere.count() == 19


def test_a_proposal_of_another_community_is_not_there(
    sign_in: SignIn,
    other_clerk: User,
    liaison: Seat,
    community: Area,
    members: list[User],
    homes: list[Household],
) -> None:
    made = worked_out(liaison, community)
    assert sign_in(other_clerk).get(f"/duty/proposals/{made.pk}/").status_code == 404
    assert sign_in(other_clerk).post(f"/duty/proposals/{made.pk}/accept/").status_code == 404
