"""The part of the description that is about gates with a line."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from linli.intake.gate_bodies import GateAnswer, GateAnswers, GateQuestion
from linli.intake.gate_scans import MOST

GATE_STRUCTS = (GateQuestion, GateAnswers)
SCHEMA = "#/components/schemas/{}"

ABOUT = """\
Somebody stands at a gate, and the device has a line: the answer is decided by what the database knows at this moment,
and is on the disk, with the use of the pass, before it is given. Of two devices that show one pass at once, one gets `pass`.

* **Sent again with the same id**, the same question gets the first answer, word for word. Another question needs another id.
* `says` is what the gate says; `code` names the sentence and `data` fills it. The keeper decides: nothing of an answer keeps
  a gate shut.
* Without `done`, `pass` is written down as let through, and `stop` and `ask` as not let through so far. Where the keeper
  does otherwise, a second question says what was `done`, with an id of its own and the first one's in `instead_of`: the first
  is taken back, and its use does not count.
* What must pass: the same person, asked again with `errand` and `instead_of`.
* **No answer in time**: the device decides by its own list, and tells it as a fact `gate.scan` *with the same id and
  `made_at`*. It counts once, whether the question had come through or not.
* One question that cannot be read, or a gate that is not the keeper's, refuses all of a request.
"""
MORE = {
    "404": "A gate that the device's person does not keep, or that does not stand any more. Nothing was written.",
    "409": "The id of one question was used for something else. The others of the request count: send them without it.",
    "410": "One question was answered long ago, and its answer is not kept any more: drop it.",
}
ID = UUID("0192f6b1-2a00-7abc-8000-0000000000a1")
GATE = UUID("0192f6b0-7c00-7000-8000-000000000901")
AT = datetime(2026, 11, 20, 0, 12, 5, tzinfo=UTC)
CODE = "LL1:" + "7WE8DPCH" * 12  # of no city


def post_gate_scans(*, parameters: list[dict[str, Any]], refused: dict[str, Any]) -> dict[str, Any]:
    question = {"$ref": SCHEMA.format("GateQuestion")}
    array = {"type": "array", "items": question, "maxItems": MOST}
    return {
        "operationId": "askGate",
        "summary": "Ask what a gate says",
        "description": ABOUT,
        "security": [{"device": []}],
        "parameters": parameters,
        "requestBody": {
            "required": True,
            "description": "One question, or some of them. May be packed: `Content-Encoding: gzip`.",
            "content": {
                "application/json": {
                    "schema": {"oneOf": [array, question]},
                    "examples": {name: {"value": _plain(one)} for name, one in _questions().items()},
                }
            },
        },
        "responses": {
            "200": _answered(),
            **refused,
            **{status: _refused(about) for status, about in MORE.items()},
        },
    }


def _questions() -> dict[str, GateQuestion]:
    shown: dict[str, Any] = {"gate": GATE, "made_at": AT}
    return {
        "a pass": GateQuestion(id=ID, code=CODE, temperature=36.4, **shown),
        "home again": GateQuestion(id=_next(1), code=CODE, direction="in", **shown),
        "a paper slip": GateQuestion(id=_next(2), shown="slip", slip="7WE8DPCH", people=2, **shown),
        "by the door": GateQuestion(id=_next(3), shown="door", household=GATE, **shown),
        "let through by the keeper": GateQuestion(
            id=_next(4), code=CODE, done="let_through", instead_of=ID, **shown
        ),
        "must pass": GateQuestion(id=_next(5), code=CODE, errand="regular_treatment", instead_of=_next(4), **shown),
    }  # fmt: skip


def _answered() -> dict[str, Any]:
    stopped = {
        "at": datetime(2026, 11, 19, 1, 30, tzinfo=UTC), "gate": "和平家园东门", "from_on": date(2026, 11, 21), "times": 1,
        "every_days": 2,
    }  # fmt: skip
    answer = GateAnswer(ID, "stop", "gates.used", "refused", AT, stopped, None, "和平家园 3-2-501")
    return {
        "description": "What the gate says to each, in the order in which they were asked.",
        "content": {
            "application/json": {
                "schema": {"$ref": SCHEMA.format("GateAnswers")},
                "example": _plain(GateAnswers([answer])),
            }
        },
    }


def _refused(about: str) -> dict[str, Any]:
    return {
        "description": about,
        "content": {"application/json": {"schema": {"$ref": SCHEMA.format("Refusal")}}},
    }


def _next(number: int) -> UUID:
    return UUID(int=ID.int + number)


def _plain(struct: msgspec.Struct) -> Any:
    return msgspec.json.decode(msgspec.json.encode(struct))
