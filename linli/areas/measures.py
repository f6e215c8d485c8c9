"""Measures: the named numbers of an area, each declared beside the thing that it counts.

An app declares its measures in its own `measures.py`, which is loaded at start. Dashboards, ledgers and reports
name measures and nothing else; the condition that counts is the one that opens the rows behind the number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Measure:
    """`counts` is an `InArea` model; `where(day)` says which of its rows count on that day."""

    key: str  # "residents.living", "needs.dialysis"
    label: Text
    meaning: Text
    unit: Text
    counts: type[Model]
    where: Callable[[date], Q]
    source: Text = ""
    group: str = (
        ""  # figures of one group stand together: "households", "residents", "age", "needs", "completeness"
    )
    # A share is shown of another measure: residents with a telephone, of residents living here.
    of: str = ""


# As long as one of these counts something in a place, the place cannot be closed.
HOLDING = ("households.dwellings", "residents.registered")
# What a list of areas shows beside each of them.
IN_LISTS = ("households.lived_in", "residents.registered")

_measures: dict[str, Measure] = {}


def declare(*measures: Measure) -> None:
    """Make measures known. A key is declared once."""
    for measure in measures:
        if _measures.setdefault(measure.key, measure) is not measure:
            raise ValueError(f"The measure {measure.key!r} is declared twice.")


def all_measures() -> tuple[Measure, ...]:
    return tuple(_measures.values())


def measure(key: str) -> Measure:
    return _measures[key]


def known(keys: Iterable[str]) -> tuple[Measure, ...]:
    """Those of these measures that are declared, in the order of the keys."""
    return tuple(_measures[key] for key in keys if key in _measures)


def of_group(group: str) -> tuple[Measure, ...]:
    return tuple(m for m in _measures.values() if m.group == group)


def counted_models(measures: Iterable[Measure]) -> dict[type[Model], list[Measure]]:
    """The measures by the model that they count, so that one query counts all of a model's."""
    found: dict[type[Model], list[Measure]] = {}
    for item in measures:
        found.setdefault(item.counts, []).append(item)
    return found
