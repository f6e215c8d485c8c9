"""Filters that the lists of gates share: the area, the gate, the days."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core.components import Choice, Filter, Text
from linli.gates.models import Gate
from linli.gates.queries_outside import Span, gates_in
from linli.people.requests import StaffRequest
from linli.registers.views.common import link, today

MOST_CHOICES = 60
# The logs of gates go after fourteen days, unless the playbook keeps them for less or longer.
SPANS: Mapping[str, int] = {"today": 1, "yesterday": 1, "week": 7, "fortnight": 14}


def kept(request: StaffRequest, *names: str) -> dict[str, str]:
    """What of the address stays when one filter changes; back to the first page."""
    return {name: request.GET.get(name, "") for name in names}


def area_filter(request: StaffRequest, page: str, asked: Mapping[str, str]) -> Filter:
    """The area one looks at, removable up to the duty's own; else the areas right below."""
    own, here = request.viewer.area, request.area
    if own is not None and here.pk != own.pk:
        up = "" if here.parent_id == own.pk or here.parent is None else here.parent.code
        return Filter(_("Area"), here.short, link(request, page, **{**asked, "area": up}))
    below = here.children.filter(valid_until=None).order_by("code")[:MOST_CHOICES]
    return Filter(
        _("Area"),
        choices=[Choice(one.short, link(request, page, **{**asked, "area": one.code})) for one in below],
    )


def gate_filter(request: StaffRequest, page: str, asked: Mapping[str, str]) -> tuple[Filter, UUID | None]:
    """The gate that is asked for, and its filter. One that does not stand here is none."""
    gates = list(gates_in(request.scope)[:MOST_CHOICES])
    wanted = request.GET.get("gate", "")
    chosen = next((one for one in gates if str(one.pk) == wanted), None) or _one(request, wanted)
    if chosen is not None:
        return Filter(_("Gate"), chosen.name, link(request, page, **{**asked, "gate": ""})), chosen.pk
    choices = [Choice(one.name, link(request, page, **{**asked, "gate": one.pk})) for one in gates]
    return Filter(_("Gate"), choices=choices if len(choices) > 1 else ()), None


def _one(request: StaffRequest, wanted: str) -> Gate | None:
    """Beyond the first sixty, or closed by now: its page links here."""
    try:
        key = UUID(wanted)
    except ValueError:
        return None
    return Gate.objects.within(request.scope).filter(pk=key).only("id", "name").first()


def span_filter(
    request: StaffRequest, page: str, asked: Mapping[str, str], *, default: str = "today"
) -> tuple[Filter, Span]:
    words: dict[str, Text] = {
        "today": _("Today"), "yesterday": _("Yesterday"), "week": _("7 days"), "fortnight": _("14 days"),
    }  # fmt: skip
    wanted = request.GET.get("days", "")
    wanted = wanted if wanted in SPANS else default
    last = today() - timedelta(days=1) if wanted == "yesterday" else today()
    span = Span.back(SPANS[wanted], until=last)
    # All of them are offered: one of them always holds.
    choices = [
        Choice(word, link(request, page, **{**asked, "days": "" if key == default else key}), key == wanted)
        for key, word in words.items()
    ]
    if wanted != default:
        return Filter(_("Days"), words[wanted], link(request, page, **{**asked, "days": ""})), span
    return Filter(pgettext("filter", "Days: {word}").format(word=words[wanted]), choices=choices), span


def choice_filter(
    request: StaffRequest,
    page: str,
    asked: Mapping[str, str],
    name: str,
    label: Text,
    words: Mapping[str, Text],
) -> tuple[Filter, str]:
    """One value of a few."""
    wanted = request.GET.get(name, "")
    if wanted in words:
        return Filter(label, words[wanted], link(request, page, **{**asked, name: ""})), wanted
    choices = [Choice(word, link(request, page, **{**asked, name: key})) for key, word in words.items()]
    return Filter(label, choices=choices), ""


def shown(filters: Iterable[Filter]) -> list[Filter]:
    """Those with something to choose or to take away."""
    return [one for one in filters if one.value or one.choices]
