"""Forms of one person's record and of the support needs."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.lib.dates import DateRead, Precision
from linli.lib.documents import DocumentKind as ReadKind
from linli.lib.documents import DocumentProblem, read_document
from linli.registers.choices import BirthPrecision, DocumentKind, NeedCode, Presence, Relation, Sex
from linli.registers.forms.reading import (
    BirthField,
    DayField,
    KeptForm,
    NameField,
    PhoneField,
    document_words,
)
from linli.registers.models import Resident, SupportNeed

HEALTH_TEXTS = ("details", "hospital", "medicine")
KEEP_HINT = _("Now {number}. Leave it open if it has not changed.")


class ResidentForm(KeptForm):
    """A member. Numbers that are kept are not in the page: who leaves the field open keeps them."""

    name = NameField(label=_("Name"), max_length=80)
    relation = forms.ChoiceField(label=_("Relation to the head"), choices=Relation.choices)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    birth = BirthField(
        label=_("Born on"),
        max_length=20,
        required=False,
        help_text=_("1974-03-02, 1974年3月, or the year alone."),
    )
    phone = PhoneField(label=_("Telephone"), max_length=30, required=False)
    clear_phone = forms.BooleanField(label=_("Remove the telephone number that is kept"), required=False)
    document = forms.CharField(label=_("Document number"), max_length=40, required=False)
    document_kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    clear_document = forms.BooleanField(label=_("Remove the document number that is kept"), required=False)
    keep_unverified = forms.BooleanField(
        label=_("Keep this number as it is, as an unverified document"), required=False
    )
    workplace = forms.CharField(label=_("Work or school"), max_length=120, required=False)
    notes = forms.CharField(
        label=_("Remarks"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No illnesses: those belong to support needs."),
    )  # fmt: skip
    another_person = forms.BooleanField(
        label=_("This is another person: add the record all the same"), required=False
    )

    def __init__(
        self, *args: Any, resident: Resident | None = None, documents: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.resident = resident
        kinds = [(value, label) for value, label in DocumentKind.choices if value != DocumentKind.NONE]
        self.fields["document_kind"].choices = [("", _("As the number says")), *kinds]  # type: ignore[attr-defined]
        self._hint("phone", resident.masked_phone if resident else "")
        self._hint("document", resident.masked_document if resident else "")
        if not documents:
            for name in ("document", "document_kind", "clear_document", "keep_unverified"):
                self.fields.pop(name, None)
        for name in ("keep_unverified", "another_person"):  # offered when something has been refused
            if name not in self.data:
                self.fields.pop(name, None)

    def _hint(self, name: str, masked: str) -> None:
        if masked:
            self.fields[name].help_text = str(KEEP_HINT).format(number=masked)
        else:
            del self.fields[f"clear_{name}"]

    @staticmethod
    def of(resident: Resident) -> dict[str, Any]:
        columns = ("version", "name", "relation", "sex", "workplace", "notes")
        return {name: getattr(resident, name) for name in columns} | {"birth": birth_text(resident)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("document"):
            self._read_document(data)
        return data

    def _read_document(self, data: dict[str, Any]) -> None:
        stated = ReadKind(data["document_kind"]) if data.get("document_kind") else None
        read = read_document(data["document"], stated)
        if data.get("keep_unverified"):
            data["document"], data["document_kind"] = read.number or data["document"], DocumentKind.OTHER
            return
        if read.problem:
            self.add_error("document", ValidationError(document_words(read), code=str(read.problem)))
            if read.problem not in (DocumentProblem.ROUNDED, DocumentProblem.MASKED):
                self.offer("keep_unverified", before="workplace")
            return
        self._compare_birth(data, read.birth_on)
        data["document"], data["document_kind"] = read.number, read.kind.value
        if data.get("sex") == Sex.UNKNOWN and read.sex:
            data["sex"] = read.sex.value

    def _compare_birth(self, data: dict[str, Any], told: date | None) -> None:
        """The day of birth in the number fills an empty field, and is asked about where it is another one."""
        birth = data.get("birth")
        if not told or birth is None:
            return
        if birth.value is None:
            data["birth"] = DateRead(told, Precision.DAY)
        elif birth.value.year != told.year or (birth.precision is Precision.DAY and birth.value != told):
            words = _(
                "The document says {day}. Correct the one that is wrong, or keep the number as unverified."
            )
            self.add_error("birth", ValidationError(str(words).format(day=told.isoformat()), code="differs"))
            self.offer("keep_unverified", before="workplace")

    def ask_whether_another(self) -> None:
        """Somebody much like this one is in the register: say so before a second record is made."""
        self.offer("another_person", before="workplace")
        self.order_fields([name for name in self.fields if name != "another_person"])
        words = _(
            "Somebody much like this is registered already, see above. Tick the box if it is another person."
        )
        self.add_error("another_person", ValidationError(words, code="duplicate"))

    @property
    def is_another_person(self) -> bool:
        return bool(self.cleaned_data.get("another_person"))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in ("name", "relation", "sex", "workplace", "notes")}
        birth = data["birth"]
        values["birth_on"] = birth.value
        values["birth_precision"] = str(birth.precision or BirthPrecision.DAY)
        if data["phone"] or data.get("clear_phone"):
            values["phone"] = data["phone"]
        if data.get("document"):
            values |= {"document": data["document"], "document_kind": data["document_kind"]}
        elif data.get("clear_document"):
            values |= {"document": "", "document_kind": DocumentKind.NONE}
        return values


def birth_text(resident: Resident) -> str:
    """A birth date as it is known, to be read back from the form as it was."""
    if resident.birth_on is None:
        return ""
    digits = {BirthPrecision.DAY: 10, BirthPrecision.MONTH: 7, BirthPrecision.YEAR: 4}
    return str(resident.birth_on.isoformat())[: digits[BirthPrecision(resident.birth_precision)]]


class PresenceForm(KeptForm):
    presence = forms.ChoiceField(label=_("Whereabouts"), choices=Presence.choices)
    away_place = forms.CharField(label=_("Away in"), max_length=80, required=False)
    away_return_on = DayField(label=_("Back on"), required=False)
    left_on = DayField(label=_("Left on"), required=False, help_text=_("For somebody who moved out or died."))

    def clean_left_on(self) -> date | None:
        left: date | None = self.cleaned_data["left_on"]
        if left and left > timezone.localdate():
            raise ValidationError(_("That day lies ahead. Look at the year."), code="ahead")
        return left

    def clean_away_return_on(self) -> date | None:
        back: date | None = self.cleaned_data["away_return_on"]
        away = self.cleaned_data.get("presence") == Presence.AWAY
        if away and back and back < timezone.localdate():
            raise ValidationError(_("That day has passed. Who is back lives here."), code="passed")
        return back


class NeedForm(KeptForm):
    """A support need. Its health details can be written by all who keep the record, and read by few."""

    code = forms.ChoiceField(label=_("Support need"), choices=NeedCode.choices)
    details = forms.CharField(
        label=_("Details"), max_length=300, required=False, help_text=_("What, how often, which week.")
    )
    hospital = forms.CharField(label=_("Hospital"), max_length=120, required=False)
    next_visit_on = DayField(label=_("Next visit to the hospital"), required=False)
    medicine = forms.CharField(label=_("Medicine"), max_length=300, required=False)
    medicine_until = DayField(label=_("Medicine lasts until"), required=False)

    def __init__(self, *args: Any, need: SupportNeed | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if need is None:
            return
        del self.fields["code"]
        for name in HEALTH_TEXTS:
            if getattr(need, name):
                self.fields[name].help_text = _(
                    "Something is kept here. Write to replace it, or leave it open."
                )

    @staticmethod
    def of(need: SupportNeed) -> dict[str, Any]:
        return {name: getattr(need, name) for name in ("version", "next_visit_on", "medicine_until")}

    def values(self) -> dict[str, Any]:
        """The days as they stand; of the texts, which the form never shows, those that were written."""
        data = self.cleaned_data
        days = {name: data[name] for name in ("next_visit_on", "medicine_until")}
        return days | {name: data[name] for name in HEALTH_TEXTS if data[name]}


class EndNeedForm(KeptForm):
    ended_on = DayField(label=_("Ended on"))
