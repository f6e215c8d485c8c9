"""Patrols: routes with their points, what phones tell from them, and what becomes of what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.gates.choices import FindingState
from linli.gates.keepers import Keepers
from linli.gates.models import PatrolCheck, PatrolPoint, PatrolRound, PatrolRoute
from linli.gates.models.patrols import new_point_code
from linli.gates.photos import clean_jpeg
from linli.gates.problems_patrols import NoPatrolHere, NoSuchPoint, PhotoUnusable, RouteClosed
from linli.gates.rules_patrols import Joined, Walk, join
from linli.lib.periods import local_day
from linli.people.viewer import user_behind

MADE = name_action("gates:patrol:made", _("{actor} made the patrol {subject} with {n} points"))
CHANGED = name_action("gates:patrol:changed", _("{actor} changed the patrol {subject}; it has {n} points"))
CLOSED = name_action("gates:patrol:closed", _("{actor} closed the patrol {subject}"))
NEW_CODES = name_action(
    "gates:patrol:new_codes", _("{actor} gave the points of the patrol {subject} new codes")
)
SETTLED = name_action("gates:patrol_check:settled", _("{actor} settled what a patrol found at {subject}"))


@dataclass(frozen=True)
class Route:
    """What a route is told to be. Points are names, in the order in which they are walked."""

    name: str
    kind: str
    each_hours: int
    within_minutes: int
    points: Sequence[str]


# ---- routes ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_route(
    area: Area, *, route_id: UUID, given: Route, actor: Actor | None, now: datetime
) -> PatrolRoute:
    """Make a route with its points. `route_id` comes with the form: what is sent twice is made once."""
    there = PatrolRoute.everywhere.filter(pk=route_id).first()
    if there is not None:
        return there
    made = PatrolRoute.objects.create(
        pk=route_id, area=area, area_code=area.code, name=given.name, kind=given.kind, each_hours=given.each_hours,
        within_minutes=given.within_minutes, made_by=user_behind(actor), made_at=now,
    )  # fmt: skip
    _put_points(made, given.points, now)
    log(MADE, actor=actor, subject=made, subject_name=made.name, n=len(given.points))
    return made


@transaction.atomic
def change_route(route: PatrolRoute, *, given: Route, actor: Actor | None, now: datetime) -> PatrolRoute:
    """A point whose name stays keeps its code and its checks; one that is not named any more is walked no more."""
    current = _open(route)
    for name in ("name", "kind", "each_hours", "within_minutes"):
        setattr(current, name, getattr(given, name))
    current.save(update_fields=["name", "kind", "each_hours", "within_minutes"])
    _put_points(current, given.points, now)
    log(CHANGED, actor=actor, subject=current, subject_name=current.name, n=len(given.points))
    return current


def _put_points(route: PatrolRoute, names: Sequence[str], now: datetime) -> None:
    there = {one.name: one for one in route.points.filter(dropped_at=None)}
    kept = [there[name] for name in names if name in there]
    for one in kept:
        one.order = names.index(one.name) + 1
    PatrolPoint.objects.bulk_update(kept, ["order"])
    route.points.filter(dropped_at=None).exclude(pk__in=[one.pk for one in kept]).update(dropped_at=now)
    PatrolPoint.objects.bulk_create(
        PatrolPoint(route=route, name=name, order=number, made_at=now)
        for number, name in enumerate(names, 1)
        if name not in there
    )


@transaction.atomic
def close_route(route: PatrolRoute, *, actor: Actor | None, now: datetime) -> PatrolRoute:
    """Nobody walks it any more; what was found on it stays."""
    current = _locked(route)
    if current.closed_at is None:
        current.closed_at = now
        current.save(update_fields=["closed_at"])
        log(CLOSED, actor=actor, subject=current, subject_name=current.name)
    return current


@transaction.atomic
def renew_codes(route: PatrolRoute, *, actor: Actor | None) -> PatrolRoute:
    """The sheets that hang now open nothing any more."""
    current = _open(route)
    points = list(current.points.filter(dropped_at=None))
    for one in points:
        one.code = new_point_code()
    PatrolPoint.objects.bulk_update(points, ["code"])
    log(NEW_CODES, actor=actor, subject=current, subject_name=current.name)
    return current


def _open(route: PatrolRoute) -> PatrolRoute:
    current = _locked(route)
    if current.closed_at is not None:
        raise RouteClosed(name=current.name)
    return current


def _locked(route: PatrolRoute) -> PatrolRoute:
    rows = lock_rows(PatrolRoute.everywhere.all(), [route.pk])
    if not rows:
        raise NotFound()
    return rows[0]


# ---- as phones tell it -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """One check that can be used."""

    fact: FieldFact
    point: PatrolPoint
    photo: str


@transaction.atomic
def take_checks(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter what phones told from the points of patrols. A fact that comes twice counts once."""
    refused: dict[UUID, Problem] = {}
    points, keepers = _points(facts), Keepers(fact.user_id for fact in facts)
    told: list[Told] = []
    for fact in _new(facts):
        found = _read(fact, points.get(fact.body.point), keepers)
        if isinstance(found, Problem):
            refused[fact.id] = found
        else:
            told.append(found)
    if told:
        _enter(told)
    return refused


def _points(facts: Iterable[FieldFact]) -> dict[str, PatrolPoint]:
    rows = PatrolPoint.objects.filter(code__in={fact.body.point for fact in facts})
    return {one.code: one for one in rows.select_related("route")}


def _new(facts: Sequence[FieldFact]) -> list[FieldFact]:
    there = PatrolCheck.everywhere.filter(pk__in=[fact.id for fact in facts]).values_list("pk", flat=True)
    known = set(there)
    return list({fact.id: fact for fact in facts if fact.id not in known}.values())


def _read(fact: FieldFact, point: PatrolPoint | None, keepers: Keepers) -> Told | Problem:
    day = local_day(fact.at)
    if not keepers.keeps_on(fact.user_id, day):
        return NoPatrolHere()
    if point is None or not keepers.may_keep(fact.user_id, point.route.area_code, day):
        return NoSuchPoint()
    ends = [at for at in (point.dropped_at, point.route.closed_at) if at is not None]
    if any(at <= fact.at for at in ends):
        return NoSuchPoint()
    photo = clean_jpeg(fact.body.photo) if fact.body.photo else ""
    return PhotoUnusable() if photo is None else Told(fact, point, photo)


def _enter(told: Sequence[Told]) -> None:
    """Route by route, each held until the end: two batches about one route do not begin the same round twice."""
    routes = lock_rows(PatrolRoute.everywhere.all(), {one.point.route_id for one in told})
    # A phone that sends the same twice at once is heard once.
    new = {fact.id for fact in _new([one.fact for one in told])}
    told = [one for one in told if one.fact.id in new]
    for route in routes:
        mine = sorted(
            (one for one in told if one.point.route_id == route.pk),
            key=lambda one: (one.fact.at, one.fact.id),
        )
        if not mine:
            continue
        walked = _Walked(route, mine[0].fact.at, mine[-1].fact.at)
        for one in mine:
            walked.take(one)
        walked.write()


class _Walked:
    """The rounds of one route around some checks, and what the checks make of them."""

    def __init__(self, route: PatrolRoute, first: datetime, last: datetime) -> None:
        self.route = route
        self.within = timedelta(minutes=route.within_minutes)
        self.each = timedelta(hours=route.each_hours)
        rows = PatrolRound.everywhere.filter(
            route=route, began_at__lt=last + self.each + self.within, over_at__gt=first - self.within
        )
        self.rounds = {one.pk: one for one in rows.order_by("began_at", "pk")}
        self.walks = {pk: Walk(pk, one.began_at, one.over_at) for pk, one in self.rounds.items()}
        for check in PatrolCheck.everywhere.filter(round__in=self.rounds).only("round_id", "point_id", "at"):
            self._note(check)
        self.made: list[PatrolCheck] = []
        self.begun: set[UUID] = set()
        self.changed: set[UUID] = set()

    def _note(self, check: PatrolCheck) -> None:
        walk = self.walks[check.round_id]
        last = max(check.at, walk.last_at or check.at)
        self.walks[check.round_id] = replace(walk, done=walk.done | {check.point_id}, last_at=last)

    def take(self, told: Told) -> None:
        found = join(
            self.walks.values(), point=told.point.pk, at=told.fact.at, within=self.within, each=self.each
        )
        self._forget(found.obsolete)
        round_ = self._round(found, told)
        self.made.append(check := self._check(told, round_, again=found.again))
        self._note(check)
        self._no_longer_missed(round_, told.point)

    def _forget(self, obsolete: Iterable[Any]) -> None:
        for pk in obsolete:
            del self.walks[pk]
            self.rounds.pop(pk).delete()

    def _round(self, found: Joined, told: Told) -> PatrolRound:
        if found.walk is None:
            round_ = PatrolRound(
                route=self.route, area_id=self.route.area_id, area_code=self.route.area_code, by_id=told.fact.user_id,
                began_at=found.begins_at, over_at=found.begins_at + self.within,
            )  # fmt: skip
            self.rounds[round_.pk] = round_
            self.begun.add(round_.pk)
            self.walks[round_.pk] = Walk(round_.pk, round_.began_at, round_.over_at)
            return round_
        round_ = self.rounds[found.walk.key]  # type: ignore[index]
        if found.begins_at != round_.began_at:
            self._begin_anew(round_, found.begins_at, told)
        if round_.by_id is None:
            round_.by_id = told.fact.user_id
            self.changed.add(round_.pk)
        return round_

    def _begin_anew(self, round_: PatrolRound, at: datetime, told: Told) -> None:
        """Its first point was told only now. Of a round that nobody had walked: it is walked, and not over yet."""
        was_walked = self.walks[round_.pk].last_at is not None
        round_.began_at, round_.over_at = at, at + self.within
        round_.by_id = told.fact.user_id
        if not was_walked:
            round_.counted_at, round_.missed = None, []
        self.walks[round_.pk] = replace(self.walks[round_.pk], began_at=at, over_at=round_.over_at)
        self.changed.add(round_.pk)

    def _check(self, told: Told, round_: PatrolRound, *, again: bool) -> PatrolCheck:
        fact, found = told.fact, told.fact.body.found.strip()
        open_ = bool(found or told.photo)
        return PatrolCheck(
            pk=fact.id, round=round_, point=told.point, area_id=round_.area_id, area_code=round_.area_code,
            at=fact.at, received_at=fact.received_at, by_id=fact.user_id, found=found, photo=told.photo,
            has_photo=bool(told.photo), again=again,
            state=FindingState.OPEN if open_ else FindingState.SETTLED,
        )  # fmt: skip

    def _no_longer_missed(self, round_: PatrolRound, point: PatrolPoint) -> None:
        if str(point.pk) in round_.missed:
            round_.missed = [pk for pk in round_.missed if pk != str(point.pk)]
            self.changed.add(round_.pk)

    def write(self) -> None:
        PatrolRound.objects.bulk_create(self.rounds[pk] for pk in self.rounds if pk in self.begun)
        older = [one for pk, one in self.rounds.items() if pk in self.changed - self.begun]
        PatrolRound.everywhere.bulk_update(older, ["by", "began_at", "over_at", "missed", "counted_at"])
        PatrolCheck.objects.bulk_create(self.made)
        for one in self.made:
            if one.state == FindingState.OPEN:
                announce("gates.patrol_found", check=str(one.pk), route=str(self.route.pk))


# ---- what was found --------------------------------------------------------------------------------------------------
@transaction.atomic
def settle_check(check: PatrolCheck, *, note: str, actor: Actor | None, now: datetime) -> PatrolCheck:
    """Somebody has seen to what was found. Settled once: who was first, and what they wrote, stays."""
    rows = lock_rows(PatrolCheck.everywhere.select_related("point"), [check.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.state == FindingState.OPEN:
        current.state, current.note = FindingState.SETTLED, note
        current.settled_by, current.settled_at = user_behind(actor), now
        current.save(update_fields=["state", "note", "settled_by", "settled_at"])
        log(SETTLED, actor=actor, subject=current, subject_name=current.point.name)
    return current
