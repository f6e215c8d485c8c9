"""What is typed about the days of an episode: a result, a pasted list of results, a check that was told by telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.care.bodies import HealthCheckTold
from linli.care.choices import Half, TaskState, TestResult
from linli.care.words_days import SIGNS
from linli.registers.forms.reading import KeptForm

RESULTS = [(one.value, one.label) for one in TestResult if one != TestResult.PENDING]


class ResultForm(KeptForm):
    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect, choices=RESULTS)
    why = forms.CharField(
        label=_("Why it is corrected"), max_length=200, required=False,
        help_text=_("Only where a result stands already: a physician corrects it."),
    )  # fmt: skip


class ResultListForm(KeptForm):
    lines = forms.CharField(
        label=_("Results, one person a line"), max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("Name, door or last four digits of the telephone, result. Copied from a table is fine."),
    )  # fmt: skip


class CheckForm(KeptForm):
    """By telephone. What was not asked is left open."""

    half = forms.ChoiceField(label=_("When"), widget=forms.RadioSelect, choices=Half.choices)
    celsius = forms.DecimalField(
        label=_("Temperature in °C"),
        min_value=30,
        max_value=45,
        max_digits=3,
        decimal_places=1,
        required=False,
    )
    signs = forms.MultipleChoiceField(
        label=_("Symptoms, in the resident's words"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(SIGNS.items()),
    )  # fmt: skip
    no_signs = forms.BooleanField(label=_("Asked, and there are none"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not (found.get("celsius") is not None or found.get("signs") or found.get("no_signs")):
            self.add_error("celsius", _("Enter the temperature, or choose that there are no symptoms."))
        if found.get("signs") and found.get("no_signs"):
            self.add_error("no_signs", _("Symptoms are ticked above: either the one or the other."))
        return found

    def told(self, episode: Any) -> HealthCheckTold:
        given = self.cleaned_data
        celsius = given["celsius"]
        return HealthCheckTold(
            episode=episode, half=given["half"], celsius=None if celsius is None else float(celsius),
            signs=tuple(given["signs"]), no_signs=given["no_signs"],
        )  # fmt: skip


class TaskForm(KeptForm):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("care task", "What became of it"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in TaskState],
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
