"""What a phone tells from a gate or a patrol: bodies of facts, as JSON has them. No Django, no database.

Fields may be added with a default; none may be renamed, removed or made necessary.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Word = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=120)]
Temperature = Annotated[float, Meta(ge=30, le=45, description="Degrees Celsius.")]
People = Annotated[int, Meta(ge=0, le=200)]
Direction = Literal["out", "in"]
PointCode = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{8,24}$", description="The code that hangs at the point.")
]


class Person(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Somebody registered in full: a visitor, or an arrival at a city gate."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    document_kind: Word = ""
    document: Word = ""
    phone: Annotated[str, Meta(max_length=20)] = ""
    comes_from: Line = ""
    goes_to: UUID | None = None  # a household of the gate's list
    goes_to_words: Line = ""
    why: Line = ""
    declared_as: Annotated[
        str, Meta(max_length=40, description="The code of the declaration made before.")
    ] = ""


class Scan(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Somebody at a gate. `verdict` and `reason` are what the phone said, `done` what the keeper did."""

    gate: UUID
    shown: Literal["pass", "door", "slip", "visitor", "vehicle", "registered"]
    direction: Direction = "out"
    pass_id: UUID | None = None
    household: UUID | None = None
    slip: Annotated[str, Meta(max_length=8)] = ""
    verdict: Literal["pass", "stop", "ask"]
    reason: Word
    done: Literal["let_through", "refused"]
    errand: Word = ""
    ground: Word = ""
    ground_words: Annotated[str, Meta(max_length=200)] = ""
    people: People = 1
    vehicle: bool = False
    plate: Annotated[str, Meta(max_length=12)] = ""
    temperature: Temperature | None = None
    due_back_at: datetime | None = None
    list_minutes: Annotated[int, Meta(ge=0, le=100_000)] | None = None  # nothing: the phone had no list
    persons: Annotated[tuple[Person, ...], Meta(max_length=60)] = ()


class ScanAmended(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Said after the verdict: the temperature, or that the scan was recorded in error."""

    scan: UUID
    temperature: Temperature | None = None
    taken_back: bool = False


class PatrolCheck(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Somebody was at a point of a patrol. `photo`: a small JPEG in base64, without place and time marks."""

    point: PointCode
    found: Annotated[str, Meta(max_length=500)] = ""
    photo: Annotated[str, Meta(max_length=270_000)] = ""
