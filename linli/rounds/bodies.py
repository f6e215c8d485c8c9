"""What a phone tells in each kind of fact: the bodies, as JSON has them. No Django, no database.

Fields may be added with a default; none may be renamed, removed or made necessary, because phones stay offline for a
shift and are brought up to date late. Fields that are not known here are ignored.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Word = Annotated[str, Meta(max_length=30)]
Name = Annotated[str, Meta(max_length=60)]
Line = Annotated[str, Meta(max_length=120)]
Note = Annotated[str, Meta(max_length=500)]
Celsius = Annotated[float, Meta(ge=30, le=45)]
AreaCode = Annotated[str, Meta(pattern=r"^\d{2,40}$", description="The area's code.")]
FromCode = Annotated[
    str, Meta(pattern=r"^\d{0,12}$", description="Code of the place of origin; empty if not known.")
]

ChannelWord = Literal["door", "phone", "online"]
Sign = Literal[
    "fever", "dry_cough", "fatigue", "sore_throat", "loss_of_smell", "diarrhoea", "runny_nose", "conjunctivitis",
    "muscle_pain", "other",
]  # fmt: skip


class Body(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """Base of all bodies."""


class Travel(Body):
    """Somebody of the household went away, or came."""

    direction: Literal["out", "in"]
    resident: UUID | None = None
    place: Line = ""
    on: date | None = None
    back_on: date | None = None


class Symptoms(Body):
    """What somebody says of themselves; a worker does not judge it."""

    signs: Annotated[tuple[Sign, ...], Meta(min_length=1, max_length=10)]
    resident: UUID | None = None


class Temperature(Body):
    celsius: Celsius
    resident: UUID | None = None


class Vaccination(Body):
    dose: Annotated[int, Meta(ge=1, le=9)]
    resident: UUID | None = None
    on: date | None = None


class Schooling(Body):
    """Where a child learns now."""

    mode: Literal["at_school", "boarding", "at_home"]
    resident: UUID | None = None
    school: Line = ""


class Need(Body):
    """Something that the household cannot get by itself."""

    what: Literal["medicine", "hospital", "food", "care", "repair", "other"]
    resident: UUID | None = None
    note: Note = ""


class AboutHousehold(Body):
    household: UUID


class DailyAnswer(AboutHousehold):
    """The daily question: "same as yesterday", or what has changed."""

    same: Annotated[bool, Meta(description="Same as yesterday. Then nothing else is told.")] = False
    channel: ChannelWord = "door"
    travel: Annotated[tuple[Travel, ...], Meta(max_length=30)] = ()
    symptoms: Annotated[tuple[Symptoms, ...], Meta(max_length=30)] = ()
    temperatures: Annotated[tuple[Temperature, ...], Meta(max_length=30)] = ()
    vaccinations: Annotated[tuple[Vaccination, ...], Meta(max_length=30)] = ()
    schooling: Annotated[tuple[Schooling, ...], Meta(max_length=30)] = ()
    needs: Annotated[tuple[Need, ...], Meta(max_length=30)] = ()
    note: Note = ""

    def __post_init__(self) -> None:
        if self.same and self.tells_something:
            raise ValueError("An answer that is the same as yesterday tells nothing else")

    @property
    def tells_something(self) -> bool:
        return bool(
            self.travel or self.symptoms or self.temperatures or self.vaccinations or self.schooling or self.needs
            or self.note
        )  # fmt: skip


class Visit(AboutHousehold):
    """Somebody was at the door, or called, for more than the daily question."""

    outcome: Literal["met", "nobody_home", "refused"]
    purpose: Literal["daily", "need", "check", "notice", "other"] = "daily"
    channel: ChannelWord = "door"
    resident: UUID | None = None
    note: Note = ""


class NobodyHome(AboutHousehold):
    """Nobody opened, or nobody answered the telephone."""

    channel: ChannelWord = "door"
    note: Note = ""


class Arrival(AboutHousehold):
    """Somebody comes, or has come, to stay with a household: the fields of the returnees' form."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    arrives_on: date
    state: Literal["expected", "arrived"] = "arrived"
    resident: UUID | None = None
    phone: Word = ""
    document: Name = ""
    from_place: Line = ""
    from_code: FromCode = ""
    reason: Line = ""
    transport: Literal["train", "aircraft", "coach", "car", "ship", "other", "unknown"] = "unknown"
    transport_number: Word = ""
    companions: Annotated[int, Meta(ge=0, le=200)] = 0
    note: Note = ""
    kind: Literal["return", "visit"] = "return"
    declared: Annotated[
        UUID | None, Meta(description="The declaration that this arrival confirms, where it is known.")
    ] = None
    declared_by: Annotated[str, Meta(max_length=60, description="Who declares it for somebody else.")] = ""
    declared_phone: Word = ""
    relation: Annotated[str, Meta(max_length=40, description="What that person is to who comes.")] = ""


class NotMyResident(Body):
    """A person, or a whole door, on somebody's list who is not theirs."""

    household: UUID
    reason: Literal["moved_out", "never_lived_here", "other_community", "unknown_person", "no_such_door"]
    resident: UUID | None = None
    believed_at: Line = ""
    note: Note = ""


class NewHousehold(Body):
    """A door that has no file yet. The door is told by its parts: building, stairwell, floor, room."""

    area: AreaCode
    compound: Name = ""
    building: Word = ""
    stairwell: Annotated[str, Meta(max_length=20)] = ""
    floor: (
        Annotated[int, Meta(ge=-9, le=200, description="Storey, where the room's number does not tell it.")]
        | None
    ) = None
    room: Word = ""
    part: Annotated[str, Meta(max_length=20, description="Tells households behind one door apart.")] = ""
    occupancy: Literal["owner", "rented", "vacant", "other_use", "unknown"] = "unknown"
    residents: Annotated[int, Meta(ge=0, le=200, description="How many live there.")] | None = None
    head: Name = ""
    phone: Word = ""
    note: Note = ""


OutcomeWord = Literal[
    "located", "other_subdistrict", "other_district", "other_city", "other_province", "abroad", "home_isolation",
    "central_isolation", "not_found",
]  # fmt: skip


class CheckResult(Body):
    """What a check on the ground ended with: somebody of a list from above, looked for at the door."""

    check: UUID
    outcome: OutcomeWord
    note: Note = ""
