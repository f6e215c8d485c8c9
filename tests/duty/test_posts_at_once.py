"""Many at the same moment: a post is filled and not beyond, nobody stands twice, nobody waits for ever."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from linli.duty.actions.claims import claim_post, drop_claim, put_on_posts
from linli.duty.actions.posts import cancel_post
from linli.duty.choices import ClaimedBy, ClaimState
from linli.duty.models import Claim, Post
from linli.duty.problems_posts import PostFull, TwoAtOnce
from linli.people.models import User
from tests.conftest import NOW, appoint
from tests.duty.conftest import MakeClaim, MakePost

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


@pytest.fixture
def crowd(community: Any) -> list[User]:
    return [appoint(f"many{n}", f"众{n}", "volunteer", community) for n in range(8)]


def all_at_once(work: Sequence[Callable[[], object]]) -> list[Any]:
    """Start together; what each came back with, in their order."""
    ready, found = threading.Barrier(len(work)), [None] * len(work)

    def run(number: int) -> None:
        try:
            ready.wait(60)
            found[number] = work[number]()  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001 - handed to the test
            found[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


def kinds(found: Sequence[object]) -> Counter[type]:
    return Counter(type(one) for one in found)


def claiming(post: Post, user: User) -> Callable[[], Claim]:
    return lambda: claim_post(post, user=user, actor=user, now=NOW)


def test_a_post_is_filled_and_not_beyond(make_post: MakePost, crowd: list[User]) -> None:
    post = make_post(headcount=3)
    found = all_at_once([claiming(post, user) for user in crowd])
    assert kinds(found) == {Claim: 3, PostFull: 5}
    assert (Post.everywhere.get().taken, Claim.everywhere.count()) == (3, 3)


def test_nobody_gets_two_posts_at_one_time(make_post: MakePost, volunteer: User) -> None:
    posts = [make_post(4 + n / 10) for n in range(6)]
    found = all_at_once([claiming(post, volunteer) for post in posts])
    assert kinds(found) == {Claim: 1, TwoAtOnce: 5}
    assert sum(Post.everywhere.values_list("taken", flat=True)) == 1


def test_a_roster_and_people_who_claim_do_not_wait_for_each_other_for_ever(
    make_post: MakePost, crowd: list[User]
) -> None:
    posts = [make_post(4, headcount=2), make_post(4, headcount=2)]
    forth = [(post.pk, user.pk) for post in posts for user in crowd[:4]]
    back = list(reversed(forth))
    work: list[Callable[[], object]] = [
        lambda: put_on_posts(forth, actor=None, by=ClaimedBy.ROSTER, now=NOW),
        lambda: put_on_posts(back, actor=None, by=ClaimedBy.ORGANISATION, now=NOW),
        *(claiming(posts[n % 2], user) for n, user in enumerate(crowd)),
    ]
    found = all_at_once(work)
    assert {one.__name__ for one in kinds(found)} <= {"Put", "Claim", "PostFull", "TwoAtOnce"}
    assert [post.taken for post in Post.everywhere.all()] == [2, 2]
    held = Counter(Claim.everywhere.values_list("user_id", flat=True))
    assert set(held.values()) == {1}
    assert sum(held.values()) == 4


def test_a_post_that_is_cancelled_while_people_claim_and_drop_it_counts_right(
    make_post: MakePost, make_claim: MakeClaim, crowd: list[User], clerk: User
) -> None:
    post = make_post(headcount=8)
    mine = [make_claim(post, user) for user in crowd[:3]]
    work: list[Callable[[], object]] = [
        lambda: cancel_post(post, reason="不用了", actor=clerk, now=NOW),
        *(lambda claim=claim: drop_claim(claim, actor=claim.user, now=NOW) for claim in mine),  # type: ignore[misc]
        *(claiming(post, user) for user in crowd[3:]),
    ]
    found = all_at_once(work)
    assert {one.__name__ for one in kinds(found)} <= {"Post", "Claim", "PostClosed", "PostFull"}
    kept = Post.everywhere.get()
    assert (kept.state, kept.taken) == ("cancelled", 0)
    assert set(Claim.everywhere.values_list("state", flat=True)) == {ClaimState.DROPPED}
