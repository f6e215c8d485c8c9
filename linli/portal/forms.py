"""What a household tells and asks. Nothing is required that does not have to be; every refusal says what to write."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.lib.documents import read_document
from linli.lib.masking import mask_name
from linli.lib.origins import Origin
from linli.portal.models import Wish
from linli.portal.words import NEEDS, SCHOOLING, SIGNS
from linli.registers.forms.reading import DayField, KeptForm, NameField, PhoneField, document_words
from linli.registers.models import Resident
from linli.rounds.arrival_rules import is_in_reach
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.bodies import DailyAnswer, Need, Schooling, Symptoms, Temperature, Travel, Vaccination
from linli.rounds.choices import ArrivalKind, Transport
from linli.rounds.models import Arrival
from linli.rounds.origins import resolve_origin

NONE_OF_THEM = "-"
NO_CHANGE = [("", pgettext_lazy("no change", "No"))]


class ChangesForm(KeptForm):
    """What is not as yesterday, of one person at a time. Whatever is left open is as it was."""

    who = forms.ChoiceField(label=_("Who is it about?"), required=False, widget=forms.RadioSelect)
    direction = forms.ChoiceField(
        label=_("Did somebody go away, or come back?"),
        required=False,
        choices=[*NO_CHANGE, ("out", _("Went away")), ("in", _("Came back"))],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label=_("Where to, or where from"), max_length=120, required=False)
    on = DayField(label=_("On which day"), required=False)
    back_on = DayField(label=pgettext_lazy("question", "Back on"), required=False)
    signs = forms.MultipleChoiceField(
        label=_("Is somebody unwell?"), required=False, choices=SIGNS, widget=forms.CheckboxSelectMultiple
    )
    celsius = forms.DecimalField(
        label=_("Temperature"),
        required=False,
        max_digits=4,
        decimal_places=1,
        help_text=_("In degrees, such as 36.8."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    dose = forms.TypedChoiceField(
        label=_("A vaccination: which dose?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*NO_CHANGE, *((str(n), str(n)) for n in range(1, 6))],
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(
        label=_("Where does a child learn now?"),
        required=False,
        choices=[*NO_CHANGE, *SCHOOLING],
        widget=forms.RadioSelect,
    )
    what = forms.ChoiceField(
        label=_("Do you need something that you cannot get?"),
        required=False,
        choices=[*NO_CHANGE, *NEEDS],
        widget=forms.RadioSelect,
    )
    need_note = forms.CharField(label=_("What exactly"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Anything else"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, members: list[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), mask_name(one.name)) for one in members]
        self.fields["who"].choices = [*people, ("", _("The whole household, or not said"))]  # type: ignore[attr-defined]

    def clean_celsius(self) -> float | None:
        value = self.cleaned_data["celsius"]
        if value is None:
            return None
        if not 30 <= value <= 45:
            raise ValidationError(
                _("Write what the thermometer shows, between 30 and 45, such as 36.8."), code="range"
            )
        return float(value)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("direction") and any(data.get(name) for name in ("place", "on", "back_on")):
            self.add_error("direction", ValidationError(_("Say whether it is away or back."), code="which"))
        if not data.get("what") and data.get("need_note"):
            self.add_error("what", ValidationError(_("Choose what kind of thing it is."), code="which"))
        told = ("direction", "signs", "celsius", "dose", "mode", "what", "note")
        if not self.errors and not any(data.get(name) for name in told):
            raise ValidationError(
                _("Nothing is filled in. If all is as yesterday, go back and press “Same as yesterday”."),
                code="nothing",
            )
        return data

    def body(self, household: UUID) -> DailyAnswer:
        data = self.cleaned_data
        who = UUID(data["who"]) if data["who"] else None
        return DailyAnswer(
            household=household,
            channel="online",
            travel=(
                Travel(
                    direction=data["direction"],
                    resident=who,
                    place=data["place"],
                    on=data["on"],
                    back_on=data["back_on"],
                ),
            )
            if data["direction"]
            else (),
            symptoms=(Symptoms(signs=tuple(data["signs"]), resident=who),) if data["signs"] else (),
            temperatures=(Temperature(celsius=data["celsius"], resident=who),) if data["celsius"] else (),
            vaccinations=(Vaccination(dose=data["dose"], resident=who),) if data["dose"] else (),
            schooling=(Schooling(mode=data["mode"], resident=who),) if data["mode"] else (),
            needs=(Need(what=data["what"], resident=who, note=data["need_note"]),) if data["what"] else (),
            note=data["note"],
        )


class DeclarationForm(KeptForm):
    """The fields of the form for returnees. Numbers that are kept are not in the page: left open, they stay."""

    kind = forms.ChoiceField(
        label=_("Comes home, or to visit?"), choices=ArrivalKind.choices, initial=ArrivalKind.RETURN
    )
    proxy = forms.ChoiceField(
        label=_("Who fills this in?"),
        choices=[("", _("Whoever comes")), ("proxy", _("Somebody else, for them"))],
        required=False,
        widget=forms.RadioSelect,
    )
    declared_by = NameField(label=_("Your name"), max_length=60, required=False)
    relation = forms.CharField(
        label=_("What you are to them"),
        max_length=40,
        required=False,
        help_text=_("Such as daughter, or neighbour."),
    )
    declared_phone = PhoneField(label=_("Your telephone"), max_length=30, required=False)
    name = NameField(label=_("Name of who comes"), max_length=60)
    phone = PhoneField(label=_("Their telephone"), max_length=30, required=False)
    document = forms.CharField(
        label=_("Identity card or other document"),
        max_length=40,
        required=False,
        help_text=_("Leave it open if there is none, or it is not at hand."),
    )
    from_place = forms.CharField(
        label=_("From where"),
        max_length=120,
        help_text=_(
            "Province, city and district, such as 黑龙江省哈尔滨市南岗区. A country, if from abroad."
        ),
    )
    from_code = forms.ChoiceField(label=_("Which of these is it?"), required=False)
    reason = forms.CharField(
        label=pgettext_lazy("arrival", "What for"),
        max_length=120,
        required=False,
        help_text=_("Such as: home for the holiday."),
    )
    arrives_on = DayField(label=_("Arrives on"))
    transport = forms.ChoiceField(
        label=pgettext_lazy("arrival", "By"), choices=Transport.choices, initial=Transport.UNKNOWN
    )
    transport_number = forms.CharField(
        label=_("Train, flight or number plate"), max_length=30, required=False
    )
    companions = forms.IntegerField(
        label=_("How many come along"), min_value=0, max_value=200, required=False, initial=0
    )
    note = forms.CharField(
        label=_("Anything else"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    origin: Origin | None = None

    def __init__(self, *args: Any, arrival: Arrival | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrival = arrival
        if arrival is not None:
            del self.fields["name"]
            for name, masked in (
                ("phone", arrival.masked_phone),
                ("document", "*" if arrival.document else ""),
            ):
                if masked:
                    self.fields[name].help_text = _("One is kept. Leave it open if it has not changed.")
        if self._asks_origin():
            choices = [(one.code, one.path) for one in self.origin.candidates]  # type: ignore[union-attr]
            self.fields["from_code"].choices = [*choices, (NONE_OF_THEM, _("None of these, or I cannot say"))]  # type: ignore[attr-defined]
            self.fields["from_code"].widget = forms.RadioSelect(choices=self.fields["from_code"].choices)  # type: ignore[attr-defined]
        else:
            del self.fields["from_code"]

    def _asks_origin(self) -> bool:
        """Whether the words that were sent may mean several places; then they are asked about."""
        self.origin = resolve_origin(str(self.data.get("from_place", ""))) if self.is_bound else None
        return self.origin is not None and self.origin.is_ambiguous

    def clean_document(self) -> str:
        text: str = self.cleaned_data["document"]
        read = read_document(text)
        if text and read.problem:
            raise ValidationError(document_words(read), code=str(read.problem))
        return read.number if text else ""

    def clean_arrives_on(self) -> date:
        day: date = self.cleaned_data["arrives_on"]
        if not is_in_reach(day, today=timezone.localdate()):
            raise ValidationError(_("Write a day from the last month to the next three."), code="far_off")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("proxy") and not data.get("declared_by") and "declared_by" not in self.errors:
            self.add_error(
                "declared_by", ValidationError(_("Write your name, so that we know whom to ask."), code="who")
            )
        if "from_code" in self.fields and not data.get("from_code") and "from_code" not in self.errors:
            words = _("There are several places of this name. Choose one, or the last line.")
            self.add_error("from_code", ValidationError(words, code="ambiguous"))
        return data

    def _origin_code(self) -> str:
        chosen = str(self.cleaned_data.get("from_code") or "")
        if chosen == NONE_OF_THEM:
            return ""
        return chosen or (self.origin.code if self.origin else "")

    def values(self) -> dict[str, Any]:
        """The columns of an arrival."""
        data = self.cleaned_data
        by_proxy = bool(data["proxy"])
        columns = ("kind", "from_place", "reason", "arrives_on", "transport", "transport_number", "note")
        values = {name: data[name] for name in columns}
        values |= {"companions": data["companions"] or 0, "from_code": self._origin_code()}
        for name in ("declared_by", "relation", "declared_phone"):
            values[name] = data[name] if by_proxy else ""
        for name in ("phone", "document"):
            if data[name] or self.arrival is None:
                values[name] = data[name]
        return values

    def body(self, household: UUID) -> ArrivalBody:
        return ArrivalBody(
            household=household, name=self.cleaned_data["name"], state="expected", **self.values()
        )

    @staticmethod
    def of(arrival: Arrival) -> dict[str, Any]:
        columns = (
            "kind", "from_place", "reason", "arrives_on", "transport", "transport_number", "companions", "note",
            "declared_by", "relation", "declared_phone", "version",
        )  # fmt: skip
        return {name: getattr(arrival, name) for name in columns} | {
            "proxy": "proxy" if arrival.declared_by else ""
        }


class AskForm(KeptForm):
    wish = forms.ChoiceField(label=_("What is it about?"), choices=Wish.choices, initial=Wish.CORRECT)
    text = forms.CharField(
        label=_("What should be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )


class AnswerForm(KeptForm):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The household reads it behind its link. Say what was done, or why not."),
    )
