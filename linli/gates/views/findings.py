"""What gates could not know of each other: looked at by a person, who says what it was."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Tab
from linli.gates.access_outside import finding_for
from linli.gates.actions.findings import settle_finding
from linli.gates.choices import FindingKind, FindingState
from linli.gates.forms_patrols import SettleForm
from linli.gates.queries_outside import findings, findings_by_kind, homes_of
from linli.gates.views.common import may_act, sections
from linli.gates.views.filters import area_filter, choice_filter, gate_filter, kept, shown
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

READ = (C.GATES_READ,)
PAGE = "gates:findings"


@never_cache
@require_safe
@staff_page(*READ)
def finding_list(request: StaffRequest) -> HttpResponse:
    asked = kept(request, "view", "kind", "gate")
    settled = asked["view"] == "settled"
    by_kind, kind = choice_filter(
        request, PAGE, asked, "kind", pgettext("finding", "Kind"), dict(FindingKind.choices)
    )
    by_gate, gate = gate_filter(request, PAGE, asked)
    rows = findings(request.scope, settled=settled)
    rows = rows.filter(kind=kind) if kind else rows
    page = page_of(request, rows.filter(scan__gate=gate) if gate else rows)
    context = {
        "sections": sections(request, PAGE),
        "views": _views(request, settled),
        "filters": shown([area_filter(request, PAGE, asked), by_kind, by_gate]),
        "page": page,
        "rows": _rows(request, list(page)),
        "settled": settled,
        "now": timezone.now(),
    }
    return render(request, "gates/findings.html", context)


def _views(request: StaffRequest, settled: bool) -> list[Tab]:
    n = sum(findings_by_kind(request.scope).values())
    return [
        Tab(pgettext("gates", "To be looked at"), link(request, PAGE), not settled, n),
        Tab(pgettext("finding", "Settled"), link(request, PAGE, view="settled"), settled),
    ]


def _rows(request: StaffRequest, found: list[Any]) -> list[dict[str, Any]]:
    may_open = request.viewer.may(C.HOUSEHOLDS_READ)
    homes = (
        homes_of([one.scan.household_id for one in found], request.viewer, day=today()) if may_open else {}
    )
    paths = area_paths({one.area_code for one in found}, below=request.area.code)
    return [
        {
            "finding": one,
            "home": homes.get(one.scan.household_id),
            "place": paths.get(one.area_code, "") or request.area.short,
            "url": link(request, "gates:finding", one.pk),
        }
        for one in found
    ]


@never_cache
@staff_page(*READ, write=True)
def finding(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    found = finding_for(request.viewer, finding_id, write=request.method == "POST")
    form, now = SettleForm(posted(request)), timezone.now()

    def save() -> None:
        settle_finding(found, actor=request.viewer, note=form.cleaned_data["note"], now=now)

    page = FormPage(
        title=found.get_kind_display(), submit=_("Settle it"), back=link(request, PAGE), done=_("It is settled."),
        say=found.scan.gate.name, template="gates/finding.html",
    )  # fmt: skip
    home_id = found.scan.household_id
    homes = homes_of([home_id], request.viewer, day=today()) if request.viewer.may(C.HOUSEHOLDS_READ) else {}
    context = {
        "finding": found,
        "scans": [one for one in (found.scan, found.other) if one is not None],
        "home": homes.get(home_id) if home_id else None,
        "home_url": link(request, "registers:household", home_id) if home_id in homes else "",
        "is_open": found.state == FindingState.OPEN,
        "may_write": may_act(request, C.GATES_WRITE),
        "sections": sections(request, PAGE),
        "now": now,
    }
    return save_or_show(request, page, form, save, context=context)
