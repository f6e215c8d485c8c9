"""Passes on paper: a sheet of cards, one card, a whole page; and the list by which they are handed out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Choice
from linli.gates.actions.passes import mark_printed
from linli.gates.choices import PassState
from linli.gates.codes import picture_of
from linli.gates.models import GatePass
from linli.gates.pass_words import rule_name, rule_words
from linli.gates.pdf import PDF, pdf_of
from linli.gates.playbook import gates_in_force
from linli.gates.problems_office import TooManyCards
from linli.gates.queries_office import passes_within
from linli.gates.views.common import sections
from linli.gates.views.passes import ISSUE
from linli.lib.playbook.gates import Gates
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link

MOST_CARDS = 300
MOST_IN_A_PDF = 10  # one sheet: made while somebody waits, a card takes a sixth of a second
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


@never_cache
@staff_page(*ISSUE, write=True)
def passes_print(request: StaffRequest) -> HttpResponse:
    """How many there are to print; on sending it, the sheet itself."""
    rows = _wanted(request)
    n = rows.count()
    if request.method == "POST":
        return _printed(request, rows, n)
    below = request.area.children.filter(valid_until=None).order_by("code")[:60]
    again = {
        "unprinted": "1" if request.GET.get("unprinted") != "1" else "",
        "kind": request.GET.get("kind", ""),
    }
    context = {
        "sections": sections(request, "gates:passes"),
        "n": n,
        "most": MOST_CARDS,
        "most_in_pdf": MOST_IN_A_PDF,
        "only_new": request.GET.get("unprinted") == "1",
        "one": rows.first() if request.GET.get("id") else None,
        "switch_url": link(request, "gates:passes_print", **again),
        "narrower": [Choice(one.short, link(request, "gates:passes_print", area=one.code)) for one in below] if n > MOST_CARDS else [],
        "back": link(request, "gates:passes"),
    }  # fmt: skip
    return render(request, "gates/passes_print.html", context)


def _wanted(request: StaffRequest) -> Any:
    """Valid passes of the area, in the order of doors; one alone, those of a kind, those not printed yet."""
    asked = request.GET
    rows = passes_within(request.scope).filter(state=PassState.VALID, valid_until__gt=timezone.now())
    if one := _uuid(asked.get("id", "")):
        rows = rows.filter(pk=one)
    if asked.get("unprinted") == "1":
        rows = rows.filter(printed_at=None)
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    related = rows.select_related("area", "household", "key")
    return related.order_by("household__area_code", "household__compound", "household__door_sort", "pk")


def _printed(request: StaffRequest, rows: Any, n: int) -> HttpResponse:
    as_pdf = request.POST.get("as") == "pdf"
    most = MOST_IN_A_PDF if as_pdf else MOST_CARDS
    if n > most:
        raise TooManyCards(n=n, most=most)
    now, found = timezone.now(), list(rows)
    mark_printed(found, area=request.area, actor=request.viewer, now=now)
    log_access(
        actor=request.viewer, what=AccessKind.PRINT, reason=str(_("passes")), role=request.viewer.role,
        area_code=request.area.code, rows=len(found),
    )  # fmt: skip
    section = gates_in_force(request.area)
    cards = [_card(one, section, _city(request)) for one in found]
    look = request.POST.get("look", "")
    context = {
        "cards": cards, "look": look if look in LOOKS else "cards", "printed_by": request.viewer.shown_name,
        "printed_at": now, "with_list": request.POST.get("list") == "1", "area": request.area,
        "back": link(request, "gates:passes"), "language": get_language(),
    }  # fmt: skip
    if not as_pdf:
        return render(request, "gates/passes_sheet.html", context)
    content = pdf_of(render_to_string("gates/passes_paper.html", {**context, "css": _css()}, request=request))
    name = quote(f"{_('Passes')} {request.area.short}.pdf")
    named = f"attachment; filename=passes.pdf; filename*=UTF-8''{name}"
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": named})


@cache
def _css() -> SafeString:
    """The same as on the page: a paper fetches nothing."""
    found = finders.find("gates/passes.css")
    return mark_safe(Path(str(found)).read_text(encoding="utf-8"))  # noqa: S308 - our own file


def _card(one: GatePass, section: Gates, city: str) -> Card:
    return Card(
        one,
        rule_name(section, one.rule, one.kind),
        rule_words(one),
        city,
        picture_of(one),
        one.valid_until - timedelta(minutes=1),
    )


def _city(request: StaffRequest) -> str:
    """Whose gates it opens: the name of the highest area that is kept."""
    from linli.people.titles import areas_by_code, prefixes

    known = areas_by_code([request.area.code])
    first = next(
        (known[code] for code in prefixes(request.area.code) if code in known and len(code) >= 4),
        request.area,
    )
    return str(first.short)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
