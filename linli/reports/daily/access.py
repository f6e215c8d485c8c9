"""The door to a report: any area of the duty, any day that was not too long ago to have one."""

from datetime import date, datetime

from linli.core import moments
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.viewer import Viewer
from linli.reports.daily.problems import NotThisDay
from linli.reports.daily.sheet import Daily, daily_of


def day_from(text: str, *, today: date) -> date:
    """The day that a page asks for; today where it asks for none."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotThisDay(day=text[:20]) from None
    if day > today:
        raise NotThisDay(day=day.isoformat())
    return day


def asked_day(request: StaffRequest, now: datetime) -> date:
    return day_from(request.GET.get("day") or request.POST.get("day") or "", today=local_day(now))


def report_for(viewer: Viewer, request: StaffRequest, now: datetime) -> Daily:
    """The report of `?area=` and `?day=`, for whoever may see its figures."""
    viewer.need(C.FIGURES_READ)
    day = asked_day(request, now)
    found = daily_of(request.area, day, now)
    if found is None:
        raise NotThisDay(day=moments.day(day))
    return found


def may_report(viewer: Viewer, found: Daily) -> bool:
    """Hand it in, for the own area or on behalf of one below."""
    return found.cut_off is not None and viewer.may(C.DAILY_SIGN) and viewer.real_user is None


def may_sign(viewer: Viewer, found: Daily) -> bool:
    """Only by name, by somebody whose duty is this very area."""
    return may_report(viewer, found) and viewer.area is not None and viewer.area.pk == found.area.pk
