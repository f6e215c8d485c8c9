"""Reading editions from TOML. Like a playbook, one that is wrong is refused with everything that is wrong in it."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from linli.lib.editions.checks import check_edition
from linli.lib.editions.types import Edition, Measure, Prohibition
from linli.lib.playbook.base import Part
from linli.lib.playbook.convert import convert
from linli.lib.playbook.paths import line_of
from linli.lib.playbook.problems import Finding, PlaybookError, Trouble, wrong
from linli.lib.playbook.reading import SYNTAX_LINE

FOLDER = Path(__file__).parents[2] / "playbooks" / "editions"
MEASURES, PROHIBITIONS = "measures", "prohibitions"
T = TypeVar("T", bound=Struct)


class EditionError(PlaybookError):
    """An edition that cannot be used; `troubles` has all that is wrong."""


class Measures(Part, frozen=True, kw_only=True):
    measures: tuple[Measure, ...] = field(name="measure")


class Prohibitions(Part, frozen=True, kw_only=True):
    prohibitions: tuple[Prohibition, ...] = field(name="prohibition")


@cache
def load_editions() -> tuple[Edition, ...]:
    """The national editions that come with Linli, the oldest first."""
    names = (path for path in FOLDER.glob("*.toml") if path.stem not in (MEASURES, PROHIBITIONS))
    found = (_edition(path.read_text(encoding="utf-8"), path.name) for path in names)
    return tuple(sorted(found, key=lambda one: one.number))


def edition_named(key: str) -> Edition | None:
    return next((one for one in load_editions() if one.key == key), None)


def national_edition_on(day: date) -> Edition:
    """Raises LookupError for a day before the first edition that comes with Linli."""
    found = next((one for one in load_editions() if one.holds_on(day)), None)
    if found is None:
        raise LookupError(f"No edition is known for {day}; the first is of {load_editions()[0].from_on}.")
    return found


def read_edition(text: str, source: str) -> Edition:
    """The edition that a text holds; `source` is what refusals call it. Raises `EditionError`."""
    return _edition(text, source)


def edition_text(key: str) -> str:
    """The file of an edition that comes with Linli, to begin one's own with."""
    if edition_named(key) is None:
        raise LookupError(key)
    return (FOLDER / f"{key}.toml").read_text(encoding="utf-8")


def measure_named(key: str) -> Measure:
    """Raises LookupError for a measure that nobody has."""
    found = _measures().get(key)
    if found is None:
        raise LookupError(f"There is no measure {key}.")
    return found


def _edition(text: str, source: str) -> Edition:
    """With the shared prohibitions beside its own: no edition takes them away."""
    found = _read(text, source, Edition, check_edition)
    own = {one.key for one in found.prohibitions}
    shared = tuple(one for one in _prohibitions() if one.key not in own)
    return replace(found, prohibitions=(*shared, *found.prohibitions))


@cache
def _measures() -> dict[str, Measure]:
    path = FOLDER / f"{MEASURES}.toml"
    found = _read(path.read_text(encoding="utf-8"), path.name, Measures, lambda _: ())
    return {one.key: one for one in found.measures}


@cache
def _prohibitions() -> tuple[Prohibition, ...]:
    path = FOLDER / f"{PROHIBITIONS}.toml"
    return _read(path.read_text(encoding="utf-8"), path.name, Prohibitions, lambda _: ()).prohibitions


def _read(text: str, file: str, wanted: type[T], check: Callable[[T], Iterable[Finding]]) -> T:
    data = _parsed(text, file)
    findings: list[Finding] = []
    made = convert(data, wanted, (), findings)
    if not findings:
        findings.extend(check(made))
    if findings:
        raise EditionError(Trouble(file, one, line_of(text, data, one.path)) for one in findings)
    return made  # type: ignore[no-any-return]


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = SYNTAX_LINE.search(str(error))
        finding = wrong((), "file.toml", detail=SYNTAX_LINE.sub("", str(error)))
        raise EditionError([Trouble(file, finding, int(where[1]) if where else None)]) from None
