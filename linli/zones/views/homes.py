"""The doors of a zone, a page of them at a time."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Choice, Filter, Tab
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.choices import NeedCode
from linli.registers.views.common import link
from linli.zones.access import zone_for
from linli.zones.homes import HomesWished, HomeView, homes_in, numbers_by_view
from linli.zones.queries import URGENT
from linli.zones.views.common import READ, sections
from linli.zones.words import place_of

HOMES = (*READ, C.HOUSEHOLDS_READ)
VIEWS = {
    HomeView.ALL: pgettext_lazy("doors of a zone", "All"),
    HomeView.LIVED_IN: pgettext_lazy("doors of a zone", "Lived in"),
    HomeView.VACANT: pgettext_lazy("doors of a zone", "Vacant"),
    HomeView.MARKED: pgettext_lazy("doors of a zone", "Marked at gates"),
    HomeView.UNMARKED: pgettext_lazy("doors of a zone", "Not marked"),
}


@never_cache
@require_safe
@staff_page(*HOMES)
def homes(request: StaffRequest, zone_id: UUID) -> HttpResponse:
    found, now = zone_for(request.viewer, zone_id), timezone.now()
    sees_needs = request.viewer.may(C.NEEDS)
    wished = HomesWished.read(request.GET, sees_needs=sees_needs)
    page, numbers = page_of(request, homes_in(found, wished, at=now)), numbers_by_view(found, wished, at=now)

    def to(**changed: Any) -> str:
        return link(request, "zones:homes", found.pk, **{"view": wished.view, "need": wished.need} | changed)

    context = {
        "sections": sections(request, "zones:zones"),
        "place": place_of(found),
        "views": [Tab(label, to(view=view), view == wished.view, numbers[view]) for view, label in VIEWS.items()],
        "filters": [_need_filter(wished.need, to)] if sees_needs else [],
        "page": page,
        "back": link(request, "zones:zone", found.pk),
    }  # fmt: skip
    return render(request, "zones/homes.html", context)


def _need_filter(chosen: str, to: Any) -> Filter:
    choices = [Choice(code.label, to(need=code)) for code in URGENT]
    return Filter(_("Support need"), str(NeedCode(chosen).label) if chosen else "", to(need=""), choices)
