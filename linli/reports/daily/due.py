"""Whether somebody has to do something about an area's report now: what a first page asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.areas.models import Area
from linli.reports.daily.cut_offs import Playbooks, cut_off_of
from linli.reports.daily.keeping import report_of
from linli.reports.daily.rules import Standing, standing

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Due:
    standing: Standing
    at: datetime


def report_due(area: Area, *, day: date, now: datetime) -> Due | None:
    """None where the city asks for no report of such an area, where it is not time yet, or all is done."""
    cut_off = cut_off_of(area, Playbooks().of(area.code), day)
    if cut_off is None:
        return None
    kept = report_of(area.pk, day)
    state = kept.report.state if kept else ""
    found = standing(state, is_nil=bool(kept and kept.report.is_nil), cut_off=cut_off, now=now)
    if found in {Standing.SIGNED, Standing.NIL} or (found == Standing.WAITING and now < cut_off - SOON):
        return None
    return Due(found, cut_off)
