"""The search box. What was typed goes into no address and no log: the address carries it sealed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.areas.scopes import Scope
from linli.core.crypto import CannotDecrypt, keyring
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.questions import LONGEST
from linli.registers.search import Found, search
from linli.registers.shown import Sight
from linli.registers.views.common import link, today

CONTEXT = "registers.search"  # binds the sealed words to this page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Capability.HOUSEHOLDS_READ, Capability.NAMES)
def find(request: StaffRequest) -> HttpResponse:
    """A form's words are sealed into the address that one is sent to, so that going back and reloading work."""
    scope = Scope((request.area.code,))  # looked at first: an area outside the duty is refused either way
    if request.method == "POST":
        return redirect(link(request, "registers:search", s=seal(request.POST.get("q", ""))))
    typed = unseal(request.GET.get("s", "")) or request.GET.get("q", "").strip()[:LONGEST]
    found = search(typed, scope=scope, viewer=request.viewer, day=today()) if typed else []
    context = {
        "typed": typed,
        "found": _with_places(request, found),
        "number": sum(group.number for group in found),
        "sight": Sight.of(request.viewer),
    }
    return render(request, "registers/search.html", context)


def seal(typed: str) -> str:
    words = typed.strip()[:LONGEST]
    return keyring().encrypt(words, CONTEXT) if words else ""


def unseal(sealed: str) -> str:
    try:
        return keyring().decrypt(sealed, CONTEXT) if sealed else ""
    except CannotDecrypt:  # cut off in copying, or sealed with a key that is no more
        return ""


def _with_places(request: StaffRequest, found: list[Found]) -> list[dict[str, Any]]:
    """Each group with its rows, and for each row where its door lies, from below the area that is looked at."""
    homes = [one.household for group in found for one in group.people]
    homes += [home for group in found for home in group.households]
    codes = {home.area_code for home in homes if home.area_code != request.area.code}
    paths = area_paths(codes, below=request.area.code) if codes else {}
    return [
        {
            "group": group,
            "people": [
                (one.person, one.household, paths.get(one.household.area_code, "")) for one in group.people
            ],
            "homes": [(home, paths.get(home.area_code, "")) for home in group.households],
        }
        for group in found
    ]
