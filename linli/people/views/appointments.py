"""Giving roles and ending them, and looking with somebody else's eyes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from linli.core.htmx import go_to
from linli.core.moments import day as day_text
from linli.core.problems import MustSignIn, NotFound
from linli.lib.periods import local_day
from linli.people import actions
from linli.people.access import account_for, appointment_for
from linli.people.choices import Capability
from linli.people.forms import AppointForm, LastDayForm, said_in
from linli.people.middleware import VIEW_AS_KEY
from linli.people.queries import TermState, last_day_of, state_of, title_of
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import area_paths, playbook_for
from linli.people.views.common import Act, act_page, form_page


@staff_page(Capability.PEOPLE_WRITE, write=True)
def appoint(request: StaffRequest, user_id: UUID) -> HttpResponse:
    holder = account_for(request.viewer, user_id)
    if holder.pk == request.viewer.user.pk:
        raise NotFound()
    form = AppointForm(posted(request), viewer=request.viewer, around=request.area)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = actions.appoint(actor=request.viewer, user=holder, **form.cleaned_data)
            messages.success(request, _("{role}: recorded.").format(role=title_of(made)))
            return redirect("people:account", holder.pk)
    return form_page(request, "people/appoint.html", form, account=holder)


@staff_page(Capability.PEOPLE_WRITE, write=True)
def appointment_end(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    held = appointment_for(request.viewer, appointment_id)
    if held.user_id == request.viewer.user.pk or state_of(held, local_day(timezone.now())) == TermState.OVER:
        raise NotFound()
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            actions.end_appointment(
                actor=request.viewer, appointment=held, last_day=form.cleaned_data["last_day"]
            )
            messages.success(request, _("The term is ended."))
            return redirect("people:account", held.user_id)
    until = last_day_of(held.until_on)
    act = Act(
        _("End the duty of {name}").format(name=held.user.name),
        _("End the duty"),
        reverse("people:account", args=[held.user_id]),
        [
            (pgettext("account", "Role"), title_of(held, playbook_for(held.area))),
            (_("Area"), area_paths([held.area_code])[held.area_code]),
            (pgettext("term", "Since"), day_text(held.from_on)),
            (_("Was to end"), day_text(until) if until else _("no day set")),
            (_("What happens"), _("after the last day the role opens nothing; the account stays")),
        ],
    )
    return act_page(request, act, form)


@staff_page(Capability.VIEW_AS, write=True)
@require_POST
def view_as(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    held = appointment_for(request.viewer, appointment_id)
    actions.start_view_as(actor=request.viewer, appointment=held)
    request.session[VIEW_AS_KEY] = str(held.pk)
    return go_to("/", request=request)


@require_POST
def stop_view_as(request: StaffRequest) -> HttpResponse:
    """Back to one's own eyes. Nothing to stop is no error: the button may be pressed twice."""
    if request.viewer is None:
        raise MustSignIn()
    if request.viewer.real_user is None:
        return go_to("/", request=request)
    shown = request.viewer.user
    actions.stop_view_as(actor=request.viewer)
    request.session.pop(VIEW_AS_KEY, None)
    return go_to(reverse("people:account", args=[shown.pk]), request=request)
