"""Reading the levels below the community in: choose a workbook, see what would be founded, confirm."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from linli.areas.access import parent_to_found_in
from linli.areas.actions import LevelsPlan, import_levels, plan_levels
from linli.areas.actions.workbook import Outcome
from linli.areas.forms import WorkbookForm
from linli.areas.levels import level_labels, need_playbook
from linli.areas.levels_table import LevelsTable, read_levels
from linli.areas.models import Area
from linli.areas.problems import SheetRefused
from linli.areas.requests import READ, WRITE, AreaRequest, area_page
from linli.core.components import Count, State, Step
from linli.core.htmx import go_to
from linli.core.problems import Problem

SALT = "areas.levels"
KEPT_FOR = 3 * 3600  # seconds between preview and confirmation
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@area_page(READ, WRITE, write=True)
def levels(request: AreaRequest, code: str) -> HttpResponse:
    root = parent_to_found_in(request, code)
    playbook = need_playbook(root)
    kept = request.POST.get("kept", "")
    if kept:
        return _confirm(request, root, kept)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = read_levels(file.read(), name=file.name, playbook=playbook)
            plan = plan_levels(root, table, on=form.cleaned_data["on"])
        except SheetRefused as refused:
            for finding in refused.findings:
                form.add_error("file", finding.sentence)
        except Problem as problem:
            form.add_error("on" if "day" in problem.code or "early" in problem.code else None, str(problem))
        else:
            return _preview(request, plan, on=form.cleaned_data["on"].isoformat())
    labels = level_labels(playbook)
    known = [(labels[level.key], level.digits) for level in playbook.levels]
    context = {"shown": root, "form": form, "levels": known, "steps": _steps(0)}
    return render(request, "areas/levels.html", context, status=422 if form.is_bound else 200)


def _preview(request: AreaRequest, plan: LevelsPlan, *, on: str) -> HttpResponse:
    labels = level_labels(need_playbook(plan.root))
    shown = sorted(plan.rows, key=lambda row: row.outcome != Outcome.REFUSED)
    context = {
        "shown": plan.root,
        "plan": plan,
        "on": on,
        "counts": _counts(plan),
        "new": [(label, plan.new[level]) for level, label in labels.items() if plan.new[level]],
        "columns": [
            (column.heading, labels.get(column.level, column.level)) for column in plan.table.columns
        ],
        "rows": sorted(shown[:SHOWN], key=lambda row: row.line.number),
        "left_out": max(0, len(shown) - SHOWN),
        "kept": signing.dumps(
            {**plan.table.facts(), "on": on, "code": plan.root.code}, salt=SALT, compress=True
        ),
        "steps": _steps(1),
    }
    return render(request, "areas/levels_preview.html", context)


def _confirm(request: AreaRequest, root: Area, kept: str) -> HttpResponse:
    facts = _kept_facts(kept)
    if facts is None or facts["code"] != root.code:
        messages.warning(
            request, _("The preview has grown old or the area has moved. Choose the workbook again.")
        )
        return go_to(reverse("areas:import_levels", args=[root.code]), request=request)
    table = LevelsTable.from_facts(facts)
    plan = import_levels(root, table, on=date.fromisoformat(str(facts["on"])), actor=request.viewer)
    said = _("{n} places founded. Rows that could not be used: {refused}.")
    messages.success(request, said.format(n=plan.new_places, refused=plan.count(Outcome.REFUSED)))
    return go_to(f"{reverse('areas:tree')}?area={root.code}", request=request)


def _kept_facts(kept: str) -> dict[str, Any] | None:
    """What the preview had shown; None if it was tampered with or is too old."""
    try:
        facts: dict[str, Any] = signing.loads(kept, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return facts


def _counts(plan: LevelsPlan) -> list[Count]:
    refused = plan.count(Outcome.REFUSED)
    return [
        Count(State.DONE, pgettext("area", "new"), plan.count(Outcome.NEW)),
        Count(State.NONE, pgettext("area", "there already"), plan.count(Outcome.KNOWN)),
        Count(State.STOP if refused else State.NONE, pgettext("area", "cannot be used"), refused),
    ]


def _steps(current: int) -> list[Step]:
    labels = (_("Choose a workbook"), _("Look at the outcome"), pgettext("area", "Written"))
    places = ["past" if n < current else "current" if n == current else "ahead" for n in range(3)]
    return [Step(label, position) for label, position in zip(labels, places, strict=True)]
