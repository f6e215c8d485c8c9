"""The household's page: today's question, who is expected, and what changed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.portal.actions import answer_daily
from linli.portal.care import care_of
from linli.portal.checks import checks_due
from linli.portal.forms import ChangesForm
from linli.portal.passes import pass_of
from linli.portal.queries import at_home, household_page_of
from linli.portal.requests import ResidentRequest, household_page
from linli.portal.views.common import context_of, page_url, record_of
from linli.registers.forms.reading import KeptForm
from linli.rounds.bodies import DailyAnswer


@household_page
def household(request: ResidentRequest) -> HttpResponse:
    now = timezone.now()
    page = household_page_of(request.link.household, day=local_day(now))
    form = KeptForm(initial={"record": new_id()})
    shown = pass_of(request.link.household, now=now)
    care = care_of(request.link.household, now=now)
    context = context_of(
        request,
        page=page,
        form=form,
        gate_pass=shown,
        care=care,
        checks=checks_due(request.link.household, now=now),
    )
    return render(request, "portal/household.html", context)


@household_page
def same(request: ResidentRequest) -> HttpResponse:
    """One tap: as yesterday. Tapped twice counts once."""
    if request.method == "POST":
        body = DailyAnswer(household=request.link.household_id, same=True, channel="online")
        answer_daily(request.link, record=record_of(request), body=body, now=timezone.now())
    return redirect(page_url(request, "household"))


@household_page
def changes(request: ResidentRequest) -> HttpResponse:
    members = at_home(request.link.household)
    posted = request.POST if request.method == "POST" else None
    form = ChangesForm(posted, initial={"record": new_id()}, members=members)
    if posted is not None and form.is_valid():
        body = form.body(request.link.household_id)
        answer_daily(request.link, record=form.record_id(), body=body, now=timezone.now())
        return redirect(page_url(request, "household"))
    status = 422 if form.errors else 200
    return render(request, "portal/changes.html", context_of(request, form=form), status=status)
