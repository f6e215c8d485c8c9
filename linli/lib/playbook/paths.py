"""Where in a playbook something stands: the path to it, and its line in the file.

A path is a tuple of keys; an entry of a list is `[its key]`, or `[2]` (counted from 1) when it has none.
"""

import re
from typing import Any

Path = tuple[str, ...]

# What tells the entries of a list apart, and lets a city's entry meet the shared one.
IDENTITIES = ("key", "code", "id")


def identity(entry: Any) -> str | None:
    """Return the text that names an entry of a list, if it has one."""
    found = (entry.get(name) for name in IDENTITIES) if isinstance(entry, dict) else ()
    return next((text for text in found if isinstance(text, str)), None)


def item(entries: list[Any], index: int) -> str:
    """Return the path segment of an entry: its key where that is unique, else its number."""
    name = identity(entries[index])
    unique = name is not None and [identity(entry) for entry in entries].count(name) == 1
    return f"[{name}]" if unique else f"[{index + 1}]"


def render(path: Path) -> str:
    return "".join(step if step.startswith("[") else f".{step}" for step in path).lstrip(".")


def follow(data: Any, path: Path) -> tuple[str | int, ...]:
    """Return the path in plain keys and indexes, as far as it leads into the data."""
    walked: list[str | int] = []
    for step in path:
        key = _index(data, step[1:-1]) if step.startswith("[") else step
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            break
        walked.append(key)  # type: ignore[arg-type]
    return tuple(walked)


def _index(entries: Any, name: str) -> int | None:
    if not isinstance(entries, list):
        return None
    found = next((i for i, entry in enumerate(entries) if _called(entry, name)), None)
    return found if found is not None else int(name) - 1 if name.isdigit() else None


def _called(entry: Any, name: str) -> bool:
    # A slot without a key goes by its role.
    return identity(entry) == name or (
        isinstance(entry, dict) and identity(entry) is None and entry.get("role") == name
    )


HEADER = re.compile(r"^\s*\[(\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_.\-]+)\s*=")


def line_of(text: str, data: Any, path: Path) -> int | None:
    """Return the line on which a path begins, or the nearest line above it, or None.

    The parser of TOML keeps no lines, so headers and assignments are found again by their look. An entry of
    an inline list is looked for on the lines that begin with a brace.
    """
    wanted = follow(data, path)
    lines = text.splitlines()
    known = _known_lines(lines)
    for length in range(len(wanted), 0, -1):
        if (line := known.get(wanted[:length])) is not None:
            rest = wanted[length:]
            return _entry_line(lines, line, rest[0]) if rest and isinstance(rest[0], int) else line
    return None


def _known_lines(lines: list[str]) -> dict[tuple[str | int, ...], int]:
    known: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(lines, start=1):
        if header := HEADER.match(line):
            keys = tuple(header[2].split("."))
            if header[1]:
                counts[keys] = counts.get(keys, -1) + 1
            table = _concrete(keys, counts)
            known.setdefault(table, number)
            if header[1]:
                known.setdefault(table[:-1], number)
        elif assignment := ASSIGNMENT.match(line):
            known.setdefault(table + tuple(assignment[1].split(".")), number)
    return known


def _concrete(keys: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str | int, ...]:
    path: list[str | int] = []
    for length, key in enumerate(keys, start=1):
        path.append(key)
        if keys[:length] in counts:
            path.append(counts[keys[:length]])
    return tuple(path)


def _entry_line(lines: list[str], start: int, index: int) -> int:
    braces = [n for n, line in enumerate(lines[start:], start=start + 1) if line.lstrip().startswith("{")]
    followed = [n for place, n in enumerate(braces) if n == start + 1 + place]
    return followed[index] if index < len(followed) else start
