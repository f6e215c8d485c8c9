"""How a city's playbook is laid over the one it extends.

Tables merge key by key. Lists whose entries have a key (`key`, `code` or `id`) merge entry by entry: the
shared ones first in their order, then the city's own. Anything else that the city says replaces what was.
"""

from typing import Any

from linli.lib.playbook.paths import identity


def merged(below: Any, above: Any) -> Any:
    """Return `above` laid over `below`; neither is changed."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: merged(below[key], value) if key in below else value for key, value in above.items()}
        return below | both
    if _keyed(below) and _keyed(above):
        return _entries(below, above)
    return above


def _keyed(entries: Any) -> bool:
    return isinstance(entries, list) and all(identity(entry) is not None for entry in entries)


def _entries(below: list[Any], above: list[Any]) -> list[Any]:
    shared = {identity(entry) for entry in below}
    own: dict[str | None, Any] = {}
    later = []
    for entry in above:
        # A second entry of one key is a mistake: it is kept, so that it is found.
        if identity(entry) in shared and identity(entry) not in own:
            own[identity(entry)] = entry
        else:
            later.append(entry)
    over = [merged(entry, own[identity(entry)]) if identity(entry) in own else entry for entry in below]
    return over + later
