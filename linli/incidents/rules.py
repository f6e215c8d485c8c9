"""How the days of an incident are counted, and what it must stand on. Pure: no clock, no database."""

from datetime import date, timedelta

# Without these three nothing may be asked of anybody.
GROUNDS = ("purpose", "basis", "approved_by")


def day_number(opened_on: date, day: date) -> int:
    """The day on which an incident is opened is its first."""
    return (day - opened_on).days + 1


def missing_grounds(**grounds: str) -> list[str]:
    """Which of purpose, basis and approver are not given."""
    return [name for name in GROUNDS if not grounds.get(name, "").strip()]


def purge_day(closed_on: date, days: int) -> date:
    """The first day on which what was kept for `days` after the end is gone."""
    return closed_on + timedelta(days=days + 1)
