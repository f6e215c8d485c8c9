"""Publishing posts, changing and cancelling them; the places at which they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.duty.actions.claims import name_of
from linli.duty.choices import ClaimState, PostState
from linli.duty.models import Call, Claim, DutyPlace, Post, new_place_code
from linli.duty.playbook import duty_in_force
from linli.duty.problems_posts import (
    BelowTaken,
    NoSuchKind,
    PlaceClosed,
    PlaceHasPosts,
    PostClosed,
    PostHasPeople,
    PostOver,
    TooManyPosts,
)
from linli.duty.rules_posts import Shift
from linli.people.models import User
from linli.people.notes import leave_note
from linli.people.viewer import user_behind
from linli.registers.actions.writing import correct, last_changed_by

PUBLISHED = name_action("duty:post:published", _("{actor} published {n} posts at {subject}"))
CHANGED = name_action("duty:post:changed", _("{actor} changed the post {subject}"))
CANCELLED = name_action("duty:post:cancelled", _("{actor} cancelled the post {subject}: {reason}"))
PLACE_MADE = name_action("duty:place:made", _("{actor} entered the duty place {subject}"))
PLACE_CHANGED = name_action("duty:place:changed", _("{actor} changed the duty place {subject}"))
PLACE_CLOSED = name_action("duty:place:closed", _("{actor} closed the duty place {subject}"))
NEW_CODE = name_action("duty:place:new_code", _("{actor} gave the duty place {subject} a new code"))

MOST_AT_ONCE = 500
# What cannot change once somebody has claimed it: they chose it for these.
CHOSEN_FOR = ("place_id", "starts_at", "ends_at", "kind", "qualifications")


@dataclass(frozen=True)
class Asked:
    """What a post, or every post of a series, asks for."""

    kind: str
    headcount: int
    qualifications: Sequence[str] = ()
    equipment: Sequence[str] = ()
    title: str = ""
    note: str = ""
    lead: User | None = None


@transaction.atomic
def publish_posts(
    place: DutyPlace,
    *,
    series_id: UUID,
    asked: Asked,
    shifts: Sequence[Shift],
    actor: Actor | None,
    now: datetime,
    call: Call | None = None,
) -> list[Post]:
    """Publish one post a shift. `series_id` is made with the form: what is sent twice is published once."""
    _check(place, asked, shifts, now)
    ids = [uuid5(series_id, str(number)) for number in range(len(shifts))]
    there = list(Post.everywhere.filter(pk__in=ids).order_by("starts_at"))
    if there:
        return there
    by = user_behind(actor)
    made = [_post(place, pk, asked, shift, by, now, call) for pk, shift in zip(ids, shifts, strict=True)]
    Post.objects.bulk_create(made, batch_size=200)
    log(PUBLISHED, actor=actor, subject=place, subject_name=place.name, n=len(made), kind=asked.kind)
    announce("duty.posts_published", place=str(place.pk), posts=[str(one.pk) for one in made])
    return made


def _check(place: DutyPlace, asked: Asked, shifts: Sequence[Shift], now: datetime) -> None:
    if place.closed_on is not None:
        raise PlaceClosed(name=place.name)
    if asked.kind not in {one.key for one in duty_in_force(place.area).posts}:
        raise NoSuchKind()
    if len(shifts) > MOST_AT_ONCE:
        raise TooManyPosts(n=len(shifts), most=MOST_AT_ONCE)
    if not shifts or any(one.ends_at <= now for one in shifts):
        raise PostOver()


def _post(
    place: DutyPlace, pk: UUID, asked: Asked, shift: Shift, by: User | None, now: datetime, call: Call | None
) -> Post:  # fmt: skip
    return Post(
        pk=pk, area_id=place.area_id, area_code=place.area_code, place=place, kind=asked.kind, title=asked.title,
        starts_at=shift.starts_at, ends_at=shift.ends_at, headcount=asked.headcount, note=asked.note,
        qualifications=list(asked.qualifications), equipment=list(asked.equipment), lead=asked.lead, call=call,
        state=PostState.OPEN, published_by=by, published_at=now,
    )  # fmt: skip


@transaction.atomic
def change_post(post: Post, *, version: int | None, values: dict[str, Any], actor: Actor | None) -> Post:
    """Correct a post. Time, place and what it asks for stay as soon as somebody has claimed it."""
    current = _locked(post, version)
    if current.state != PostState.OPEN:
        raise PostClosed()
    differs = [name for name in CHOSEN_FOR if name in values and values[name] != getattr(current, name)]
    if current.taken and differs:
        raise PostHasPeople(n=current.taken)
    if values.get("headcount", current.headcount) < current.taken:
        raise BelowTaken(n=current.taken)
    _write(current, values, actor)
    return current


def _write(post: Post, values: dict[str, Any], actor: Actor | None) -> None:
    if correct(post, values, CHANGED, actor=actor, place=name_of(post)):
        announce("duty.post_changed", post=str(post.pk))


@transaction.atomic
def cancel_post(post: Post, *, reason: str, actor: Actor | None, now: datetime) -> Post:
    """Nobody is needed any more. Whoever has claimed it is told; who has stood on it keeps the hours."""
    current = _locked(post, None)
    if current.state == PostState.CANCELLED:
        return current
    if current.ends_at <= now:
        raise PostOver()
    waiting = Claim.everywhere.filter(post=current, state=ClaimState.CLAIMED)
    people = list(waiting.order_by("pk").values_list("user_id", flat=True))
    waiting.update(state=ClaimState.DROPPED, dropped_at=now, why=reason)
    Post.everywhere.filter(pk=current.pk).update(
        state=PostState.CANCELLED, taken=F("taken") - len(people), version=F("version") + 1
    )
    current.refresh_from_db(fields=["state", "taken", "version"])
    log(CANCELLED, actor=actor, subject=current, subject_name=name_of(current), reason=reason, n=len(people))
    announce("duty.post_cancelled", post=str(current.pk), users=[str(one) for one in people])
    _tell(current, people)
    return current


def _tell(post: Post, people: Sequence[UUID]) -> None:
    begins = timezone.localtime(post.starts_at)
    data = {"place": post.place.name, "day": f"{begins:%m-%d}", "time": f"{begins:%H:%M}"}
    url = reverse("duty:my_posts")
    for user_id in people:
        leave_note(
            user_id=user_id,
            kind="post_cancelled",
            key=f"cancelled:{post.pk.hex}:{user_id.hex}",
            url=url,
            data=data,
        )


def _locked(post: Post, version: int | None) -> Post:
    rows = lock_rows(Post.everywhere.select_related("place", "area"), [post.pk])
    if not rows:
        raise NotFound()
    if version is not None and rows[0].version != version:
        raise ChangedMeanwhile(who=last_changed_by(post.pk))
    return rows[0]


# ---- places ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_place(
    area: Area, *, place_id: UUID, name: str, kind: str, address: str, actor: Actor | None
) -> DutyPlace:
    """Enter a place; the same form twice makes one."""
    there = DutyPlace.everywhere.filter(pk=place_id).first()
    if there:
        return there
    made = DutyPlace.objects.create(
        pk=place_id, area=area, area_code=area.code, name=name, kind=kind, address=address
    )
    log(PLACE_MADE, actor=actor, subject=made, subject_name=name)
    return made


@transaction.atomic
def change_place(place: DutyPlace, *, values: dict[str, Any], actor: Actor | None) -> DutyPlace:
    current = _locked_place(place)
    correct(current, values, PLACE_CHANGED, actor=actor, place=current.name)
    return current


@transaction.atomic
def close_place(place: DutyPlace, *, actor: Actor | None, now: datetime) -> DutyPlace:
    current = _locked_place(place)
    if current.closed_on is not None:
        return current
    ahead = Post.everywhere.filter(place=current, ends_at__gt=now, state=PostState.OPEN)
    if n := ahead.count():
        raise PlaceHasPosts(n=n)
    correct(current, {"closed_on": timezone.localdate(now)}, PLACE_CLOSED, actor=actor, place=current.name)
    return current


@transaction.atomic
def renew_code(place: DutyPlace, *, actor: Actor | None) -> DutyPlace:
    """A new code: posters that hang, or were photographed, open nothing any more."""
    current = _locked_place(place)
    current.code = new_place_code()
    current.save(update_fields=["code"])
    log(NEW_CODE, actor=actor, subject=current, subject_name=current.name)
    return current


def _locked_place(place: DutyPlace) -> DutyPlace:
    rows = lock_rows(DutyPlace.everywhere.select_related("area"), [place.pk])
    if not rows:
        raise NotFound()
    return rows[0]
