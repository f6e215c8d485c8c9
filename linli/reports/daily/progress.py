"""What to settle before a report is signed, how far it is, and the day's cut-offs on a line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.core import moments
from linli.core.components import DayStrip, State, Stop
from linli.lib.periods import SHANGHAI, day_bounds
from linli.lib.playbook import Playbook
from linli.reports.daily import rules
from linli.reports.daily.pages import covers, kind_name
from linli.reports.daily.reader import Reader
from linli.reports.daily.rules import Standing
from linli.reports.daily.sheet import Daily, Part


@dataclass(frozen=True)
class Task:
    state: State
    text: str
    note: str = ""


def to_settle(found: Daily, reader: Reader) -> list[Task]:
    """What somebody should look at before signing."""
    tasks = []
    if lacking := [one for one in found.lacking if one.standing != Standing.RETURNED]:
        names = "、".join(one.place.short for one in lacking[:6]) + ("…" if len(lacking) > 6 else "")
        said = ngettext("{n} area has not reported", "{n} areas have not reported", len(lacking))
        tasks.append(Task(State.MISS, said.format(n=len(lacking)), names))
    tasks += [
        _doubt(part, key, found, reader) for part in found.parts for key in sorted(found.doubtful(part))
    ]
    if _adds_up(found):
        said = _("Special groups: contacted and not contacted make the whole.")
        tasks.append(Task(State.DONE, said))
    if unfilled := [
        str(one.label) for one in found.fields if one.is_by_hand and one.key not in found.own.figures
    ]:
        tasks.append(
            Task(
                State.ASK,
                _("Not filled in: {names}").format(names="、".join(unfilled)),
                _("empty is not zero"),
            )
        )
    return tasks


def _doubt(part: Part, key: str, found: Daily, reader: Reader) -> Task:
    field = next(one for one in found.fields if one.key == key)
    texts = [reader.cell(part.place, numbers or {}, field).text for numbers in (part.numbers, part.yesterday)]
    said = _("{area} {label} {n}, yesterday {before}. Is that right?")
    return Task(State.ASK, said.format(area=part.place.short, label=field.name, n=texts[0], before=texts[1]))


def _adds_up(found: Daily) -> bool:
    figures = found.own.figures
    parts = ("special.contacted", "special.not_contacted")
    return (
        "special.total" in figures and sum(figures.get(key, 0) for key in parts) == figures["special.total"]
    )


@dataclass(frozen=True)
class StepTaken:
    state: State
    text: str
    note: str


def steps(found: Daily) -> list[StepTaken]:
    """From the areas below to the signature: what is done, by whom, what comes next."""
    report = found.kept.report if found.kept else None
    made = []
    if found.reporting:
        done = not found.lacking
        made.append(StepTaken(State.DONE if done else State.RUN, _("The areas below report"), covers(found)))
    handed_in = report is not None and report.is_in
    due = moments.clock(found.cut_off)
    made.append(
        StepTaken(
            State.DONE if handed_in else State.RUN,
            _("Checked and handed in"),
            f"{report.submitted_name}, {moments.moment(report.submitted_at, found.now)}"
            if handed_in and report
            else _("by {at}").format(at=due),
        )
    )
    signed = report is not None and report.signed_at is not None
    made.append(
        StepTaken(
            State.DONE if signed else State.NONE,
            _("Signed"),
            f"{report.signed_name}, {moments.moment(report.signed_at, found.now)}"
            if signed and report
            else "",
        )
    )
    frozen = report is not None and report.frozen_at is not None
    at = (
        _("as of {at}").format(at=moments.moment(found.figures_at, found.now))
        if frozen
        else _("by {at}").format(at=due)
    )
    return [*made, StepTaken(State.DONE if frozen else State.NONE, _("Figures frozen"), at)]


# ---- the day strip -------------------------------------------------------------------------------
def strip(found: Daily, playbook: Playbook | None) -> DayStrip | None:
    """The day's cut-offs: black behind, red where something is missing, now as a flag."""
    if playbook is None or not found.is_today:
        return None
    clocks: dict[str, list[str]] = {}
    for level, clock in playbook.report.daily.cut_off.in_order():
        clocks.setdefault(clock, []).append(kind_name(level, playbook))
    local = found.now.astimezone(SHANGHAI)
    now = local.hour * 60 + local.minute
    stops = [Stop(0, _("day begins"), State.DONE)]
    for clock, names in sorted(clocks.items()):
        at = rules.at_clock(found.day, clock)
        minute = int((at - day_bounds(found.day)[0]).total_seconds() // 60)
        stops.append(
            Stop(
                minute, pgettext("strip", "{who} report").format(who="、".join(names)), _stop_state(found, at)
            )
        )
    if nil := playbook.report.daily.nil_return:
        minute = int((rules.at_clock(found.day, nil) - day_bounds(found.day)[0]).total_seconds() // 60)
        stops.append(Stop(minute, _("second nil return"), State.DONE if minute <= now else State.NONE))
    return DayStrip([*stops, Stop(24 * 60, _("day ends"), State.NONE)], now)


def _stop_state(found: Daily, at: datetime) -> State:
    if found.now < at:
        return State.NONE
    missing = [one for one in found.reporting if one.cut_off == at and one.standing == Standing.MISSING]
    own = found.cut_off == at and found.standing == Standing.MISSING
    return State.MISS if missing or own else State.DONE
