"""What an organisation's people did, where and how long; which posts they may be sent to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.areas.rules import short_name
from linli.areas.scopes import Scope
from linli.duty.choices import ClaimState, PostState
from linli.duty.models import CallAnswer, Claim, Post, Team
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import people_of, wanted_of
from linli.duty.queries_hours import served_by
from linli.duty.rules_organisations import Pair, deal
from linli.lib.periods import day_bounds
from linli.people.models import Membership, Organisation, User

AHEAD = timedelta(days=14)
MOST_POSTS = 200


def people_in(organisation: Organisation) -> list[User]:
    """Its members who agreed that Linli knows it, by name."""
    mine = Membership.objects.filter(organisation=organisation, until_on=None).values("user")
    return list(User.objects.filter(pk__in=mine, is_active=True).order_by("name", "username"))


# ---- what was done ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Served:
    """Of one person, or at one place."""

    name: str
    posts: int
    hours: float
    note: str = ""


@dataclass(frozen=True)
class Service:
    people: Sequence[Served]
    places: Sequence[Served]

    @property
    def posts(self) -> int:
        return sum(one.posts for one in self.people)

    @property
    def hours(self) -> float:
        return round(sum(one.hours for one in self.people), 1)

    @property
    def stood(self) -> int:
        return sum(bool(one.posts) for one in self.people)


def claims_of(
    organisation: Organisation, *, first: date | None, last: date, scope: Scope | None = None
) -> QuerySet[Claim]:
    """Claims for the organisation on these days; everywhere, or as far as an office sees."""
    rows = Claim.everywhere.filter(organisation=organisation, post__starts_at__lt=day_bounds(last)[1])
    if scope is not None:
        rows = rows.filter(scope.q())
    return rows.filter(post__starts_at__gte=day_bounds(first)[0]) if first else rows


def service_of(organisation: Organisation, claims: QuerySet[Claim]) -> Service:
    """Who stood where, and how long: members who did not stand yet are in it with nothing."""
    by_user = served_by(claims, "user", "user__name")
    by_place = served_by(claims, "post__place__name", "post__area__name")
    people = {one.pk: Served(one.name, 0, 0.0) for one in people_in(organisation)}
    people |= {pk: Served(name, posts, hours) for (pk, name), (posts, hours) in by_user.items()}
    places = [
        Served(name, posts, hours, short_name(area)) for (name, area), (posts, hours) in by_place.items()
    ]
    return Service(
        sorted(people.values(), key=lambda one: (-one.hours, one.name)),
        sorted(places, key=lambda one: (-one.hours, one.name)),
    )


def ahead_of(organisation: Organisation, now: datetime, scope: Scope | None) -> QuerySet[Claim]:
    """Who stands where next."""
    rows = Claim.everywhere.filter(
        organisation=organisation, state__in=[ClaimState.CLAIMED, ClaimState.PRESENT]
    )
    if scope is not None:
        rows = rows.filter(scope.q())
    rows = rows.filter(post__ends_at__gt=now).select_related("user", "post__place", "post__area")
    return rows.order_by("post__starts_at", "user__name")


def organisations_on_duty(
    scope: Scope, *, since: date, until: date
) -> list[tuple[Organisation, int, float, int]]:
    """(organisation, posts, hours, teams) of all that sent somebody, or have a team, in these days."""
    claims = Claim.objects.within(scope).filter(
        post__starts_at__gte=day_bounds(since)[0], post__starts_at__lt=day_bounds(until)[1]
    )
    served = served_by(claims.exclude(organisation=None), "organisation")
    teams = dict(
        in_force(Team.objects.within(scope), until).exclude(organisation=None).order_by()
        .values_list("organisation").annotate(n=Count("pk"))
    )  # fmt: skip
    known = Organisation.everywhere.filter(Q(pk__in=set(served) | set(teams)) | scope.q(), closed_on=None)
    return [
        (one, *served.get(one.pk, (0, 0.0)), teams.get(one.pk, 0))
        for one in known.order_by("name", "pk")[:MOST_POSTS]
    ]


def in_force(teams: QuerySet[Team], day: date) -> QuerySet[Team]:
    return teams.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


# ---- sending people -------------------------------------------------------------------------------------------
def posts_to_fill(organisation: Organisation, scope: Scope, now: datetime) -> QuerySet[Post]:
    """Posts with room in the next fourteen days: of the area, and of calls that went to the organisation."""
    called = CallAnswer.objects.filter(call=OuterRef("call"), organisation=organisation)
    rows = Post.everywhere.filter(
        scope.q() | Q(Exists(called)), state=PostState.OPEN, taken__lt=F("headcount")
    )
    rows = rows.filter(starts_at__gt=now, starts_at__lt=now + AHEAD).select_related("place", "area", "call")
    return rows.order_by("starts_at", "area_code", "pk")


def dealt(posts: Iterable[Post], user_ids: Sequence[UUID], now: datetime, *, most: int | None) -> list[Pair]:
    """These people over these posts."""
    listed = list(posts)
    if not listed or not user_ids:
        return []
    since, until = min(one.starts_at for one in listed), max(one.ends_at for one in listed)
    by_area = {
        one.area_code: duty_in_force(one.area).limits for one in {p.area_code: p for p in listed}.values()
    }
    return deal(
        {one.pk: wanted_of(one) for one in listed},
        people_of(user_ids, since=since, until=until),
        {one.pk: by_area[one.area_code] for one in listed},
        now,
        most=most,
    )
