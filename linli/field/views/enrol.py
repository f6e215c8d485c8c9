"""Pages that make a code for a phone: for one's own, and by an administrator for somebody else's."""

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from linli.field import actions
from linli.field.rules import CODE_MINUTES, shown_code
from linli.intake.access import need_phone
from linli.people.access import account_for
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page


@never_cache
@staff_page(write=True)
def own_phone(request: StaffRequest) -> HttpResponse:
    """This phone, or another one by its camera."""
    need_phone(request.viewer)
    if request.method != "POST":
        return render(request, "field/enrol.html", {"person": request.user})
    code = actions.make_enrolment_code(actor=request.viewer, user=request.viewer.user)
    if "here" in request.POST:
        return redirect("field:code", code)
    return _shown(request, request.viewer.user, code)


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def phone_of(request: StaffRequest, user_id: UUID) -> HttpResponse:
    person = account_for(request.viewer, user_id)
    if request.method != "POST":
        return render(request, "field/enrol_for.html", {"person": person})
    return _shown(request, person, actions.make_enrolment_code(actor=request.viewer, user=person))


def _shown(request: StaffRequest, person: User, code: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("field:code", args=[code]))
    picture = segno.make(address, error="m").svg_inline(border=4, light="#fff", omitsize=True)
    context = {
        "person": person,
        "code": shown_code(code),
        "address": request.build_absolute_uri(reverse("field:app")),
        "picture": picture,
        "minutes": CODE_MINUTES,
        "own": person == request.user,
    }
    return render(request, "field/code.html", context)
