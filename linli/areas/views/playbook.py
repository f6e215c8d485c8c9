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
from linli.lib.playbook import Name, Playbook, load_roles
from linli.lib.playbook.base import Rough


@dataclass(frozen=True)
class Line:
    """A mechanism of the city's account: its number, its name, its figures, and where Linli does otherwise."""

    id: str
    name: str
    account: list[tuple[str, str]]
    safe: str


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
            "mechanisms": sorted(set_of(found), key=lambda line: (line.id[0], int(line.id[1:]), line.name)),
        }
    return render(request, "areas/playbook.html", context)


def _text(name: Name | None) -> str:
    return name.text(get_language() or "zh") if name else ""


def _levels(found: Playbook) -> list[dict[str, Any]]:
    labels = {**level_labels(found), "village": _text(Name(zh="村", en="village"))}
    return [
        {"level": one, "name": _text(one.name), "under": [labels.get(key, key) for key in one.under]}
        for one in found.levels
    ]


def _roles(found: Playbook) -> list[dict[str, Any]]:
    roles, labels = load_roles(), level_labels(found)
    return [
        {
            "title": _text(local.title or roles[local.key].name),
            "levels": [labels.get(key, key) for key in local.levels or roles[local.key].levels],
        }
        for local in found.roles
        if local.key in roles
    ]


def set_of(part: Any) -> list[Line]:
    """Every entry of the playbook that carries a mechanism, whichever section it stands in."""
    return [_line(entry, number) for entry, number in _entries(part)]


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


def _line(entry: Any, number: str) -> Line:
    name = getattr(entry, "name", None) or getattr(entry, "title", None) or getattr(entry, "text", None)
    account = [(key.replace("_", " "), _number(value)) for key, value in (entry.account or {}).items()]
    said = _text(name) or getattr(entry, "key", "")
    return Line(number, said, account, _text(getattr(entry, "safe", None)))


def _number(value: int | float | Rough) -> str:
    if isinstance(value, Rough):
        return f"{value.at_least:,}+" if value.at_least is not None else f"≈ {value.about:,}"
    return f"{value:,}"
