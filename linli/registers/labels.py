"""What the columns of the register are called, in forms, in the history, in comparisons; what a household is called."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.areas.scopes import Scope
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle

Text = str | Promise

HOUSEHOLD: dict[str, Text] = {
    "area_id": _("Area"),
    "area_code": _("Area code"),
    "compound": _("Compound"),
    "building": _("Building"),
    "stairwell": _("Stairwell"),
    "floor": _("Floor"),
    "room": _("Room"),
    "part": _("Part of the door"),
    "door": _("Door"),
    "occupancy": _("Occupancy"),
    "stated_residents": _("People living here, as stated"),
    "landlord_name": _("Landlord"),
    "landlord_phone": _("Landlord's telephone"),
    "notes": _("Remarks"),
    "last_visited_on": _("Last visit"),
    "closed_on": _("Closed on"),
}
RESIDENT: dict[str, Text] = {
    "area_id": _("Area"),
    "area_code": _("Area code"),
    "household_id": _("Household"),
    "name": _("Name"),
    "sex": _("Sex"),
    "birth_on": _("Born on"),
    "birth_precision": _("Birth is known to the"),
    "relation": _("Relation to the head"),
    "presence": _("Whereabouts"),
    "away_place": _("Away in"),
    "away_return_on": _("Back on"),
    "left_on": _("Left on"),
    "document_kind": _("Kind of document"),
    "document": _("Document number"),
    "phone": _("Telephone"),
    "workplace": _("Work or school"),
    "notes": _("Remarks"),
    "merged_into_id": _("Merged into"),
}
NEED: dict[str, Text] = {
    "area_id": _("Area"),
    "area_code": _("Area code"),
    "resident_id": _("Resident"),
    "code": _("Support need"),
    "details": _("Details"),
    "hospital": _("Hospital"),
    "next_visit_on": _("Next visit to the hospital"),
    "medicine": _("Medicine"),
    "medicine_until": _("Medicine lasts until"),
    "is_confirmed": _("Confirmed"),
    "ended_on": _("Ended on"),
}
CONTACT: dict[str, Text] = {
    "area_id": _("Area"),
    "area_code": _("Area code"),
    "name": _("Name"),
    "relation": _("Who it is"),
    "phone": _("Telephone"),
}
VEHICLE: dict[str, Text] = {
    "area_id": _("Area"),
    "area_code": _("Area code"),
    "plate": _("Number plate"),
    "kind": _("Kind of vehicle"),
}

LABELS: dict[type[models.Model], dict[str, Text]] = {
    Household: HOUSEHOLD,
    Resident: RESIDENT,
    SupportNeed: NEED,
    Contact: CONTACT,
    Vehicle: VEHICLE,
}


def label_of(model: type[models.Model], column: str) -> Text:
    return LABELS.get(model, {}).get(column, column)


def doors_of(ids: Iterable[UUID], scope: Scope) -> dict[UUID, str]:
    """What the trail calls households: by their doors, never by a name; only those that lie in the scope."""
    homes = Household.objects.within(scope).filter(pk__in=set(ids))
    return {home.pk: home.place for home in homes.only("compound", "door", "part", "area_code")}
