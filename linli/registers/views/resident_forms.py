"""Adding and correcting a member, who is at home, moving to another household, support needs."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.areas.scopes import Scope
from linli.lib.doors import door_label, read_door
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers import actions
from linli.registers.access import household_for, need_for, resident_for
from linli.registers.choices import NeedCode, Presence, Relation
from linli.registers.forms.households import MoveForm
from linli.registers.forms.residents import EndNeedForm, NeedForm, PresenceForm, ResidentForm
from linli.registers.matching import Candidate, Match, find_matches
from linli.registers.models import Household, Resident
from linli.registers.shown import ShownResident, Sight, shown_resident
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

LIKELY = 60  # from this score on somebody is asked before a second record is made
MOST_DOORS = 12


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def resident_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """A new member. Whoever looks registered already is shown first."""
    home = household_for(request.viewer, household_id, write=True)
    sight = Sight.of(request.viewer)
    first = {"relation": Relation.UNKNOWN if home.members.exists() else Relation.HEAD}
    form = ResidentForm(posted(request), initial=new_record() | first, documents=sight.documents)
    context: dict[str, Any] = {"household": home}

    def save() -> None:
        matches = _matches(request, home, form)
        if matches and not form.is_another_person:
            form.ask_whether_another()
            context["matches"] = matches
            return
        actions.add_resident(home, resident_id=form.record_id(), values=form.values(), actor=request.viewer)

    page = _page(request, home, _("New member"), _("Add the member"), _("The member is added."))
    return save_or_show(request, page, form, save, context=context)


def _matches(
    request: StaffRequest, home: Household, form: ResidentForm
) -> list[tuple[Match, ShownResident, Household]]:
    """Who in the community may be the person that is being added."""
    values = form.values()
    if Resident.everywhere.filter(pk=form.record_id()).exists():  # this very form, sent again
        return []
    candidate = Candidate.of(
        values["name"],
        birth_on=values["birth_on"],
        birth_precision=values["birth_precision"],
        document=values.get("document", ""),
        phone=values.get("phone", ""),
        household_id=home.pk,
    )
    scope = request.viewer.scope
    near = (
        scope.narrowed_to(home.area_code[:12])
        if not scope.covers(home.area_code[:12])
        else Scope((home.area_code[:12],))
    )
    found = [match for match in find_matches(candidate, near) if match.score >= LIKELY][:5]
    rows = (
        Resident.objects.within(near)
        .select_related("household")
        .in_bulk([match.resident_id for match in found])
    )
    return [
        (
            match,
            shown_resident(rows[match.resident_id], request.viewer, day=today()),
            rows[match.resident_id].household,
        )
        for match in found
    ]


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def resident_edit(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    found = resident_for(request.viewer, resident_id, write=True)
    documents = Sight.of(request.viewer).documents
    form = ResidentForm(posted(request), initial=ResidentForm.of(found), resident=found, documents=documents)

    def save() -> None:
        actions.correct_resident(
            found, version=form.seen_version(), values=form.values(), actor=request.viewer
        )

    def fresh() -> dict[str, Any]:
        return ResidentForm.of(resident_for(request.viewer, resident_id))

    page = _page(request, found.household, _("Correct a member"), _("Save"), _("The member is corrected."))
    return save_or_show(
        request, page, form, save, fresh=fresh, context={"household": found.household, "resident": found}
    )


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def resident_presence(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    found = resident_for(request.viewer, resident_id, write=True)

    def present() -> dict[str, Any]:
        now = resident_for(request.viewer, resident_id)
        columns = ("version", "presence", "away_place", "away_return_on", "left_on")
        return {name: getattr(now, name) for name in columns}

    form = PresenceForm(posted(request), initial=present())

    def save() -> None:
        data = form.cleaned_data
        actions.mark_presence(
            found,
            version=form.seen_version(),
            presence=Presence(data["presence"]),
            away_place=data["away_place"],
            away_return_on=data["away_return_on"],
            left_on=data["left_on"],
            actor=request.viewer,
        )

    page = _page(request, found.household, _("Where is {name}?").format(name=found.name), _("Save"), "")
    return save_or_show(
        request, page, form, save, fresh=present, context={"household": found.household, "resident": found}
    )


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def resident_move(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    found = resident_for(request.viewer, resident_id, write=True)
    first = {"version": found.version, "relation": Relation.UNKNOWN}
    form = MoveForm(posted(request), initial=first)
    context: dict[str, Any] = {"household": found.household, "resident": found}

    def save() -> None:
        homes = _homes(request, form, leave_out=found.household_id)
        if len(homes) != 1:
            context["homes"] = homes
            form.add_error(
                "door", _("No other household has this door.") if not homes else _("Choose which of these.")
            )
            return
        actions.move_resident(
            found,
            version=form.seen_version(),
            to=homes[0],
            relation=Relation(form.cleaned_data["relation"]),
            actor=request.viewer,
        )

    title = _("To which household does {name} move?").format(name=found.name)
    page = _page(request, found.household, title, _("Move"), _("The move is noted."))
    page = FormPage(page.title, page.submit, page.back, page.done, page.say, "registers/move.html")
    fresh = lambda: {"version": resident_for(request.viewer, resident_id).version}  # noqa: E731
    return save_or_show(request, page, form, save, fresh=fresh, context=context)


def _homes(request: StaffRequest, form: MoveForm, *, leave_out: UUID) -> list[Household]:
    """The one that was chosen, else all that have this door in the duty's area."""
    if chosen := form.cleaned_data["to"]:
        return [household_for(request.viewer, chosen, write=True)]
    door = read_door(form.cleaned_data["door"])
    rows = Household.objects.within(request.viewer.scope).filter(door=door_label(door), closed_on=None)
    if door.compound:
        rows = rows.filter(compound__contains=door.compound)
    return list(rows.exclude(pk=leave_out).select_related("area").order_by("area_code", "part")[:MOST_DOORS])


# ---- support needs ---------------------------------------------------------------------------------
@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.NEEDS, write=True)
def need_new(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    found = resident_for(request.viewer, resident_id, write=True)
    form = NeedForm(posted(request), initial=new_record())

    def save() -> None:
        actions.add_need(
            found,
            need_id=form.record_id(),
            code=NeedCode(form.cleaned_data["code"]),
            values=form.values(),
            actor=request.viewer,
        )

    title = _("What does {name} need?").format(name=found.name)
    page = _page(request, found.household, title, _("Add the need"), _("The need is added."))
    return save_or_show(request, page, form, save, context={"household": found.household, "resident": found})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.NEEDS, write=True)
def need_edit(request: StaffRequest, need_id: UUID) -> HttpResponse:
    found = need_for(request.viewer, need_id, write=True)
    home = found.resident.household

    def present() -> dict[str, Any]:
        return NeedForm.of(need_for(request.viewer, need_id))

    form = NeedForm(posted(request), initial=present(), need=found)

    def save() -> None:
        actions.correct_need(found, version=form.seen_version(), values=form.values(), actor=request.viewer)

    title = f"{found.resident.name} · {found.get_code_display()}"
    page = _page(request, home, title, _("Save"), _("The need is corrected."))
    return save_or_show(request, page, form, save, fresh=present, context={"household": home})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.NEEDS, write=True)
def need_end(request: StaffRequest, need_id: UUID) -> HttpResponse:
    found = need_for(request.viewer, need_id, write=True)
    home = found.resident.household
    form = EndNeedForm(posted(request), initial={"version": found.version, "ended_on": today()})

    def save() -> None:
        actions.end_need(
            found, version=form.seen_version(), ended_on=form.cleaned_data["ended_on"], actor=request.viewer
        )

    page = _page(request, home, _("End the need"), _("End 1 need"), _("The need has ended."))
    page = FormPage(page.title, page.submit, page.back, page.done, page.say, "registers/act.html")
    facts = [
        (_("Whose"), found.resident.name),
        (
            _("What changes"),
            _("{need} no longer stands in lists and figures").format(need=found.get_code_display()),
        ),
        (_("Can this be taken back?"), _("Yes: the history restores it, or add the need again")),
    ]
    fresh = lambda: {"version": need_for(request.viewer, need_id).version}  # noqa: E731
    return save_or_show(request, page, form, save, fresh=fresh, context={"facts": facts})


def _page(request: StaffRequest, household: Household, title: str, submit: str, done: str) -> FormPage:
    back = link(request, "registers:household", household.pk)
    return FormPage(title=title, submit=submit, back=back, done=done, say=household.place)
