"""The city's way of working as its playbook says it. To be read only: it is changed in its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels, playbook_of
from linli.areas.requests import PLAYBOOK, AreaRequest, area_page
from linli.lib.playbook import LocalRole, Name, Playbook, load_roles

VILLAGE = Name(zh="村", en="village")


@dataclass(frozen=True)
class Line:
    """A mechanism of the city's account: its number, what carries it out, and where Linli does otherwise."""

    id: str
    names: list[str]
    safe: list[str]


@require_safe
@area_page(PLAYBOOK)
def playbook(request: AreaRequest) -> HttpResponse:
    found = playbook_of(request.area)
    context: dict[str, Any] = {"shown": request.area, "playbook": found}
    if found:
        context |= {
            "city": _text(found.city.name),
            "levels": _levels(found),
            "roles": _roles(found),
            "mechanisms": mechanisms_of(found),
        }
    return render(request, "areas/playbook.html", context)


def _text(name: Name | None) -> str:
    return name.text(get_language() or "zh") if name else ""


def _labels(found: Playbook) -> dict[str, str]:
    return {**level_labels(found), "village": _text(VILLAGE)}


def _levels(found: Playbook) -> list[dict[str, Any]]:
    labels = _labels(found)
    return [
        {"level": one, "name": _text(one.name), "under": [labels[key] for key in one.under if key in labels]}
        for one in found.levels
    ]


def _roles(found: Playbook) -> list[dict[str, Any]]:
    roles, labels = load_roles(), _labels(found)
    shown = [local for local in found.roles if local.key in roles]
    return [
        {
            "title": _text(local.title or roles[local.key].name),
            "levels": [labels[key] for key in local.levels or roles[local.key].levels if key in labels],
        }
        for local in shown
    ]


def mechanisms_of(found: Playbook) -> list[Line]:
    """Every mechanism that an entry of the playbook carries out, whichever section it stands in, by number."""
    lines: dict[str, Line] = {}
    for entry, number in _entries(found):
        line = lines.setdefault(number, Line(number, [], []))
        for said, kept in ((_name_of(entry), line.names), (_text(getattr(entry, "safe", None)), line.safe)):
            if said and said not in kept:
                kept.append(said)
    return sorted(
        (line for line in lines.values() if line.names), key=lambda line: (line.id[0], int(line.id[1:]))
    )


def _entries(part: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(part, tuple):
        for one in part:
            yield from _entries(one)
    elif isinstance(part, msgspec.Struct):
        number = getattr(part, "mechanism", "") or getattr(part, "id", "")
        if number:
            yield part, number
        for name in part.__struct_fields__:
            yield from _entries(getattr(part, name))


def _name_of(entry: Any) -> str:
    if isinstance(entry, LocalRole):
        return _text(entry.title or load_roles()[entry.key].name)
    return _text(getattr(entry, "name", None))
