"""A later end: a page of its own to ask for it, and one for the person who signs or refuses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.care.access_release import READ, asked_prolongation, decided_episode
from linli.care.actions.prolonging import ask_prolongation, refuse_prolongation, sign_prolongation
from linli.care.editions_release import allowed_until, category_name, measure_name
from linli.care.forms_release import LongerForm
from linli.care.models import Episode
from linli.care.rules_release import MOST_DAYS_LONGER, Longer, last_day, longer
from linli.core.htmx import go_to
from linli.core.problems import Problem
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import FormPage, link, posted, said, save_or_show

WRITE = (*READ, C.CARE_WRITE)


@never_cache
@staff_page(*WRITE, write=True)
def prolong(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Ask for it. The page says what the edition gives, and who then signs."""
    found, now = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE), timezone.now()
    form = LongerForm(posted(request), initial={"version": found.version})

    def save() -> None:
        ask_prolongation(
            actor=request.viewer, episode=found, until=form.until(), why=form.cleaned_data["why"],
            version=form.seen_version(), now=now,
        )  # fmt: skip

    page = FormPage(
        title=_("Ask for a later end"), submit=_("Ask for the signature"), back=link(request, "care:release_queue"),
        done=_("Asked for. Until another person signs, the old end holds."), say=_who(found),
        template="care/release/longer.html",
    )  # fmt: skip
    context = {"facts": _facts(found), "most": MOST_DAYS_LONGER.days, "given": _given(found)}
    fresh = lambda: {"version": decided_episode(request.viewer, episode_id).version}  # noqa: E731
    return save_or_show(request, page, form, save, context=context, fresh=fresh)


def _who(episode: Episode) -> str:
    return f"{episode.resident.name} {episode.household.place}"


def _facts(episode: Episode) -> list[tuple[str, Any]]:
    return [
        (_("Category"), category_name(episode)),
        (_("Measure"), measure_name(episode.measure)),
        (_("Last day now"), last_day(episode.until_at) if episode.until_at else None),
    ]


def _given(episode: Episode) -> datetime | None:
    """The last day that the edition gives, where it is later than the end that holds."""
    given = allowed_until(episode)
    return given - timedelta(minutes=1) if given and episode.until_at and given > episode.until_at else None


@never_cache
@staff_page(*READ, write=True)
def prolongation(request: StaffRequest, asked_id: UUID) -> HttpResponse:
    """For the second person: who asks, why, until when, and whether it goes beyond the edition. For who asked: to take
    it back."""
    write = request.method == "POST"
    found = asked_prolongation(request.viewer, asked_id, write=write)
    back = link(request, "care:release_queue")
    own = found.asked_by_id == request.viewer.user.pk
    problem: Problem | None = None
    if write:
        try:
            if request.POST.get("answer") == "sign":
                sign_prolongation(actor=request.viewer, asked=found)
                said(request, _("Signed: the new end holds."))
            else:
                refuse_prolongation(actor=request.viewer, asked=found)
                said(request, _("Taken back.") if own else _("Refused: the old end holds."))
            return go_to(back, request=request)
        except Problem as refusal:
            problem = refusal
    episode = found.episode
    beyond = longer(found.before, found.until_at, allowed_until(episode)) == Longer.MEDICAL
    context = {
        "asked": found, "who": _who(episode), "facts": _facts(episode), "beyond": beyond, "back": back,
        "new_last": last_day(found.until_at), "problem": problem,
        "own": own,
        "needs_physician": beyond and not request.viewer.may(C.CARE_MEDICAL),
    }  # fmt: skip
    status = problem.status if problem else 200
    return render(request, "care/release/prolongation.html", context, status=status)
