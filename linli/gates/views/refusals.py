"""Who was turned back, by ground; and who was let through on an errand that nothing may stop."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Count, State, Tab
from linli.gates.choices import Verdict
from linli.gates.counting import NO_GROUND
from linli.gates.models import GateScan
from linli.gates.playbook import gates_in_force
from linli.gates.queries_lint import Rulebooks
from linli.gates.queries_outside import homes_of, on_errands, passed_by_errand, refusals, refused_by_ground
from linli.gates.views.common import sections
from linli.gates.views.filters import area_filter, gate_filter, kept, shown, span_filter
from linli.lib.playbook.gates import Gates
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import link, today

READ = (C.GATES_READ,)
PAGE = "gates:refusals"


@never_cache
@require_safe
@staff_page(*READ)
def refusal_list(request: StaffRequest) -> HttpResponse:
    """The numbers are those of the figures, which stay; the rows go with the logs of the gates."""
    asked = kept(request, "view", "gate", "days", "ground", "sort")
    by_gate, gate = gate_filter(request, PAGE, asked)
    by_day, span = span_filter(request, PAGE, asked, default="week")
    on_errand = asked["view"] == "errands"
    names = _names(gates_in_force(request.area), on_errand)
    numbers = (passed_by_errand if on_errand else refused_by_ground)(request.scope, span, gate=gate)
    rows = (on_errands if on_errand else refusals)(request.scope, span)
    rows = rows.filter(gate=gate) if gate else rows
    if asked["ground"]:
        key = "" if asked["ground"] == NO_GROUND else asked["ground"]
        rows = rows.filter(errand=key) if on_errand else rows.filter(ground=key)
    page = page_of(request, rows.order_by(*_order(asked["sort"])))
    context = {
        "sections": sections(request, PAGE),
        "views": _views(request, asked, on_errand),
        "filters": shown([area_filter(request, PAGE, asked), by_gate, by_day]),
        "counts": _counts(request, asked, numbers, names, on_errand),
        "total": sum(numbers.values()),
        "page": page,
        "rows": _rows(request, list(page), names, on_errand),
        "on_errand": on_errand,
        "now": timezone.now(),
    }
    return render(request, "gates/refusals.html", context)


def _order(sort: str) -> tuple[str, ...]:
    sign, key = ("-" if sort.startswith("-") else ""), sort.removeprefix("-")
    columns = {"at": "at", "gate": "gate__name", "ground": "ground"}
    return (f"{sign}{columns[key]}", "-at", "pk") if key in columns else ("-at", "pk")


def _names(rules: Gates, on_errand: bool) -> dict[str, str]:
    language = get_language() or "zh"
    found: Sequence[Any] = rules.errands if on_errand else rules.grounds
    return {one.key: one.name.text(language) for one in found}


def _views(request: StaffRequest, asked: Mapping[str, str], on_errand: bool) -> list[Tab]:
    kept_too = {**asked, "ground": "", "sort": ""}
    return [
        Tab(_("Turned back"), link(request, PAGE, **{**kept_too, "view": ""}), not on_errand),
        Tab(_("Let through on an errand"), link(request, PAGE, **{**kept_too, "view": "errands"}), on_errand),
    ]


def _counts(
    request: StaffRequest,
    asked: Mapping[str, str],
    numbers: Mapping[str, int],
    names: Mapping[str, str],
    on_errand: bool,
) -> list[Count]:
    """By ground, the most frequent first. One that the rules do not have is to be looked at."""
    ordered = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    return [
        Count(
            State.DONE if on_errand else State.NONE if key in names or key == NO_GROUND else State.ASK,
            _word(key, names), n,
            link(request, PAGE, **{**asked, "ground": "" if asked["ground"] == key else key}), asked["ground"] == key,
        )
        for key, n in ordered
    ]  # fmt: skip


def _word(key: str, names: Mapping[str, str]) -> str:
    return _("the gate's own stop, or nothing said") if key == NO_GROUND else names.get(key, key)


def _rows(
    request: StaffRequest, scans: Sequence[GateScan], names: Mapping[str, str], on_errand: bool
) -> list[dict[str, Any]]:
    may_open = request.viewer.may(C.HOUSEHOLDS_READ)
    homes = homes_of([one.household_id for one in scans], request.viewer, day=today()) if may_open else {}
    paths = area_paths({one.area_code for one in scans}, below=request.area.code)
    rules = Rulebooks()
    rows = []
    for scan in scans:
        home = homes.get(scan.household_id) if scan.household_id else None
        key = scan.errand if on_errand else scan.ground
        rows.append(
            {
                "scan": scan,
                "why": names.get(key, key) if key else scan.ground_words,
                "words": scan.ground_words if key else "",
                "is_known": on_errand or _is_known(scan, rules.at(scan.area_code)),
                "home": home,
                "url": link(request, "registers:household", home.id) if home else "",
                "place": paths.get(scan.area_code, "") or request.area.short,
            }
        )
    return rows


def _is_known(scan: GateScan, rules: Gates) -> bool:
    """As findings have it: the gate's own stop is a ground, anything else must be one of the rules."""
    if not scan.ground and not scan.ground_words:
        return scan.verdict == Verdict.STOP
    found = rules.ground(scan.ground) if scan.ground else None
    return found is not None and (not found.kinds or scan.gate.kind in found.kinds)
