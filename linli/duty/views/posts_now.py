"""Who is on duty now, who is late, who comes next, place by place."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.htmx import wants_fragment
from linli.duty.queries_posts import on_duty
from linli.duty.views.common import sections
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link


@never_cache
@require_safe
@staff_page(C.DUTY_READ)
def now_page(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    places = on_duty(request.scope, now)
    context = {
        "sections": sections(request, "duty:posts"),
        "places": places,
        "present": sum(len(one.present) for one in places),
        "late": sum(len(one.late) for one in places),
        "short": sum(one.short for one in places),
        "now": now,
        "back": link(request, "duty:posts"),
        "again_url": request.get_full_path(),
    }
    return render(
        request, "duty/_posts_now.html" if wants_fragment(request) else "duty/posts_now.html", context
    )
