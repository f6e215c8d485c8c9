"""The round as it stands now: the day's numbers of an area and of those below it, and how they grew by the hour."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour

from linli.areas.tallies import figures_at
from linli.dashboards.queries import Place, places_below
from linli.lib.periods import SHANGHAI
from linli.rounds.choices import ContactKind
from linli.rounds.models import ContactEntry
from linli.rounds.tallies import day_figures_at

LIVED_IN = "households.lived_in"
HOURS = 24
# The line over the day is counted from the contacts themselves, so it is made once a minute for all who watch.
TREND_SECONDS = 60
MOST_KEPT = 500


@dataclass(frozen=True)
class Live:
    """The numbers of one moment. Nothing is added up here that was not counted."""

    place: Place
    day: date
    children: Sequence[Place]
    numbers: Mapping[str, Mapping[str, int]]  # code -> measure -> n

    def of(self, code: str) -> Mapping[str, int]:
        return self.numbers[code]

    @property
    def version(self) -> str:
        """Changes when a number does: whoever has this version need not be told again."""
        parts = [
            f"{code}:{key}:{n}"
            for code, found in sorted(self.numbers.items())
            for key, n in sorted(found.items())
        ]
        parts += [f"{one.code}:{one.name}" for one in (self.place, *self.children)]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]


def live_of(place: Place, day: date) -> Live:
    """Six queries, however many areas there are below and however much was told."""
    children = places_below([place.area_id], day)
    codes = [place.code, *(one.code for one in children)]
    told, kept = day_figures_at(codes, day=day), figures_at(codes, day=day)
    numbers = {code: {**told[code].numbers, LIVED_IN: kept[code][LIVED_IN]} for code in codes}
    return Live(place, day, children, numbers)


@dataclass(frozen=True)
class Trend:
    """How many households had answered by the end of each hour; yesterday's line goes to its end."""

    today: Sequence[int | None]
    yesterday: Sequence[int]
    until_now: int  # yesterday at this hour

    @property
    def is_empty(self) -> bool:
        return not any(self.today) and not any(self.yesterday)


def trend_of(code: str, day: date, now: datetime) -> Trend:
    """Three queries; the hour that is still running counts as far as it has come."""
    hour = now.astimezone(SHANGHAI).hour if now.astimezone(SHANGHAI).date() == day else HOURS - 1
    today, before = _by_hour(code, day), _by_hour(code, day - timedelta(days=1))
    until_now = _first_answers(code, day - timedelta(days=1)).filter(at__lte=now - timedelta(days=1)).count()
    return Trend([n if at <= hour else None for at, n in enumerate(today)], before, until_now)


def _first_answers(code: str, day: date) -> QuerySet[ContactEntry]:
    return ContactEntry.objects.within(code).filter(on=day, kind=ContactKind.ANSWER, after_id=None)


def _by_hour(code: str, day: date) -> list[int]:
    hours = (
        _first_answers(code, day).annotate(hour=ExtractHour("at", tzinfo=SHANGHAI)).order_by().values("hour")
    )
    found = dict(hours.annotate(n=Count("pk")).values_list("hour", "n"))
    total, grown = 0, []
    for hour in range(HOURS):
        total += found.get(hour, 0)
        grown.append(total)
    return grown


# ---- kept for a minute ---------------------------------------------------------------------------
_kept: dict[tuple[str, date], tuple[float, Trend]] = {}
_lock = Lock()


def kept_trend(code: str, day: date, now: datetime) -> Trend:
    """The line of this minute: two hundred people who watch one city cost one count a minute and process."""
    key = (code, day)
    with _lock:
        found = _kept.get(key)
    if found is not None and monotonic() < found[0]:
        return found[1]
    trend = trend_of(code, day, now)
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (monotonic() + TREND_SECONDS, trend)
    return trend


def forget_trends() -> None:
    with _lock:
        _kept.clear()
