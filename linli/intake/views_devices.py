"""Phones: those of an area's people, one's own, and revoking one that is lost."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Choice, Filter, Tab
from linli.core.htmx import go_to
from linli.intake import actions
from linli.intake.access import device_for, need_phone, own_device_for
from linli.intake.forms import ReasonForm
from linli.intake.models import Device
from linli.intake.office import SORTS, STATES, clock_words, device_state, devices_asked, to_settle
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import area_paths, role_title

PER_PAGE = 40


@never_cache
@require_safe
@staff_page(Capability.DEVICES_WRITE)
def devices(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    sort, text = request.GET.get("sort", ""), request.GET.get("q", "").strip()[:40]
    sort, now = sort if sort in SORTS else "", timezone.now()
    found = devices_asked(request.scope, text=text, state=state, sort=sort, now=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": shown_devices(page.object_list, below=request.area.code),
        "views": sections(request, "devices:list"),
        "filters": [_state_filter(request, state)],
        "q": text,
        "state": state,
        "now": now,
        "may_revoke": request.viewer.real_user is None,
    }
    return render(request, "intake/devices.html", context)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    named = [
        ("devices:list", pgettext("tab", "Phones"), None),
        ("devices:quarantine", _("Quarantine"), to_settle(request.scope)),
    ]
    return [Tab(label, kept(request, name), name == current, n) for name, label, n in named]


def kept(request: StaffRequest, name: str, *args: object) -> str:
    """The address of a page, looking at the same area as this one."""
    area = request.GET.get("area") or request.POST.get("area") or ""
    return reverse(name, args=args) + (f"?area={area}" if area else "")


def _state_filter(request: StaffRequest, state: str) -> Filter:
    words = {
        "open": _("in use"),
        "quiet": _("quiet for days"),
        "waiting": _("with records that wait on it"),
        "clock": _("clock wrong"),
        "revoked": _("revoked"),
    }
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("state", None)
    label = pgettext("device", "State")
    if state:
        return Filter(label, words[state], f"?{query.urlencode()}")
    start = f"?{query.urlencode()}&" if query else "?"
    return Filter(label, choices=[Choice(word, f"{start}state={key}") for key, word in words.items()])


def shown_devices(rows: Iterable[Device], *, below: str) -> list[dict[str, Any]]:
    """Each phone with its owner's duty, its state and its clock in words; two queries for all owners."""
    listed, now = list(rows), timezone.now()
    held = Appointment.everywhere.filter(user__in={one.user_id for one in listed}).order_by("-from_on")
    duties = {one.user_id: one for one in held if one.holds_on(local_day(now))}
    paths = area_paths({one.area_code for one in duties.values()}, below=below)
    shown = []
    for one in listed:
        duty = duties.get(one.user_id)
        kind, word = device_state(one, now=now)
        shown.append(
            {
                "device": one,
                "duty": f"{role_title(duty.role)} {paths.get(duty.area_code, '')}".strip() if duty else "",
                "state": kind,
                "word": word,
                "clock": clock_words(one.clock_error),
                "enrol_url": _enrol_url(one),
            }
        )
    return shown


def _enrol_url(device: Device) -> str:
    """Where another phone of the same person is enrolled, if the phone app is there."""
    try:
        return reverse("field:enrol_for", args=[device.user_id])
    except NoReverseMatch:
        return ""


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def revoke(request: StaffRequest, device_id: UUID) -> HttpResponse:
    device = device_for(request.viewer, device_id)
    return _revoke(request, device, back=kept(request, "devices:list"))


# ---- one's own -----------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page()
def own_devices(request: StaffRequest) -> HttpResponse:
    """Every phone that sends in one's own name."""
    need_phone(request.viewer)
    rows = Device.objects.filter(user=request.viewer.user).select_related("user").order_by("-enrolled_at")
    context = {
        "rows": shown_devices(rows, below=request.viewer.scope.prefixes[0]),
        "now": timezone.now(),
        "may_revoke": request.viewer.real_user is None,
    }
    return render(request, "intake/own_devices.html", context)


@never_cache
@staff_page(write=True)
def revoke_own(request: StaffRequest, device_id: UUID) -> HttpResponse:
    device = own_device_for(request.viewer, device_id)
    return _revoke(request, device, back=reverse("devices:own"))


def _revoke(request: StaffRequest, device: Device, *, back: str) -> HttpResponse:
    form = ReasonForm(posted(request))
    if form.is_valid():
        actions.revoke_device(actor=request.viewer, device=device, reason=form.cleaned_data["reason"])
        messages.success(request, _("The phone is revoked."))
        return go_to(back, request=request)
    facts = [
        (_("Phone"), device.name),
        (_("Whose"), device.user.shown_name),
        (_("From when"), _("within seconds; the phone empties itself when it is next in touch")),
        (_("What stays"), _("everything that it has sent")),
    ]
    if device.waiting and not device.revoked_at:
        facts.append((_("What is lost"), _("{n} records that it has not sent yet").format(n=device.waiting)))
    facts.append((_("Can it be undone"), _("no; the phone has to be enrolled again")))
    return act_page(
        request, form, title=_("Revoke a phone"), submit=_("Revoke the phone"), back=back, facts=facts
    )


def act_page(
    request: StaffRequest, form: forms.Form, *, title: str, submit: str, back: str, facts: list[Any], say: str = ""
) -> HttpResponse:  # fmt: skip
    """What a restrictive act changes, before the button that carries it out."""
    act = {"title": title, "submit": submit, "back": back, "facts": facts, "say": say}
    status = 422 if form.is_bound else 200
    return render(request, "intake/act.html", {"act": act, "form": form}, status=status)
