"""The pages of incidents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.incidents import actions, playbooks
from linli.incidents.access import incident_for, incident_to_change, incidents_for
from linli.incidents.forms import CloseForm, LevelForm, OpenForm, PlaybookForm
from linli.incidents.models import Incident
from linli.incidents.retention import purges
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.forms import said_in
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import area_paths


@staff_page(Capability.INCIDENTS_READ)
def incident_list(request: StaffRequest) -> HttpResponse:
    found = incidents_for(request.viewer).select_related("area").order_by("-opened_on", "-pk")
    today = local_day(timezone.now())
    paths = area_paths({one.area_code for one in found})
    rows = [(one, one.day(today), paths[one.area_code]) for one in found]
    context = {
        "open_rows": [row for row in rows if row[0].is_open],
        "closed_rows": [row for row in rows if not row[0].is_open],
        "may_write": request.viewer.may(Capability.INCIDENTS_WRITE),
    }
    return render(request, "incidents/incidents.html", context)


@staff_page(Capability.INCIDENTS_READ)
def incident(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    shown = incident_for(request.viewer, incident_id)
    today = local_day(timezone.now())
    context = {
        "shown": shown,
        "day": shown.day(today),
        "path": area_paths([shown.area_code])[shown.area_code],
        "changes": shown.playbook_changes.order_by("-at", "-pk"),
        "purges": purges(closed_on=shown.closed_on or today, days=shown.retention_days),
        "may_change": _may_change(request, shown),
        "may_read_playbook": request.viewer.may(Capability.PLAYBOOK_READ),
        "level_form": LevelForm(initial={"level": shown.level}),
    }
    return render(request, "incidents/incident.html", context)


def _may_change(request: StaffRequest, shown: Incident) -> bool:
    covered = request.viewer.scope.covers(shown.area_code)
    return shown.is_open and covered and request.viewer.may(Capability.INCIDENTS_WRITE)


@staff_page(Capability.INCIDENTS_WRITE, write=True)
def open_incident(request: StaffRequest) -> HttpResponse:
    form = OpenForm(posted(request), viewer=request.viewer, around=request.area)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = actions.open_incident(actor=request.viewer, **form.cleaned_data)
            messages.success(request, _("{name} is open.").format(name=made.name))
            return redirect("incidents:incident", made.pk)
    return _form_page(request, "incidents/open.html", form)


@staff_page(Capability.INCIDENTS_WRITE, write=True)
def close_incident(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    kept = incident_to_change(request.viewer, incident_id)
    form = CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            actions.close_incident(actor=request.viewer, incident=kept, **form.cleaned_data)
            messages.success(request, _("{name} is closed.").format(name=kept.name))
            return redirect("incidents:incident", kept.pk)
    today = local_day(timezone.now())
    planned = purges(closed_on=today, days=kept.retention_days)
    return _form_page(request, "incidents/close.html", form, kept=kept, day=kept.day(today), purges=planned)


@staff_page(Capability.INCIDENTS_WRITE, write=True)
@require_POST
def change_level(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    kept = incident_to_change(request.viewer, incident_id)
    form = LevelForm(request.POST)
    if form.is_valid():
        actions.change_level(actor=request.viewer, incident=kept, level=form.cleaned_data["level"])
        messages.success(request, _("Saved."))
    return redirect("incidents:incident", kept.pk)


@staff_page(Capability.INCIDENTS_READ, Capability.PLAYBOOK_READ)
def playbook(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """The text in force, and every change since the incident was opened."""
    shown = incident_for(request.viewer, incident_id)
    context = {
        "shown": shown,
        "text": playbooks.text_in_force(shown),
        "changes": shown.playbook_changes.order_by("-at", "-pk"),
        "may_change": _may_change(request, shown),
    }
    return render(request, "incidents/playbook.html", context)


@staff_page(Capability.INCIDENTS_WRITE, Capability.PLAYBOOK_READ, write=True)
def change_playbook(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    """First shows what differs; the second button puts it in force."""
    kept = incident_to_change(request.viewer, incident_id)
    form = PlaybookForm(posted(request), initial={"text": playbooks.text_in_force(kept)})
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        name, text = form.cleaned_data["name"], form.cleaned_data["text"]
        with said_in(form):
            if form.cleaned_data["agreed"] == "1":
                actions.change_playbook(actor=request.viewer, incident=kept, name=name, text=text)
                messages.success(request, _("The playbook is changed: {name}.").format(name=name))
                return redirect(reverse("incidents:playbook", args=[kept.pk]))
            after = playbooks.read(text, name=kept.playbook_name)
            differences = playbooks.differences(kept, after)
            context = {"form": form, "kept": kept, "differences": differences, "looked": True}
            return render(request, "incidents/change_playbook.html", context)
    return _form_page(request, "incidents/change_playbook.html", form, kept=kept)


def _form_page(request: StaffRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
