"""Fields that read what people type: doors, telephones, dates of birth. A refusal says what to write instead."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.lib.dates import DateProblem, DateRead, read_date
from linli.lib.documents import Document, DocumentProblem
from linli.lib.doors import Door, DoorProblem, read_door
from linli.lib.ids import new_id
from linli.lib.names import clean_name
from linli.lib.phones import PhoneProblem, read_phone

Text = str | Promise

DOOR_WORDS: dict[DoorProblem, Text] = {
    DoorProblem.NO_ROOM: _("The room is missing. Write it like 3-2-501, or 3号楼2单元501."),
    DoorProblem.NO_NUMBER: _("There is no number in it. Write it like 3-2-501, or 三组12号."),
    DoorProblem.BECAME_DATE: _("That reads like a date. Write the door like 3-2-501, or 3号楼2单元501."),
}
PHONE_WORDS: dict[PhoneProblem, Text] = {
    PhoneProblem.ROUNDED: _("The last digits were lost in a spreadsheet. Type the number anew."),
    PhoneProblem.MASKED: _("A number with stars cannot be kept. Leave it open if it has not changed."),
    PhoneProblem.WRONG_LENGTH: _(
        "The number of digits does not fit. A mobile has 11; write a landline with its area code."
    ),
    PhoneProblem.NOT_A_NUMBER: _("That is no telephone number. Write digits, like 13800006021."),
}
DATE_WORDS: dict[DateProblem, Text] = {
    DateProblem.NOT_A_DATE: _("That is no date. Write it like 1974-03-02, 1974年3月, or 1974."),
    DateProblem.NO_YEAR: _("The year is missing. Write it like 1974-03-02."),
    DateProblem.NO_SUCH_DAY: _("There is no such day. Look at the month and the day."),
    DateProblem.AMBIGUOUS: _("Day and month may be swapped. Write it like 1974-03-02."),
}
DOCUMENT_WORDS: dict[DocumentProblem, Text] = {
    DocumentProblem.ROUNDED: _("The last digits were lost in a spreadsheet. Type the number anew."),
    DocumentProblem.MASKED: _("A number with stars cannot be kept. Leave it open if it has not changed."),
    DocumentProblem.WRONG_LENGTH: _("The number of digits does not fit: an identity card has 18."),
    DocumentProblem.WRONG_CHARACTERS: _("It has signs that such a number never has. Look at the card again."),
    DocumentProblem.WRONG_CHECK_DIGIT: _("The last digit does not fit; by the rule it should be {expected}."),
    DocumentProblem.NO_SUCH_DAY: _("Its day of birth does not exist. Look at digits 7 to 14."),
    DocumentProblem.SEVERAL: _("There are several numbers in it. Write one."),
}


def document_words(document: Document) -> str:
    """What is wrong with a number, and what it should be where the rule tells."""
    if document.problem is None:
        return ""
    return str(DOCUMENT_WORDS[document.problem]).format(expected=document.expected_check or "?")


class DoorField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_door(text) if text else None

    def validate(self, value: Door | None) -> None:
        super().validate(value)
        if value and value.problem:
            raise ValidationError(str(DOOR_WORDS[value.problem]), code=str(value.problem))

    def run_validators(self, value: Any) -> None:
        """The validators of a text; a door that was read has passed already."""


class PhoneField(forms.CharField):
    """One number, in the form that the register keeps."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        phone = read_phone(text)
        if phone.problem:
            raise ValidationError(str(PHONE_WORDS[phone.problem]), code=str(phone.problem))
        if phone.others:
            raise ValidationError(
                _("One number only; write the others as contacts of the household."), code="several"
            )
        return phone.number


class BirthField(forms.CharField):
    """A day, a month or a year, as somebody knows it."""

    def to_python(self, value: Any) -> Any:
        return read_date(super().to_python(value))

    def validate(self, value: DateRead) -> None:
        if self.required and value.value is None and value.problem is None:
            raise ValidationError(self.error_messages["required"], code="required")
        if value.problem:
            raise ValidationError(str(DATE_WORDS[value.problem]), code=str(value.problem))
        if value.value and value.value > timezone.localdate():
            raise ValidationError(_("That day lies ahead. Look at the year."), code="ahead")

    def run_validators(self, value: Any) -> None:
        """The validators of a text; a date that was read has passed already."""


class DayField(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        read = read_date(value)
        if read.problem or read.value is None:
            raise ValidationError(str(DATE_WORDS[read.problem or DateProblem.NOT_A_DATE]), code="not_a_date")
        return read.value


class NameField(forms.CharField):
    """A name as the register keeps it: without spaces between characters, without a role beside it."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        name = clean_name(text).name
        if text and not name:
            raise ValidationError(
                _("That is no name. For an empty dwelling set the occupancy to vacant."), code="nobody"
            )
        return name


class KeptForm(forms.Form):
    """A form for one record: the id of a new one, so that sending twice makes one; the version of an old one."""

    record = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def record_id(self) -> UUID:
        found: UUID | None = self.cleaned_data["record"]
        return found or new_id()

    def offer(self, name: str, *, before: str) -> None:
        """Show a field that was left out: the way on from what has just been refused."""
        self.fields[name] = self.base_fields[name]
        order = [one for one in self.fields if one != name]
        self.order_fields([*order[: order.index(before)], name])

    def seen_version(self) -> int | None:
        version: int | None = self.cleaned_data["version"]
        return version
