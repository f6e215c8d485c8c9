"""What a phone tells of an episode's day, and of people who must not wait: bodies of facts, as JSON has them.

Fields may be added with a default; none may be renamed, removed or made necessary.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Note = Annotated[str, Meta(max_length=300)]
Celsius = Annotated[float, Meta(ge=30, le=45, description="Degrees Celsius.")]
Sign = Literal[
    "fever", "dry_cough", "fatigue", "sore_throat", "loss_of_smell", "diarrhoea", "runny_nose", "conjunctivitis",
    "muscle_pain", "other",
]  # fmt: skip


class Body(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Base of all bodies."""


class HealthCheckTold(Body):
    """Temperature and symptoms of one person in care. A carer tells the temperature; symptoms are the resident's word."""

    episode: UUID
    half: Literal["morning", "evening"]
    celsius: Celsius | None = None
    signs: Annotated[tuple[Sign, ...], Meta(max_length=10)] = ()
    no_signs: Annotated[bool, Meta(description="Asked, and there are none.")] = False
    nobody_answered: bool = False


class CareTaskDone(Body):
    """Something of the support package was brought or done, or was not wanted."""

    task: UUID
    outcome: Literal["done", "not_wanted", "missed"] = "done"
    note: Note = ""


class TestTaken(Body):
    """A sample was taken at the door."""

    test: UUID
    outcome: Literal["taken", "refused", "nobody_home"] = "taken"
    note: Note = ""


class NoticeHanded(Body):
    """The notice was handed over at the door and explained."""

    episode: UUID
    home: Literal["", "suitable", "unsuitable"] = ""
    troubles: Annotated[
        tuple[
            Literal["no_room", "no_toilet", "shared_air", "shared_flat", "vulnerable", "nobody_cares"], ...
        ],
        Meta(max_length=6),
    ] = ()
    housemates: Literal["", "none", "too", "elsewhere"] = ""


class TripTold(Body):
    """A way to a hospital: on the way, done, or not done and why."""

    trip: UUID
    outcome: Literal["under_way", "done", "not_done"]
    note: Note = ""
