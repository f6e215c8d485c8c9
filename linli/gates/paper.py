"""Passes as they are put on paper: the cards, and what stands on a sheet of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from linli.areas.models import Area
from linli.gates.codes import picture_of
from linli.gates.models import GatePass
from linli.gates.pass_words import rule_name, rule_words
from linli.gates.pdf import pdf_of
from linli.gates.playbook import gates_in_force
from linli.people.titles import areas_by_code, prefixes

LOOKS = ("cards", "page")


@dataclass(frozen=True)
class Card:
    """What is printed: no name, no door. The code in letters tells whose it is, to the office alone."""

    one: GatePass
    title: str
    allows: str
    city: str
    picture: SafeString
    last: datetime


@dataclass(frozen=True)
class Sheet:
    """How cards are put on paper, by whom and when."""

    area: Area
    look: str
    with_list: bool
    by_name: str
    at: datetime


def sheet_context(passes: Sequence[GatePass], sheet: Sheet) -> dict[str, Any]:
    """What the templates of cards need."""
    section, city = gates_in_force(sheet.area), _city(sheet.area)
    cards = [
        Card(
            one,
            rule_name(section, one.rule, one.kind),
            rule_words(one),
            city,
            picture_of(one),
            one.valid_until - timedelta(minutes=1),
        )
        for one in passes
    ]
    return {
        "cards": cards, "look": sheet.look if sheet.look in LOOKS else "cards", "printed_by": sheet.by_name,
        "printed_at": sheet.at, "with_list": sheet.with_list, "area": sheet.area, "language": get_language(),
    }  # fmt: skip


def pdf_sheet(passes: Sequence[GatePass], sheet: Sheet) -> bytes:
    context = {**sheet_context(passes, sheet), "css": _css()}
    return pdf_of(render_to_string("gates/passes_paper.html", context))


@cache
def _css() -> SafeString:
    """The same as on the page: a paper fetches nothing."""
    found = finders.find("gates/passes.css")
    return mark_safe(Path(str(found)).read_text(encoding="utf-8"))  # noqa: S308 - our own file


def _city(area: Area) -> str:
    """Whose gates it opens: the name of the highest area that is kept."""
    known = areas_by_code([area.code])
    first = next((known[code] for code in prefixes(area.code) if code in known and len(code) >= 4), area)
    return str(first.short)
