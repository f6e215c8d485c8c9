"""What was told on a contact, in words. The caller has made sure that the reader may see health details."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.registers.models import Resident
from linli.registers.words import word
from linli.rounds.choices import Direction, SchoolMode, SignOfIllness, WhatIsNeeded
from linli.rounds.models import ContactEntry

Lines = list[tuple[str, str]]
PARTS = ("symptoms", "temperatures", "needs", "travel", "vaccinations", "schooling")


def told_words(entry: ContactEntry) -> Lines:
    """(about whom, what) for everything that was told, and the remark last; one query for the names."""
    details: dict[str, Any] = entry.details or {}
    names = _names(details)
    lines = [
        (names.get(str(one.get("resident")), _("The household")), words)
        for part in PARTS
        for one in details.get(part, ())
        if (words := _WORDS[part](one))
    ]
    return [*lines, (_("Remark"), details["note"])] if details.get("note") else lines


def _names(details: Mapping[str, Any]) -> dict[str, str]:
    ids = {UUID(one["resident"]) for part in PARTS for one in details.get(part, ()) if one.get("resident")}
    rows = Resident.everywhere.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {str(pk): name for pk, name in rows}


def _symptoms(one: Mapping[str, Any]) -> str:
    return pgettext("between signs", ", ").join(word(SignOfIllness, sign) for sign in one.get("signs", ()))


def _temperature(one: Mapping[str, Any]) -> str:
    return f"{one['celsius']} ℃"


def _need(one: Mapping[str, Any]) -> str:
    return _joined(word(WhatIsNeeded, one["what"]), one.get("note", ""))


def _travel(one: Mapping[str, Any]) -> str:
    return _joined(word(Direction, one["direction"]), one.get("place", ""), one.get("on") or "")


def _vaccination(one: Mapping[str, Any]) -> str:
    return _joined(_("Vaccinated, dose {n}").format(n=one["dose"]), one.get("on") or "")


def _schooling(one: Mapping[str, Any]) -> str:
    return _joined(word(SchoolMode, one["mode"]), one.get("school", ""))


def _joined(*parts: str) -> str:
    return " ".join(_filled(parts))


def _filled(parts: tuple[str, ...]) -> Iterator[str]:
    return (part for part in parts if part)


_WORDS = {
    "symptoms": _symptoms,
    "temperatures": _temperature,
    "needs": _need,
    "travel": _travel,
    "vaccinations": _vaccination,
    "schooling": _schooling,
}
