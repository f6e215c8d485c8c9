"""Opening, correcting and closing a household's file; its contacts and vehicles."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.areas.models import Area
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers import actions
from linli.registers.access import contact_for, household_for, vehicle_for
from linli.registers.forms.households import CloseForm, ContactForm, HouseholdForm, VehicleForm
from linli.registers.forms.reading import KeptForm
from linli.registers.models import Household
from linli.registers.placing import place_for
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

COMMUNITY_DIGITS = 12


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, write=True)
def household_new(request: StaffRequest) -> HttpResponse:
    """A file is opened in a community or below it; higher up one first says in which."""
    if len(request.area.code) < COMMUNITY_DIGITS:
        return _choose_area(request)
    form = HouseholdForm(posted(request), initial=new_record())

    def save() -> str:
        values = form.values()
        area = place_for(
            request.area, **{name: values[name] for name in ("compound", "building", "stairwell")}
        )
        home = actions.add_household(area, household_id=form.record_id(), values=values, actor=request.viewer)
        return link(request, "registers:household", home.pk)

    page = FormPage(
        title=_("New household"),
        submit=_("Open the file"),
        back=link(request, "registers:households"),
        done=_("The file is open. Now add who lives there."),
        say=_("In {area}").format(area=request.area.name),
    )
    return save_or_show(request, page, form, save)


def _choose_area(request: StaffRequest) -> HttpResponse:
    below = request.area.children.filter(valid_until=None).order_by("code")
    choices = [(one.name, link(request, "registers:household_new", area=one.code)) for one in below]
    return render(request, "registers/choose_area.html", {"title": _("New household"), "choices": choices})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, write=True)
def household_edit(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    form = HouseholdForm(posted(request), initial=HouseholdForm.of(found), household=found)

    def save() -> None:
        values = form.values()
        actions.correct_household(
            found,
            version=form.seen_version(),
            values=values,
            area=_new_place(request, found, values),
            actor=request.viewer,
        )

    def fresh() -> dict[str, object]:
        return HouseholdForm.of(household_for(request.viewer, household_id))

    page = FormPage(
        title=_("Correct the household"),
        submit=_("Save"),
        back=link(request, "registers:household", found.pk),
        done=_("The household is corrected."),
        say=found.place,
    )
    return save_or_show(request, page, form, save, fresh=fresh, context={"household": found})


def _new_place(request: StaffRequest, household: Household, values: dict[str, str]) -> Area | None:
    """Where the door belongs if its words have changed; None leaves it where it is."""
    words = {name: values[name] for name in ("compound", "building", "stairwell")}
    if all(getattr(household, name) == value for name, value in words.items()):
        return None
    community = Area.objects.filter(code=household.area_code[:COMMUNITY_DIGITS]).first()
    own = request.viewer.area
    root = community if community and request.viewer.scope.covers(community.code) else own
    return place_for(root, **words) if root else None


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, write=True)
def household_close(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    form = CloseForm(posted(request), initial={"version": found.version, "on": today()})

    def save() -> None:
        actions.close_household(
            found, version=form.seen_version(), on=form.cleaned_data["on"], actor=request.viewer
        )

    page = FormPage(
        title=_("Close the file"),
        submit=_("Close the file of {door}").format(door=found.plate),
        back=link(request, "registers:household", found.pk),
        done=_("The file is closed."),
        template="registers/act.html",
    )
    facts = [
        (_("What changes"), _("{place} leaves the list and the figures").format(place=found.place)),
        (_("Who lives there"), _("Nobody may be registered there any more")),
        (_("Can this be taken back?"), _("The history stays; a new file can be opened for the door")),
    ]
    return save_or_show(
        request, page, form, save, fresh=lambda: _version(request, found), context={"facts": facts}
    )


def _version(request: StaffRequest, household: Household) -> dict[str, object]:
    return {"version": household_for(request.viewer, household.pk).version}


# ---- contacts and vehicles -------------------------------------------------------------------------
@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def contact_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    form = ContactForm(posted(request), initial=new_record())

    def save() -> None:
        actions.add_contact(found, contact_id=form.record_id(), values=form.values(), actor=request.viewer)

    page = _page(request, found, _("New contact"), _("Add the contact"), _("The contact is added."))
    return save_or_show(request, page, form, save, context={"household": found})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def contact_edit(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    found = contact_for(request.viewer, contact_id, write=True)

    def present() -> dict[str, object]:
        now = contact_for(request.viewer, contact_id)
        return {"version": now.version, "name": now.name, "relation": now.relation}

    form = ContactForm(posted(request), initial=present(), masked=found.masked_phone)

    def save() -> None:
        actions.correct_contact(
            found, version=form.seen_version(), values=form.values(), actor=request.viewer
        )

    page = _page(
        request, found.household, _("Correct the contact"), _("Save"), _("The contact is corrected.")
    )
    return save_or_show(request, page, form, save, fresh=present, context={"household": found.household})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def contact_remove(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    found = contact_for(request.viewer, contact_id, write=True)
    form = KeptForm(posted(request))
    page = _page(
        request, found.household, _("Remove the contact"), _("Remove 1 contact"), _("The contact is removed.")
    )
    facts = [
        (_("What changes"), _("{name} is no longer called for this household").format(name=found.name)),
        (_("Can this be taken back?"), _("The history keeps that there was one; the number is gone")),
    ]
    act = _as_act(page)
    return save_or_show(
        request,
        act,
        form,
        lambda: actions.remove_contact(found, actor=request.viewer),
        context={"facts": facts},
    )


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def vehicle_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    form = VehicleForm(posted(request), initial=new_record())

    def save() -> None:
        data = form.cleaned_data
        actions.add_vehicle(
            found, vehicle_id=form.record_id(), plate=data["plate"], kind=data["kind"], actor=request.viewer
        )

    page = _page(request, found, _("New vehicle"), _("Add the vehicle"), _("The vehicle is added."))
    return save_or_show(request, page, form, save, context={"household": found})


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def vehicle_remove(request: StaffRequest, vehicle_id: UUID) -> HttpResponse:
    found = vehicle_for(request.viewer, vehicle_id, write=True)
    form = KeptForm(posted(request))
    page = _page(
        request, found.household, _("Remove the vehicle"), _("Remove 1 vehicle"), _("The vehicle is removed.")
    )
    facts = [(_("What changes"), _("Gates no longer find this household by the plate"))]
    act = _as_act(page)
    return save_or_show(
        request,
        act,
        form,
        lambda: actions.remove_vehicle(found, actor=request.viewer),
        context={"facts": facts},
    )


def _page(request: StaffRequest, household: Household, title: str, submit: str, done: str) -> FormPage:
    back = link(request, "registers:household", household.pk)
    return FormPage(title=title, submit=submit, back=back, done=done, say=household.place)


def _as_act(page: FormPage) -> FormPage:
    return FormPage(page.title, page.submit, page.back, page.done, page.say, "registers/act.html")
