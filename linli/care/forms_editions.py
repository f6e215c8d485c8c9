"""The calculator's questions. They name nobody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.care.choices import HomeSuitable
from linli.care.plans import Facts
from linli.care.words import in_language
from linli.lib.editions import Edition
from linli.people.forms import date_input

SUITABLE = {HomeSuitable.SUITABLE.value: True, HomeSuitable.UNSUITABLE.value: False}


class PlanForm(forms.Form):
    edition = forms.ChoiceField(label=_("Edition"))
    category = forms.ChoiceField(label=pgettext_lazy("care", "Category"))
    anchor_on = forms.DateField(
        label=_("Day 0"),
        widget=date_input(),
        help_text=_("The last day of exposure, or the day of leaving, entering, confirmation or discharge."),
    )
    began_on = forms.DateField(label=_("Day on which the person came or was found"), widget=date_input())
    home = forms.ChoiceField(label=_("The home"), choices=HomeSuitable.choices, required=False)
    wants_facility = forms.BooleanField(label=_("Would rather go to a facility"), required=False)
    lives_with_frail = forms.BooleanField(label=_("Lives with somebody frail"), required=False)

    def __init__(self, *args: Any, editions: list[Edition], chosen: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition: Any = self.fields["edition"]
        edition.choices = [(one.key, in_language(one.name)) for one in editions]
        category: Any = self.fields["category"]
        category.choices = [(one.key, in_language(one.name)) for one in chosen.categories]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        anchor, began = data.get("anchor_on"), data.get("began_on")
        if anchor and began and began < anchor:
            self.add_error("began_on", _("This is before day 0."))
        return data

    def facts(self) -> Facts:
        given = self.cleaned_data
        return Facts(
            anchor_on=given["anchor_on"], began_on=given["began_on"], home_suitable=SUITABLE.get(given["home"]),
            wants_facility=given["wants_facility"], lives_with_frail=given["lives_with_frail"],
        )  # fmt: skip


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to keep it as it was, or to ask for what is stricter. It stays readable."),
    )  # fmt: skip

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = needed
