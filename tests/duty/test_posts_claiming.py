"""Claiming posts and dropping them, one by one and in bulk."""

from datetime import timedelta

import pytest

from linli.core.models import AuditEntry, Event
from linli.duty.actions.claims import claim_post, drop_claim, put_on_posts
from linli.duty.choices import ClaimedBy, ClaimState
from linli.duty.models import Claim, Post, Volunteer
from linli.duty.problems_posts import (
    BegunAlready,
    LacksQualification,
    LimitReached,
    NotAnymore,
    NotFitNow,
    PostClosed,
    PostFull,
    PostOver,
    TwoAtOnce,
)
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW
from tests.duty.conftest import HOUR, MakeClaim, MakePost

pytestmark = pytest.mark.django_db


def claim(post: Post, user: User) -> Claim:
    return claim_post(post, user=user, actor=user, now=NOW)


def taken(post: Post) -> int:
    return Post.everywhere.get(pk=post.pk).taken


def test_it_gives_the_post_to_whoever_claims_it(make_post: MakePost, volunteer: User) -> None:
    post = make_post()
    made = claim(post, volunteer)
    assert (made.state, made.by, made.area_code) == (ClaimState.CLAIMED, ClaimedBy.SELF, post.area_code)
    assert taken(post) == 1
    assert Event.objects.get().name == "duty.claimed"
    assert AuditEntry.objects.get().action == "duty:claim:made"


def test_it_claims_once_when_the_button_is_pressed_twice(make_post: MakePost, volunteer: User) -> None:
    post = make_post(headcount=1)
    assert claim(post, volunteer) == claim(post, volunteer)
    assert taken(post) == 1


def test_it_refuses_whoever_comes_after_the_last_place(
    make_post: MakePost, volunteer: User, neighbour: User
) -> None:
    post = make_post(headcount=1)
    claim(post, neighbour)
    with pytest.raises(PostFull):
        claim(post, volunteer)
    assert taken(post) == 1


def test_it_refuses_two_posts_at_one_time(make_post: MakePost, volunteer: User) -> None:
    claim(make_post(4, 8), volunteer)
    later = make_post(11, 4)
    with pytest.raises(TwoAtOnce):
        claim(later, volunteer)
    assert taken(later) == 0


def test_it_refuses_a_morning_after_a_night_and_says_how_long_the_rest_would_be(
    make_post: MakePost, volunteer: User
) -> None:
    claim(make_post(10, 8), volunteer)
    with pytest.raises(LimitReached, match=r"3 .*11"):
        claim(make_post(21, 4), volunteer)


@pytest.mark.parametrize(
    ("begins_in", "values", "problem"),
    [(-9, {}, PostOver), (4, {"state": "cancelled"}, PostClosed), (4, {"state": "draft"}, PostClosed),
     (4, {"qualifications": ["medical"]}, LacksQualification)],
)  # fmt: skip
def test_it_refuses_what_cannot_be_claimed(
    begins_in: float,
    values: dict[str, object],
    problem: type[Exception],
    make_post: MakePost,
    volunteer: User,
) -> None:
    post = make_post(begins_in, **values)
    with pytest.raises(problem):
        claim(post, volunteer)
    assert not Claim.everywhere.exists()


def test_a_qualification_of_the_book_opens_the_post(make_post: MakePost, volunteer: User) -> None:
    Volunteer.everywhere.filter(user=volunteer).update(qualifications=["medical", "driving"])
    assert claim(make_post(qualifications=["medical"]), volunteer)


def test_a_family_doctor_needs_no_second_proof_of_medical_training(make_post: MakePost, doctor: User) -> None:
    assert claim(make_post(qualifications=["medical"]), doctor)


def test_it_refuses_who_is_not_fit_by_their_own_word(make_post: MakePost, volunteer: User) -> None:
    Volunteer.everywhere.filter(user=volunteer).update(fitness="not_now")
    with pytest.raises(NotFitNow):
        claim(make_post(), volunteer)


def test_a_dropped_post_is_free_again_for_anybody(
    make_post: MakePost, volunteer: User, neighbour: User
) -> None:
    post = make_post(headcount=1)
    mine = claim(post, volunteer)
    drop_claim(mine, actor=volunteer, now=NOW)
    drop_claim(mine, actor=volunteer, now=NOW)
    assert taken(post) == 0
    assert claim(post, neighbour)
    drop_claim(claim_of(post, neighbour), actor=neighbour, now=NOW)
    assert claim(post, volunteer).pk != mine.pk


def claim_of(post: Post, user: User) -> Claim:
    return Claim.everywhere.get(post=post, user=user, state=ClaimState.CLAIMED)


def test_a_shift_that_has_begun_is_dropped_by_the_lead_only(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, clerk: User
) -> None:
    running = make_claim(make_post(-1), volunteer)
    with pytest.raises(BegunAlready):
        drop_claim(running, actor=volunteer, now=NOW)
    drop_claim(running, actor=clerk, now=NOW, why="生病", by_lead=True)
    assert Claim.everywhere.get().why == "生病"
    assert AuditEntry.objects.get().action == "duty:claim:taken_off"


def test_who_is_on_duty_cannot_drop_it(make_post: MakePost, make_claim: MakeClaim, volunteer: User) -> None:
    here = make_claim(make_post(-1), volunteer, state="present")
    with pytest.raises(NotAnymore):
        drop_claim(here, actor=volunteer, now=NOW)


# ---- many ----------------------------------------------------------------------------------------------------------
def test_many_are_put_on_posts_and_what_cannot_be_is_said_pair_by_pair(
    make_post: MakePost, volunteer: User, neighbour: User, grid_worker: User, clerk: User
) -> None:
    one, other = make_post(4, 8, headcount=2), make_post(5, 8, headcount=2)
    pairs = [(one.pk, volunteer.pk), (other.pk, volunteer.pk), (one.pk, neighbour.pk), (one.pk, grid_worker.pk),
             (new_id(), volunteer.pk), (one.pk, volunteer.pk)]  # fmt: skip
    put = put_on_posts(pairs, actor=clerk, by=ClaimedBy.ROSTER, now=NOW)
    assert [(one.post_id, one.user_id) for one in put.claims] == [pairs[0], pairs[2]]
    assert [(post, user, why.code) for post, user, why in put.refused] == [
        (*pairs[1], "duty.two_at_once"), (*pairs[3], "duty.post_full"), (*pairs[4], "core.not_found"),
    ]  # fmt: skip
    assert (taken(one), taken(other)) == (2, 0)
    assert {one.by for one in Claim.everywhere.all()} == {"roster"}


def test_putting_them_there_again_changes_nothing(make_post: MakePost, volunteer: User) -> None:
    post = make_post()
    for _time in range(2):
        put = put_on_posts([(post.pk, volunteer.pk)], actor=None, by=ClaimedBy.ROSTER, now=NOW)
        assert len(put.claims) == 1
    assert taken(post) == 1


def test_a_planner_may_pass_a_limit_and_is_told_of_it(make_post: MakePost, volunteer: User) -> None:
    pairs = [(make_post(10, 8).pk, volunteer.pk), (make_post(21, 4).pk, volunteer.pk)]
    strict = put_on_posts(pairs, actor=None, by=ClaimedBy.ROSTER, now=NOW)
    assert len(strict.claims) == 1
    put = put_on_posts(pairs, actor=None, by=ClaimedBy.ROSTER, now=NOW, over_limits=True)
    assert (len(put.claims), [[one.limit for one in why] for _p, _u, why in put.warned]) == (2, [["rest"]])


def test_the_sixth_day_in_a_row_is_allowed_the_eleventh_is_not(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User
) -> None:
    for days in range(1, 11):
        make_claim(make_post(starts_at=NOW - timedelta(days=days), hours=2), volunteer)
    with pytest.raises(LimitReached, match="11"):
        claim(make_post(2, 2), volunteer)
    Claim.everywhere.filter(post__starts_at__lt=NOW - timedelta(days=5, hours=1)).update(state="missed")
    assert claim(make_post(2, 2), volunteer)


def test_only_the_hours_that_were_stood_count_for_the_limits(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User
) -> None:
    done = make_post(-8, 8)
    make_claim(
        done, volunteer, state="done", checked_in_at=done.starts_at, checked_out_at=done.starts_at + HOUR
    )
    assert claim(make_post(4, 4), volunteer)


def test_it_asks_as_often_for_many_as_for_two(
    make_post: MakePost, volunteer: User, neighbour: User, django_assert_max_num_queries: object
) -> None:
    posts = [make_post(24 * n, 4) for n in range(1, 6)]
    pairs = [(post.pk, user.pk) for post in posts for user in (volunteer, neighbour)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        put = put_on_posts(pairs, actor=None, by=ClaimedBy.ROSTER, now=NOW)
    assert len(put.claims) == 10
