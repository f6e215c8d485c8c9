"""Days as people in China count them, terms of office, and ages."""

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import msgspec

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Term(msgspec.Struct, frozen=True):
    """The days something holds: both ends belong to it, and without an end it is still running."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"a term cannot end on {self.ends_on} when it starts on {self.starts_on}")

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "Term") -> bool:
        starts_in_time = self.ends_on is None or other.starts_on <= self.ends_on
        return starts_in_time and (other.ends_on is None or self.starts_on <= other.ends_on)


def local_day(at: datetime) -> date:
    """Return the day it is in China at an instant; an instant without a zone is refused."""
    if at.tzinfo is None:
        raise ValueError("a local day needs an aware datetime")
    return at.astimezone(SHANGHAI).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first instant of a local day and the first instant after it."""
    start = datetime.combine(day, time_of_day(), tzinfo=SHANGHAI)
    return start, datetime.combine(day + timedelta(days=1), time_of_day(), tzinfo=SHANGHAI)


def age_on(birth: date, day: date) -> int:
    """Return full years of age; who is born on 29 February grows older on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def born_between(day: date, min_age: int = 0, max_age: int | None = None) -> tuple[date | None, date]:
    """Return the first and last day of birth of those aged min_age to max_age on a day."""
    latest = _latest_birth(day, min_age)
    if max_age is None:
        return None, latest
    return _latest_birth(day, max_age + 1) + timedelta(days=1), latest


def _latest_birth(day: date, age: int) -> date:
    year = max(day.year - age, 1)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February, and that year had none
        return date(year, 2, 28)
