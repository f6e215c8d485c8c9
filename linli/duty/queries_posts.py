"""Reading posts: the list of an area, what fits somebody, their shifts, who is on duty now, what the lead must mend."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from django.db.models import F, Q, QuerySet

from linli.areas.scopes import Scope
from linli.duty.choices import ClaimState, PostState
from linli.duty.models import Claim, DutyPlace, Handover, Offer, PlaceCheck, Post
from linli.duty.posts_people import people_of, stood_of, wanted_of
from linli.duty.rules_posts import (
    OVERTIME,
    Broken,
    Fit,
    Presence,
    Shift,
    broken_in,
    fit_of,
    nearness,
    presence,
    shift_of,
    time_stood,
)
from linli.lib.periods import day_bounds
from linli.lib.playbook.duty import Limits
from linli.people.models import User

AHEAD = timedelta(days=14)  # so far ahead posts are offered to people
NEXT = timedelta(hours=12)
LONGEST = timedelta(hours=24)
MOST_OFFERED = 400


# ---- the list of an area -------------------------------------------------------------------------------------------
class View(StrEnum):
    """How full a post is; the first is what a lead looks at first."""

    SHORT = "short"
    FULL = "full"
    ALL = "all"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Wished:
    """What the address of the list asks for; what means nothing is left out."""

    view: View = View.SHORT
    kind: str = ""
    day: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        view = query.get("view", "")
        return cls(
            View(view) if view in set(View) else View.SHORT,
            query.get("kind", "")[:40],
            _day(query.get("day", "")),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def posts_of(scope: Scope, wished: Wished, now: datetime) -> QuerySet[Post]:
    """The posts of an area, the next one first; those that are over, the last one first."""
    rows = Post.objects.within(scope).select_related("place", "area").filter(_view(wished.view, now))
    if wished.kind:
        rows = rows.filter(kind=wished.kind)
    if wished.day:
        begins, ends = day_bounds(wished.day)
        rows = rows.filter(starts_at__gte=begins, starts_at__lt=ends)
    order = "-starts_at" if wished.view in (View.OVER, View.CANCELLED) else "starts_at"
    return rows.order_by(order, "pk")


def _view(view: View, now: datetime) -> Q:
    ahead = Q(state=PostState.OPEN, ends_at__gt=now)
    match view:
        case View.SHORT:
            return ahead & Q(taken__lt=F("headcount"))
        case View.FULL:
            return ahead & Q(taken__gte=F("headcount"))
        case View.OVER:
            return Q(state=PostState.OPEN, ends_at__lte=now)
        case View.CANCELLED:
            return Q(state=PostState.CANCELLED)
        case View.ALL:
            return ahead


def claims_on(post: Post) -> QuerySet[Claim]:
    rows = Claim.everywhere.filter(post=post).select_related("post", "user", "organisation", "mended_by")
    return rows.order_by("claimed_at", "pk")


# ---- what fits somebody ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Offered:
    """A post as it is shown to whoever may claim it."""

    post: Post
    fit: Fit
    near: int
    mine: Claim | None = None


def offered(
    user: User,
    *,
    own_code: str,
    scope: Scope,
    limits: Limits | None,
    now: datetime,
    kind: str = "",
    fits: bool = True,
) -> list[Offered]:
    """Posts of the next two weeks, the nearest first and then by time. `fits`: free, qualified, and within the limits."""
    ahead = Q(state=PostState.OPEN, ends_at__gt=now, starts_at__lt=now + AHEAD)
    rows = Post.objects.within(scope).filter(ahead).select_related("place", "area")
    if kind:
        rows = rows.filter(kind=kind)
    if fits:
        rows = rows.filter(taken__lt=F("headcount"))
    posts = list(rows.order_by("starts_at", "pk")[:MOST_OFFERED])
    found = offered_to(user, posts, own_code=own_code, limits=limits, now=now)
    wanted = [one for one in found if one.fit.fits and one.mine is None] if fits else found
    return sorted(wanted, key=lambda one: (-one.near, one.post.starts_at, one.post.pk))


def offered_to(
    user: User, posts: Sequence[Post], *, own_code: str, limits: Limits | None, now: datetime
) -> list[Offered]:
    if not posts:
        return []
    since, until = min(one.starts_at for one in posts), max(one.ends_at for one in posts)
    person = people_of([user.pk], since=since, until=until)[user.pk]
    held = Claim.everywhere.filter(user=user, post__in=posts).exclude(state=ClaimState.DROPPED)
    mine = {one.post_id: one for one in held}
    return [
        Offered(
            one,
            fit_of(person, wanted_of(one), limits, now),
            nearness(one.area_code, own_code[:12]),
            mine.get(one.pk),
        )
        for one in posts
    ]


# ---- one's own shifts ------------------------------------------------------------------------------------------------
def shifts_ahead(user: User, now: datetime) -> QuerySet[Claim]:
    """Claimed or being stood, and not yet long over."""
    rows = Claim.everywhere.filter(user=user, state__in=(ClaimState.CLAIMED, ClaimState.PRESENT))
    rows = rows.filter(post__ends_at__gt=now - OVERTIME)
    return rows.select_related("post__place", "post__area").order_by("post__starts_at", "pk")


def shifts_stood(user: User, *, since: datetime, until: datetime) -> QuerySet[Claim]:
    rows = Claim.everywhere.filter(user=user, post__starts_at__gte=since, post__starts_at__lt=until)
    rows = rows.exclude(state=ClaimState.DROPPED).select_related("post__place", "organisation", "mended_by")
    return rows.order_by("post__starts_at", "pk")


def total(claims: Iterable[Claim]) -> timedelta:
    return sum((time_stood(stood_of(one)) for one in claims), timedelta())


def questions_to(user: User) -> QuerySet[Offer]:
    """Open questions: to this person, and of theirs."""
    rows = Offer.objects.filter(Q(to=user) | Q(claim__user=user), state="open")
    related = ("claim__post__place", "claim__user", "to", "for_claim__post__place")
    return rows.select_related(*related).order_by("claim__post__starts_at", "pk")


# ---- now -------------------------------------------------------------------------------------------------------------
@dataclass
class AtPlace:
    """Who is at a place now, who should be, who comes next. `short`: how many nobody has claimed of what runs now."""

    place: DutyPlace
    present: list[Claim] = field(default_factory=list)
    late: list[Claim] = field(default_factory=list)
    next: list[Claim] = field(default_factory=list)
    next_at: datetime | None = None
    next_short: int = 0
    short: int = 0
    running: list[Post] = field(default_factory=list)


def on_duty(scope: Scope, now: datetime) -> list[AtPlace]:
    """Every place of a scope at which somebody stands, should stand, or will within twelve hours; in the order of
    places. Two queries, however many places."""
    posts = list(_posts_around(scope, now))
    by_post: dict[UUID, list[Claim]] = defaultdict(list)
    held = Claim.everywhere.filter(post__in=[one.pk for one in posts]).exclude(state=ClaimState.DROPPED)
    for claim in held.select_related("post", "user", "organisation").order_by("user__name", "pk"):
        by_post[claim.post_id].append(claim)
    places: dict[UUID, AtPlace] = {}
    for post in posts:
        at = places.setdefault(post.place_id, AtPlace(post.place))
        _put(at, post, by_post[post.pk], now)
    return [
        one for one in places.values() if one.present or one.late or one.short or one.running or one.next_at
    ]


def _posts_around(scope: Scope, now: datetime) -> QuerySet[Post]:
    rows = Post.objects.within(scope).filter(starts_at__lt=now + NEXT, ends_at__gt=now - LONGEST)
    rows = rows.exclude(state=PostState.DRAFT).filter(Q(state=PostState.OPEN) | Q(taken__gt=0))
    return rows.select_related("place", "area").order_by(
        "area_code", "place__name", "place_id", "starts_at", "pk"
    )


def _put(at: AtPlace, post: Post, claims: Sequence[Claim], now: datetime) -> None:
    runs = post.starts_at <= now < post.ends_at
    states = [(one, presence(stood_of(one), now)) for one in claims if one.state != ClaimState.MISSED]
    at.present += [one for one, how in states if how == Presence.HERE]
    if runs:
        at.running.append(post)
        at.short += max(post.headcount - len(states), 0) if post.state == PostState.OPEN else 0
        at.late += [one for one, how in states if how == Presence.LATE]
    if post.starts_at > now and (at.next_at is None or at.next_at == post.starts_at):
        at.next_at = post.starts_at
        at.next += [one for one, how in states if how == Presence.AHEAD]
        at.next_short += max(post.headcount - len(states), 0)


# ---- what the lead must look at --------------------------------------------------------------------------------------
def findings(scope: Scope) -> QuerySet[PlaceCheck]:
    """People who checked in or out where no shift was theirs."""
    rows = PlaceCheck.objects.within(scope).filter(claim=None, settled_at=None)
    return rows.select_related("place", "user").order_by("-at", "pk")


def to_be_mended(scope: Scope, now: datetime) -> QuerySet[Claim]:
    """Shifts that are over with a check missing: nobody knows how long they were."""
    over = Q(post__ends_at__lt=now - OVERTIME)
    lacks = Q(mended_out_at=None) & (Q(checked_in_at=None) | Q(checked_out_at=None))
    rows = (
        Claim.objects.within(scope)
        .filter(over & lacks)
        .exclude(state__in=(ClaimState.DROPPED, ClaimState.MISSED))
    )
    return rows.select_related("post__place", "user").order_by("-post__starts_at", "pk")


@dataclass(frozen=True)
class Worn:
    """Somebody whose shifts break a limit of the playbook, or come near it."""

    user: User
    broken: list[Broken]


def worn_out(scope: Scope, limits: Limits | None, now: datetime) -> list[Worn]:
    """Everybody with a shift in the scope within a week around now whose shifts, wherever they are, break a limit."""
    week = timedelta(days=7)
    here = Claim.objects.within(scope).filter(post__ends_at__gt=now - week, post__starts_at__lt=now + week)
    people = set(
        here.exclude(state__in=(ClaimState.DROPPED, ClaimState.MISSED)).values_list("user_id", flat=True)
    )
    since, until = now - 2 * week, now + week
    rows = Claim.everywhere.filter(user__in=people, post__ends_at__gt=since, post__starts_at__lt=until)
    rows = rows.exclude(state__in=(ClaimState.DROPPED, ClaimState.MISSED)).select_related("post", "user")
    shifts: dict[User, list[Shift]] = defaultdict(list)
    for claim in rows.order_by("user__name", "user_id", "post__starts_at"):
        if shift := shift_of(stood_of(claim)):
            shifts[claim.user].append(shift)
    found = [Worn(user, broken_in(theirs, limits)) for user, theirs in shifts.items()]
    return [one for one in found if one.broken]


def open_points(place: DutyPlace) -> list[tuple[Handover, int, str]]:
    """What earlier shifts handed over and nobody has settled: (hand-over, number of the point, text)."""
    rows = Handover.everywhere.filter(place=place).select_related("by").order_by("-at", "-pk")[:20]
    return [
        (one, number, point["text"])
        for one in rows
        for number, point in enumerate(one.points)
        if not point["settled_at"]
    ]
