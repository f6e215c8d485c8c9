"""What is typed about zones."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.forms import date_input
from linli.registers.forms.reading import KeptForm
from linli.zones.actions.deciding import Decision
from linli.zones.actions.proposing import ZoneAsked
from linli.zones.choices import UnitWord, WhyLifted
from linli.zones.rules_proposals import Doors

Choices = Sequence[tuple[str, str]]
REASON_HELP = _("What was found, and where it may have spread. Nobody's name: it stands in the notice.")
WIDER_HELP = _("Only where the edition names a ground for more. Oversight sees it.")


class ProposeForm(KeptForm):
    """A zone proposed by hand."""

    unit = forms.ChoiceField(label=pgettext_lazy("zone", "How far"))
    compound = forms.CharField(label=_("Compound"), max_length=60, required=False)
    building = forms.CharField(label=_("Building"), max_length=30, required=False)
    stairwell = forms.CharField(label=_("Stairwell"), max_length=20, required=False)
    floor = forms.CharField(label=_("Floor"), max_length=10, required=False)
    kind = forms.ChoiceField(label=_("Kind of zone"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=REASON_HELP)

    def __init__(self, *args: object, kinds: Choices, units: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(one, UnitWord(one).label) for one in units]  # type: ignore[attr-defined]

    def asked(self) -> ZoneAsked:
        given = self.cleaned_data
        doors = Doors(given["compound"], given["building"], given["stairwell"], given["floor"])
        return ZoneAsked(given["unit"], doors, given["kind"], given["reason"].strip())


class SignForm(KeptForm):
    """The first signature."""

    kind = forms.ChoiceField(label=_("Kind of zone"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=REASON_HELP)
    basis = forms.CharField(
        label=_("Basis"), max_length=200, help_text=_("Which decision: its number and date.")
    )
    last_on = forms.DateField(
        label=_("Last day"), widget=date_input(), help_text=_("It ends then at 24:00 by itself.")
    )
    objection = forms.CharField(
        label=_("Objections"), max_length=200, help_text=_("Whom to tell, and until when they answer."),
    )  # fmt: skip
    wider_because = forms.CharField(
        label=_("Why it reaches further than usual"), max_length=300, required=False, help_text=WIDER_HELP
    )

    def __init__(self, *args: object, kinds: Choices, asks_wider: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        if not asks_wider:
            del self.fields["wider_because"]

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(
            given["kind"], given["reason"], given["basis"], given["objection"], given["last_on"],
            given.get("wider_because", ""),
        )  # fmt: skip


class WhyForm(KeptForm):
    why = forms.CharField(label=_("Why"), max_length=200)


class LiftForm(KeptForm):
    """One choice, and no more: lifting is as easy as closing."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (one, one.label) for one in (
                WhyLifted.CONDITIONS, WhyLifted.OFFICER, WhyLifted.CASE_RULED_OUT, WhyLifted.APPEAL,
                WhyLifted.LIGHTER_EDITION,
            )
        ],
    )  # fmt: skip


class RenewForm(KeptForm):
    kind = forms.ChoiceField(label=_("Kind of zone"))
    reason = forms.CharField(label=_("Why it must last longer"), max_length=300)

    def __init__(self, *args: object, kinds: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class ReviewForm(KeptForm):
    contacts_negative = forms.ChoiceField(
        label=_("Contacts of the last case"), required=False,
        choices=[("", _("Nothing was told")), ("yes", _("All negative")), ("no", _("Not all negative"))],
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def contacts(self) -> bool | None:
        told: bool | None = {"yes": True, "no": False}.get(self.cleaned_data["contacts_negative"])
        return told


class RoundForm(KeptForm):
    on = forms.DateField(label=_("Day of the samples"), widget=date_input())
    negative = forms.ChoiceField(
        label=pgettext_lazy("round of tests", "Result"),
        choices=[("yes", _("All negative")), ("no", _("Not all negative"))],
    )

    def is_negative(self) -> bool:
        return bool(self.cleaned_data["negative"] == "yes")


class KeepForm(KeptForm):
    why = forms.CharField(label=_("Why it stays as it is"), max_length=200)


class PhysicianForm(KeptForm):
    why = forms.CharField(label=_("Medical reason"), max_length=200)
