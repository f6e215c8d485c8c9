"""The filters of a ledger, and the question before it is taken away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.problems import CannotBeUsed
from linli.duty.choices import BookState
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.choices import NeedCode, Occupancy
from linli.reports.choices import Purpose, TakenAs
from linli.reports.queries import ORDERS, Chosen
from linli.reports.words import CARE, LABELS, ages, presences


class FilterForm(forms.Form):
    """Reads the address; pages draw the filters as words, not as this form."""

    compound = forms.CharField(required=False, max_length=60)
    building = forms.CharField(required=False, max_length=30)
    occupancy = forms.ChoiceField(required=False, choices=[("", ""), *Occupancy.choices])
    presence = forms.ChoiceField(required=False)
    age = forms.ChoiceField(required=False)
    need = forms.ChoiceField(required=False, choices=[("", ""), *NeedCode.choices])
    book = forms.ChoiceField(required=False, choices=[("", ""), *BookState.choices])
    care = forms.ChoiceField(required=False, choices=[("", ""), *CARE.items()])
    sort = forms.ChoiceField(required=False, choices=[("", ""), *((key, key) for key in ORDERS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("presence", presences())
        self._choices("age", ages())

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *choices]


def chosen_from(values: Any, *, allowed: tuple[str, ...]) -> Chosen:
    """The filters of a request; a value that does not exist is refused."""
    form = FilterForm(values)
    if not form.is_valid():
        wrong = next(iter(form.errors))
        raise CannotBeUsed(why=f"{LABELS.get(wrong, wrong)}: {values.get(wrong, '')[:40]}")
    kept = {key: value for key, value in form.cleaned_data.items() if key in (*allowed, "sort")}
    return Chosen.of(kept)


class TakeForm(forms.Form):
    """Why, and how much of the numbers."""

    purpose = forms.ChoiceField(
        label=_("What is it for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the list is for.")},
    )
    other = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=80,
        help_text=_("Needed when you chose Other. It is printed on every sheet."),
    )
    numbers = forms.ChoiceField(
        label=_("Telephone and document numbers"),
        choices=[("masked", _("Masked")), ("whole", _("In full, at most 500 rows"))],
        widget=forms.RadioSelect,
        initial="masked",
    )
    taken_as = forms.ChoiceField(choices=TakenAs.choices, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not viewer.may(C.DOCUMENT_OPEN, C.CONTACT_OPEN):
            del self.fields["numbers"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == Purpose.OTHER and not cleaned.get("other", "").strip():
            self.add_error("other", _("Say what the list is for, in a few words."))
        return cleaned

    @property
    def reason(self) -> str:
        if self.cleaned_data["purpose"] == Purpose.OTHER:
            return str(self.cleaned_data["other"])
        return str(Purpose(self.cleaned_data["purpose"]).label)

    @property
    def whole_numbers(self) -> bool:
        return self.cleaned_data.get("numbers") == "whole"
