"""The playbook of an incident: the text that it was opened with, and what later changes made of it."""

from typing import Any

import msgspec
from django.utils.translation import get_language

from linli.areas.models import Area
from linli.incidents.models import Incident
from linli.incidents.problems import PlaybookUnusable
from linli.lib.playbook import (
    Playbook,
    PlaybookError,
    between_values,
    load_playbook,
    playbook_names,
    read_playbook,
)
from linli.lib.playbook.reading import FOLDER


def packaged_text(name: str) -> str:
    """The text of a city's playbook that comes with Linli."""
    if name not in playbook_names():
        raise PlaybookUnusable(why=name)
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def read(text: str, *, name: str) -> Playbook:
    """The playbook that a text holds; refused with everything that is wrong, in the reader's language."""
    try:
        return read_playbook(text, f"{name}.toml")
    except PlaybookError as error:
        raise PlaybookUnusable(why=error.sentences(get_language() or "zh")) from None


def values_of(playbook: Playbook) -> dict[str, Any]:
    """The whole playbook as plain values: what it meant on the day, even if a shared part changes later."""
    values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(playbook))
    return values


def text_in_force(incident: Incident) -> str:
    latest = incident.playbook_changes.order_by("-at", "-pk").first()
    return str(latest.text if latest else incident.playbook_text)


def values_in_force(incident: Incident) -> dict[str, Any]:
    latest = incident.playbook_changes.order_by("-at", "-pk").first()
    values: dict[str, Any] = latest.values if latest else incident.playbook_values
    return values


def differences(incident: Incident, after: Playbook) -> list[dict[str, Any]]:
    """What `after` would change, value by value, ready to be kept."""
    found = between_values(values_in_force(incident), values_of(after))
    return [{"key": one.key, "before": one.before, "after": one.after} for one in found]


def city_name(name: str) -> str:
    """Whose playbook it is, in the reader's language."""
    try:
        return load_playbook(name).city.name.text(get_language() or "zh")
    except PlaybookError:
        return name


def name_for(area: Area) -> str:
    """Which of the playbooks that come with Linli belongs to the area's city; empty if none does."""
    prefixes = [area.code[:length] for length in range(2, len(area.code) + 1)]
    named = Area.objects.filter(code__in=prefixes).exclude(playbook="").order_by("-code")
    return named.values_list("playbook", flat=True).first() or ""
