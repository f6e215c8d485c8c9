"""Posts of this week at the gates of the demo: who claimed them, who came, who is late, who left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from linli.areas.models import Area
from linli.duty.choices import AnswerState, ClaimedBy, ClaimState, PlaceKind
from linli.duty.models import Call, CallAnswer, Claim, DutyPlace, Handover, Post
from linli.duty.playbook import duty_in_force
from linli.lib.periods import day_bounds, local_day
from linli.people.models import Organisation, User

BACK, AHEAD = 4, 5  # days around today
SHIFTS = (0, 8, 16)
HOURS = timedelta(hours=8)
# Name, kind of place, kind of post, headcount, the shifts.
IN_MAIN: tuple[tuple[str, PlaceKind, str, int, tuple[int, ...]], ...] = (
    ("东门", PlaceKind.GATE, "gatekeeper", 2, SHIFTS),
    ("西门", PlaceKind.GATE, "gatekeeper", 1, SHIFTS),
    ("南门", PlaceKind.GATE, "gatekeeper", 1, SHIFTS),
    ("社区工作站", PlaceKind.STATION, "informant", 2, (8,)),
    ("小区巡查", PlaceKind.PATROL, "patroller", 2, (8, 16)),
    ("物资点", PlaceKind.WAREHOUSE, "buyer", 1, (8,)),
)
ELSEWHERE = (("路口卡点", PlaceKind.GATE, "gatekeeper", 1, (8, 16)),)
FILLED, MISSED, CARELESS = 0.92, 0.03, 0.03
A_WEEK, DAYS_OFF = 7, (0, 3)


@dataclass
class Stage:
    main: Area
    places: Sequence[Area]
    helpers: Mapping[str, Sequence[User]]
    units: Mapping[Any, Organisation]
    now: datetime
    today: date


def play_posts(stage: Stage, rng: Random) -> tuple[int, int]:
    """(posts, claims)"""
    posts: list[Post] = []
    claims: list[Claim] = []
    for area in stage.places:
        made = _posts(stage, area, _places(stage, area))
        posts += made
        claims += _claims(stage, rng, made, stage.helpers[area.code])
    taken: dict[UUID, int] = {}
    for claim in claims:
        taken[claim.post_id] = taken.get(claim.post_id, 0) + 1
    for post in posts:
        post.taken = taken.get(post.pk, 0)
    Post.objects.bulk_create(posts, batch_size=500)
    Claim.objects.bulk_create(claims, batch_size=500)
    _handovers(posts, claims)
    _call(stage)
    return len(posts), len(claims)


def _places(stage: Stage, area: Area) -> list[tuple[DutyPlace, str, int, tuple[int, ...]]]:
    kinds = IN_MAIN if area is stage.main else ELSEWHERE
    grids = list(Area.objects.within(area.code).current().filter(level="grid").order_by("code")) or [area]
    places = [
        (DutyPlace(area=where, area_code=where.code, name=name, kind=kind), post, headcount, shifts)
        for (name, kind, post, headcount, shifts), where in zip(kinds, cycle(grids), strict=False)
    ]
    DutyPlace.objects.bulk_create([place for place, *_rest in places])
    return places


def _posts(
    stage: Stage, area: Area, places: Sequence[tuple[DutyPlace, str, int, tuple[int, ...]]]
) -> list[Post]:
    known = {one.key: one for one in duty_in_force(area).posts}
    lead = User.objects.filter(username="community-worker").first() if area is stage.main else None
    return [
        Post(
            area=place.area, area_code=place.area_code, place=place, kind=kind, headcount=headcount, lead=lead,
            starts_at=(starts := day_bounds(day)[0] + timedelta(hours=hour)), ends_at=starts + HOURS,
            equipment=list(known[kind].equipment), published_by=lead, published_at=starts - timedelta(days=3),
        )
        for day in (stage.today + timedelta(days=n) for n in range(-BACK, AHEAD))
        for place, kind, headcount, shifts in places
        for hour in shifts
        if kind in known
    ]  # fmt: skip


# ---- claims --------------------------------------------------------------------------------------------------
def _claims(stage: Stage, rng: Random, posts: Sequence[Post], helpers: Sequence[User]) -> list[Claim]:
    """Everybody keeps to one shift of the day and has two days of the week off, so no limit is broken."""
    groups = {hour: list(helpers[number :: len(SHIFTS)]) for number, hour in enumerate(SHIFTS)}
    used: dict[datetime, int] = {}
    claims: list[Claim] = []
    for post in sorted(posts, key=lambda one: one.starts_at):
        begins, hour = post.starts_at, _hour(post.starts_at)
        day = (begins - day_bounds(stage.today)[0]) // timedelta(days=1)
        free = [user for number, user in enumerate(groups[hour]) if (number + day) % A_WEEK not in DAYS_OFF]
        for _place in range(post.headcount):
            number = used.get(begins, 0)
            if number < len(free) and rng.random() < _filled(stage, post):
                claims.append(_claim(stage, rng, post, free[(number + day) % len(free)]))
                used[begins] = number + 1
    return claims


def _hour(at: datetime) -> int:
    return next(hour for hour in SHIFTS if day_bounds(_day(at))[0] + timedelta(hours=hour) == at)


def _day(at: datetime) -> date:
    return local_day(at)


def _filled(stage: Stage, post: Post) -> float:
    """What lies farther ahead is emptier."""
    days = max((post.starts_at - stage.now) / timedelta(days=1), 0)
    return FILLED - 0.14 * days


def _claim(stage: Stage, rng: Random, post: Post, user: User) -> Claim:
    unit = stage.units.get(user.pk)
    claim = Claim(
        post=post, user=user, area_id=post.area_id, area_code=post.area_code, organisation=unit,
        by=ClaimedBy.ORGANISATION if unit else ClaimedBy.SELF, claimed_at=post.starts_at - timedelta(days=2),
    )  # fmt: skip
    came = post.starts_at + timedelta(minutes=rng.randrange(-15, 8))
    left = post.ends_at + timedelta(minutes=rng.randrange(-3, 20))
    chance = rng.random()
    if post.ends_at <= stage.now:
        _over(claim, came, left, chance)
    elif post.starts_at <= stage.now and came <= stage.now and chance > 4 * MISSED:  # else late
        claim.checked_in_at, claim.state = came, ClaimState.PRESENT
    return claim


def _over(claim: Claim, came: datetime, left: datetime, chance: float) -> None:
    if chance < MISSED:
        claim.state = ClaimState.MISSED
        return
    claim.checked_in_at = came
    claim.state = ClaimState.PRESENT if chance < MISSED + CARELESS else ClaimState.DONE
    claim.checked_out_at = None if claim.state == ClaimState.PRESENT else left


# ---- around it ------------------------------------------------------------------------------------------------
def _handovers(posts: Sequence[Post], claims: Sequence[Claim]) -> None:
    """The last who left each place says what is open."""
    last: dict[UUID, Claim] = {}
    for claim in claims:
        if claim.checked_out_at:
            last[claim.post.place_id] = claim
    Handover.objects.bulk_create(
        Handover(
            place=claim.post.place, claim=claim, by=claim.user, at=claim.checked_out_at or claim.post.ends_at, received_at=claim.checked_out_at or claim.post.ends_at,
            area_id=claim.area_id, area_code=claim.area_code, goods={"口罩": 20, "体温枪": 1},
            points=[{"text": "体温枪快没电了，换电池", "settled_at": "", "settled_by": ""}],
        )
        for claim in last.values()
    )  # fmt: skip


def _call(stage: Stage) -> None:
    """The community has called; one unit has answered."""
    units = list(dict.fromkeys(stage.units.values()))[:2]
    if not units:
        return
    call = Call(
        area=stage.main, area_code=stage.main.code, text="明早全员采样，缺扫码和维持秩序的人", headcount=6,
        wanted_at=day_bounds(stage.today)[0] + timedelta(days=1, hours=7),
        called_by=User.objects.filter(username="community-worker").first(), called_at=stage.now - timedelta(minutes=40),
    )  # fmt: skip
    call.save(force_insert=True)
    answers = [CallAnswer(call=call, organisation=unit) for unit in units]
    answers[0].state, answers[0].people = AnswerState.SENDS, 4
    answers[0].answered_at = stage.now - timedelta(minutes=25)
    CallAnswer.objects.bulk_create(answers)
