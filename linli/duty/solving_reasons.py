"""What keeps somebody from a shift, asked of one person and one shift at a time. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from linli.duty.rules_posts import DAY, HOUR, Shift, days_in_a_row, hours_of_week, overlap
from linli.duty.rules_posts import is_night as judged_night
from linli.duty.solving import Collision, Demand, Limits, Line, Unfilled, Why, Worker, missing_of
from linli.lib.periods import SHANGHAI

NOON = time(12)
CANNOT = (Why.ZONE, Why.QUALIFICATION, Why.AVAILABILITY)


# The same few shifts are asked about for hundreds of people.
is_night = lru_cache(maxsize=4096)(judged_night)


@lru_cache(maxsize=4096)
def free_from(shift: Shift, limits: Limits) -> datetime:
    """When the next shift may begin: rested, on another day, and not in the morning after a night."""
    free = max(shift.ends_at + limits.rest_hours * HOUR, _midnight_after(shift.day))
    if is_night(shift):
        free = max(free, datetime.combine(shift.ends_at.astimezone(SHANGHAI).date(), NOON, tzinfo=SHANGHAI))
    return free


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(0), tzinfo=SHANGHAI)


def available(worker: Worker, shift: Shift) -> bool:
    """Within the times that they gave, joined where one begins as the other ends, and not away."""
    if any(overlap(shift, one) for one in worker.away):
        return False
    reached = shift.starts_at
    for window in sorted(worker.available):
        if window.starts_at <= reached < window.ends_at:
            reached = window.ends_at
    return reached >= shift.ends_at


def cannot(worker: Worker, demand: Demand) -> Why | None:
    """Why somebody cannot stand there whatever else they do."""
    if demand.zone not in worker.zones:
        return Why.ZONE
    if not demand.qualifications <= worker.qualifications:
        return Why.QUALIFICATION
    return None if available(worker, demand.shift) else Why.AVAILABILITY


def collides(shift: Shift, others: Iterable[Shift], limits: Limits) -> Why | None:
    """The first limit that a shift breaks among those that somebody stands."""
    there = list(others)
    for one in there:
        if why := _too_close(min(one, shift), max(one, shift), limits):
            return why
    if hours_of_week([*there, shift], shift.week) > limits.hours_a_week:
        return Why.WEEK
    nights = sum(is_night(one) for one in there if one.week == shift.week)
    if is_night(shift) and nights + 1 > limits.nights:
        return Why.NIGHTS
    if days_in_a_row(shift.day, (one.day for one in there)) > limits.days_in_a_row:
        return Why.DAYS
    return None


def _too_close(first: Shift, second: Shift, limits: Limits) -> Why | None:
    if second.starts_at >= free_from(first, limits):
        return None
    if second.day == first.day:
        return Why.DAY
    rested = second.starts_at - first.ends_at >= timedelta(hours=limits.rest_hours)
    return Why.MORNING if rested else Why.REST


def fixed_collisions(
    demands: Sequence[Demand], workers: Sequence[Worker], limits: Limits, fixed: Sequence[Line]
) -> list[Collision]:
    """What is wrong with the lines that are to stay. Availability and zone are the planner's to overrule."""
    wanted, crowd = {one.key: one for one in demands}, {one.key: one for one in workers}
    stood: dict[str, list[Shift]] = {one.key: list(one.stands) for one in workers}
    there: Counter[str] = Counter()
    found = []
    for line in fixed:
        why = Why.UNKNOWN
        if line.demand in wanted and line.worker in crowd:
            demand = wanted[line.demand]
            why_not = _fixed_why(demand, crowd[line.worker], stood[line.worker], limits, there[line.demand])
            if why_not is None:
                stood[line.worker].append(demand.shift)
                there[line.demand] += 1
                continue
            why = why_not
        found.append(Collision(line.demand, line.worker, why))
    return found


def _fixed_why(demand: Demand, worker: Worker, stood: list[Shift], limits: Limits, there: int) -> Why | None:
    if there >= demand.headcount:
        return Why.FULL
    if not demand.qualifications <= worker.qualifications:
        return Why.QUALIFICATION
    return collides(demand.shift, stood, limits)


def explain(
    demands: Sequence[Demand], workers: Sequence[Worker], limits: Limits, lines: Sequence[Line]
) -> list[Unfilled]:
    """For each place that stays empty: what keeps each of the others from it."""
    wanted = {one.key: one for one in demands}
    missing = missing_of(demands, lines)
    if not missing:
        return []
    stood: dict[str, list[Shift]] = {one.key: list(one.stands) for one in workers}
    for line in lines:
        stood[line.worker].append(wanted[line.demand].shift)
    found, known = [], {}
    for key, number in missing.items():
        demand = wanted[key]
        same = (demand.zone, demand.shift, demand.qualifications)
        if same not in known:
            known[same] = Counter(_why(one, demand, stood[one.key], limits) for one in workers)
        found.append(Unfilled(key, number, dict(known[same]), chief_of(known[same])))
    return found


def _why(worker: Worker, demand: Demand, stood: list[Shift], limits: Limits) -> Why:
    return cannot(worker, demand) or collides(demand.shift, stood, limits) or Why.TIME


def chief_of(why: Counter[Why]) -> Why:
    """The limit that keeps most of those who could come; where nobody could, what keeps the last of them."""
    could = {one: n for one, n in why.items() if one not in CANNOT}
    if could:
        return max(could, key=lambda one: could[one])
    return next((one for one in reversed(CANNOT) if why[one]), Why.ZONE)
