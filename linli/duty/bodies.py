"""What a phone tells from a post: bodies of facts, as JSON has them. No Django, no database.

Fields may be added with a default; none may be renamed, removed or made necessary.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

PlaceCode = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{8,24}$", description="The code that hangs at the place.")
]
Line = Annotated[str, Meta(max_length=120)]
Count = Annotated[int, Meta(ge=0, le=100_000)]


class AtPlace(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Base of what is told at a place."""

    place: PlaceCode


class CheckIn(AtPlace):
    """Somebody comes to their shift. Who it is, the phone's token says."""


class CheckOut(AtPlace):
    """Somebody goes."""


class HandOver(AtPlace):
    """What the one who goes tells the one who comes."""

    points: Annotated[tuple[Line, ...], Meta(max_length=20, description="What is still open.")] = ()
    goods: Annotated[
        dict[Line, Count], Meta(max_length=20, description="What is handed over, and how many.")
    ] = {}
    note: Annotated[str, Meta(max_length=500)] = ""
