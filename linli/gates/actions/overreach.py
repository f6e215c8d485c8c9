"""What gates ask beyond the rules in force, kept in the one list that oversight reads."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.gates.lint import Code, Hint
from linli.gates.models import Gate
from linli.gates.queries_lint import hints_in
from linli.gates.words_lint import TITLES, WHAT_TO_DO
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Overreach
from linli.incidents.overreach import Found, Rule, Subject, declare, declare_subject, keep_found
from linli.lib.periods import local_day
from linli.people.choices import Capability as C

ABOUT = OverreachAbout.GATE
# A gate without its ground is a checkpoint set up at will; a ground that the rules do not have keeps people from moving.
PROHIBITIONS: Mapping[Code, str] = {
    Code.PAST_END: "checkpoints",
    Code.NO_BASIS: "checkpoints",
    Code.GROUND_UNKNOWN: "widen_travel_limits",
    Code.GROUND_ELSEWHERE: "widen_travel_limits",
    Code.NO_GROUND: "widen_travel_limits",
}


def lint_gates(*, at: datetime) -> int:
    """Look at all gates; keep what was found, let go what is mended. Returns how many are new."""
    tops = Area.objects.current().filter(parent=None).values_list("code", flat=True)
    hints = [
        one
        for one in hints_in(Scope.of(tops), now=at, today=local_day(at))
        if one.about is not None and one.code in PROHIBITIONS
    ]
    about = {one.about for one in hints if one.about} | set(
        Overreach.everywhere.filter(about=ABOUT, gone_at=None).values_list("about_id", flat=True)
    )
    return keep_found(ABOUT, about, _found(hints), at=at)


def _found(hints: Iterable[Hint]) -> list[Found]:
    """One for each gate and code: the gate's page says how often and on which grounds."""
    seen: dict[tuple[UUID, Code], Hint] = {}
    for one in hints:
        if one.about is not None:
            seen.setdefault((one.about, one.code), one)
    places = _places({about for about, _code in seen})
    return [
        Found(ABOUT, about, *places[about], PROHIBITIONS[code], _key(code))
        for about, code in seen
        if about in places
    ]


def _places(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, str]]:
    rows = Gate.everywhere.filter(pk__in=list(ids)).values_list("pk", "area_id", "area_code")
    return {pk: (area, code) for pk, area, code in rows}


def _key(code: Code) -> str:
    return f"gates.{code}"


def declare_all() -> None:
    declare(*(Rule(_key(code), TITLES[code], WHAT_TO_DO[code]) for code in PROHIBITIONS))
    declare_subject(Subject(ABOUT, lambda pk: _places([pk]).get(pk), "gates:gate", (C.GATES_READ,)))
