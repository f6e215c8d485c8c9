"""The form in which a fact in quarantine is mended: one field for each that its kind has."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import inspect

from linli.core.facts import all_kinds, kind_named
from linli.intake.field_words import field_word
from linli.intake.office import expected_words

PREFIX = "field_"
TEXTS = (inspect.StrType, inspect.UUIDType, inspect.DateType, inspect.DateTimeType)


class MendForm(forms.Form):
    """By the fields of the kind, if the body is an object of a kind that is known; else the whole body as JSON."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of fact"))
    made_at = forms.DateTimeField(
        label=gettext_lazy("When it was made"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )

    def __init__(self, data: QueryDict | None = None, *, kind: str, body: str, sent_at: datetime) -> None:
        local = timezone.localtime(sent_at).replace(tzinfo=None, microsecond=0)
        super().__init__(data, initial={"kind": kind, "made_at": local})
        self.sent_at, self.sent = sent_at, _object(body)
        self.known = kind_named(kind) if self.sent is not None else None
        choices = [(one.name, one.title) for one in all_kinds()]
        if self.known:
            choices = [(self.known.name, self.known.title)]
            self.parts = {one.encode_name: one for one in _fields(self.known.body)}
            for name, part in self.parts.items():
                self.fields[PREFIX + name] = _field(name, part, (self.sent or {}).get(name))
        else:
            self.parts = {}
            self.fields["whole"] = forms.CharField(
                label=_("What it tells, as JSON"), initial=body, widget=forms.Textarea(attrs={"rows": 12})
            )
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.parts:
            for name, part in self.parts.items():
                self._read(name, part, cleaned)
        elif "whole" in cleaned and _parsed(cleaned["whole"]) is None:
            self.add_error(
                "whole", ValidationError(_("This is not JSON. Look for a missing quote or bracket."))
            )
        return cleaned

    def _read(self, name: str, part: inspect.Field, cleaned: dict[str, Any]) -> None:
        typed = cleaned.get(PREFIX + name) or ""
        if not typed or is_text(part.type):
            return
        value = _parsed(typed)
        if value is None and typed.strip() != "null":
            self.add_error(
                PREFIX + name, ValidationError(_("This is not JSON. Look for a missing quote or bracket."))
            )
        cleaned[PREFIX + name] = typed

    def body(self) -> bytes:
        """The body as it is to be used. A field that is left empty is not told."""
        if not self.parts:
            return str(self.cleaned_data["whole"]).encode()
        told = {
            name: typed if is_text(part.type) else json.loads(typed)
            for name, part in self.parts.items()
            if (typed := self.cleaned_data.get(PREFIX + name))
        }
        return msgspec.json.encode(told)

    def when(self) -> datetime:
        """A time that nobody has touched keeps what the form cannot show."""
        given: datetime = self.cleaned_data["made_at"]
        return self.sent_at if given == self.sent_at.replace(microsecond=0) else given

    def blame(self, why: str) -> None:
        """Put a refusal beside the field that it names."""
        named = next((PREFIX + name for name in self.parts if f"$.{name}" in why), None)
        words = expected_words(why)
        self.add_error(named or ("whole" if not self.parts else None), ValidationError(words))


def _object(body: str) -> dict[str, Any] | None:
    value = _parsed(body)
    return value if isinstance(value, dict) else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _fields(body: type[msgspec.Struct]) -> Iterator[inspect.Field]:
    described = inspect.type_info(body)
    assert isinstance(described, inspect.StructType)
    return iter(described.fields)


def _bare(kind: inspect.Type) -> inspect.Type:
    """Without the notes around it, and without "or nothing"."""
    if isinstance(kind, inspect.Metadata):
        return _bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        rest = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return _bare(rest[0]) if len(rest) == 1 else kind
    return kind


def is_text(kind: inspect.Type) -> bool:
    """Whether it is typed as it is, without quotes."""
    return isinstance(_bare(kind), (*TEXTS, inspect.LiteralType))


def _field(name: str, part: inspect.Field, value: Any) -> forms.Field:
    kind = _bare(part.type)
    shown = "" if value is None else value if is_text(kind) and isinstance(value, str) else _laid_out(value)
    common: dict[str, Any] = {"label": field_word(name), "required": part.required, "initial": shown}
    if isinstance(kind, inspect.LiteralType):
        words = [str(one) for one in kind.values]
        strange = [shown] if shown and shown not in words else []
        return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in [*strange, *words])], **common)
    if isinstance(kind, inspect.BoolType):
        return forms.ChoiceField(choices=[("", "—"), ("true", _("yes")), ("false", _("no"))], **common)
    if is_text(kind) or isinstance(kind, inspect.IntType | inspect.FloatType):
        return forms.CharField(**common)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text=_("As JSON."), **common)


def _laid_out(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
