"""One's own times for the roster: when somebody can, cannot, or wishes to stand on posts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.htmx import go_to
from linli.duty.actions.availability import take_back_time, tell_times
from linli.duty.forms_rosters import CANNOT, WISH, TimesForm
from linli.duty.models import Availability
from linli.duty.views.common import sections
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.views.common import link, new_record, posted, said


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(C.POSTS_CLAIM, write=True)
def availability(request: StaffRequest) -> HttpResponse:
    form = TimesForm(posted(request), initial=new_record())
    if request.method == "POST" and form.is_valid():
        what, times = form.cleaned_data["what"], form.times()
        tell_times(
            request.viewer.user, record=form.record_id(), times=times, can=what != CANNOT, wish=what == WISH
        )
        said(request, _("{n} times.").format(n=len(times)))
        return go_to(link(request, "duty:availability"), request=request)
    rows = Availability.objects.filter(user=request.viewer.user, ends_at__gt=timezone.now())
    context = {
        "sections": sections(request, "duty:availability"),
        "form": form,
        "page": page_of(request, rows.order_by("starts_at", "pk")),
        "may_write": request.viewer.real_user is None,
    }
    return render(request, "duty/availability.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(C.POSTS_CLAIM, write=True)
def availability_remove(request: StaffRequest, availability_id: UUID) -> HttpResponse:
    take_back_time(request.viewer.user, availability_id=availability_id)
    return redirect(link(request, "duty:availability"))
