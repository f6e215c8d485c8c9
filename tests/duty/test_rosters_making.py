"""Asking for a roster, solving it, changing it by hand, putting it in force, a sick call."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.core.problems import NotFound
from linli.duty import tasks
from linli.duty.actions import rosters as actions
from linli.duty.actions.availability import take_back_time, tell_times
from linli.duty.choices import ClaimedBy, ClaimState, RosterState
from linli.duty.models import Availability, Claim, Post, Roster, RosterLine
from linli.duty.problems_rosters import (
    BeingSolved,
    NothingToFill,
    NotSolvedYet,
    RosterPostFull,
    RosterPostOver,
    RosterSetAside,
)
from linli.duty.roster_shown import Shown, candidates
from linli.duty.rules_posts import HOUR, Shift
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW, TODAY, appoint
from tests.duty.conftest import MakeClaim, MakePost

pytestmark = pytest.mark.django_db
FIRST = TODAY + timedelta(days=1)


@pytest.fixture
def posts(make_post: MakePost) -> list[Post]:
    """Three days, three shifts of eight hours a day, one person each."""
    begins = Shift(*(NOW.replace(hour=0, minute=0, second=0, microsecond=0) + n * HOUR for n in (24, 32)))
    return [make_post(starts_at=begins.starts_at + 8 * n * HOUR, headcount=1) for n in range(9)]


@pytest.fixture
def people(community: Area) -> list[User]:
    return [
        appoint(f"v{n}", name, "volunteer", community)
        for n, name in enumerate(("甘霖", "桑榆", "麦冬", "连翘", "辛夷", "苏木"))
    ]


def has_time(user: User, posts: list[Post], **values: bool) -> None:
    span = Shift(posts[0].starts_at, posts[-1].ends_at)
    tell_times(
        user, record=new_id(), times=[span], can=values.get("can", True), wish=values.get("wish", False)
    )


@pytest.fixture
def roster(community: Area, clerk: User, posts: list[Post], people: list[User]) -> Roster:
    for one in people:
        has_time(one, posts)
    return actions.ask_roster(
        community, record=new_id(), from_on=FIRST, until_on=FIRST + timedelta(days=3), actor=clerk, now=NOW
    )


def solve(roster: Roster) -> Roster:
    tasks.solve.call_local(str(roster.pk), roster.version)
    return Roster.everywhere.select_related("area").get(pk=roster.pk)


def test_it_shares_the_posts_out_among_those_who_have_time(roster: Roster, people: list[User]) -> None:
    solved = solve(roster)
    assert solved.state == RosterState.SOLVED
    assert solved.lines.count() == 9
    assert {one.user_id for one in solved.lines.all()} == {one.pk for one in people}
    assert solved.result["people"] == 6
    hours = [one.hours for one in Shown(solved).hours()]
    assert max(hours) - min(hours) <= 8
    assert not [one for one in Shown(solved).hours() if one.broken]


def test_the_same_form_twice_asks_once(roster: Roster, community: Area, clerk: User) -> None:
    again = actions.ask_roster(
        community, record=roster.pk, from_on=FIRST, until_on=FIRST + timedelta(days=3), actor=clerk, now=NOW
    )
    assert again.pk == roster.pk
    assert Roster.everywhere.count() == 1


def test_days_without_posts_are_refused(community: Area, clerk: User) -> None:
    with pytest.raises(NothingToFill):
        actions.ask_roster(
            community,
            record=new_id(),
            from_on=FIRST,
            until_on=FIRST + timedelta(days=7),
            actor=clerk,
            now=NOW,
        )


def test_whoever_gave_no_time_or_belongs_elsewhere_is_not_asked(
    roster: Roster, posts: list[Post], community: Area, far_volunteer: User
) -> None:
    appoint("silent", "沉默", "volunteer", community)
    has_time(far_volunteer, posts)
    solved = solve(roster)
    assert solved.result["people"] == 6
    assert not solved.lines.filter(user__username__in=["silent", "far"]).exists()


def test_who_is_away_stays_away_and_a_wish_is_met(
    roster: Roster, posts: list[Post], people: list[User]
) -> None:
    away, wishes = people[0], people[1]
    has_time(away, posts, can=False)
    tell_times(
        wishes, record=new_id(), times=[Shift(posts[4].starts_at, posts[4].ends_at)], can=True, wish=True
    )
    solved = solve(roster)
    assert not solved.lines.filter(user=away).exists()
    assert solved.lines.filter(user=wishes, post=posts[4]).exists()


def test_a_post_that_asks_for_more_stays_empty_with_its_reason(roster: Roster, posts: list[Post]) -> None:
    Post.everywhere.filter(pk=posts[0].pk).update(qualifications=["medical"])
    shown = Shown(solve(roster))
    assert [(one.post.pk, one.missing) for one in shown.empty()] == [(posts[0].pk, 1)]
    assert shown.empty()[0].why


def test_a_claim_beside_the_roster_counts(
    roster: Roster, posts: list[Post], volunteer: User, make_claim: MakeClaim
) -> None:
    make_claim(posts[0], volunteer)
    solved = solve(roster)
    assert not solved.lines.filter(post=posts[0]).exists()
    assert Shown(solved).cells(posts)[posts[0].pk].people[0].name == "莫连城"


def test_an_old_job_brings_nothing(roster: Roster, clerk: User) -> None:
    later = NOW + actions.STALLED + timedelta(seconds=1)
    again = actions.solve_again(roster, actor=clerk, now=later)
    assert solve(roster).state == RosterState.WAITING  # its version is over
    assert solve(again).state == RosterState.SOLVED


def test_a_job_that_fails_says_so(roster: Roster, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tasks, "solve_roster", broken)
    with pytest.raises(ZeroDivisionError):
        solve(roster)
    roster.refresh_from_db()
    assert roster.state == RosterState.FAILED
    assert roster.result["failure"]["code"] == "core.server_failed"


# ---- by hand -----------------------------------------------------------------------------------------------------------
def test_by_hand_each_broken_limit_is_shown_and_it_stays_when_solved_again(
    roster: Roster, posts: list[Post], people: list[User], clerk: User
) -> None:
    solved = solve(roster)
    line = solved.lines.get(post=posts[1])
    before = solved.lines.get(post=posts[0]).user
    shown = {one.user.pk: one for one in candidates(Shown(solved), posts[1])}
    assert shown[before.pk].broken  # no rest after the night
    actions.take_out(solved, line_id=line.pk, actor=clerk, now=NOW)
    made = actions.put_in(solved, post=posts[1], user=before, actor=clerk, now=NOW)
    assert made.fixed
    shown_again = Shown(Roster.everywhere.get(pk=roster.pk))
    assert shown_again.cells(posts)[posts[1].pk].people[0].broken
    assert [one.user for one in shown_again.hours() if one.broken] == [before]


def test_what_was_put_in_by_hand_stays(
    roster: Roster, posts: list[Post], people: list[User], clerk: User
) -> None:
    solved = solve(roster)
    line = solved.lines.get(post=posts[8])
    other = next(one for one in people if not solved.lines.filter(user=one, post__in=posts[5:]).exists())
    actions.take_out(solved, line_id=line.pk, actor=clerk, now=NOW)
    actions.put_in(solved, post=posts[8], user=other, actor=clerk, now=NOW)
    again = solve(actions.solve_again(solved, actor=clerk, now=NOW))
    assert again.lines.get(post=posts[8]).user == other
    assert again.lines.get(post=posts[8]).fixed


def test_by_hand_what_collides_is_named(
    roster: Roster, posts: list[Post], people: list[User], clerk: User
) -> None:
    solved = solve(roster)
    solved.lines.filter(post__in=posts[:2]).delete()
    for post in posts[:2]:
        actions.put_in(solved, post=post, user=people[0], actor=clerk, now=NOW)
    again = solve(actions.solve_again(solved, actor=clerk, now=NOW))
    assert again.state == RosterState.INFEASIBLE
    assert [(post, user) for post, user, _words in Shown(again).collisions() if post and user]


def test_a_full_post_takes_nobody_else(
    roster: Roster, posts: list[Post], volunteer: User, clerk: User
) -> None:
    solved = solve(roster)
    with pytest.raises(RosterPostFull):
        actions.put_in(solved, post=posts[0], user=volunteer, actor=clerk, now=NOW)


def test_while_it_waits_nothing_is_changed(
    roster: Roster, posts: list[Post], people: list[User], clerk: User
) -> None:
    with pytest.raises(BeingSolved):
        actions.put_in(roster, post=posts[0], user=people[0], actor=clerk, now=NOW)
    with pytest.raises(BeingSolved):
        actions.solve_again(roster, actor=clerk, now=NOW)


# ---- in force ----------------------------------------------------------------------------------------------------------
def test_in_force_everybody_has_their_posts_and_twice_does_it_once(
    roster: Roster, posts: list[Post], clerk: User
) -> None:
    solved = solve(roster)
    put = actions.put_in_force(solved, actor=clerk, now=NOW)
    assert (len(put.claims), put.refused) == (9, [])
    actions.put_in_force(solved, actor=clerk, now=NOW)
    assert Claim.everywhere.filter(by=ClaimedBy.ROSTER, state=ClaimState.CLAIMED).count() == 9
    assert {one.taken for one in Post.everywhere.all()} == {1}


def test_after_a_sick_call_the_others_stay_and_the_claims_follow(
    roster: Roster, posts: list[Post], people: list[User], clerk: User
) -> None:
    solved = solve(roster)
    actions.put_in_force(solved, actor=clerk, now=NOW)
    before = set(solved.lines.values_list("post", "user"))
    sick = people[0]
    again = solve(actions.solve_again(solved, actor=clerk, now=NOW, sick=sick))
    after = set(again.lines.values_list("post", "user"))
    assert not again.lines.filter(user=sick).exists()
    assert len({pair for pair in before if pair[1] != sick.pk} - after) <= 2
    actions.put_in_force(again, actor=clerk, now=NOW)
    claimed = Claim.everywhere.filter(state=ClaimState.CLAIMED)
    assert set(claimed.values_list("post", "user")) == after
    assert {one.taken for one in Post.everywhere.all()} <= {0, 1}


def test_a_roster_that_is_put_aside_is_over(roster: Roster, clerk: User) -> None:
    with pytest.raises(BeingSolved):
        actions.put_in_force(roster, actor=clerk, now=NOW)
    solved = solve(roster)
    actions.put_aside(solved, actor=clerk)
    actions.put_aside(solved, actor=clerk)
    with pytest.raises(RosterSetAside):
        actions.put_in_force(solved, actor=clerk, now=NOW)
    Roster.everywhere.update(state=RosterState.FAILED)
    with pytest.raises(NotSolvedYet):
        actions.put_in_force(solved, actor=clerk, now=NOW)


def test_a_post_that_was_cancelled_and_one_that_has_begun(
    roster: Roster, posts: list[Post], clerk: User
) -> None:
    solved = solve(roster)
    begun = solved.lines.get(post=posts[0])
    Post.everywhere.filter(pk=posts[0].pk).update(starts_at=NOW - HOUR)
    Post.everywhere.filter(pk=posts[8].pk).update(state="cancelled")
    with pytest.raises(RosterPostOver):
        actions.take_out(solved, line_id=begun.pk, actor=clerk, now=NOW)
    again = solve(actions.solve_again(solved, actor=clerk, now=NOW))
    assert again.lines.filter(pk=begun.pk).exists()
    assert not again.lines.filter(post=posts[8]).exists()


# ---- one's own times ---------------------------------------------------------------------------------------------------
def test_times_are_noted_once_and_only_their_owner_takes_them_back(volunteer: User, neighbour: User) -> None:
    record, times = new_id(), [Shift(NOW, NOW + 8 * HOUR)]
    for _ in range(2):
        tell_times(volunteer, record=record, times=times, can=True, wish=False)
    kept = Availability.objects.get()
    with pytest.raises(NotFound):
        take_back_time(neighbour, availability_id=kept.pk)
    take_back_time(volunteer, availability_id=kept.pk)
    assert not Availability.objects.exists()


# ---- pages -------------------------------------------------------------------------------------------------------------
SignIn = Callable[[User], Client]


def test_a_planner_asks_for_a_roster_and_sees_it(
    sign_in: SignIn, clerk: User, posts: list[Post], people: list[User],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    for one in people:
        has_time(one, posts)
    client = sign_in(clerk)
    form = client.get(reverse("duty:roster_new")).context["form"]
    sent = {"record": form.initial["record"], "place": str(form.fields["place"].initial),
            "first_day": FIRST.isoformat(), "days": 3}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = client.post(reverse("duty:roster_new"), sent)
    assert answer.status_code in (302, 303)
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert page.context["roster"].state == RosterState.SOLVED
    assert "甘霖" in page.content.decode()
    assert client.get(reverse("duty:rosters")).context["rows"][0][0] == page.context["roster"]


def test_a_page_of_one_that_is_being_solved_asks_again(sign_in: SignIn, clerk: User, roster: Roster) -> None:
    client, url = sign_in(clerk), reverse("duty:roster", args=[roster.pk])
    assert "every 1s" in client.get(url).content.decode()
    assert "<h1>" not in client.get(url, headers={"hx-request": "true"}).content.decode()


def test_people_are_put_in_and_taken_out_on_the_page_of_a_post(
    sign_in: SignIn, clerk: User, roster: Roster, posts: list[Post]
) -> None:
    solved, client = solve(roster), sign_in(clerk)
    line = solved.lines.get(post=posts[0])
    page = reverse("duty:roster_post", args=[roster.pk, posts[0].pk])
    assert client.get(page).status_code == 200
    assert client.post(reverse("duty:roster_take", args=[roster.pk, line.pk])).status_code == 302
    assert client.post(page, {"user": str(line.user_id)}).status_code == 302
    assert client.post(page, {"user": str(line.user_id)}).status_code == 404  # is no candidate any more
    assert RosterLine.objects.get(roster=roster, post=posts[0]).fixed


def test_the_number_of_queries_does_not_grow_with_the_roster(
    sign_in: SignIn, clerk: User, roster: Roster, django_assert_max_num_queries: Callable[..., object]
) -> None:
    solve(roster)
    client, url = sign_in(clerk), reverse("duty:roster", args=[roster.pk])
    client.get(url)
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        client.get(url)


def test_a_volunteer_enters_their_times(sign_in: SignIn, volunteer: User) -> None:
    client, url = sign_in(volunteer), reverse("duty:availability")
    sent = {
        "record": str(new_id()),
        "first_day": FIRST.isoformat(),
        "begins": "22:00",
        "ends": "06:00",
        "what": "wish",
    }
    assert client.post(url, sent | {"last_day": TODAY.isoformat()}).status_code == 422
    assert client.post(url, sent | {"last_day": (FIRST + timedelta(days=2)).isoformat()}).status_code in (
        302,
        303,
    )
    kept = list(Availability.objects.filter(user=volunteer))
    assert len(kept) == 3
    assert all(one.wish and one.ends_at - one.starts_at == 8 * HOUR for one in kept)
    assert client.get(url).status_code == 200
    assert client.post(reverse("duty:availability_remove", args=[kept[0].pk])).status_code == 302


def test_putting_in_force_is_no_restrictive_act_and_putting_aside_is(
    roster: Roster, posts: list[Post], clerk: User, sign_in: SignIn
) -> None:
    solve(roster)
    office = sign_in(clerk)
    asked = office.get(f"/duty/rosters/{roster.pk}/in-force/").content.decode()
    assert "ll-b-danger" not in asked
    assert 'class="ll-b ll-b-big ll-b-1"' in asked
    assert "ll-b-danger" in office.get(f"/duty/rosters/{roster.pk}/aside/").content.decode()
