"""What a gate says, in words: the sentence of each code of `rules`, and what a keeper does now. The one place for both.

`texts()` and `line_texts()` go to the phone, translated, with places like `{at}` left open; `answer()` fills them for a
page. No sentence tells a measure, an illness or a name: that a household has an errand today is enough.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core import moments
from linli.core.numbers import in_chinese
from linli.gates.rules import Decision
from linli.lib.periods import local_day

Texts = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`title`: why, in one sentence; `lines`: what that rests on; `steps`: what to do now."""

    title: str
    lines: tuple[str, ...]
    steps: tuple[str, ...]


def answer(
    decision: Decision,
    *,
    language: str,
    now: datetime | None = None,
    errands: Mapping[str, str] | None = None,
) -> Answer:
    """Put a decision into words. `now`: the moment that "today" is told from; `errands`: their names by key."""
    with translation.override(language):
        words, values = texts()[decision.code], _values(decision, now, errands or {})
        return Answer(
            words["why"].format(**values),
            tuple(_lines(decision, values)),
            tuple(step.format(**values) for step in words["todo"]),
        )


def texts() -> Texts:
    """{code: {why, todo}} in the language in force."""
    return {**_passing(), **_unread(), **_ended(), **_today(), **_asking()}


def line_texts() -> dict[str, str]:
    """The lines below the sentence, by name."""
    return {
        "turn": _("Turn {turn} of {times}"),
        "back_before": _("Back before {due_back_at}"),
        "each": _("{times} × in {every_days} days, {may} at a time"),
        "again": _("Valid again from {from_on}"),
        "was_due": _("Was due back before {due}"),
        "old_list": _("What this phone knows is {list_minutes} minutes old"),
        "no_list": _("This phone has no list"),
    }


def _lines(decision: Decision, values: Mapping[str, Any]) -> Iterator[str]:
    data, lines = decision.data, line_texts()
    shown = {
        "turn": "turn" in data,
        "back_before": decision.due_back_at is not None,
        "each": "from_on" in data,
        "again": "from_on" in data,
        "was_due": "due" in data,
        "old_list": data.get("list_minutes") is not None,
        "no_list": "list_minutes" in data and data["list_minutes"] is None,
    }
    return (lines[name].format(**values) for name, is_shown in shown.items() if is_shown)


def _values(decision: Decision, now: datetime | None, errands: Mapping[str, str]) -> dict[str, Any]:
    values = {key: _written(value, now) for key, value in decision.data.items()}
    if "errand" in values:
        values["errand"] = errands.get(values["errand"], values["errand"])
    if decision.due_back_at is not None:
        values["due_back_at"] = _until(decision.due_back_at, now)
    return values


def _written(value: Any, now: datetime | None) -> Any:
    if isinstance(value, datetime):
        return moments.moment(value, now)
    return day_on(value, now) if isinstance(value, date) else value


def _until(value: datetime, now: datetime | None) -> str:
    """`12:12`; with the day where that is another."""
    is_today = now is None or local_day(value) == local_day(now)
    return moments.clock(value) if is_today else moments.moment(value, now)


def day_on(day: date, now: datetime | None = None) -> str:
    """`22日（周日）`, with the month where it is another; `22 Nov (Sun)`."""
    if not in_chinese():
        return f"{moments.day(day, now)} ({moments.weekday(day)})"
    this_month = now is not None and (day.year, day.month) == (local_day(now).year, local_day(now).month)
    written = f"{day.day}日" if this_month else moments.day(day, now)
    return f"{written}（{moments.weekday(day)}）"


# ---- the sentences ---------------------------------------------------------------------------------------------------
def _said(why: str, *todo: str) -> dict[str, Any]:
    return {"why": why, "todo": list(todo)}


def _passing() -> Texts:
    return {
        "gates.ok": _said(_("The pass is valid: {may} may go.")),
        "gates.comes_in": _said(_("On the way home: let them in.")),
        "gates.leaves": _said(_("A visitor leaves: let them out.")),
        "gates.granted": _said(
            _("This household has an errand today that the community wrote down: let them through.")
        ),
        "gates.must_pass": _said(
            _("Urgent: {errand}. Let them through first, write it down afterwards."),
            _("Do not hold them up: no pass, no scan."),
            _("If they need help on the way, call the community."),
        ),
    }


def _unread() -> Texts:
    by_door = _("Look the household up by its door: its own pass counts.")
    return {
        "gates.unreadable": _said(
            _("This code cannot be read."),
            _("Smooth it out, turn it, scan again."),
            _("Still not: type the eight letters under the code, or look up the door."),
        ),
        "gates.not_a_pass": _said(
            _("This is not the code of a pass."),
            _("Ask for the pass; without one, look up the door."),
        ),
        "gates.truncated": _said(
            _("Part of this code is missing."), _("Ask for the whole pass, not a cut picture."), by_door
        ),
        "gates.forged": _said(
            _("The signature does not match: this pass was not issued like this."),
            _no_quarrel(),
            by_door,
            _call(),
        ),
        "gates.other_city": _said(
            _("Another city issued this pass; it does not open this gate."),
            _("Ask where they live and where they are going."),
            _("Who lives here is looked up by the door; who visits is registered."),
            _call(),
        ),
        "gates.unknown_key": _said(
            _("This phone does not know the signature of this pass."),
            _("With a line, fetch the list again and scan once more."),
            by_door,
            _call(),
        ),
        "gates.withdrawn_key": _said(
            _("Passes of this series are no longer valid."),
            by_door,
            _("No new pass yet: call the community for one."),
        ),
    }


def _ended() -> Texts:
    new_pass = _("Call the community for a new pass.")
    return {
        "gates.not_yet": _said(_("This pass is valid from {from}."), _wait(), _urgent()),
        "gates.expired": _said(_("This pass ended {until}."), _wait(), new_pass, _urgent()),
        "gates.revoked": _said(_("This pass was revoked."), _wait(), _call(), _urgent()),
        "gates.replaced": _said(
            _("This pass was replaced by a new one."),
            _("Ask for the new one, or look up the door."),
            _urgent(),
        ),
        "gates.other_gate": _said(
            _("This pass is not for this gate."),
            _("Ask where they live, and show the way to that gate."),
            _urgent(),
        ),
    }


def _today() -> Texts:
    return {
        "gates.used": _said(_("This pass was used {at}."), _wait(), _urgent()),
        "gates.forfeited": _said(_("They came back too late from {at} and lose a turn."), _wait(), _urgent()),
        "gates.stays_in": _said(
            _("This household stays in for now."),
            _("Do not ask why: the community looks after them."),
            _urgent(),
        ),
    }


def _asking() -> Texts:
    return {
        "gates.no_pass": _said(
            _("No pass was shown."),
            _("Ask for the door and the name, and look them up."),
            _("A visitor is registered. Lives here and is not on the list: call the community."),
        ),
        "gates.fever": _said(
            _("{temperature} °C: ask them to step aside first."),
            _("Somewhere out of the wind; measure again after 5 minutes."),
            _("Still high: call the community, who send for a doctor."),
            _("Who is badly ill does not wait: call 120 and let them through."),
        ),
        "gates.closed": _said(
            _("The gate is closed now; it opens {opens_at} to {closes_at}."),
            _("Ask: “What is it, at this hour?”"),
            _("Illness and other urgent things go through at once; the rest may wait or call the community."),
        ),
        "gates.still_out": _said(
            _("By the record they went out {at} and are not back."),
            _("Ask: “Did you come back without a scan, or is somebody of yours still out?”"),
            _("Back already: let them through. Not clear: call the community."),
        ),
        "gates.maybe_used": _said(
            _("Another gate may just have seen this pass."),
            _("Ask: “Did you pass another gate today? Where are you going?”"),
            _("Not clear: call the community. To the hospital: let them through."),
        ),
        "gates.too_many": _said(
            _("{people} came; the pass is for {may}."),
            _("{may} may go now. Ask what the others need."),
            _urgent(),
        ),
        "gates.come_along": _said(
            _("{people} come in; the pass is for {may}."),
            _("Ask: “Do the others live here too?”"),
            _("Who lives here goes home; a visitor is registered."),
        ),
        "gates.visit_over": _said(
            _("This visitor's pass was used already."),
            _("Ask whom they visit, and register the visit anew."),
        ),
    }


def _wait() -> str:
    return pgettext("gate", "Ask them to wait outside the line. Keep no pass; no further registration.")


def _urgent() -> str:
    return pgettext("gate", "Urgent? Ask what it is, and call the community.")


def _no_quarrel() -> str:
    return pgettext("gate", "Keep no pass and do not quarrel; ask them to wait outside the line.")


def _call() -> str:
    return pgettext("gate", "Call the community.")
