"""One way to a hospital: how it stands, arranging it, what became of it; and what opens only with a reason."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.care.access_needs import may_open_illness, trip_for
from linli.care.actions.trips import arrange_trip, cancel_trip, tell_trip
from linli.care.choices import TripKind, TripState
from linli.care.forms_needs import ArrangeForm, DoneForm, NotDoneForm, arranged_values
from linli.care.models import MedicalTrip
from linli.care.queries_needs import last_arranged
from linli.care.rules_trips import may_become
from linli.care.sections_needs import BOARD, escorts, may_act, sections
from linli.care.views.needs import trip_rows
from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.lib.masking import mask_phone
from linli.people.requests import StaffRequest, staff_page
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, save_or_show, today
from linli.registers.views.reveal import LONGEST, MINUTES, OTHER, REASONS

FORM, ACT = "care/needs_form.html", "care/needs_act.html"


@never_cache
@require_safe
@staff_page(*BOARD)
def trip(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    found, now = trip_for(request.viewer, trip_id), timezone.now()
    row = trip_rows(request, [found], now)[0]
    acts = may_act(request)
    context = {
        **row,
        "sections": sections(request, "care:needs"),
        "hospital_url": link(request, "care:trip_reveal", found.pk, "hospital") if found.hospital else "",
        "illness_url": link(request, "care:trip_reveal", found.pk, "illness")
        if found.need and may_open_illness(request.viewer)
        else "",
        "driver_phone": mask_phone(found.driver_phone),
        "driver_url": link(request, "care:trip_reveal", found.pk, "driver")
        if found.driver_phone and acts
        else "",
        "may_write": acts,
        "may": {one.value: may_become(found.state, one) for one in TripState},
        "can_set_out": found.kind != TripKind.REFILL and may_become(found.state, TripState.UNDER_WAY),
        "now": now,
    }
    return render(request, "care/trip.html", context)


@never_cache
@staff_page(*BOARD, write=True)
def arrange(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    """On one page, filled in from the last time: often only the car's hour is new."""
    found = trip_for(request.viewer, trip_id, write=request.method == "POST")
    known = [name for name in ("hospital", "driver_phone") if getattr(found, name)]
    form = ArrangeForm(
        posted(request), initial=arranged_values(found, last_arranged(found)), people=escorts(request.viewer.scope),
        knows=known,
    )  # fmt: skip

    def save() -> None:
        arrange_trip(found, version=form.seen_version(), given=form.arranged(), actor=request.viewer)

    page = _page(request, found, _("Arrange the way"), _("Arrange it"), _("The way is arranged."), FORM)
    fresh = lambda: arranged_values(trip_for(request.viewer, trip_id))  # noqa: E731
    return save_or_show(request, page, form, save, fresh=fresh, context=_about(request, found))


@never_cache
@staff_page(*BOARD, write=True)
def set_out(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    found = trip_for(request.viewer, trip_id, write=request.method == "POST")
    form = KeptForm(posted(request), initial={"version": found.version})

    def save() -> None:
        tell_trip(
            found,
            outcome=TripState.UNDER_WAY,
            at=timezone.now(),
            actor=request.viewer,
            version=form.seen_version(),
        )

    page = _page(request, found, _("They are on the way"), _("On the way"), _("They are on the way."), ACT)
    return save_or_show(request, page, form, save, context=_about(request, found))


@never_cache
@staff_page(*BOARD, write=True)
def done(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    found = trip_for(request.viewer, trip_id, write=request.method == "POST")
    form = DoneForm(posted(request), initial={"version": found.version}, today=today())
    if found.kind != TripKind.REFILL or found.need is None:
        del form.fields["medicine_until"]

    def save() -> None:
        tell_trip(
            found, outcome=TripState.DONE, at=timezone.now(), actor=request.viewer, version=form.seen_version(),
            medicine_until=form.cleaned_data.get("medicine_until"),
        )  # fmt: skip

    page = _page(request, found, _("It is done"), _("Done"), _("It is done."), ACT)
    return save_or_show(request, page, form, save, context=_about(request, found))


@never_cache
@staff_page(*BOARD, write=True)
def not_done(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    found = trip_for(request.viewer, trip_id, write=request.method == "POST")
    form = NotDoneForm(posted(request), initial={"version": found.version})

    def save() -> None:
        tell_trip(
            found, outcome=TripState.NOT_DONE, at=timezone.now(), actor=request.viewer,
            version=form.seen_version(), note=form.cleaned_data["why"],
        )  # fmt: skip

    page = _page(
        request,
        found,
        _("It was not done"),
        _("Write it down"),
        _("Written down; it can be arranged anew."),
        ACT,
    )
    return save_or_show(request, page, form, save, context=_about(request, found))


@never_cache
@staff_page(*BOARD, write=True)
def cancel(request: StaffRequest, trip_id: UUID) -> HttpResponse:
    found = trip_for(request.viewer, trip_id, write=request.method == "POST")
    form = NotDoneForm(posted(request), initial={"version": found.version})

    def save() -> None:
        cancel_trip(found, version=form.seen_version(), why=form.cleaned_data["why"], actor=request.viewer)

    page = _page(request, found, _("It is not needed"), _("Cancel it"), _("It is cancelled."), ACT)
    return save_or_show(request, page, form, save, context={**_about(request, found), "danger": True})


def _page(
    request: StaffRequest, found: MedicalTrip, title: str, submit: str, done: str, template: str
) -> FormPage:
    return FormPage(
        title=title, submit=submit, back=link(request, "care:trip", found.pk), done=done, say=found.household.place,
        template=template,
    )  # fmt: skip


def _about(request: StaffRequest, found: MedicalTrip) -> dict[str, Any]:
    return {"trip": found, "now": timezone.now(), "sections": sections(request, "care:needs")}


# ---- what opens with a reason ----------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*BOARD, write=True)
def reveal(request: StaffRequest, trip_id: UUID, what: str) -> HttpResponse:
    """First the reason, then the words for two minutes. The look is kept, and the household can see it."""
    found = trip_for(request.viewer, trip_id, write=True)
    subject, value, kind = _secret(request, found, what)
    if not value:
        raise NotFound()
    context: dict[str, object] = {
        "subject": subject,
        "reasons": REASONS.items(),
        "reveal_url": link(request, "care:trip_reveal", found.pk, what),
        "minutes": MINUTES,
        "chosen": next(iter(REASONS)),
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:LONGEST]
    reason = other if chosen == OTHER else str(REASONS.get(chosen, ""))
    if not reason:
        error = _("Write the reason.") if chosen == OTHER else _("Choose a reason.")
        return _piece(request, "core/_reveal_ask.html", {**context, "chosen": chosen, "error": error}, 422)
    log_access(
        actor=request.viewer, what=kind, reason=reason, role=request.viewer.role, household_id=found.household_id,
        resident_id=found.resident_id, area_code=found.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": value})


def _secret(request: StaffRequest, found: MedicalTrip, what: str) -> tuple[str, str, AccessKind]:
    """Where they must be, for who arranges the way; what they have, for those who look after health."""
    if what == "hospital":
        medicine = found.need.medicine if found.need and found.kind == TripKind.REFILL else ""
        said = "；".join(one for one in (found.hospital, medicine) if one)
        return _("the hospital"), said, AccessKind.HEALTH
    if what == "illness" and may_open_illness(request.viewer) and found.need:
        said = "；".join(one for one in (found.need.details, found.need.medicine) if one)
        return _("the illness"), said, AccessKind.HEALTH
    if what == "driver":
        return _("the driver's telephone"), found.driver_phone, AccessKind.PHONE
    raise NotFound()


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "care/needs_reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
