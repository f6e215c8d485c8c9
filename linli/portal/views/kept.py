"""What is kept about the household, who opened it, and how to ask for something about it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.portal.actions import ask_community
from linli.portal.forms import AskForm
from linli.portal.models import Wish
from linli.portal.queries import kept_of, looks_of, requests_of
from linli.portal.requests import ResidentRequest, household_page
from linli.portal.views.common import context_of, page_url


@household_page
def kept(request: ResidentRequest) -> HttpResponse:
    found = kept_of(request.link.household, day=local_day(timezone.now()))
    return render(request, "portal/kept.html", context_of(request, kept=found))


@household_page
def looks(request: ResidentRequest) -> HttpResponse:
    return render(request, "portal/looks.html", context_of(request, looks=looks_of(request.link.household)))


@household_page
def ask(request: ResidentRequest) -> HttpResponse:
    """A correction, an objection; and the answers to earlier ones."""
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, initial={"record": new_id()})
    if posted is not None and form.is_valid():
        ask_community(
            request.link,
            record=form.record_id(),
            wish=Wish(form.cleaned_data["wish"]),
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        return redirect(page_url(request, "ask"))
    context = context_of(request, form=form, asked=requests_of(request.link.household))
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
