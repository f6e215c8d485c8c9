"""What the solver is given for a roster: the posts of its days, who said when they can, the limits of the playbook."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.areas.models import Area
from linli.duty.access_posts import may_stand
from linli.duty.choices import ClaimedBy, ClaimState, PostState
from linli.duty.models import Availability, Claim, Post, Roster, RosterLine
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import people_of
from linli.duty.rules_posts import HOUR, Person, Shift, nearness
from linli.duty.solving import Demand, Limits, Line, Worker
from linli.lib.area_codes import is_within
from linli.lib.periods import day_bounds

COMMUNITY_DIGITS = 12  # posts of one community are near each other
NEAR_ZONES = 3  # so many communities are looked at for everybody, the own first
CARRIED = timedelta(weeks=4)


@dataclass(frozen=True)
class Given:
    """Posts that can still be filled, with who is asked; `kept` are lines of shifts that have begun."""

    posts: dict[UUID, Post]
    demands: list[Demand]
    workers: list[Worker]
    limits: Limits
    fixed: list[Line] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)
    kept: list[RosterLine] = field(default_factory=list)


def span_of(roster: Roster) -> Shift:
    return Shift(day_bounds(roster.from_on)[0], day_bounds(roster.until_on)[0])


def posts_between(area: Area | str, span: Shift) -> list[Post]:
    """The open posts that begin in these days, in the order of the page."""
    code = area if isinstance(area, str) else area.code
    rows = Post.objects.within(code).filter(
        state=PostState.OPEN, starts_at__gte=span.starts_at, starts_at__lt=span.ends_at
    )
    return list(rows.select_related("place").order_by("place__name", "place_id", "starts_at", "pk"))


def given_for(roster: Roster, *, now: datetime) -> Given:
    span = span_of(roster)
    lines = list(roster.lines.select_related("post"))
    # Who has begun a shift stands on it, and rests from it.
    own = [one for one in own_claims(roster, lines) if one.post.starts_at > now]
    posts = {one.pk: one for one in posts_between(roster.area_code, span) if one.starts_at > now}
    kept_claims = Counter(one.post_id for one in own)
    demands = [_demand(one, one.taken - kept_claims[one.pk]) for one in posts.values()]
    demands = [one for one in demands if one.headcount]
    workers = workers_for(roster, demands, lines, but=[one.pk for one in own])
    here, crowd = {one.key for one in demands}, {one.key for one in workers}
    movable = [one for one in lines if str(one.post_id) in here and str(one.user_id) in crowd]
    sick = set(roster.result.get("sick", ()))
    return Given(
        posts=posts,
        demands=demands,
        workers=workers,
        limits=limits_for(roster.area),
        fixed=[line_of(one) for one in movable if one.fixed and str(one.user_id) not in sick],
        before=[line_of(one) for one in movable],
        kept=[one for one in lines if one.post.starts_at <= now],
    )


def line_of(line: RosterLine) -> Line:
    return Line(str(line.post_id), str(line.user_id))


def own_claims(roster: Roster, lines: Sequence[RosterLine]) -> list[Claim]:
    """Claims that the roster made when it was put in force; it may move them as long as nobody has come."""
    if roster.in_force_at is None:
        return []
    rows = Claim.everywhere.filter(
        post__in={one.post_id for one in lines} | put_before(roster),
        by=ClaimedBy.ROSTER,
        state=ClaimState.CLAIMED,
    )
    known = {(one.post_id, one.user_id) for one in lines} | pairs_before(roster)
    return [one for one in rows.select_related("post__place") if (one.post_id, one.user_id) in known]


def pairs_before(roster: Roster) -> set[tuple[UUID, UUID]]:
    """Who was put where when it was last put in force."""
    return {(UUID(post), UUID(user)) for post, user in roster.result.get("put", ())}


def put_before(roster: Roster) -> set[UUID]:
    return {post for post, _ in pairs_before(roster)}


def others_on(posts: Iterable[Post], roster: Roster) -> dict[UUID, set[UUID]]:
    """Who has claimed these posts beside the roster."""
    rows = Claim.everywhere.filter(post__in=[one.pk for one in posts]).exclude(state=ClaimState.DROPPED)
    ours, found = pairs_before(roster), defaultdict[UUID, set[UUID]](set)
    for post_id, user_id, by in rows.values_list("post_id", "user_id", "by"):
        if by != ClaimedBy.ROSTER or (post_id, user_id) not in ours:
            found[post_id].add(user_id)
    return found


def limits_for(area: Area) -> Limits:
    found = duty_in_force(area).limits
    if found is None:
        return Limits()
    days = found.consecutive_days.warn
    return Limits(found.rest_hours, found.hours_a_week, found.nights, days)


def _demand(post: Post, others: int) -> Demand:
    return Demand(
        key=str(post.pk), place=str(post.place_id), zone=post.area_code[:COMMUNITY_DIGITS],
        shift=Shift(post.starts_at, post.ends_at), headcount=max(post.headcount - others, 0),
        qualifications=frozenset(post.qualifications),
    )  # fmt: skip


# ---- people ----------------------------------------------------------------------------------------------------------
@dataclass
class Times:
    can: list[Shift] = field(default_factory=list)
    wishes: list[Shift] = field(default_factory=list)


def times_of(user_ids: Collection[UUID] | None, span: Shift) -> dict[UUID, Times]:
    """When people said that they can, within a span; of everybody where nobody is named."""
    rows = Availability.objects.filter(
        can=True, ends_at__gt=span.starts_at, starts_at__lt=span.ends_at + 12 * HOUR
    )
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    found: dict[UUID, Times] = defaultdict(Times)
    for user_id, starts_at, ends_at, wish in rows.values_list("user_id", "starts_at", "ends_at", "wish"):
        found[user_id].can.append(Shift(starts_at, ends_at))
        if wish:
            found[user_id].wishes.append(Shift(starts_at, ends_at))
    return found


def stands_in(user_ids: Iterable[UUID], area_code: str, day: date) -> dict[UUID, str]:
    """Those whose duty lies in the area, or above it, with where it lies."""
    found = {}
    for user_id, duties in may_stand(user_ids).items():
        codes = [
            one.area_code
            for one in duties
            if one.holds_on(day)
            and (is_within(one.area_code, area_code) or is_within(area_code, one.area_code))
        ]
        if codes:
            found[user_id] = max(codes, key=len)
    return found


def workers_for(
    roster: Roster, demands: Sequence[Demand], lines: Sequence[RosterLine], *, but: Collection[UUID]
) -> list[Worker]:
    """Everybody who can be asked, and whoever stands in the roster already."""
    span = span_of(roster)
    times = times_of(None, span)
    homes = stands_in({*times, *(one.user_id for one in lines)}, roster.area_code, roster.from_on)
    people = people_of(sorted(homes), since=span.starts_at, until=span.ends_at + 12 * HOUR, but=but)
    zones = sorted({one.zone for one in demands})
    sick = set(roster.result.get("sick", ()))
    out = {user for user in homes if str(user) in sick or not people[user].is_fit}
    return [
        _worker(user, people[user], Times() if user in out else times.get(user, Times()), zones, home, span)
        for user, home in sorted(homes.items())
    ]


def _worker(user: UUID, person: Person, times: Times, zones: Sequence[str], home: str, span: Shift) -> Worker:
    near = sorted(zones, key=lambda zone: (-nearness(zone, home), zone))
    past = [one for one in person.shifts if span.starts_at - CARRIED <= one.starts_at < span.starts_at]
    return Worker(
        key=str(user), zones=tuple(near[:NEAR_ZONES]), available=tuple(times.can), wishes=tuple(times.wishes),
        qualifications=person.qualifications, away=person.away, stands=person.shifts,
        past_hours=sum((one.length for one in past), timedelta()) / HOUR,
    )  # fmt: skip
