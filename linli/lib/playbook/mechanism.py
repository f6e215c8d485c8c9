"""Mechanisms whose domain has no section of its own yet: kept with their figures until it takes them over."""

from typing import Any, Literal

import msgspec

from linli.lib.playbook.base import Account, Key, MechanismId, Name, Part

Domain = Literal[
    "areas",
    "people",
    "registers",
    "duty",
    "gates",
    "care",
    "zones",
    "sampling",
    "tracing",
    "supplies",
    "helpdesk",
    "notices",
    "training",
    "oversight",
    "programmes",
    "plans",
    "reports",
]


class Element(Part, frozen=True, kw_only=True):
    """One of the things a mechanism consists of: a question asked, a kind of goods, a list kept."""

    key: Key
    name: Name


class Mechanism(Part, frozen=True, kw_only=True):
    """`safe` tells where Linli does something else than the account, and why."""

    id: MechanismId
    name: Name
    belongs_to: Domain
    parts: tuple[Element, ...] = ()
    account: Account = {}
    safe: Name | None = None


def mechanism_ids(part: Part) -> frozenset[str]:
    """Return the mechanisms that a playbook, or any part of one, carries out."""
    return frozenset(_ids(msgspec.to_builtins(part)))


def _ids(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {text for key in ("mechanism", "id") if isinstance(text := value.get(key), str) and text}
        return own.union(*(_ids(entry) for entry in value.values()))
    return set().union(*(_ids(entry) for entry in value)) if isinstance(value, list | tuple) else set()
