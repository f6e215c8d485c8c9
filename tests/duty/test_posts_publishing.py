"""Publishing, changing and cancelling posts; places; calls for help."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.core.problems import ChangedMeanwhile
from linli.duty.actions.calls import answer_call, call_for_help, close_call
from linli.duty.actions.posts import (
    MOST_AT_ONCE,
    Asked,
    cancel_post,
    change_post,
    close_place,
    make_place,
    publish_posts,
    renew_code,
)
from linli.duty.models import Call, CallAnswer, Claim, DutyPlace, Post
from linli.duty.problems_posts import (
    BelowTaken,
    CallOver,
    NobodyCalled,
    NoSuchKind,
    PlaceClosed,
    PlaceHasPosts,
    PostClosed,
    PostHasPeople,
    PostOver,
    TooManyPosts,
)
from linli.duty.rules_posts import Shift
from linli.lib.ids import new_id
from linli.people.models import Membership, Note, Organisation, User
from tests.conftest import NOW, TODAY
from tests.duty.conftest import HOUR, MakeClaim, MakePost

pytestmark = pytest.mark.django_db
GATE = Asked("gatekeeper", 2)
SOON = Shift(NOW + HOUR, NOW + 9 * HOUR)
Publish = Callable[..., list[Post]]


@pytest.fixture
def publish(gate: DutyPlace, clerk: User) -> Publish:
    def published(*shifts: Shift, asked: Asked = GATE, series_id: UUID | None = None) -> list[Post]:
        return publish_posts(
            gate, series_id=series_id or new_id(), asked=asked, shifts=shifts or (SOON,), actor=clerk, now=NOW
        )

    return published


def test_a_series_is_published_once_even_if_the_form_is_sent_twice(publish: Publish, clerk: User) -> None:
    series_id, next_day = new_id(), Shift(SOON.starts_at + 24 * HOUR, SOON.ends_at + 24 * HOUR)
    first = publish(SOON, next_day, series_id=series_id)
    assert publish(SOON, next_day, series_id=series_id) == first
    assert [one.starts_at for one in Post.everywhere.order_by("starts_at")] == [
        SOON.starts_at,
        next_day.starts_at,
    ]
    assert {one.published_by for one in first} == {clerk}
    assert AuditEntry.objects.get().data == {"n": 2, "kind": "gatekeeper"}


@pytest.mark.parametrize(
    ("shifts", "asked", "problem"),
    [
        ((SOON,), Asked("astronaut", 1), NoSuchKind),
        ((Shift(NOW - 9 * HOUR, NOW - HOUR),), GATE, PostOver),
        ((SOON,) * (MOST_AT_ONCE + 1), GATE, TooManyPosts),
    ],
)
def test_it_refuses_what_cannot_be_published(
    shifts: tuple[Shift, ...], asked: Asked, problem: type[Exception], publish: Publish
) -> None:
    with pytest.raises(problem):
        publish(*shifts, asked=asked)
    assert not Post.everywhere.exists()


def test_what_people_chose_a_post_for_stays_once_they_have_it(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, clerk: User
) -> None:
    post = make_post(headcount=3)
    change_post(post, version=1, values={"ends_at": post.ends_at + HOUR}, actor=clerk)
    make_claim(post, volunteer)
    make_claim(post, neighbour)
    with pytest.raises(PostHasPeople):
        change_post(post, version=2, values={"ends_at": post.ends_at - HOUR}, actor=clerk)
    with pytest.raises(BelowTaken):
        change_post(post, version=2, values={"headcount": 1}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        change_post(post, version=1, values={"headcount": 2}, actor=clerk)
    assert change_post(post, version=2, values={"headcount": 2, "note": "带手套"}, actor=clerk).version == 3


def test_a_cancelled_post_tells_its_people_and_keeps_hours(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, clerk: User
) -> None:
    post = make_post(-1, headcount=3)
    make_claim(post, volunteer)
    make_claim(post, neighbour, state="present", checked_in_at=NOW - HOUR)
    for _time in range(2):
        cancelled = cancel_post(post, reason="封控解除", actor=clerk, now=NOW)
    assert (cancelled.state, cancelled.taken) == ("cancelled", 1)
    assert [note.user for note in Note.objects.filter(kind="post_cancelled")] == [volunteer]
    assert len(Note.objects.get().key) <= 80
    assert Claim.everywhere.get(user=neighbour).state == "present"
    with pytest.raises(PostClosed):
        change_post(post, version=None, values={"headcount": 5}, actor=clerk)


def test_a_post_that_is_over_is_not_cancelled(make_post: MakePost, clerk: User) -> None:
    with pytest.raises(PostOver):
        cancel_post(make_post(-20), reason="x", actor=clerk, now=NOW)


# ---- places ----------------------------------------------------------------------------------------------------------
def test_a_place_is_made_once_closed_when_nothing_is_ahead_and_then_takes_no_posts(
    community: Area, gate: DutyPlace, make_post: MakePost, publish: Publish, clerk: User
) -> None:
    place_id = new_id()
    for _time in range(2):
        make_place(community, place_id=place_id, name="西门", kind="gate", address="", actor=clerk)
    assert DutyPlace.everywhere.filter(name="西门").count() == 1
    post = make_post(4)
    with pytest.raises(PlaceHasPosts):
        close_place(gate, actor=clerk, now=NOW)
    cancel_post(post, reason="x", actor=clerk, now=NOW)
    assert close_place(gate, actor=clerk, now=NOW).closed_on == TODAY
    gate.refresh_from_db()
    with pytest.raises(PlaceClosed):
        publish()


def test_a_new_code_replaces_the_old_one(gate: DutyPlace, clerk: User) -> None:
    assert renew_code(gate, actor=clerk).code != "EastGate00000001"
    assert "EastGate" not in str(AuditEntry.objects.get().data)


# ---- calls for help ----------------------------------------------------------------------------------------------------
@pytest.fixture
def bureau(city: Area, neighbour: User) -> Organisation:
    made = Organisation.objects.create(area=city, area_code=city.code, name="交通局", kind="agency")
    Membership.objects.create(organisation=made, user=neighbour, consented_at=NOW, from_on=TODAY)
    return made


def call(community: Area, clerk: User, *bodies: Organisation, **more: Any) -> Call:
    given = {
        "call_id": new_id(),
        "text": "东门守夜",
        "headcount": 5,
        "wanted_at": NOW + timedelta(hours=8),
        **more,
    }
    return call_for_help(community, organisations=bodies, actor=clerk, now=NOW, **given)


def test_a_call_reaches_the_organisations_and_is_filled_by_their_answers(
    community: Area, clerk: User, neighbour: User, bureau: Organisation
) -> None:
    made = call(community, clerk, bureau)
    assert call(community, clerk, bureau, call_id=made.pk) == made
    assert [note.user for note in Note.objects.filter(kind="called")] == [neighbour]
    answer = CallAnswer.objects.get()
    answer_call(answer, people=2, note="", actor=neighbour, now=NOW)
    assert Call.everywhere.get().state == "open"
    answer_call(answer, people=5, note="", actor=neighbour, now=NOW)
    assert Call.everywhere.get().state == "filled"
    assert answer_call(answer, people=0, note="没人", actor=neighbour, now=NOW).state == "cannot"
    close_call(made, actor=clerk, now=NOW)
    with pytest.raises(CallOver):
        answer_call(answer, people=1, note="", actor=neighbour, now=NOW)


def test_a_call_to_nobody_is_refused(community: Area, clerk: User) -> None:
    with pytest.raises(NobodyCalled):
        call(community, clerk)
