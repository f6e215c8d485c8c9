"""What changed from one playbook to another, for the page on which a change is signed."""

from dataclasses import dataclass
from typing import Any

import msgspec

from linli.lib.playbook.paths import Path, identity, render
from linli.lib.playbook.whole import Playbook


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` or `after` is None where the key was not there."""

    key: str
    before: Any
    after: Any


def to_difference(before: Playbook, after: Playbook) -> tuple[Difference, ...]:
    """Return every value that differs, in the order of the sections; an entry that moved is no difference."""
    return between_values(msgspec.to_builtins(before), msgspec.to_builtins(after))


def between_values(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """The same for playbooks that were kept as plain values."""
    return tuple(_differences(before, after, ()))


def _differences(before: Any, after: Any, path: Path) -> list[Difference]:
    if before == after:
        return []
    one, other = _by_key(before), _by_key(after)
    if one is None or other is None:
        return [Difference(render(path), before, after)]
    keys = [*one, *(key for key in other if key not in one)]
    return [found for key in keys for found in _differences(one.get(key), other.get(key), (*path, key))]


def _by_key(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    if isinstance(value, list | tuple) and value and all(identity(entry) is not None for entry in value):
        return {f"[{identity(entry)}]": entry for entry in value}
    return None
