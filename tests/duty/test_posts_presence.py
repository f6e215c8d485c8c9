"""Coming to a post and leaving it, told by phones and pages; hand-overs; what a lead mends."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import pytest

from linli.core.facts import FieldFact
from linli.core.models import AuditEntry, Event, Revision
from linli.duty.actions.presence import (
    check_at,
    hand_over,
    mark_missed,
    mend_hours,
    settle_check,
    settle_point,
    take_from_posts,
)
from linli.duty.bodies import AtPlace, CheckIn, CheckOut, HandOver
from linli.duty.choices import CheckKind, ClaimState
from linli.duty.models import Claim, DutyPlace, Handover, PlaceCheck, Post
from linli.duty.posts_people import stood_of
from linli.duty.problems_posts import NotAnymore, TimesDoNotFit
from linli.duty.rules_posts import time_stood
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW
from tests.duty.conftest import HOUR, MakeClaim, MakePost

pytestmark = pytest.mark.django_db
SPACE = UUID("0192f6b0-0000-7000-8000-000000000000")
DEVICE = UUID("0192f6b0-0000-7000-8000-00000000d001")
Told = Callable[..., FieldFact]


@pytest.fixture
def told(gate: DutyPlace, volunteer: User) -> Told:
    """`told(1, CheckIn, at)`: the volunteer's fact number 1, from the gate."""

    def one(
        number: int, body: type[AtPlace] | AtPlace, at: datetime = NOW, by: User | None = volunteer
    ) -> FieldFact:
        full = body if isinstance(body, AtPlace) else body(place=gate.code)
        return FieldFact(
            uuid5(SPACE, str(number)), type(full).__name__, full, at, NOW, by.pk if by else None, DEVICE
        )

    return one


@pytest.fixture
def mine(make_post: MakePost, make_claim: MakeClaim, volunteer: User) -> Claim:
    """The volunteer's shift at the gate, from two hours ago to two hours from now."""
    return make_claim(make_post(-2, 4), volunteer)


def now_of(claim: Claim) -> Claim:
    return Claim.everywhere.select_related("post").get(pk=claim.pk)


# ---- at the page of the place --------------------------------------------------------------------------------------
def test_a_check_at_the_place_begins_and_ends_the_shift(
    gate: DutyPlace, mine: Claim, volunteer: User
) -> None:
    check_at(gate, check_id=new_id(), kind=CheckKind.IN, user=volunteer, now=NOW)
    assert (now_of(mine).state, now_of(mine).checked_in_at) == (ClaimState.PRESENT, NOW)
    check_at(gate, check_id=new_id(), kind=CheckKind.OUT, user=volunteer, now=NOW + HOUR)
    assert now_of(mine).state == ClaimState.DONE
    assert time_stood(stood_of(now_of(mine))) == HOUR
    assert {one.name for one in Event.objects.all()} == {"duty.checked_in", "duty.checked_out"}


def test_the_same_check_sent_twice_is_one(gate: DutyPlace, mine: Claim, volunteer: User) -> None:
    check_id = new_id()
    for minutes in (0, 5):
        check_at(
            gate, check_id=check_id, kind=CheckKind.IN, user=volunteer, now=NOW + timedelta(minutes=minutes)
        )
    assert PlaceCheck.everywhere.count() == 1
    assert now_of(mine).checked_in_at == NOW


def test_somebody_without_a_shift_is_kept_as_a_finding(gate: DutyPlace, volunteer: User) -> None:
    check = check_at(gate, check_id=new_id(), kind=CheckKind.IN, user=volunteer, now=NOW)
    assert check.claim is None
    assert PlaceCheck.everywhere.get() == check


def test_a_shift_of_another_place_or_that_was_dropped_is_not_meant(
    gate: DutyPlace, mine: Claim, volunteer: User
) -> None:
    Claim.everywhere.update(state="dropped")
    assert check_at(gate, check_id=new_id(), kind=CheckKind.IN, user=volunteer, now=NOW).claim is None
    other = DutyPlace.objects.create(area=gate.area, area_code=gate.area_code, name="西门", kind="gate")
    Claim.everywhere.update(state="claimed")
    assert check_at(other, check_id=new_id(), kind=CheckKind.IN, user=volunteer, now=NOW).claim is None


# ---- from phones ---------------------------------------------------------------------------------------------------
def test_a_phone_tells_of_a_shift_later_and_in_any_order(told: Told, mine: Claim) -> None:
    came, left = NOW - 2 * HOUR, NOW - HOUR
    assert take_from_posts([told(2, CheckOut, left)]) == {}
    assert take_from_posts([told(1, CheckIn, came)]) == {}
    kept = now_of(mine)
    assert (kept.checked_in_at, kept.checked_out_at, kept.state) == (came, left, ClaimState.DONE)


def test_a_fact_that_comes_twice_counts_once(told: Told, mine: Claim) -> None:
    facts = [told(1, CheckIn), told(2, HandOver(place="EastGate00000001", points=("等药",)))]
    for _time in range(2):
        assert take_from_posts(facts) == {}
    assert (PlaceCheck.everywhere.count(), Handover.everywhere.count()) == (1, 1)


def test_the_first_coming_and_the_last_going_stand(told: Told, mine: Claim) -> None:
    minutes = timedelta(minutes=1)
    take_from_posts(
        [told(1, CheckIn, NOW), told(2, CheckIn, NOW - 5 * minutes), told(3, CheckOut, NOW + minutes)]
    )
    take_from_posts([told(4, CheckOut, NOW + 9 * minutes), told(5, CheckIn, NOW + 3 * minutes)])
    kept = now_of(mine)
    assert (kept.checked_in_at, kept.checked_out_at) == (NOW - 5 * minutes, NOW + 9 * minutes)


def test_a_check_in_takes_back_that_somebody_did_not_come(told: Told, mine: Claim) -> None:
    Claim.everywhere.update(state="missed")
    take_from_posts([told(1, CheckIn, NOW - HOUR)])
    assert now_of(mine).state == ClaimState.PRESENT


def test_it_refuses_codes_of_nowhere_and_people_who_stand_on_no_posts(
    told: Told, far_volunteer: User, other_clerk: User, leader: User
) -> None:
    facts = [told(1, CheckIn(place="NoSuchPlace00")), told(2, CheckIn, by=far_volunteer), told(3, CheckIn, by=leader),
             told(4, CheckIn, by=None), told(5, CheckIn, by=other_clerk)]  # fmt: skip
    refused = take_from_posts(facts)
    assert [refused[one.id].code if one.id in refused else "" for one in facts] == [
        "duty.no_such_place", "duty.no_such_place", "duty.not_to_tell", "duty.not_to_tell", "",
    ]  # fmt: skip


def test_a_night_over_midnight_is_one_shift(
    told: Told, make_post: MakePost, make_claim: MakeClaim, volunteer: User
) -> None:
    night = make_claim(make_post(-12, 8), volunteer)  # 22:12 to 06:12
    take_from_posts([told(1, CheckIn, night.post.starts_at), told(2, CheckOut, night.post.ends_at)])
    assert time_stood(stood_of(now_of(night))) == 8 * HOUR


# ---- the lead --------------------------------------------------------------------------------------------------------
def test_the_lead_mends_a_forgotten_check_out_with_a_trace(mine: Claim, clerk: User) -> None:
    Claim.everywhere.update(state="present", checked_in_at=NOW - 2 * HOUR)
    mend_hours(mine, came_at=NOW - 2 * HOUR, left_at=NOW - HOUR, why="忘了签退", actor=clerk, now=NOW)
    kept = now_of(mine)
    assert (kept.state, kept.mended_by, kept.why) == (ClaimState.DONE, clerk, "忘了签退")
    assert kept.checked_in_at == NOW - 2 * HOUR
    assert time_stood(stood_of(kept)) == HOUR
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["why"]) == ("duty:claim:mended", "忘了签退")
    assert Revision.objects.get().after["state"] == "done"


@pytest.mark.parametrize(("came", "left"), [(-1, -2), (-2, 1), (-30, -2)])
def test_it_refuses_times_that_cannot_be(came: int, left: int, mine: Claim, clerk: User) -> None:
    with pytest.raises(TimesDoNotFit):
        mend_hours(mine, came_at=NOW + came * HOUR, left_at=NOW + left * HOUR, why="", actor=clerk, now=NOW)
    assert now_of(mine).mended_at is None


def test_who_did_not_come_is_marked_once_the_grace_is_over(
    mine: Claim, clerk: User, make_post: MakePost
) -> None:
    mark_missed(mine, actor=clerk, now=NOW)
    mark_missed(mine, actor=clerk, now=NOW)
    assert now_of(mine).state == ClaimState.MISSED
    assert AuditEntry.objects.count() == 1
    Claim.everywhere.update(state="claimed")
    Post.everywhere.update(starts_at=NOW - timedelta(minutes=5))
    with pytest.raises(NotAnymore):
        mark_missed(mine, actor=clerk, now=NOW)


def test_a_finding_becomes_the_shift_that_was_stood(
    gate: DutyPlace, make_post: MakePost, volunteer: User, clerk: User
) -> None:
    post = make_post(-2, 4, headcount=1)
    check = check_at(gate, check_id=new_id(), kind=CheckKind.IN, user=volunteer, now=NOW)
    settle_check(check, post=post, actor=clerk, now=NOW)
    claim = Claim.everywhere.get()
    assert (claim.user, claim.state, claim.checked_in_at) == (volunteer, ClaimState.PRESENT, NOW)
    assert PlaceCheck.everywhere.get().claim == claim
    settle_check(check, post=None, actor=clerk, now=NOW)
    assert Post.everywhere.get(pk=post.pk).taken == 1


def test_a_hand_over_has_open_points_that_the_next_one_settles(
    gate: DutyPlace, mine: Claim, volunteer: User, neighbour: User
) -> None:
    made = hand_over(
        gate,
        handover_id=new_id(),
        user=volunteer,
        points=["3-2-501 等药", " "],
        goods={"体温枪": 2},
        note="",
        now=NOW,
    )
    assert (made.claim, [one["text"] for one in made.points]) == (mine, ["3-2-501 等药"])
    settle_point(made, number=0, actor=neighbour, now=NOW + HOUR)
    assert Handover.everywhere.get().points[0]["settled_by"] == "巩新月"
