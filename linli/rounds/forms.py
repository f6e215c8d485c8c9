"""What is typed at a desk in the daily round."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.registers.forms.reading import DoorField, KeptForm
from linli.registers.models import Household, Resident
from linli.rounds import bodies
from linli.rounds.choices import Channel, CheckOutcome, Direction, SettledAs, SignOfIllness, WhatIsNeeded

WHOLE = "household"
NONE = [("", _("nothing of that"))]


class Answer(TextChoices):
    """What came of a call. The first two are daily answers, the others visits."""

    SAME = "same", _("Same as yesterday")
    CHANGED = "changed", _("Something changed")
    NOBODY_HOME = "nobody_home", _("Nobody answered")
    REFUSED = "refused", _("Did not want to talk")


class AnswerForm(KeptForm):
    """The daily question, as it is asked by telephone or at a counter."""

    channel = forms.ChoiceField(
        label=_("How"),
        choices=[(Channel.PHONE, Channel.PHONE.label), (Channel.DOOR, _("In person"))],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    answer = forms.ChoiceField(label=_("What they said"), choices=Answer.choices, widget=forms.RadioSelect)
    who = forms.ChoiceField(label=_("About whom"), required=False, initial=WHOLE)
    signs = forms.MultipleChoiceField(
        label=_("Illness"),
        choices=SignOfIllness.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What they say of themselves; you do not judge it."),
    )
    celsius = forms.FloatField(
        label=_("Temperature in ℃"),
        required=False,
        min_value=30,
        max_value=45,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
    )
    need = forms.ChoiceField(
        label=pgettext_lazy("round", "Need"), choices=[*NONE, *WhatIsNeeded.choices], required=False
    )
    need_note = forms.CharField(label=_("What exactly"), max_length=120, required=False)
    direction = forms.ChoiceField(
        label=pgettext_lazy("round", "Travel"), choices=[*NONE, *Direction.choices], required=False
    )
    place = forms.CharField(label=_("From or to where"), max_length=120, required=False)
    note = forms.CharField(
        label=pgettext_lazy("round", "Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, members: Sequence[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), one.name) for one in members]
        self.fields["who"].choices = [(WHOLE, _("the household")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = any(cleaned.get(name) for name in ("signs", "celsius", "need", "direction"))
        answer = cleaned.get("answer")
        if answer == Answer.CHANGED and not told and not cleaned.get("note"):
            self.add_error(
                "answer", ValidationError(_("Say what has changed, or choose “Same as yesterday”."))
            )
        elif answer and answer != Answer.CHANGED and told:
            self.add_error(
                "answer", ValidationError(_("Something is told below: then choose “Something changed”."))
            )
        elif answer == Answer.SAME and cleaned.get("note"):
            self.add_error("note", ValidationError(_("With a remark, choose “Something changed”.")))
        return cleaned

    def body(self, household: Household) -> bodies.DailyAnswer | bodies.Visit | bodies.NobodyHome:
        """What a phone would have sent."""
        given = self.cleaned_data
        answer, base = given["answer"], {"household": household.pk, "channel": given["channel"]}
        if answer == Answer.NOBODY_HOME:
            return bodies.NobodyHome(**base, note=given["note"])
        if answer == Answer.REFUSED:
            return bodies.Visit(**base, outcome="refused", note=given["note"])
        if answer == Answer.SAME:
            return bodies.DailyAnswer(**base, same=True)
        return bodies.DailyAnswer(**base, **self._told(), note=given["note"])

    def _told(self) -> dict[str, Any]:
        given = self.cleaned_data
        who = UUID(given["who"]) if given["who"] not in ("", WHOLE) else None
        told: dict[str, Any] = {}
        if given["signs"]:
            told["symptoms"] = (bodies.Symptoms(signs=tuple(given["signs"]), resident=who),)
        if given["celsius"] is not None:
            told["temperatures"] = (bodies.Temperature(celsius=given["celsius"], resident=who),)
        if given["need"]:
            told["needs"] = (bodies.Need(what=given["need"], resident=who, note=given["need_note"]),)
        if given["direction"]:
            travel = bodies.Travel(direction=given["direction"], resident=who, place=given["place"])
            told["travel"] = (travel,)
        return told


# ---- entries that went back --------------------------------------------------------------------------
def reason_field(**more: Any) -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, **more)


class SettleForm(KeptForm):
    settled_as = forms.ChoiceField(
        label=_("How it ends"),
        choices=[(one.value, one.label) for one in (SettledAs.STAYS, SettledAs.CORRECTED)],
        widget=forms.RadioSelect,
    )
    reason = reason_field()


class HandOverForm(KeptForm):
    """The community is chosen from what the search has found."""

    to = forms.ChoiceField(label=_("To which community"), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = found  # type: ignore[attr-defined]
        if len(found) == 1:
            self.fields["to"].initial = found[0][0]


class SendBackForm(KeptForm):
    reason = reason_field()


class TakePersonForm(KeptForm):
    door = DoorField(
        label=_("Door in your area"), max_length=60, help_text=_("Where the person lives, like 3-2-501.")
    )
    compound = forms.CharField(
        label=_("Compound"),
        max_length=60,
        required=False,
        help_text=_("Needed where two doors are called alike."),
    )


class TakeDoorForm(KeptForm):
    area = forms.ChoiceField(label=_("Where the door stands with you"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = places  # type: ignore[attr-defined]


# ---- lists that are checked on the ground -----------------------------------------------------------------
class ListForm(KeptForm):
    title = forms.CharField(
        label=_("Name of the list"), max_length=80, help_text=_("No names of people in it.")
    )
    sent_by = forms.CharField(
        label=_("Sent by"), max_length=80, required=False, help_text=_("The office above.")
    )
    file = forms.FileField(label=_("Workbook (.xlsx, .xls, .csv)"), required=False)
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One person a line: name, telephone, place. Copied cells of a sheet can be pasted as they are."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("file", ValidationError(_("Choose a file, or paste the list below.")))
        return cleaned


class GiveOutForm(KeptForm):
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At 24:00."),
    )
    targets = forms.MultipleChoiceField(label=_("Spread over"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["targets"].choices = places  # type: ignore[attr-defined]


class ShareOutForm(GiveOutForm):
    due_on = None  # type: ignore[assignment]  # the list has its due day already


class CloseListForm(KeptForm):
    reason = reason_field(required=False, help_text=_("Needed while rows have no outcome."))


class CheckForm(KeptForm):
    outcome = forms.ChoiceField(
        label=_("What you found"), choices=CheckOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=pgettext_lazy("round", "Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(KeptForm):
    reason = reason_field()


class PassOnForm(KeptForm):
    to = forms.ChoiceField(label=_("To which grid"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = places  # type: ignore[attr-defined]
