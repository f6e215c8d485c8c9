"""Who is to be called today, in which order; a household's ways to hospitals, treatments and calls."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.access_needs import home_for, needs_of, person_for, rhythm_for
from linli.care.actions.triage import note_triage
from linli.care.actions.trips import add_trip, end_rhythm, set_rhythm
from linli.care.choices import Disease, Triage, Vaccinated
from linli.care.forms_needs import WEEKDAYS, EndRhythmForm, RhythmForm, TriageForm, TripForm
from linli.care.models import TripRhythm
from linli.care.queries_needs import (
    calls_by_triage,
    homes_of,
    rhythms_in,
    rhythms_of,
    sorted_calls,
    to_call,
    triage_of,
    trips_of,
)
from linli.care.rules_contacts import rhythm_of
from linli.care.sections_needs import BOARD, area_filter, choice_filter, escorts, may_act, sections
from linli.care.views.needs import trip_rows
from linli.core.components import State, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.answering import answering_for
from linli.registers.choices import NeedCode
from linli.registers.models import Household, Resident
from linli.registers.shown import ShownHousehold
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

FORM, ACT = "care/needs_form.html", "care/needs_act.html"
# Order by word and shape; no colour is given to a person.
ORDER: dict[str, tuple[State, Text]] = {
    Triage.FIRST: (State.ASK, Triage.FIRST.label),
    Triage.SECOND: (State.NEW, Triage.SECOND.label),
    Triage.LAST: (State.NONE, Triage.LAST.label),
    "": (State.MISS, gettext_lazy("Nobody has asked")),
}
RHYTHMS: dict[str, Text] = {
    "daily": gettext_lazy("every day"), "weekly": gettext_lazy("every week"), "monthly": gettext_lazy("every month"),
}  # fmt: skip
BACK = timedelta(days=14)


# ---- calls -------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*BOARD)
def call_list(request: StaffRequest) -> HttpResponse:
    """A help to begin with those for whom it may be worst; nobody is left out by it."""
    asked = {one: request.GET.get(one, "") for one in ("order", "need", "sort")}
    rhythms, day = rhythms_in(request.area), today()
    due = to_call(request.scope, rhythms, today=day)
    by_order, order = choice_filter(
        request,
        "care:calls",
        asked,
        "order",
        gettext_lazy("Order of calls"),
        {key or "none": word for key, (_s, word) in ORDER.items()},
    )
    by_need, need = choice_filter(
        request, "care:calls", asked, "need", gettext_lazy("Support need"), dict(NeedCode.choices)
    )
    rows = due
    if order:
        rows = rows.filter(Q(triage_key=None) if order == "none" else Q(triage_key=order))
    if need:
        rows = rows.filter(needs__code=need, needs__ended_on=None)
    page = page_of(request, sorted_calls(rows, asked["sort"]))
    counted = calls_by_triage(due)
    filters = [area_filter(request, "care:calls", asked), by_order, by_need]
    context = {
        "sections": sections(request, "care:calls"),
        "filters": [one for one in filters if one.value or one.choices],
        "total": sum(counted.values()),
        "counted": [(*ORDER[key], counted[key]) for key in ORDER if counted.get(key)],
        "page": page,
        "rows": _call_rows(request, list(page), rhythms),
        "now": timezone.now(),
    }
    return render(request, "care/calls.html", context)


def _call_rows(request: StaffRequest, people: list[Any], rhythms: dict[str, Any]) -> list[dict[str, Any]]:
    homes = homes_of([one.household_id for one in people], request.viewer, day=today())
    answering = answering_for(list(homes), day=today())
    paths = area_paths({one.area_code for one in people}, below=request.area.code)
    may_enter = request.viewer.may(C.ROUND_WORK) or request.viewer.may(C.ROUND_READ)
    rows = []
    for one in people:
        home = homes.get(one.household_id)
        person = _member(home, one.pk)
        shape, word = ORDER[one.triage_key or ""]
        needs = person.needs if person else ()
        rows.append(
            {
                "person": person,
                "home": home,
                "needs": needs,
                "shape": shape,
                "word": word,
                "rhythm": RHYTHMS.get(
                    rhythm_of([rhythms.get(it.code, "none") for it in needs], one.triage_key or ""), ""
                ),
                "last": one.last_contact,
                "answering": answering.get(one.household_id, []),
                "place": paths.get(one.area_code, "") or request.area.short,
                "triage_url": link(request, "care:triage", one.pk),
                "home_url": link(request, "care:household_needs", one.household_id),
                "ledger_url": link(request, "rounds:household", one.household_id) if may_enter else "",
            }
        )
    return rows


def _member(home: ShownHousehold | None, resident_id: UUID) -> Any:
    return next((one for one in home.members if one.id == resident_id), None) if home else None


@never_cache
@staff_page(*BOARD, write=True)
def triage(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """What is asked is not shown again to whoever does not look after health; the order is."""
    found = person_for(request.viewer, resident_id, write=request.method == "POST")
    form = TriageForm(posted(request))

    def save() -> None:
        note_triage(
            found, disease=Disease(form.cleaned_data["disease"]), vaccinated=Vaccinated(form.cleaned_data["vaccinated"]),
            actor=request.viewer, at=timezone.now(),
        )  # fmt: skip

    page = FormPage(
        title=_("How soon is {name} called?").format(name=found.name), submit=_("Note it down"),
        back=link(request, "care:household_needs", found.household_id), done=_("Noted down."), say=found.household.place,
        template=FORM,
    )  # fmt: skip
    say = _(
        "This says whom to call first. It takes nothing from anybody and limits nobody. The two answers are kept encrypted."
    )
    return save_or_show(request, page, form, save, context={"say_first": say})


# ---- one household -----------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*BOARD)
def household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home, now = home_for(request.viewer, household_id), timezone.now()
    shown = homes_of([home.pk], request.viewer, day=today()).get(home.pk)
    notes = triage_of(home)
    found = trips_of(home, since=now - BACK)
    context = {
        "sections": sections(request, "care:needs"),
        "household": home,
        "trips": trip_rows(request, found, now),
        "rhythms": [(one, _days_of(one), _member(shown, one.need.resident_id), link(request, "care:rhythm_end", one.pk))
                    for one in rhythms_of(home, today=today())],
        "people": [
            (one, *ORDER[notes[one.id].triage if one.id in notes else ""], notes.get(one.id), link(request, "care:triage", one.id))
            for one in (shown.members if shown else ()) if one.needs
        ],
        "answering": answering_for([home.pk], day=today()).get(home.pk, []),
        "may_write": may_act(request),
        "new_url": link(request, "care:trip_new", home.pk),
        "rhythm_url": link(request, "care:rhythm_new", home.pk),
        "register_url": reverse("registers:household", args=[home.pk]),
        "now": now,
    }  # fmt: skip
    return render(request, "care/household_needs.html", context)


def _days_of(rhythm: TripRhythm) -> str:
    if rhythm.every_days:
        return _("every {n} days").format(n=rhythm.every_days)
    words = dict(WEEKDAYS)
    return "、".join(str(words[str(one)]) for one in rhythm.weekdays)


@never_cache
@staff_page(*BOARD, write=True)
def trip_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home = home_for(request.viewer, household_id, write=request.method == "POST")
    people = list(home.members.filter(merged_into=None).order_by("pk"))
    form = TripForm(
        posted(request), initial=new_record(), residents=[(str(one.pk), one.name) for one in people],
        people=escorts(request.viewer.scope),
    )  # fmt: skip

    def save() -> str:
        chosen = _chosen(people, form.cleaned_data["resident"])
        made = add_trip(
            chosen, trip_id=form.record_id(), kind=form.cleaned_data["kind"], due_at=form.cleaned_data["due_at"],
            given=form.arranged(), actor=request.viewer, at=timezone.now(),
        )  # fmt: skip
        return link(request, "care:trip", made.pk)

    page = _page(
        request, home, _("Something that must not wait"), _("Note it down"), _("It is on the board.")
    )
    return save_or_show(request, page, form, save)


def _chosen(people: list[Resident], wanted: str) -> Resident:
    return next(one for one in people if str(one.pk) == wanted)


@never_cache
@staff_page(*BOARD, write=True)
def rhythm_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    home = home_for(request.viewer, household_id, write=request.method == "POST")
    needs = list(needs_of(home))
    choices = [(str(one.pk), f"{one.resident.name} · {one.get_code_display()}") for one in needs]
    form = RhythmForm(posted(request), initial={**new_record(), "from_on": today()}, needs=choices)

    def save() -> None:
        need = next(one for one in needs if one.pk == form.need_id())
        set_rhythm(
            need, rhythm_id=form.record_id(), given=form.treatment(), actor=request.viewer, at=timezone.now()
        )

    page = _page(
        request, home, _("A treatment that comes again"), _("Note it down"), _("Its trips are made each day.")
    )
    context = {
        "nothing": "" if needs else _("Nobody here has an open support need. Enter it in the register first.")
    }
    return save_or_show(request, page, form, save, context=context)


@never_cache
@staff_page(*BOARD, write=True)
def rhythm_end(request: StaffRequest, rhythm_id: UUID) -> HttpResponse:
    found = rhythm_for(request.viewer, rhythm_id, write=request.method == "POST")
    form = EndRhythmForm(posted(request), initial={"last_on": today()})

    def save() -> None:
        end_rhythm(found, last_on=form.cleaned_data["last_on"], actor=request.viewer, at=timezone.now())

    page = _page(
        request,
        found.need.resident.household,
        _("It does not come again"),
        _("End it"),
        _("It has ended."),
        ACT,
    )
    say = _("Trips after this day are cancelled, and gates hear of it.")
    return save_or_show(request, page, form, save, context={"say_first": say, "danger": True})


def _page(
    request: StaffRequest, home: Household, title: str, submit: str, done: str, template: str = FORM
) -> FormPage:
    return FormPage(
        title=title, submit=submit, back=link(request, "care:household_needs", home.pk), done=done, say=home.place,
        template=template,
    )  # fmt: skip
