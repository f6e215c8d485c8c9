"""The report of an area and a day, read whole: its own figures, the areas below, what was corrected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from linli.areas.levels import playbook_of
from linli.areas.models import Area
from linli.areas.past import Place, area_on, children_on
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.lib.periods import day_bounds, local_day
from linli.lib.playbook import Playbook
from linli.people.choices import Capability as C
from linli.people.models import Appointment
from linli.people.viewer import roles
from linli.reports.daily import rules
from linli.reports.daily.counting import (
    Numbers,
    Origin,
    kept_origins,
    numbers_as_of,
    numbers_now,
    origins_from,
    origins_of,
)
from linli.reports.daily.cut_offs import REPORTING, cut_off_of
from linli.reports.daily.fields import Field, fields_of
from linli.reports.daily.keeping import Kept, Said, added, report_of, reports_of
from linli.reports.daily.rules import Difference, Standing

DAY = timedelta(days=1)
# Above this a city's numbers are not counted household by household while a page waits.
WHOLE_FROM_DIGITS = 9


@dataclass(frozen=True)
class Part:
    """An area below, as the report of the one above reads it."""

    place: Place
    cut_off: datetime | None
    kept: Kept | None
    before: Kept | None
    standing: Standing | None  # none for what makes no report of its own
    numbers: Numbers | None  # none where nothing was reported: that is not zero
    responsible: str = ""

    @property
    def is_late(self) -> bool:
        return self.kept is not None and rules.is_late(self.kept.report.submitted_at, self.cut_off)

    @property
    def is_counted(self) -> bool:
        return self.numbers is not None

    @property
    def yesterday(self) -> Numbers | None:
        return self.before.current if self.before and self.before.report.is_in else None


@dataclass(frozen=True)
class Daily:
    """Everything that page, workbook, document and command say of a report."""

    area: Area
    place: Place
    day: date
    now: datetime
    cut_off: datetime | None
    kept: Kept | None
    before: Kept | None
    fields: Sequence[Field]
    own: Said  # the figures of the report: frozen ones once they are
    later: Said  # what they are by now, corrections and late reports in them
    yesterday: Mapping[str, int]
    parts: Sequence[Part]
    known: Numbers = field(default_factory=dict)  # by the records, reported or not

    @property
    def is_today(self) -> bool:
        return self.day == local_day(self.now)

    @property
    def is_frozen(self) -> bool:
        return self.kept is not None and self.kept.report.frozen_at is not None

    @property
    def adds_up(self) -> bool:
        """A sum of other reports, not a count of its own."""
        return len(self.place.code) < COMMUNITY_DIGITS

    @property
    def standing(self) -> Standing | None:
        return _standing(self.kept, self.cut_off, self.now) if self.cut_off else None

    @property
    def is_late(self) -> bool:
        return self.kept is not None and rules.is_late(self.kept.report.submitted_at, self.cut_off)

    @property
    def figures_at(self) -> datetime:
        """Until when the figures count."""
        if self.kept is not None and self.kept.report.figures_at is not None:
            return self.kept.report.figures_at
        return min(self.now, day_bounds(self.day)[1])

    @cached_property
    def reporting(self) -> list[Part]:
        return [one for one in self.parts if one.standing is not None]

    @cached_property
    def lacking(self) -> list[Part]:
        return [one for one in self.reporting if one.standing and not one.standing.is_in]

    @cached_property
    def late(self) -> list[Part]:
        """Who reported after the cut-off, and who has not reported although it is over."""
        return [one for one in self.reporting if one.is_late or one.standing == Standing.MISSING]

    @cached_property
    def differences(self) -> dict[str, int]:
        """Against the day before: of the same areas where the figures are a sum."""
        if self.adds_up:
            return rules.compared(
                (one.numbers, one.yesterday) for one in self.parts if one.numbers is not None
            )
        return rules.compared([(self.own.figures, self.yesterday or None)])

    @cached_property
    def compared_parts(self) -> int:
        return sum(one.numbers is not None and one.yesterday is not None for one in self.parts)

    @cached_property
    def amended(self) -> list[Difference]:
        """What a frozen report would say otherwise by now."""
        if not self.is_frozen:
            return []
        return rules.differences(self.own.figures, self.later.figures, [one.key for one in self.fields])

    def doubtful(self, part: Part) -> set[str]:
        """The figures of an area below that somebody should look at before signing."""
        if part.numbers is None or part.yesterday is None:
            return set()
        asked = [one.key for one in self.fields if one.news]
        return {key for key in asked if rules.has_jumped(part.numbers.get(key), part.yesterday.get(key))}


def daily_of(area: Area, day: date, now: datetime) -> Daily | None:
    """The report of the area; None where it was not there on that day. The queries do not grow with what lies below."""
    place = area_on(area, day)
    if place is None:
        return None
    playbook = playbook_of(area)
    cut_off = cut_off_of(place, playbook, day)
    kept, before = report_of(place.id, day), report_of(place.id, day - DAY)
    parts = _parts(place, day, now, playbook)
    own, later = _figures(place, day, now, kept, parts)
    return Daily(
        area=area,
        place=place,
        day=day,
        now=now,
        cut_off=cut_off,
        kept=kept,
        before=before,
        fields=fields_of(playbook),
        own=own,
        later=later,
        yesterday=_yesterday(place, day, now, before),
        parts=parts,
        known=_known(place, day, parts),
    )


def _figures(
    place: Place, day: date, now: datetime, kept: Kept | None, parts: Sequence[Part]
) -> tuple[Said, Said]:
    is_kept = kept is not None and kept.report.frozen_at is not None
    if len(place.code) < COMMUNITY_DIGITS:
        below = [one.kept for one in parts if one.kept is not None]
        later = added(below, expected=sum(one.place.level in REPORTING for one in parts))
    elif kept is not None and is_kept:
        later = Said(kept.current, origins_from(kept.report.origins))
    else:
        later = _counted(place, day, now)
        if kept is not None:  # handed in, and still before the cut-off: what was filled in stays with it
            later = Said({**kept.report.figures, **later.figures}, later.origins)
    return (_frozen(kept) if kept is not None and is_kept else later), later


def _counted(place: Place, day: date, now: datetime) -> Said:
    at = min(now, day_bounds(day)[1])
    if len(place.code) > COMMUNITY_DIGITS:
        numbers = numbers_now([place.code], within=place.code, day=day)[place.code]
    else:
        numbers = numbers_as_of(place.code, day=day, at=at)
    return Said(numbers, origins_of(place.code, day=day))


def _frozen(kept: Kept) -> Said:
    report = kept.report
    included = [UUID(one) for one in report.included]
    return Said(report.figures, origins_from(report.origins), included, report.expected)


def _yesterday(place: Place, day: date, now: datetime, before: Kept | None) -> Mapping[str, int]:
    """Yesterday's figures: those of its report, or of the same hour where it was never frozen."""
    if before is not None and (before.report.is_in or before.report.frozen_at):
        return before.current
    if len(place.code) != COMMUNITY_DIGITS:
        return {}
    same_hour = min(now, day_bounds(day)[1]) - DAY
    return numbers_as_of(place.code, day=day - DAY, at=same_hour)


def _known(place: Place, day: date, parts: Sequence[Part]) -> Numbers:
    """What the records say of a whole area some of whose reports are missing."""
    if len(place.code) >= COMMUNITY_DIGITS or all(one.numbers is not None for one in parts):
        return {}
    whole = len(place.code) >= WHOLE_FROM_DIGITS
    return numbers_now([place.code], within=place.code, day=day, whole=whole)[place.code]


def _parts(place: Place, day: date, now: datetime, playbook: Playbook | None) -> list[Part]:
    below = children_on(place, day)
    if len(place.code) >= COMMUNITY_DIGITS:
        counted = numbers_now([one.code for one in below], within=place.code, day=day)
        return [Part(one, None, None, None, None, counted[one.code]) for one in below]
    ids = [one.id for one in below]
    today = {one.report.area_id: one for one in reports_of(ids, day)}
    before = {one.report.area_id: one for one in reports_of(ids, day - DAY)}
    lacking = [one.id for one in below if one.id not in today or not today[one.id].report.is_in]
    names = responsible_for(lacking, day)
    parts = []
    for one in below:
        kept, cut_off = today.get(one.id), cut_off_of(one, playbook, day)
        numbers = kept.current if kept and kept.report.is_in else None
        standing = _standing(kept, cut_off, now)
        parts.append(Part(one, cut_off, kept, before.get(one.id), standing, numbers, names.get(one.id, "")))
    return parts


def _standing(kept: Kept | None, cut_off: datetime | None, now: datetime) -> Standing:
    state = kept.report.state if kept else ""
    return rules.standing(state, is_nil=bool(kept and kept.report.is_nil), cut_off=cut_off, now=now)


def responsible_for(area_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Whose report it is: the people who hold a duty that signs, in each of these areas; one query."""
    signing = [key for key, role in roles().items() if C.DAILY_SIGN in role.sees]
    held = Appointment.everywhere.filter(area__in=list(area_ids), role__in=signing, user__is_active=True)
    names: dict[UUID, list[str]] = defaultdict(list)
    for one in held.select_related("user").order_by("from_on", "pk"):
        if one.holds_on(day) and one.user.shown_name not in names[one.area_id]:
            names[one.area_id].append(one.user.shown_name)
    return {area: "、".join(found[:2]) for area, found in names.items()}


__all__ = ["Daily", "Origin", "Part", "daily_of", "kept_origins"]
