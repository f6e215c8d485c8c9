"""What a report says at a moment: counted in a community, added up from the reports below above it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from linli.areas.past import Place, children_on
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.reports.daily.counting import (
    Numbers,
    Origin,
    added_up,
    numbers_as_of,
    origins_from,
    origins_of,
)
from linli.reports.daily.cut_offs import REPORTING
from linli.reports.daily.models import DailyAmendment, DailyReport
from linli.reports.daily.rules import Difference, amended, summed


@dataclass(frozen=True)
class Said:
    """The content of a report."""

    figures: Numbers
    origins: list[Origin] = field(default_factory=list)
    included: list[UUID] = field(default_factory=list)
    expected: int = 0


def said_by(place: Place, *, day: date, at: datetime) -> Said:
    """What the report of this area says as of `at`."""
    if len(place.code) >= COMMUNITY_DIGITS:
        return Said(numbers_as_of(place.code, day=day, at=at), origins_of(place.code, day=day))
    parts = [one for one in children_on(place, day) if one.level in REPORTING]
    return added(reports_of([one.id for one in parts], day), expected=len(parts))


def added(reports: Iterable["Kept"], *, expected: int) -> Said:
    """The sum of the reports that are in. What was not reported is left out, and is not zero."""
    known = [one for one in reports if one.report.is_in]
    return Said(
        summed(one.current for one in known),
        added_up([origins_from(one.report.origins) for one in known]),
        [one.report.area_id for one in known],
        expected,
    )


@dataclass(frozen=True)
class Kept:
    """A report with its amendments."""

    report: DailyReport
    amendments: tuple[DailyAmendment, ...] = ()

    @property
    def current(self) -> Numbers:
        """The figures as they are known by now."""
        return amended(
            self.report.figures, [Difference(one.field, one.old, one.new) for one in self.amendments]
        )


def reports_of(area_ids: Iterable[UUID], day: date) -> list[Kept]:
    """The reports of these areas for a day, in two queries."""
    found = DailyReport.objects.filter(area__in=list(area_ids), on=day).order_by("code")
    return [Kept(one, tuple(one.amendments.all())) for one in found.prefetch_related("amendments")]


def report_of(area_id: UUID, day: date) -> Kept | None:
    return next(iter(reports_of([area_id], day)), None)
