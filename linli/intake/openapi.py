"""The description of the interface (OpenAPI 3.1), made from the structs that decode it: it cannot say anything else."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

import linli
from linli.core.facts import FactKind, all_kinds
from linli.intake.envelope import Answers, Health, Refusal
from linli.intake.openapi_gates import GATE_STRUCTS, post_gate_scans

REF = "#/components/schemas/{name}"
EXAMPLE_ID = UUID("0192f6b1-2a00-7abc-8000-000000000001")
MADE_AT = datetime(2026, 11, 20, 0, 12, 5, tzinfo=UTC)

ABOUT = """\
Devices send facts here: what somebody saw or was told, with an id that the device makes (UUID version 7).

* **Send the same fact with the same id** until it is answered. It counts once, however often it comes.
* The answer is given after the commit: a fact that is answered `kept`, `seen` or `quarantined` is on the disk, and the
  device may drop it. A quarantined fact is never lost: a person looks at it.
* One bad fact does not stop the others. A request is refused as a whole only with a status of 400 or more; then
  nothing of it was kept, and the device keeps its facts.
* **429 and 503** come with `Retry-After`, in seconds. Obey it, and tell the person that everything is safe.
* 401 means: this device was not enrolled, or it was revoked. Stop sending, keep nothing but the outbox.
* An empty array checks the token and tells the time.
* Fields that are not known are ignored; new fields always have a default.
"""
HEADERS = {
    "Linli-Sent-At": ("What time the device has at the moment of sending (RFC 3339). Lets a wrong clock be noticed.",
                      "2026-11-20T08:12:07+08:00"),
    "Linli-Waiting": ("How many facts the device still has, this request included.", "12"),
    "Linli-App-Version": ("The version of the sending program.", "1.4.0"),
    "Accept-Language": ("`zh-hans` or `en`: the language of the sentences in the answer.", "zh-hans"),
}  # fmt: skip
REFUSALS = {
    "400": "The body as a whole cannot be read.",
    "401": "The token is missing or wrong, or the device was revoked.",
    "413": "Too large, or too many facts: send several requests.",
    "415": "Another type or packing than those below.",
    "429": "Too much at this moment: send again after `Retry-After` seconds.",
    "503": "The database cannot be reached: send again after `Retry-After` seconds.",
}
WAITING = {"429", "503"}


@cache
def description() -> bytes:
    return msgspec.json.encode(document())


def document() -> dict[str, Any]:
    kinds = all_kinds()
    structs = [Answers, Refusal, Health, *GATE_STRUCTS, *(kind.body for kind in kinds)]
    shown, schemas = msgspec.json.schema_components(structs, ref_template=REF)
    of_kind = dict(zip((kind.name for kind in kinds), shown[len(structs) - len(kinds) :], strict=True))
    schemas |= {_name(kind): _fact_schema(kind, of_kind[kind.name]) for kind in kinds}
    schemas["Fact"] = {
        "oneOf": [{"$ref": REF.format(name=_name(kind))} for kind in kinds],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {kind.name: REF.format(name=_name(kind)) for kind in kinds},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Linli intake", "version": linli.__version__, "description": ABOUT},
        "paths": {
            "/intake/v1/facts": {"post": _post(kinds)},
            "/intake/v1/gate-scans": {
                "post": post_gate_scans(
                    parameters=[_header(name, *about) for name, about in HEADERS.items()],
                    refused={status: _refused(status) for status in REFUSALS},
                )
            },
            "/intake/v1/health": {"get": _health()},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "device": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that enrolling the device prints once.",
                }
            },
        },
    }


def _post(kinds: tuple[FactKind, ...]) -> dict[str, Any]:
    array = {"type": "array", "items": {"$ref": REF.format(name="Fact")}, "maxItems": 2000}
    examples = _examples(kinds)
    every = [one for example in examples.values() for one in example["value"]]
    return {
        "operationId": "sendFacts",
        "summary": "Send facts",
        "security": [{"device": []}],
        "parameters": [_header(name, *about) for name, about in HEADERS.items()],
        "requestBody": {
            "required": True,
            "description": "May be packed: `Content-Encoding: gzip`.",
            "content": {
                "application/json": {
                    "schema": {"oneOf": [array, {"$ref": REF.format(name="Fact")}]},
                    "examples": examples,
                },
                "application/x-ndjson": {
                    "schema": {"type": "string", "description": "One fact a line."},
                    "example": "\n".join(msgspec.json.encode(one).decode() for one in every[:2]),
                },
            },
        },
        "responses": {"200": _answered(), **{status: _refused(status) for status in REFUSALS}},
    }


def _health() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REF.format(name="Health")}}}
    return {
        "operationId": "health",
        "summary": "Whether facts can be kept",
        "responses": {
            "200": {"description": "They can.", "content": content},
            "503": {"description": "The database cannot be reached.", "content": content},
        },
    }


def _answered() -> dict[str, Any]:
    example = {
        "received_at": "2026-11-20T00:12:07.412Z", "kept": 1, "seen": 0, "quarantined": 0,
        "facts": [{"state": "kept", "id": str(EXAMPLE_ID)}], "clock_error": None,
    }  # fmt: skip
    return {
        "description": "What became of each fact, in the order in which they were sent.",
        "content": {"application/json": {"schema": {"$ref": REF.format(name="Answers")}, "example": example}},
    }


def _refused(status: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": REFUSALS[status],
        "content": {"application/json": {"schema": {"$ref": REF.format(name="Refusal")}}},
    }
    if status in WAITING:
        told["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        }
    return told


def _header(name: str, about: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "description": about,
        "schema": {"type": "string"},
        "example": example,
    }


def _fact_schema(kind: FactKind, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "kind", "made_at", "body"],
        "properties": {
            "id": {"type": "string", "format": "uuid", "description": "Made on the device: UUID version 7."},
            "kind": {"const": kind.name},
            "made_at": {
                "type": "string",
                "format": "date-time",
                "description": "By the device's own clock, with its offset.",
            },
            "body": body,
        },
        "examples": [_example(kind, one) for one in kind.examples[:1]],
    }


def _examples(kinds: tuple[FactKind, ...]) -> dict[str, Any]:
    """Each with an id of its own, so that all of them can be sent as they stand."""
    told = [(kind, number, body) for kind in kinds for number, body in enumerate(kind.examples, start=1)]
    return {
        f"{kind.name}_{number}" if number > 1 else kind.name: {"value": [_example(kind, body, at)]}
        for at, (kind, number, body) in enumerate(told)
    }


def _example(kind: FactKind, body: msgspec.Struct, at: int = 0) -> dict[str, Any]:
    return {
        "id": str(UUID(int=EXAMPLE_ID.int + at)),
        "kind": kind.name,
        "made_at": MADE_AT.isoformat(),
        "body": msgspec.to_builtins(body),
    }


def _name(kind: FactKind) -> str:
    return f"{kind.body.__name__}Fact"
