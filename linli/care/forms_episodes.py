"""What is typed about episodes and cases."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.care.actions.signing import Home
from linli.care.choices import (
    Evidence,
    HomeSuitable,
    HomeTrouble,
    Housemates,
    OpenedFrom,
    WhyCancelled,
)
from linli.care.grounds import Ground
from linli.care.models import Episode
from linli.care.showing_episodes import language
from linli.people.forms import date_input
from linli.registers.forms.reading import KeptForm

SEVERAL = forms.CheckboxSelectMultiple


class HomeForm(KeptForm):
    """Whether the home is fit; looked at before the days begin."""

    home = forms.ChoiceField(
        label=_("Is the home fit?"), choices=HomeSuitable.choices, initial=HomeSuitable.UNKNOWN,
        help_text=_("A room and, if possible, a toilet of one's own, and somebody who cares."),
    )  # fmt: skip
    home_troubles = forms.MultipleChoiceField(
        label=pgettext_lazy("home", "Why not"), choices=HomeTrouble.choices, required=False, widget=SEVERAL
    )
    housemates = forms.ChoiceField(
        label=_("The others of the household"), choices=Housemates.choices, initial=Housemates.UNKNOWN
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("home") == HomeSuitable.UNSUITABLE and not cleaned.get("home_troubles"):
            self.add_error("home_troubles", ValidationError(_("Say why the home is not fit.")))
        return cleaned


class LookedForm(HomeForm):
    """After a look, "not looked at" is no answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        looked = [one for one in HomeSuitable.choices if one[0] != HomeSuitable.UNKNOWN]
        self.fields["home"].choices = looked  # type: ignore[attr-defined]


class SignForm(HomeForm):
    """The first signature: by the categories of the edition in force, and by no others."""

    category = forms.ChoiceField(label=_("Category"), widget=forms.Select)
    anchor_on = forms.DateField(
        label=_("Day 0"), widget=date_input(),
        help_text=_("The day of the last exposure, of leaving the place, or of the confirmation."),
    )  # fmt: skip
    began_on = forms.DateField(
        label=_("In the city's care since"), widget=date_input(),
        help_text=_("Days that passed elsewhere count; they are not made up for."),
    )  # fmt: skip
    evidence_kind = forms.ChoiceField(label=_("What shows it"), choices=Evidence.choices, widget=forms.Select)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Encrypted. Only carers and physicians open it, with a reason."),
    )  # fmt: skip
    basis = forms.CharField(label=_("Basis"), max_length=200)
    objection = forms.CharField(
        label=_("How to object"), max_length=200, help_text=_("Whom to call, and until when they answer.")
    )
    wants_facility = forms.BooleanField(label=_("The person wants to go to a facility"), required=False)
    health = forms.CharField(
        label=_("What the carers must know"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Illness, medicine, allergies. Encrypted."),
    )  # fmt: skip
    shown = forms.CharField(required=False, widget=forms.HiddenInput)  # the seal of the plan that was shown
    field_order = (
        "record", "version", "category", "anchor_on", "began_on", "evidence_kind", "evidence", "basis", "objection",
        "home", "home_troubles", "housemates", "wants_facility", "health", "shown",
    )  # fmt: skip

    def __init__(self, *args: Any, ground: Ground, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")), *((one.key, one.name.text(language())) for one in ground.edition.categories)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        anchor, began = cleaned.get("anchor_on"), cleaned.get("began_on")
        if anchor and anchor > self.today:
            self.add_error("anchor_on", ValidationError(_("This day is still to come.")))
        if anchor and began and began < anchor:
            self.add_error("began_on", ValidationError(_("This cannot be before day 0.")))
        return cleaned

    def home_known(self) -> Home:
        given = self.cleaned_data
        return Home(
            given["home"], tuple(given["home_troubles"]), given["housemates"], bool(given["wants_facility"])
        )

    def signed(self) -> dict[str, Any]:
        """What the action takes."""
        names = (
            "category",
            "anchor_on",
            "began_on",
            "evidence_kind",
            "evidence",
            "basis",
            "objection",
            "health",
        )
        return {name: self.cleaned_data[name] for name in names} | {"home": self.home_known()}


def sign_initial(episode: Episode, ground: Ground, *, today: date) -> dict[str, Any]:
    """What is known already; the basis is the edition's own document. A category that it does not have is left open."""
    known = ground.edition.category(episode.category) is not None
    return {
        "version": episode.version,
        "category": episode.category if known else "",
        "anchor_on": episode.anchor_on,
        "began_on": episode.arrived_on or today,
        "evidence_kind": episode.evidence_kind or Evidence.DECLARED,
        "basis": ground.basis,
        "objection": episode.objection or ground.objection,
        "home": episode.home,
        "home_troubles": episode.home_troubles,
        "housemates": episode.housemates,
    }


class WhyForm(KeptForm):
    why = forms.CharField(label=_("Reason"), max_length=200)


class CancelForm(KeptForm):
    why = forms.ChoiceField(label=_("What was wrong"), choices=WhyCancelled.choices)
    note = forms.CharField(
        label=_("What happened"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For who looks into it later. Encrypted."),
    )  # fmt: skip


class CaseForm(KeptForm):
    found_on = forms.DateField(label=_("Found on"), widget=date_input())
    evidence = forms.CharField(
        label=_("What points to it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which sample, when and by whom. A pool that was suspicious names nobody. Encrypted."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_found_on(self) -> date:
        found: date = self.cleaned_data["found_on"]
        if found > self.today:
            raise ValidationError(_("This day is still to come."))
        return found


class ConfirmForm(KeptForm):
    positives = forms.IntegerField(
        label=_("Positive samples of this person alone"), min_value=0, max_value=20, initial=0,
        help_text=_("Taken separately. A pool is none of them."),
    )  # fmt: skip
    diagnosed = forms.BooleanField(label=_("A physician has made the diagnosis"), required=False)


class NumberForm(KeptForm):
    number = forms.IntegerField(
        label=_("How many are they?"), min_value=1, help_text=_("Type the number that you have looked at.")
    )


class TogetherForm(KeptForm):
    source = forms.ChoiceField(
        label=_("Where they come from"),
        choices=[(one.value, one.label) for one in (OpenedFrom.LIST, OpenedFrom.CONTACT, OpenedFrom.BY_HAND)],
    )
    why = forms.CharField(
        label=_("Why together"),
        max_length=200,
        help_text=_("Everybody who may read sees it, with the number."),
    )
