"""Proposing somebody by hand, and what follows both signatures: the home, the beginning, and undoing what was wrong."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.areas.scopes import Scope
from linli.care.access_episodes import episode_for
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.homes import begin_episode, record_home
from linli.care.actions.proposing import propose_episode
from linli.care.choices import IN_FORCE, OpenedFrom, WhyCancelled
from linli.care.forms_episodes import CancelForm, LookedForm
from linli.care.models import Episode
from linli.care.sections_release import sections
from linli.care.showing_episodes import measure_word, named, until_words
from linli.care.views.episodes import PAGE, READ
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.access import resident_for
from linli.registers.forms.reading import KeptForm
from linli.registers.search import search
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

WRITE = (*READ, C.CARE_WRITE)
FORM = "care/form.html"
LONGEST = 80


@never_cache
@staff_page(*WRITE)
def propose_search(request: StaffRequest) -> HttpResponse:
    """Whom it is about: looked for in the register. What was typed is sent, and stands in no address and no log."""
    scope = Scope((request.area.code,))  # an area elsewhere is refused before anything was typed
    typed = request.POST.get("q", "").strip()[:LONGEST]
    found = search(typed, scope=scope, viewer=request.viewer, day=today()) if typed else []
    people = {one.person.id: (one.person, one.household) for part in found for one in part.people}
    people |= {one.id: (one, home) for part in found for home in part.households for one in home.members}
    context = {
        "sections": sections(request, PAGE),
        "typed": typed,
        "asked": request.method == "POST",
        "rows": [
            (who, home, link(request, "care:propose_one", pk), link(request, "care:case_report", pk))
            for pk, (who, home) in people.items()
        ],
    }
    return render(request, "care/propose.html", context)


@never_cache
@staff_page(*WRITE, write=True)
def propose(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """A proposal restricts nobody; the plan and the reasons follow on the next page."""
    person = resident_for(request.viewer, resident_id)
    form = KeptForm(posted(request))

    def save() -> str:
        made = propose_episode(actor=request.viewer, resident=person, source=OpenedFrom.BY_HAND)
        return link(request, "care:episode", made.pk)

    page = FormPage(
        title=_("Propose somebody"), submit=_("Propose"), back=link(request, "care:propose"),
        done=_("Proposed. Nobody is restricted."), template=FORM,
        say=_("Two people decide afterwards, each after reading the plan. If one is open for this person, it is shown."),
    )  # fmt: skip
    context = {"home": person.household, "who": named(request.viewer, person.name)}
    return save_or_show(request, page, form, save, context=context)


@never_cache
@staff_page(*WRITE, write=True)
def home(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    found = episode_for(request.viewer, episode_id, write=request.method == "POST")
    initial = {
        "version": found.version, "home": found.home, "home_troubles": found.home_troubles,
        "housemates": found.housemates,
    }  # fmt: skip
    form = LookedForm(posted(request), initial=initial)

    def save() -> None:
        given = form.cleaned_data
        record_home(
            actor=request.viewer, episode=found, version=form.seen_version(), home=given["home"],
            troubles=given["home_troubles"], housemates=given["housemates"],
        )  # fmt: skip

    page = FormPage(
        title=_("The home was looked at"), submit=_("Note it"), back=_one(request, found),
        done=_("The home is noted."), template=FORM,
        say=_("It makes nothing longer. Where the home is not fit, a place in a facility is offered."),
    )  # fmt: skip
    return save_or_show(request, page, form, save, context=_context(request, found))


@never_cache
@staff_page(*WRITE, write=True)
def begin(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    found = episode_for(request.viewer, episode_id, write=request.method == "POST")
    form = KeptForm(posted(request), initial={"version": found.version})

    def save() -> None:
        begin_episode(actor=request.viewer, episode=found, version=form.seen_version())

    page = FormPage(
        title=_("It has begun"), submit=_("Note that it has begun"), back=_one(request, found),
        done=_("Noted: under way."), template=FORM,
        say=_("The person is there, has the notice and knows how to object. The end does not move."),
    )  # fmt: skip
    return save_or_show(request, page, form, save, context=_context(request, found))


@never_cache
@staff_page(*WRITE, write=True)
def cancel(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    found = episode_for(request.viewer, episode_id, write=request.method == "POST")
    why = request.GET.get("why", "")  # a note that asks for it says what was wrong
    initial = {"version": found.version, **({"why": why} if why in WhyCancelled.values else {})}
    form = CancelForm(posted(request), initial=initial)

    def save() -> None:
        cancel_episode(
            actor=request.viewer, episode=found, version=form.seen_version(), why=form.cleaned_data["why"],
            note=form.cleaned_data["note"],
        )  # fmt: skip

    page = FormPage(
        title=_("Cancel what should not have been"), submit=_("Cancel it, and apologise"), back=_one(request, found),
        done=_("Cancelled. The marks are gone; everybody who was told gets the correction."),
        template="care/episode_cancel.html",
    )  # fmt: skip
    context = {
        **_context(request, found),
        "in_force": found.state in IN_FORCE,
        "was_told": found.told.count(),
    }
    return save_or_show(request, page, form, save, context=context)


def _one(request: StaffRequest, found: Episode) -> str:
    return link(request, "care:episode", found.pk)


def _context(request: StaffRequest, found: Episode) -> dict[str, Any]:
    return {
        "one": found,
        "home": found.household,
        "who": named(request.viewer, found.resident.name),
        "measure": measure_word(found.measure),
        "until": until_words(found),
    }
