"""Somebody comes: declared, looked at, changed, withdrawn."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from linli.core.problems import ChangedMeanwhile, Problem
from linli.lib.ids import new_id
from linli.lib.masking import mask_name
from linli.portal.access import arrival_for
from linli.portal.actions import declare
from linli.portal.forms import DeclarationForm
from linli.portal.queries import Coming
from linli.portal.requests import ResidentRequest, household_page
from linli.portal.views.common import context_of, page_url
from linli.rounds.actions import change_declaration, withdraw_declaration
from linli.rounds.choices import ArrivalState
from linli.rounds.origins import origin_path


@household_page
def declaration_new(request: ResidentRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = DeclarationForm(posted, initial={"record": new_id()})
    if posted is not None and form.is_valid():
        body = form.body(request.link.household_id)
        arrival = declare(request.link, record=form.record_id(), body=body, now=timezone.now())
        return redirect(page_url(request, "declaration", arrival.pk))
    status = 422 if form.errors else 200
    return render(request, "portal/declaration_form.html", context_of(request, form=form), status=status)


@household_page
def declaration(request: ResidentRequest, arrival_id: UUID) -> HttpResponse:
    arrival = arrival_for(request.link, arrival_id)
    context = context_of(
        request,
        coming=Coming(arrival, mask_name(arrival.name)),
        arrival=arrival,
        origin=origin_path(arrival.from_code),
        declared_by=mask_name(arrival.declared_by),
    )
    return render(request, "portal/declaration.html", context)


@household_page
def declaration_edit(request: ResidentRequest, arrival_id: UUID) -> HttpResponse:
    arrival = arrival_for(request.link, arrival_id)
    if arrival.state != ArrivalState.EXPECTED:
        return redirect(page_url(request, "declaration", arrival.pk))
    posted = request.POST if request.method == "POST" else None
    form = DeclarationForm(posted, initial=DeclarationForm.of(arrival), arrival=arrival)
    problem: Problem | None = None
    if posted is not None and form.is_valid():
        try:
            change_declaration(
                request.link.household,
                arrival_id=arrival.pk,
                version=form.seen_version(),
                values=form.values(),
                now=timezone.now(),
            )
            return redirect(page_url(request, "declaration", arrival.pk))
        except ChangedMeanwhile as refusal:
            problem = refusal
            current = arrival_for(request.link, arrival_id)
            form.data = {**form.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
    status = problem.status if problem else 422 if form.errors else 200
    context = context_of(request, form=form, arrival=arrival, name=mask_name(arrival.name), problem=problem)
    return render(request, "portal/declaration_form.html", context, status=status)


@household_page
def declaration_withdraw(request: ResidentRequest, arrival_id: UUID) -> HttpResponse:
    arrival = arrival_for(request.link, arrival_id)
    if request.method == "POST":
        withdraw_declaration(request.link.household, arrival_id=arrival.pk, now=timezone.now())
    return redirect(page_url(request, "declaration", arrival.pk))
