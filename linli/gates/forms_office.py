"""What is typed about gates, passes, errands, and into the simulator."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.gates.actions.gates import Decision, GateAsked
from linli.gates.choices import Direction, GateKind
from linli.lib.periods import SHANGHAI
from linli.people.forms import MOST_SUGGESTED, date_input
from linli.people.models import Organisation, User
from linli.registers.forms.reading import KeptForm, PhoneField

Choices = Sequence[tuple[str, str]]


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TermForm(KeptForm):
    """The decision by which something stands, and its last day."""

    basis = forms.CharField(
        label=_("Basis"), max_length=200, help_text=_("Which decision: its number and date.")
    )
    decided_by = forms.CharField(label=_("Decided by"), max_length=80)
    last_day = forms.DateField(label=_("Last day"), widget=date_input())

    def until_on(self) -> date:
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)


class GateForm(KeptForm):
    """What may be corrected about a gate."""

    name = forms.CharField(label=_("Name of the gate"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of gate"), choices=GateKind.choices)
    procedure = forms.ChoiceField(label=_("Procedure"))
    compound = forms.CharField(
        label=_("Compound"), max_length=60, required=False,
        help_text=_("Where the tree has no level for it: as it stands on the doors."),
    )  # fmt: skip
    address = forms.CharField(label=_("Where it is"), max_length=120, required=False)
    opens_at = forms.TimeField(
        label=_("Opens at"), required=False, widget=time_input(), help_text=_("Both empty: around the clock.")
    )
    closes_at = forms.TimeField(label=_("Closes at"), required=False, widget=time_input())
    organisation = forms.ModelChoiceField(
        label=_("Responsible organisation"), queryset=Organisation.everywhere.none(), required=False
    )
    responsible = forms.CharField(
        label=_("Responsible person"), max_length=80, required=False,
        help_text=_("By name, of those who hold a duty here."),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneField(
        label=_("Telephone"), max_length=40, required=False,
        help_text=_("Whom a keeper calls, and whoever is turned back."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, procedures: Choices, organisations: QuerySet[Organisation], people: QuerySet[User],
        held_by: User | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people, self.held_by = people, held_by
        self.fields["procedure"].choices = procedures  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    @property
    def suggested(self) -> list[User]:
        return list(self.people[:MOST_SUGGESTED])

    def clean_responsible(self) -> User | None:
        name = self.cleaned_data["responsible"].strip()
        if not name:
            return None
        if self.held_by is not None and name in (self.held_by.name, self.held_by.username):
            return self.held_by
        found = list(self.people.filter(Q(name=name) | Q(username=name))[:2])
        if len(found) != 1:
            raise ValidationError(_("Nobody here has just this name. Of two, type the name to sign in with."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("opens_at")) != bool(cleaned.get("closes_at")):
            self.add_error("closes_at", ValidationError(_("Give both hours, or none.")))
        return cleaned

    def asked(self) -> GateAsked:
        names = ("name", "kind", "procedure", "address", "compound", "opens_at", "closes_at", "organisation",
                 "responsible", "phone")  # fmt: skip
        return GateAsked(**{name: self.cleaned_data[name] for name in names})


class NewGateForm(GateForm, TermForm):
    from_on = forms.DateField(label=_("First day"), widget=date_input())
    field_order = (
        "name", "kind", "procedure", "compound", "address", "opens_at", "closes_at", "organisation", "responsible",
        "phone", "basis", "decided_by", "from_on", "last_day",
    )  # fmt: skip

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(given["basis"], given["decided_by"], given["from_on"], self.until_on())


class WhyForm(KeptForm):
    why = forms.CharField(label=_("Reason"), max_length=120)


class IssueForm(KeptForm):
    """A rule and a last day: for one household, or for all of an area."""

    rule = forms.ChoiceField(label=_("Rule"), widget=forms.RadioSelect)
    last_day = forms.DateField(label=_("Valid until"), widget=date_input(), help_text=_("That day included."))

    def __init__(self, *args: Any, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]


class PassForm(IssueForm):
    """A pass of a worker, a supplier, a medic, a vehicle, a visitor."""

    holder = forms.CharField(
        label=_("For whom"),
        max_length=40,
        required=False,
        help_text=_("Kept here; it does not stand on the pass."),
    )
    plate = forms.CharField(label=_("Number plate"), max_length=12, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.everywhere.none(), required=False
    )
    field_order = ("rule", "holder", "plate", "organisation", "last_day")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class ErrandForm(KeptForm):
    kind = forms.ChoiceField(label=_("Errand"), widget=forms.RadioSelect)
    from_on = forms.DateField(label=_("First day"), widget=date_input())
    last_day = forms.DateField(label=_("Last day"), widget=date_input())

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day lies before the first.")))
        return cleaned


class SimulatorForm(forms.Form):
    """Whom, where, when: asked by the address, so that an answer can be sent on."""

    gate = forms.ChoiceField(label=_("Gate"))
    who = forms.CharField(
        label=_("Pass or door"), max_length=40, required=False,
        help_text=_("The code on the card, a door like 3-2-501, a number plate. Empty: somebody without a pass."),
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=Direction.OUT,
    )
    at = forms.DateTimeField(
        label=_("When"), required=False, help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    people = forms.IntegerField(
        label=pgettext_lazy("simulator", "How many people"),
        min_value=1,
        max_value=200,
        required=False,
        initial=1,
    )
    temperature = forms.FloatField(label=_("Temperature"), min_value=30, max_value=45, required=False)
    errand = forms.ChoiceField(label=_("Errand"), required=False)
    line = forms.ChoiceField(
        label=_("The phone's list"), required=False, initial="0",
        choices=[
            ("0", _("With a line")),
            ("30", pgettext_lazy("simulator", "Half an hour old")),
            ("240", pgettext_lazy("simulator", "Four hours old")),
            ("none", pgettext_lazy("simulator", "None")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, gates: Choices, errands: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]
        self.fields["errand"].choices = [("", _("none")), *errands]  # type: ignore[attr-defined]

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        return at.replace(tzinfo=SHANGHAI) if at is not None and at.tzinfo is None else at

    def list_minutes(self) -> int | None:
        line = self.cleaned_data["line"] or "0"
        return None if line == "none" else int(line)
