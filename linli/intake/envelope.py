"""How facts travel: what a device sends around each body, and what it is answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

KIND_LENGTH = 40


class Told(msgspec.Struct, frozen=True, gc=False):
    """One fact as a device sends it, whatever its kind is called."""

    id: UUID
    kind: str
    made_at: Annotated[datetime, Meta(tz=True)]
    body: msgspec.Raw


class Envelope(Told, frozen=True, gc=False):
    """One fact as a device sends it."""

    kind: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=KIND_LENGTH)]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of one fact. Whatever the state, the device may drop the fact: it is kept here."""

    state: Literal["kept", "seen", "quarantined"]
    id: UUID | None = None  # as it was sent; none where it could not be read
    kept_as: UUID | None = None  # where it is kept under another id
    code: str = ""
    why: str = ""
    next: str = ""
    detail: str = ""


class Answers(msgspec.Struct, frozen=True, gc=False):
    """The answers to one request, in the order of what was sent."""

    received_at: datetime
    kept: int
    seen: int
    quarantined: int
    facts: list[Answer]
    # Seconds by which the device's clock is ahead, if it said what time it has and is far off.
    clock_error: int | None = None


class Refusal(msgspec.Struct, frozen=True):
    """Why nothing of a request was kept."""

    code: str
    title: str
    next: str
    retry_after: int | None = None


class Health(msgspec.Struct, frozen=True):
    status: Literal["ok", "down"]
    waiting: int  # facts that are in memory, not yet committed
    database: str
