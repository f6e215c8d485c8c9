"""What is typed about ways to hospitals, treatments that come again, and triage."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.care.actions.trips import Arranged, Treatment
from linli.care.choices import Disease, TripKind, Vaccinated
from linli.care.models import MedicalTrip
from linli.people.forms import MOST_SUGGESTED, date_input
from linli.people.models import User
from linli.registers.forms.reading import KeptForm, PhoneField

Choices = Sequence[tuple[str, Any]]
WEEKDAYS: Choices = (
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday")),
    ("6", _("Saturday")), ("7", _("Sunday")),
)  # fmt: skip
# What comes again by itself; the rest is entered when it is known.
COMES_AGAIN = (TripKind.DIALYSIS, TripKind.CHEMOTHERAPY, TripKind.ANTENATAL, TripKind.VISIT)


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=moment_input(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)


class ArrangeForm(KeptForm):
    """When they leave, by which car, who goes along. `people`: who may."""

    leave_at = MomentField(
        label=_("Leaves at"), required=False, help_text=_("When the car stands at the door.")
    )
    back_at = MomentField(label=_("Back at about"), required=False)
    escort = forms.CharField(
        label=_("Who goes along"), max_length=80, required=False,
        help_text=_("By name; the trip then stands on their phone."),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )  # fmt: skip
    vehicle = forms.CharField(
        label=pgettext_lazy("trip", "Car"),
        max_length=40,
        required=False,
        help_text=_("Number plate, or which car."),
    )
    driver = forms.CharField(label=_("Driver"), max_length=40, required=False)
    driver_phone = PhoneField(label=_("Driver's telephone"), max_length=40, required=False)
    hospital = forms.CharField(label=_("Hospital"), max_length=80, required=False)
    route = forms.CharField(
        label=_("Way there"), max_length=200, required=False,
        help_text=_("Which entrance, which gate. No illness: drivers read it."),
    )  # fmt: skip
    note = forms.CharField(
        label=pgettext_lazy("trip", "Note"), max_length=300, required=False,
        help_text=_("What the escort must know: wheelchair, stairs. Kept encrypted."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[User], knows: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for name in knows:
            self.fields[name].help_text = _("It is known and opens with a reason. Leave it empty to keep it.")

    @property
    def suggested(self) -> list[User]:
        return list(self.people[:MOST_SUGGESTED])

    def clean_escort(self) -> User | None:
        name = self.cleaned_data["escort"].strip()
        if not name:
            return None
        found = list(self.people.filter(Q(name=name) | Q(username=name))[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "Nobody here who cares for households has just this name. Of two, type the name to sign in with."
                )
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        leave, back = cleaned.get("leave_at"), cleaned.get("back_at")
        if leave and back and back <= leave:
            self.add_error("back_at", ValidationError(_("That is before they leave.")))
        return cleaned

    def arranged(self) -> Arranged:
        names = (
            "leave_at", "back_at", "hospital", "route", "vehicle", "driver", "driver_phone", "escort", "note",
        )  # fmt: skip
        return Arranged(**{name: self.cleaned_data[name] for name in names})


def arranged_values(trip: MedicalTrip, like: MedicalTrip | None = None) -> dict[str, Any]:
    """What stands in the form: as arranged, else as the last time, but for what opens with a reason only."""
    seen = trip if trip.arranged_by_id or like is None else like
    escort = seen.escort
    return {
        "leave_at": trip.leave_at, "back_at": trip.back_at, "route": trip.route or seen.route,
        "vehicle": seen.vehicle, "driver": seen.driver, "note": seen.note,
        "escort": (escort.name or escort.username) if escort else "", "version": trip.version,
    }  # fmt: skip


class TripForm(ArrangeForm):
    """Something that must not wait, entered by hand."""

    resident = forms.ChoiceField(label=_("For whom"))
    kind = forms.ChoiceField(label=pgettext_lazy("trip", "What for"), choices=TripKind.choices)
    due_at = MomentField(label=_("Must be there by"), help_text=_("Or: when the medicine runs out."))
    field_order = ("record", "version", "resident", "kind", "due_at")

    def __init__(self, *args: Any, residents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resident"].choices = residents  # type: ignore[attr-defined]


class RhythmForm(KeptForm):
    """A treatment that comes again."""

    need = forms.ChoiceField(label=_("For whom"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("trip", "What for"), choices=[(one.value, one.label) for one in COMES_AGAIN]
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On which days of the week"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    every_days = forms.IntegerField(
        label=_("Or every so many days"), min_value=0, max_value=90, required=False,
        help_text=_("Counted from the first day. Chemotherapy: often 21."),
    )  # fmt: skip
    at_time = forms.TimeField(
        label=_("Must be there by"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    from_on = forms.DateField(label=_("First day"), widget=date_input())
    until_on = forms.DateField(label=_("Last day"), widget=date_input(), required=False)
    hospital = forms.CharField(label=_("Hospital"), max_length=80, required=False)
    route = forms.CharField(label=_("Way there"), max_length=200, required=False)

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = needs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("weekdays")) == bool(cleaned.get("every_days")):
            self.add_error("weekdays", ValidationError(_("Choose days of the week, or every so many days.")))
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", ValidationError(_("That is before the first day.")))
        return cleaned

    def treatment(self) -> Treatment:
        given = self.cleaned_data
        return Treatment(
            kind=given["kind"], at_time=given["at_time"], from_on=given["from_on"], until_on=given["until_on"],
            weekdays=tuple(int(one) for one in given["weekdays"]), every_days=given["every_days"] or 0,
            hospital=given["hospital"], route=given["route"],
        )  # fmt: skip

    def need_id(self) -> UUID:
        return UUID(self.cleaned_data["need"])


class EndRhythmForm(KeptForm):
    last_on = forms.DateField(label=_("Last day"), widget=date_input())


class NotDoneForm(KeptForm):
    why = forms.CharField(
        label=_("Why not"), max_length=200, help_text=_("What stood in the way. No illness.")
    )


class DoneForm(KeptForm):
    """Of a refill: how long the medicine lasts now."""

    medicine_until = forms.DateField(
        label=pgettext_lazy("trip", "Medicine lasts until"), widget=date_input(), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_medicine_until(self) -> date | None:
        until: date | None = self.cleaned_data["medicine_until"]
        if until is not None and until <= self.today:
            raise ValidationError(_("That day has come already. Look at the month and the year."))
        return until


class TriageForm(KeptForm):
    disease = forms.ChoiceField(
        label=_("Illness that was there before"), choices=Disease.choices, widget=forms.RadioSelect
    )
    vaccinated = forms.ChoiceField(
        label=_("Vaccinated"), choices=Vaccinated.choices, widget=forms.RadioSelect
    )
