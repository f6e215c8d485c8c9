"""Stand-ins and swaps."""

import pytest

from linli.core.models import AuditEntry
from linli.duty.actions.claims import claim_post
from linli.duty.actions.offers import accept_offer, decline_offer, make_offer, withdraw_offer
from linli.duty.choices import ClaimedBy, ClaimState, OfferState
from linli.duty.models import Claim, Offer, Post
from linli.duty.problems_posts import BegunAlready, LacksQualification, OfferAnswered, TwoAtOnce
from linli.people.models import Note, User
from tests.conftest import NOW
from tests.duty.conftest import MakePost

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.duty.actions.offers.reverse", lambda name: "/duty/posts/mine/")


@pytest.fixture
def mine(make_post: MakePost, volunteer: User) -> Claim:
    return claim_post(make_post(24, 4), user=volunteer, actor=volunteer, now=NOW)


def holders(post: Post) -> list[str]:
    held = Claim.everywhere.filter(post=post, state=ClaimState.CLAIMED)
    return list(held.values_list("user__name", flat=True))


def test_a_stand_in_takes_the_post_over(mine: Claim, volunteer: User, neighbour: User) -> None:
    offer = make_offer(mine, to=neighbour, actor=volunteer, now=NOW)
    assert make_offer(mine, to=neighbour, actor=volunteer, now=NOW) == offer
    accept_offer(offer, actor=neighbour, now=NOW)
    assert holders(mine.post) == ["巩新月"]
    assert Claim.everywhere.get(user=neighbour).by == ClaimedBy.STAND_IN
    assert Post.everywhere.get(pk=mine.post_id).taken == 1
    assert set(Note.objects.values_list("kind", flat=True)) == {"offer_made", "offer_accepted"}
    assert AuditEntry.objects.filter(action="duty:offer:accepted").exists()


def test_two_swap_their_shifts_even_where_they_overlap(
    mine: Claim, make_post: MakePost, volunteer: User, neighbour: User
) -> None:
    theirs = claim_post(make_post(26, 4), user=neighbour, actor=neighbour, now=NOW)
    offer = make_offer(mine, to=neighbour, actor=volunteer, now=NOW, for_claim=theirs)
    accept_offer(offer, actor=neighbour, now=NOW)
    assert (holders(mine.post), holders(theirs.post)) == (["巩新月"], ["莫连城"])


def test_the_rules_hold_for_whoever_comes(
    mine: Claim, make_post: MakePost, volunteer: User, neighbour: User
) -> None:
    claim_post(make_post(25, 2), user=neighbour, actor=neighbour, now=NOW)
    offer = make_offer(mine, to=neighbour, actor=volunteer, now=NOW)
    with pytest.raises(TwoAtOnce):
        accept_offer(offer, actor=neighbour, now=NOW)
    Post.everywhere.filter(pk=mine.post_id).update(
        qualifications=["medical"], starts_at=NOW.replace(day=25), ends_at=NOW.replace(day=26)
    )
    with pytest.raises(LacksQualification):
        accept_offer(offer, actor=neighbour, now=NOW)
    assert holders(mine.post) == ["莫连城"]


@pytest.mark.parametrize("answer", [decline_offer, withdraw_offer, accept_offer])
def test_a_question_is_answered_once(answer: object, mine: Claim, volunteer: User, neighbour: User) -> None:
    offer = make_offer(mine, to=neighbour, actor=volunteer, now=NOW)
    answer(offer, actor=neighbour, now=NOW)  # type: ignore[operator]
    assert Offer.objects.get().state != OfferState.OPEN
    with pytest.raises(OfferAnswered):
        accept_offer(offer, actor=neighbour, now=NOW)


def test_a_shift_that_has_begun_changes_hands_no_more(mine: Claim, volunteer: User, neighbour: User) -> None:
    offer = make_offer(mine, to=neighbour, actor=volunteer, now=NOW)
    Post.everywhere.update(starts_at=NOW)
    with pytest.raises(BegunAlready):
        accept_offer(offer, actor=neighbour, now=NOW)
