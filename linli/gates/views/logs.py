"""The auditor's page of gates: that logs vanish after their term, and figures stay."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.gates.queries_logs import days_of, has_gates, kept_days, unused_vanished, vanished
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import views_of_trail


@never_cache
@require_safe
@staff_page(C.AUDIT_READ)
def logs(request: StaffRequest) -> HttpResponse:
    """Counts alone: who went where is on no page of an auditor."""
    days = days_of(request.area)
    context = {
        "views": views_of_trail(request, "gates:logs"),
        "area": request.area,
        "days": days,
        "kept": kept_days(request.scope, days=days, now=timezone.now()),
        "vanished": vanished(request.scope),
        "unused": unused_vanished(),
        "has_gates": has_gates(request.scope),
    }
    return render(request, "gates/logs.html", context)
