"""What a gate with a line asks, and what it is answered; and both as a fact, so that rows are made of it as of any."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.gates.bodies import Direction, People, Person, Scan, Temperature, Word
from linli.gates.judging import Judged
from linli.intake.sealing import digest_of

KIND = "gate.scan"
AMENDED = "gate.scan_amended"
Done = Literal["let_through", "refused"]


class GateQuestion(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, gc=False):
    """Somebody stands at a gate. Of `code`, `pass_id`, `slip` and `household` the first that is given is used."""

    id: Annotated[UUID, Meta(description="Made on the device: UUID version 7.")]
    gate: UUID
    made_at: Annotated[datetime, Meta(tz=True, description="By the device's own clock, with its offset.")]
    shown: Literal["pass", "door", "slip", "visitor", "vehicle", "registered"] = "pass"
    direction: Direction = "out"
    code: Annotated[str, Meta(max_length=600, description="The text of the pass, as it was scanned.")] = ""
    pass_id: UUID | None = None
    slip: Annotated[str, Meta(max_length=8, pattern="^[0-9A-Za-z]*$")] = ""
    household: UUID | None = None
    people: People = 1
    vehicle: bool = False
    plate: Annotated[str, Meta(max_length=12)] = ""
    temperature: Temperature | None = None
    errand: Annotated[str, Meta(max_length=40, description="What must pass, as the keeper was told.")] = ""
    done: Annotated[
        Done | None,
        Meta(description="What the keeper did. Without it: let through on `pass`, else not yet let through."),
    ] = None
    ground: Word = ""
    ground_words: Annotated[str, Meta(max_length=200)] = ""
    persons: Annotated[tuple[Person, ...], Meta(max_length=60)] = ()
    instead_of: Annotated[
        UUID | None,
        Meta(description="A scan of the same person that this one stands instead of: it is taken back."),
    ] = None


class GateAnswer(msgspec.Struct, frozen=True, gc=False):
    """What the gate says. `code` names the sentence and `data` fills it; `done` is what was written down."""

    id: UUID
    says: Literal["pass", "stop", "ask"]
    code: str
    done: Done
    at: datetime
    data: dict[str, Any]
    due_back_at: datetime | None
    door: str  # of the household, where the pass or the question is of one
    by: Literal["server"] = "server"


class GateAnswers(msgspec.Struct, frozen=True, gc=False):
    """The answers to one request, in the order of what was asked."""

    scans: list[GateAnswer]


class ToldScan(Scan, kw_only=True, gc=False):
    """The fact of a scan that was decided here, with the answer word for word."""

    told: msgspec.Raw


class _Told(msgspec.Struct, gc=False):
    told: msgspec.Raw


_told = msgspec.json.Decoder(_Told)
_scan = msgspec.json.Decoder(Scan)


def digest_of_question(question: GateQuestion) -> str:
    """The same for the same question, however its JSON was laid out."""
    return digest_of(msgspec.json.encode(question))


def answer_of(question: GateQuestion, judged: Judged, done: Done) -> bytes:
    decision = judged.decision
    return msgspec.json.encode(
        GateAnswer(
            question.id,
            decision.says.value,
            decision.code,
            done,
            judged.at,
            decision.data,
            decision.due_back_at,
            judged.home.label if judged.home else "",
        )
    )


def fact_of(question: GateQuestion, judged: Judged, done: Done, told: bytes) -> bytes:
    """The body of the fact `gate.scan`."""
    decision = judged.decision
    return msgspec.json.encode(
        ToldScan(
            gate=question.gate,
            shown=question.shown,
            direction=question.direction,
            pass_id=judged.pass_id,
            household=judged.household_id,
            slip=question.slip,
            verdict=decision.says.value,
            reason=decision.code,
            done=done,
            errand=question.errand or str(decision.data.get("errand", "")),
            ground=question.ground,
            ground_words=question.ground_words,
            people=question.people,
            vehicle=question.vehicle,
            plate=question.plate,
            temperature=question.temperature,
            due_back_at=decision.due_back_at,
            list_minutes=0,
            persons=question.persons,
            told=msgspec.Raw(told),
        )
    )


def told_of(body: str) -> bytes:
    """The answer that a fact was given; nothing where it was not decided here."""
    try:
        return bytes(_told.decode(body).told)
    except (msgspec.DecodeError, RecursionError):
        return b""


def is_told_scan(sent: bytes, kept: bytes) -> bool:
    """Whether a phone tells by its outbox what it has asked before without hearing the answer.

    Then what was decided here stands, as long as the phone tells of the same person at the same gate, and did the same.
    """
    if not told_of(kept.decode()):
        return False
    try:
        one, other = _scan.decode(sent), _scan.decode(kept)
    except (msgspec.DecodeError, RecursionError):
        return False
    return (one.gate, one.direction, one.done) == (other.gate, other.direction, other.done)
