"""How days and times are written. `now` may be handed in; a test or a report fixes it."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from linli.core.numbers import DOES_NOT_APPLY, in_chinese, thousands

Moment = datetime | date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_ZH = "一二三四五六日"


def clock(value: datetime | None) -> str:
    """`09:41`."""
    return DOES_NOT_APPLY if value is None else f"{_local(value):%H:%M}"


def day(value: Moment | None, now: datetime | None = None) -> str:
    """`11月16日`, with the year if it is not this one; `16 Nov` in English."""
    if value is None:
        return DOES_NOT_APPLY
    found, this_year = _day_of(value), _today(now).year
    if in_chinese():
        text = f"{found.month}月{found.day}日"
        return text if found.year == this_year else f"{found.year}年{text}"
    text = f"{found.day} {_MONTHS[found.month - 1]}"
    return text if found.year == this_year else f"{text} {found.year}"


def weekday(value: Moment | None) -> str:
    """`周五`, `Fri`."""
    if value is None:
        return DOES_NOT_APPLY
    number = _day_of(value).weekday()
    return f"周{_WEEKDAYS_ZH[number]}" if in_chinese() else _WEEKDAYS[number]


def when(value: Moment | None, now: datetime | None = None) -> str:
    """`今天 09:10`, `昨天 18:20`, then the day alone: enough for a list."""
    if value is None:
        return DOES_NOT_APPLY
    near = _near_word(value, now)
    if not near:
        return day(value, now)
    return f"{near} {clock(value)}" if isinstance(value, datetime) else near


def moment(value: datetime | None, now: datetime | None = None) -> str:
    """Like `when`, with the time kept on every day: for a log."""
    if value is None:
        return DOES_NOT_APPLY
    return f"{_near_word(value, now) or day(value, now)} {clock(value)}"


def until(value: datetime | None, now: datetime | None = None) -> str:
    """An end to the minute: `11月23日 24:00` where it is the end of a day, never 00:00 of the next."""
    if value is None:
        return DOES_NOT_APPLY
    last = _local(value)
    if last.hour == last.minute == 0:
        return f"{day(last - timedelta(minutes=1), now)} 24:00"
    return f"{day(last, now)} {clock(last)}"


def duration(length: timedelta | int | None) -> str:
    """`19 分`, `13 时`, `2 天`: the largest unit that fits. A whole number is minutes."""
    if length is None:
        return DOES_NOT_APPLY
    minutes = length if isinstance(length, int) else int(length.total_seconds() // 60)
    if minutes < 60:
        return gettext("{n} min").format(n=thousands(minutes))
    if minutes < 48 * 60:
        return gettext("{n} h").format(n=thousands(minutes // 60))
    return gettext("{n} days").format(n=thousands(minutes // (24 * 60)))


def countdown(deadline: datetime | None, now: datetime | None = None) -> str:
    """`还有 19 分` or `超时 13 时`."""
    if deadline is None:
        return DOES_NOT_APPLY
    left = deadline - (now or timezone.now())
    if left < timedelta(0):
        return gettext("{time} late").format(time=duration(-left))
    return gettext("{time} left").format(time=duration(left))


def _near_word(value: Moment, now: datetime | None) -> str:
    away = (_day_of(value) - _today(now)).days
    return {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}.get(away, "")


def _today(now: datetime | None) -> date:
    return timezone.localdate() if now is None else _day_of(now)


def _day_of(value: Moment) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
