"""The running counts of gates: people and vehicles of today, refreshed without loading the page again."""

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.core.components import Tab
from linli.core.htmx import wants_fragment
from linli.gates.actions.registrations import INTO_THE_CITY
from linli.gates.live import Counts, live_of
from linli.gates.views.common import sections
from linli.gates.views.filters import area_filter, kept, shown
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.views.common import link, today

SECONDS = 10
PAGE = "gates:live"


@require_safe
@staff_page(C.GATES_READ)
def live(request: StaffRequest) -> HttpResponse:
    """The whole page, or what changed of it. Who has the newest numbers already gets an empty answer."""
    asked = kept(request, "view")
    every = asked["view"] == "all"
    found = live_of(request.scope, kinds=None if every else INTO_THE_CITY, day=today())
    paths = area_paths({one.gate.area_code for one in found.rows}, below=request.area.code)
    lines = [(one, paths.get(one.gate.area_code, "") or request.area.short) for one in found.rows]
    etag = _etag(found, request.LANGUAGE_CODE, request.scope.prefixes)
    is_piece = wants_fragment(request)
    if is_piece and request.headers.get("If-None-Match") == etag:
        return _kept(HttpResponseNotModified(), etag)
    context: dict[str, Any] = {
        "sections": sections(request, PAGE),
        "views": [
            Tab(_("Roads and stations"), link(request, PAGE), not every),
            Tab(_("All gates"), link(request, PAGE, view="all"), every),
        ],
        "filters": shown([area_filter(request, PAGE, asked)]),
        "lines": lines,
        "total": found.total,
        "version": found.version,
        "more": found.left_out,
        "now": timezone.now(),
        "seconds": SECONDS,
        "every": every,
    }
    return _kept(render(request, "gates/_live.html" if is_piece else "gates/live.html", context), etag)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _etag(found: Counts, language: str, seen: tuple[str, ...]) -> str:
    return f'"{hashlib.sha256(repr((found.version, language, seen)).encode()).hexdigest()[:32]}"'
