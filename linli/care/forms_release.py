"""What is typed about releases, later ends, transfers and objections."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.care.actions.appeals import Answer
from linli.care.actions.releasing import GROUNDS
from linli.care.actions.transfers import Ride, TransferAsked
from linli.care.choices import AppealWay
from linli.lib.periods import SHANGHAI, day_bounds
from linli.people.forms import date_input
from linli.registers.forms.reading import KeptForm, PhoneField

Choices = Sequence[tuple[str, Any]]
NONE_IS_SAID = _("If there is none, write “none”.")


class ReleaseForm(KeptForm):
    why = forms.ChoiceField(
        label=_("On what ground"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in GROUNDS],
    )


class LongerForm(KeptForm):
    last_day = forms.DateField(
        label=_("New last day"), widget=date_input(), help_text=_("Until 24:00 of that day.")
    )
    why = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def until(self) -> datetime:
        last: date = self.cleaned_data["last_day"]
        return day_bounds(last)[1]


class TransferForm(KeptForm):
    """Where to, and what somebody must not be parted from. Each is asked for: an empty answer is no answer."""

    where = forms.ChoiceField(
        label=_("Where to"), widget=forms.RadioSelect,
        choices=[("there", _("To a facility or a hospital")), ("home", _("Home"))],
    )  # fmt: skip
    to_place = forms.CharField(label=_("Facility or hospital"), max_length=80, required=False)
    to_room = forms.CharField(label=_("Room"), max_length=20, required=False)
    wanted_at = forms.DateTimeField(
        label=_("Picked up at"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    medicines = forms.CharField(
        label=_("Medicines that go along"), max_length=300, help_text=NONE_IS_SAID,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    dependants = forms.CharField(
        label=_("Who depends on the person, and who looks after them"), max_length=300, help_text=NONE_IS_SAID,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    pets = forms.CharField(label=_("Pets, and who looks after them"), max_length=120, help_text=NONE_IS_SAID)
    luggage = forms.CharField(label=_("Luggage"), max_length=120, required=False)

    def __init__(self, *args: Any, only_home: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_home:
            self.fields["where"].choices = [("home", _("Home"))]  # type: ignore[attr-defined]
            del self.fields["to_place"], self.fields["to_room"]

    def clean_wanted_at(self) -> datetime:
        at: datetime = self.cleaned_data["wanted_at"]
        return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("where") == "there" and not cleaned.get("to_place"):
            self.add_error("to_place", ValidationError(_("Write where to.")))
        return cleaned

    def asked(self) -> TransferAsked:
        given = self.cleaned_data
        home = given["where"] == "home"
        return TransferAsked(
            wanted_at=given["wanted_at"], to_place="" if home else given["to_place"],
            to_room="" if home else given["to_room"], goes_home=home, luggage=given["luggage"],
            medicines=given["medicines"], pets=given["pets"], dependants=given["dependants"],
        )  # fmt: skip


class RideForm(KeptForm):
    vehicle = forms.CharField(label=_("Vehicle"), max_length=40, help_text=_("Its number plate."))
    driver = forms.CharField(label=_("Driver"), max_length=40)
    driver_phone = PhoneField(label=_("The driver's telephone"), max_length=40)

    def ride(self) -> Ride:
        given = self.cleaned_data
        return Ride(given["vehicle"], given["driver"], given["driver_phone"])


class CodeForm(KeptForm):
    """At both ends: the code of the paper, and how the person is."""

    code = forms.CharField(
        label=_("Code of the transfer"), max_length=40,
        help_text=_("Typed or scanned from the paper that goes along."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    condition = forms.CharField(
        label=_("How the person is"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ArriveForm(CodeForm):
    room = forms.CharField(label=_("Room"), max_length=20, required=False)


class DropForm(KeptForm):
    why = forms.CharField(label=_("Reason"), max_length=120)


class AppealForm(KeptForm):
    """An objection that staff take down, in the household's own words."""

    against = forms.ChoiceField(label=_("Against what"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How it came"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (AppealWay.PHONE, AppealWay.PERSON)],
    )  # fmt: skip
    text = forms.CharField(
        label=_("What the household says"), max_length=2000, help_text=_("In their own words."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, things: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].choices = things  # type: ignore[attr-defined]


class AnswerForm(KeptForm):
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=pgettext_lazy("answer", "Reasons"), max_length=2000,
        help_text=_("The household reads these words."), widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, of_episode: bool, in_force: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        right = [("ends", _("The household is right: it ends now"))]
        if not of_episode:
            right = [("ends", _("The household is right: this door is free from now on"))]
        elif not in_force:
            right = []
        if of_episode:
            right.append(("cancels", _("The household is right: it was wrong from the beginning; cancel it")))
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            *right, ("stands", _("The decision stands")),
        ]  # fmt: skip

    def given(self) -> Answer:
        kind = self.cleaned_data["answer"]
        return Answer(kind != "stands", self.cleaned_data["reasons"], cancels=kind == "cancels")
