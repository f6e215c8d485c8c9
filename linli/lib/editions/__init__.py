"""Editions of the policy as data: which measure a category of people gets, for how long, and what may be closed off.

`load_editions()`, `edition_named(key)`, `national_edition_on(day)`, `measure_named(key)`, `read_edition(text, source)`. The files stand in `playbooks/editions`; each line names its
source and how certain it is. What follows for one person is worked out in `care.rules`, for a place in `zones.rules`.
"""

from linli.lib.editions.reading import (
    EditionError,
    edition_named,
    load_editions,
    measure_named,
    national_edition_on,
    read_edition,
)
from linli.lib.editions.types import (
    STRICTNESS,
    Anchor,
    Category,
    Certainty,
    Condition,
    Edition,
    Measure,
    MeasureKey,
    Phase,
    Prohibition,
    Sourced,
    ZoneKind,
    ZoneUnit,
)

__all__ = [
    "STRICTNESS",
    "Anchor",
    "Category",
    "Certainty",
    "Condition",
    "Edition",
    "EditionError",
    "Measure",
    "MeasureKey",
    "Phase",
    "Prohibition",
    "Sourced",
    "ZoneKind",
    "ZoneUnit",
    "edition_named",
    "load_editions",
    "measure_named",
    "national_edition_on",
    "read_edition",
]
