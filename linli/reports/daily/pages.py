"""The report as its page draws it: counts, the table of the areas below, the list of figures, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from linli.areas.levels import level_labels
from linli.core import moments
from linli.core.components import Count, State
from linli.lib.playbook import Playbook
from linli.reports.daily.cut_offs import called
from linli.reports.daily.fields import Field
from linli.reports.daily.reader import Cell, Reader
from linli.reports.daily.rules import Standing
from linli.reports.daily.sheet import Daily, Part

STATES = {
    Standing.WAITING: State.MISS,
    Standing.MISSING: State.MISS,
    Standing.RETURNED: State.ASK,
    Standing.REPORTED: State.DONE,
    Standing.NIL: State.NIL,
    Standing.SIGNED: State.DONE,
}


def word_of(standing: Standing) -> str:
    return {
        Standing.WAITING: _("not reported"),
        Standing.MISSING: _("not reported, late"),
        Standing.RETURNED: _("sent back"),
        Standing.REPORTED: _("reported"),
        Standing.NIL: _("nil return"),
        Standing.SIGNED: _("signed"),
    }[standing]


@dataclass(frozen=True)
class Row:
    """One area below."""

    name: str
    href: str
    state: State | None
    word: str
    is_late: bool
    cells: Sequence[Cell]
    is_missing: bool
    said: str  # who reported when; or how it was yesterday
    responsible: str
    reason: str = ""
    can_send_back: bool = False
    code: str = ""


@dataclass(frozen=True)
class Group:
    """Areas of one kind, under a line with their number."""

    name: str
    rows: Sequence[Row]


def groups(found: Daily, reader: Reader, fields: Sequence[Field], playbook: Playbook | None) -> list[Group]:
    """The areas below in code order; communities and villages each under a line of their own."""
    kinds = [(kind, list(parts)) for kind, parts in groupby(found.parts, key=lambda one: called(one.place))]
    return [
        Group(kind_name(kind, playbook), [_row(one, found, reader, fields) for one in parts])
        for kind, parts in kinds
    ]


def kind_name(kind: str, playbook: Playbook | None) -> str:
    named = {
        "village": _("Villages"),
        "community": _("Communities"),
        "township": _("Townships"),
        "subdistrict": _("Subdistricts"),
    }
    return named.get(kind) or str(level_labels(playbook).get(kind, kind))


def _row(part: Part, found: Daily, reader: Reader, fields: Sequence[Field]) -> Row:
    standing = part.standing
    report = part.kept.report if part.kept else None
    numbers = part.numbers
    own = reader.viewer.area
    return Row(
        name=part.place.short,
        href=reader.area_href(part.place),
        state=STATES[standing] if standing else None,
        word=word_of(standing) if standing else "",
        is_late=standing == Standing.MISSING,
        cells=reader.cells(part.place, numbers, fields, found.doubtful(part)) if numbers is not None else (),
        is_missing=standing is not None and numbers is None,
        said=_said(part, found.now),
        responsible=part.responsible,
        reason=report.return_reason if report and standing == Standing.RETURNED else "",
        can_send_back=bool(
            standing in {Standing.REPORTED, Standing.NIL}
            and report
            and report.signed_at is None
            and own is not None
            and own.code != part.place.code
        ),
        code=part.place.code,
    )


def _said(part: Part, now: datetime) -> str:
    """`09:20 闵长海`, with a word if it came late; of a missing one, when it came yesterday."""
    if part.kept is not None and part.kept.report.is_in:
        report = part.kept.report
        who = report.signed_name or report.submitted_name
        late = f" {_late_word(report.submitted_at, part.cut_off)}" if part.is_late else ""
        return f"{moments.clock(report.submitted_at)}{late} {who}"
    if part.before is not None and part.before.report.submitted_at is not None:
        return _("yesterday {at}").format(at=moments.clock(part.before.report.submitted_at))
    return ""


def _late_word(submitted_at: datetime | None, cut_off: datetime | None) -> str:
    if submitted_at is None or cut_off is None:
        return ""
    return _("({time} late)").format(time=moments.duration(submitted_at - cut_off))


# ---- counts --------------------------------------------------------------------------------------
def counts(found: Daily) -> list[Count]:
    """How many have reported, of them with a nil return, and how many have not: never in one number."""
    standings = [one.standing for one in found.reporting]
    late = sum(one.is_late for one in found.reporting)
    shown = [
        Count(State.DONE, _("reported"), sum(s in {Standing.REPORTED, Standing.SIGNED} for s in standings)),
        Count(State.NIL, _("nil return"), sum(s == Standing.NIL for s in standings)),
        Count(
            State.MISS, _("not reported"), sum(s in {Standing.WAITING, Standing.MISSING} for s in standings)
        ),
    ]
    if back := sum(s == Standing.RETURNED for s in standings):
        shown.append(Count(State.ASK, _("sent back"), back))
    return [*shown, Count(State.STOP, _("reported late"), late)] if late else shown


def covers(found: Daily) -> str:
    """`18 / 21，缺 3`: how complete the sum is."""
    n, of = sum(one.numbers is not None for one in found.reporting), len(found.reporting)
    if n == of:
        return f"{n:,} / {of:,}"
    return _("{n} / {of}, {lacking} missing").format(n=f"{n:,}", of=f"{of:,}", lacking=f"{of - n:,}")


# ---- the list of figures ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One figure of the report, beside yesterday's."""

    field: Field
    cell: Cell
    yesterday: str
    difference: str
    now: str  # what it is by now, where a frozen figure turned out otherwise
    group: str
    shows_unit: bool


def lines(found: Daily, reader: Reader) -> list[Line]:
    later = {one.field: one for one in found.amended}
    made: list[Line] = []
    for cell in reader.cells(found.place, found.own.figures, found.fields):
        key, group = cell.field.key, str(cell.field.group)
        before = found.yesterday.get(key)
        shown = reader.cell(found.place, found.yesterday, cell.field) if before is not None else None
        now = reader.cell(found.place, found.later.figures, cell.field) if key in later else None
        made.append(
            Line(
                field=cell.field,
                cell=cell,
                yesterday=shown.text if shown else "",
                difference=reader.difference(found.place, found.differences, found.own.figures, key),
                now=(now.text or _("not filled in")) if now else "",
                group=group
                or (_("Other matters") if any(one.field.group for one in made) else _("Register")),
                shows_unit=not group or cell.field.is_by_hand,
            )
        )
    return made


@dataclass(frozen=True)
class ShownAmendment:
    """What was corrected after the figures were frozen: the old figure, the new one, since when, why, by whom."""

    label: str
    unit: str
    old: str
    new: str
    since: datetime | None
    why: str
    who: str


def amendments(found: Daily, reader: Reader) -> list[ShownAmendment]:
    if found.kept is None or not found.is_frozen:
        return []
    fields = {one.key: one for one in found.fields}
    if found.adds_up:
        since = _last_change(found)
        why = _("The areas below corrected their reports, or reported after this one was frozen.")
        return [
            _amendment(reader, found, fields[one.field], one.old, one.new, since, why, "")
            for one in found.amended
        ]
    return [
        _amendment(
            reader,
            found,
            fields[one.field],
            one.old,
            one.new,
            one.at,
            one.note or one.get_why_display(),
            one.by_name,
        )
        for one in found.kept.amendments
        if one.field in fields
    ]


def _amendment(
    reader: Reader,
    found: Daily,
    field: Field,
    old: int | None,
    new: int | None,
    since: datetime | None,
    why: str,
    who: str,
) -> ShownAmendment:
    was, became = (
        reader.cell(found.place, {} if n is None else {field.key: n}, field).text or _("not filled in")
        for n in (old, new)
    )
    return ShownAmendment(field.name, str(field.unit), was, became, since, str(why), who)


def _last_change(found: Daily) -> datetime | None:
    """When the sum last changed: a report that came late, or a correction in one of them."""
    moments_ = [one.at for part in found.parts if part.kept for one in part.kept.amendments]
    frozen = found.kept.report.frozen_at if found.kept else None
    moments_ += [
        part.kept.report.submitted_at
        for part in found.parts
        if part.kept and part.kept.report.submitted_at and frozen and part.kept.report.submitted_at > frozen
    ]
    return max(moments_, default=None)
