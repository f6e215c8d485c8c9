"""Forms of a household's file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.lib.doors import Door, door_label
from linli.registers.choices import Occupancy, Relation
from linli.registers.forms.reading import DayField, DoorField, KeptForm, NameField, PhoneField
from linli.registers.models import Household


class HouseholdForm(KeptForm):
    compound = forms.CharField(
        label=_("Compound"),
        max_length=60,
        required=False,
        help_text=_("Or the village; empty where the plate has none."),
    )
    door = DoorField(label=_("Door"), max_length=60, help_text=_("Like 3-2-501, 3号楼2单元501, or 三组12号."))
    part = forms.CharField(
        label=_("Part of the door"), max_length=20, required=False,
        help_text=_("Only where several households share one door: A, B, front, back."),
    )  # fmt: skip
    occupancy = forms.ChoiceField(label=_("Occupancy"), choices=Occupancy.choices, initial=Occupancy.OWNER)
    landlord_name = forms.CharField(label=_("Landlord"), max_length=60, required=False)
    landlord_phone = PhoneField(label=_("Landlord's telephone"), max_length=30, required=False)
    clear_landlord_phone = forms.BooleanField(label=_("Remove the number that is kept"), required=False)
    notes = forms.CharField(
        label=_("Remarks"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Pets, keys, what to mind at the door. No illnesses: those belong to support needs."),
    )  # fmt: skip

    def __init__(self, *args: Any, household: Household | None = None, **kwargs: Any) -> None:
        self.household = household
        super().__init__(*args, **kwargs)
        if household and household.landlord_phone:
            hint = _("Now {number}. Leave it open if it has not changed.")
            self.fields["landlord_phone"].help_text = str(hint).format(number=household.masked_landlord_phone)
        else:
            del self.fields["clear_landlord_phone"]

    @staticmethod
    def of(household: Household) -> dict[str, Any]:
        """What the form shows of a household. The telephone stays in the database."""
        columns = ("version", "compound", "door", "part", "occupancy", "landlord_name", "notes")
        return {name: getattr(household, name) for name in columns}

    def values(self) -> dict[str, Any]:
        """The columns of the record, ready for the action."""
        data = self.cleaned_data
        door: Door = data["door"]
        values = {name: data[name] for name in ("part", "occupancy", "landlord_name", "notes")}
        values |= {
            "compound": data["compound"] or door.compound,
            "building": door.building,
            "stairwell": door.stairwell,
            "floor": "" if door.floor is None else str(door.floor),
            "room": door.room,
            "door": door_label(door),
        }
        if data["landlord_phone"] or data.get("clear_landlord_phone"):
            values["landlord_phone"] = data["landlord_phone"]
        return values


class ContactForm(KeptForm):
    name = NameField(label=_("Name"), max_length=60)
    relation = forms.CharField(
        label=_("Who it is"),
        max_length=40,
        required=False,
        help_text=_("Daughter in Harbin, neighbour with the key."),
    )
    phone = PhoneField(label=_("Telephone"), max_length=30)

    def __init__(self, *args: Any, masked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if masked:
            hint = _("Now {number}. Leave it open if it has not changed.")
            self.fields["phone"].help_text = str(hint).format(number=masked)
            self.fields["phone"].required = False

    def values(self) -> dict[str, Any]:
        values = {"name": self.cleaned_data["name"], "relation": self.cleaned_data["relation"]}
        return values | ({"phone": self.cleaned_data["phone"]} if self.cleaned_data["phone"] else {})


class VehicleForm(KeptForm):
    plate = forms.CharField(label=_("Number plate"), max_length=12)
    kind = forms.CharField(
        label=_("Kind of vehicle"),
        max_length=40,
        required=False,
        help_text=_("White car, electric tricycle."),
    )

    def clean_plate(self) -> str:
        plate = "".join(self.cleaned_data["plate"].upper().split()).replace("·", "")
        if not plate.isalnum() or not 5 <= len(plate) <= 9:
            raise ValidationError(_("Write the plate like 黑C12345."), code="plate")
        return plate


class CloseForm(KeptForm):
    on = DayField(label=_("Closed on"))


class MoveForm(KeptForm):
    """To which door a person moves. Where several doors fit, the page offers them."""

    door = forms.CharField(
        label=_("To which door"),
        max_length=80,
        help_text=_("Like 3-2-501; with the compound where doors repeat."),
    )
    to = forms.UUIDField(widget=forms.HiddenInput, required=False)
    relation = forms.ChoiceField(
        label=_("Relation to the head"), choices=Relation.choices, initial=Relation.UNKNOWN
    )
