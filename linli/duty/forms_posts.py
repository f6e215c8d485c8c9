"""What is typed about posts, places, hours and calls for help."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.duty.choices import PlaceKind
from linli.duty.rules_posts import Shift, series
from linli.duty.words_posts import EQUIPMENT, QUALIFICATIONS
from linli.lib.periods import SHANGHAI
from linli.people.forms import MOST_SUGGESTED
from linli.people.models import User
from linli.registers.forms.reading import KeptForm

Choices = Sequence[tuple[str, str]]
MOST_PEOPLE = 200
_HOURS = re.compile(r"(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：](\d{2}))?")


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class HoursField(forms.CharField):
    """`8-16 16-24 0:00-8:00`: one shift, or several of a day. 24:00 is midnight."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        found = _HOURS.findall(text or "")
        if text and (not found or re.sub(r"[\s,，、;；]", "", _HOURS.sub("", text or ""))):
            raise ValidationError(_("Write shifts like 8:00-16:00, several with a space between them."))
        try:
            return [(_time(a, b), _time(c, d)) for a, b, c, d in found]
        except ValueError:
            raise ValidationError(_("There is no such time of the day.")) from None


def _time(hour: str, minute: str) -> time:
    return time(0 if hour == "24" and not int(minute or 0) else int(hour), int(minute or 0))


class PostDetailsForm(KeptForm):
    """What may be corrected even after somebody has claimed the post."""

    headcount = forms.IntegerField(label=_("How many people"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    title = forms.CharField(
        label=_("In a few words"),
        max_length=80,
        required=False,
        help_text=_("Where the kind alone does not say it."),
    )
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), choices=list(EQUIPMENT.items()), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Remark on the post"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lead = forms.CharField(
        label=_("Who leads the post"), max_length=80, required=False,
        help_text=_("By name; may mend the hours of the others, and note who did not come."),
        widget=forms.TextInput(attrs={"list": "leads", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, leads: QuerySet[User], lead: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads, self.led_by = leads, lead

    @property
    def suggested(self) -> list[User]:
        return list(self.leads[:MOST_SUGGESTED])

    def clean_lead(self) -> User | None:
        """Somebody of the area who may stand on posts; whoever leads it already may stay."""
        name = self.cleaned_data["lead"].strip()
        if not name:
            return None
        if self.led_by is not None and name in (self.led_by.name, self.led_by.username):
            return self.led_by
        found = list(self.leads.filter(Q(name=name) | Q(username=name))[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "Nobody here who may stand on posts has just this name. Of two, type the name to sign in with."
                )
            )
        return found[0]


class PostForm(PostDetailsForm):
    """One post, or a series: the same shifts on every day."""

    kind = forms.ChoiceField(label=_("Kind of post"))
    place = forms.ChoiceField(label=pgettext_lazy("shift", "Place"))
    first_on = forms.DateField(label=_("Day"), widget=day_input())
    last_on = forms.DateField(
        label=_("Until, for a series"), widget=day_input(), required=False, help_text=_("That day included.")
    )
    hours = HoursField(
        label=_("Shifts"), max_length=200,
        help_text=_("Like 8:00-16:00. Several with a space between them; a night goes over midnight: 22-6."),
    )  # fmt: skip
    qualifications = forms.MultipleChoiceField(
        label=_("Qualifications needed"), choices=list(QUALIFICATIONS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    field_order = (
        "kind",
        "place",
        "first_on",
        "last_on",
        "hours",
        "headcount",
        "qualifications",
        "equipment",
        "lead",
    )

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and (last < first or (last - first).days > 62):
            self.add_error("last_on", ValidationError(_("A series ends after it begins, within two months.")))
        return cleaned

    def shifts(self) -> list[Shift]:
        given = self.cleaned_data
        first: date = given["first_on"]
        return series(first, given["last_on"] or first, given["hours"])


class PlaceForm(KeptForm):
    name = forms.CharField(label=_("Name of the place"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=PlaceKind.choices)
    address = forms.CharField(label=_("Where it is"), max_length=120, required=False)


class ReasonForm(KeptForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PutForm(KeptForm):
    """Somebody is put on a post by name."""

    person = forms.CharField(label=_("Name of the person"), max_length=80)
    over_limits = forms.BooleanField(
        label=_("Even if a limit of rest, hours or days is passed"), required=False
    )


class MendForm(KeptForm):
    came_at = forms.DateTimeField(label=_("Came at"), widget=moment_input())
    left_at = forms.DateTimeField(label=_("Left at"), widget=moment_input())
    why = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("came_at", "left_at"):
            if cleaned.get(name):
                cleaned[name] = _in_shanghai(cleaned[name])
        return cleaned


def _in_shanghai(at: datetime) -> datetime:
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at


class OfferForm(KeptForm):
    """Ask somebody by name; with a shift of theirs it is a swap."""

    person = forms.CharField(
        label=_("Whom do you ask?"), max_length=80, help_text=_("The name of the account.")
    )
    swap_for = forms.ChoiceField(label=_("In return"), required=False)

    def __init__(self, *args: Any, theirs: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if theirs:
            self.fields["swap_for"].choices = [("", _("nothing: they stand in")), *theirs]  # type: ignore[attr-defined]
        else:
            del self.fields["swap_for"]


class HandoverForm(KeptForm):
    points = forms.CharField(
        label=_("What is still open"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("One point a line. No illness, no names: the door is enough."),
    )  # fmt: skip
    goods = forms.CharField(
        label=_("What is handed over"), required=False, max_length=300,
        help_text=_("Like: thermometers 2, keys 1."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark on the post"), required=False, max_length=500)

    def lines(self) -> list[str]:
        return [line.strip()[:120] for line in self.cleaned_data["points"].splitlines() if line.strip()][:20]

    def counted(self) -> dict[str, int]:
        found = re.findall(r"([^\d,，、;；]+?)\s*[:：×x]?\s*(\d{1,5})", self.cleaned_data["goods"])
        return {what.strip()[:60]: int(n) for what, n in found if what.strip()}


class CallForm(KeptForm):
    text = forms.CharField(
        label=_("What is needed"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    headcount = forms.IntegerField(label=_("How many people"), min_value=1, max_value=2000)
    wanted_at = forms.DateTimeField(label=_("By when"), widget=moment_input())
    organisations = forms.MultipleChoiceField(label=_("Whom to call"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wanted_at"):
            cleaned["wanted_at"] = _in_shanghai(cleaned["wanted_at"])
        return cleaned


class AnswerCallForm(KeptForm):
    people = forms.IntegerField(
        label=_("How many people you send"),
        min_value=0,
        max_value=2000,
        help_text=_("0: nobody can be sent."),
    )
    note = forms.CharField(label=_("Remark on the post"), max_length=200, required=False)
