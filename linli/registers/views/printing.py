"""Visit sheets of chosen households, on paper: for the walk from door to door."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.core.problems import CannotBeUsed, TooMany
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers import actions
from linli.registers.models import Household
from linli.registers.rows import household_rows, with_families
from linli.registers.shown import Sight, shown_household
from linli.registers.views.common import today

MOST = 200


@never_cache
@require_POST
@staff_page(Capability.HOUSEHOLDS_READ, Capability.LEDGERS_EXPORT)
def print_sheets(request: StaffRequest) -> HttpResponse:
    """The chosen households that lie in the duty's area; each keeps that it was printed."""
    ids = _ids(request.POST.getlist("chosen"))
    if not ids:
        raise CannotBeUsed(why=_("no household was chosen"))
    if len(ids) > MOST:
        raise TooMany(count=len(ids), limit=MOST)
    rows = Household.objects.within(request.scope).filter(pk__in=ids)
    ordered = rows.order_by("area_code", "compound", "door_sort", "pk")
    found = with_families(household_rows(ordered))
    shown = [shown_household(one, request.viewer, day=today()) for one in found]
    people = sum(len(one.members) for one in shown)
    actions.note_printing(request.viewer, found, people=people, reason=_("visit sheet"))
    return render(request, "registers/print_sheets.html", _context(request, shown))


def _context(request: StaffRequest, shown: list[Any]) -> dict[str, Any]:
    now = timezone.now()
    return {
        "households": shown,
        "sight": Sight.of(request.viewer),
        "watermark": f"{request.viewer.shown_name} {timezone.localtime(now):%Y-%m-%d %H:%M}",
        "printed_by": request.viewer.shown_name,
        "printed_at": now,
        "data_until": now,
    }


def _ids(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
