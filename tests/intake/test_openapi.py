"""The description for other programs: complete, and true."""

import json
from typing import Any

import pytest
from django.test import Client

from linli.core.facts import all_kinds
from tests.intake.conftest import Phone


@pytest.fixture
def document(dry_phone: Phone) -> dict[str, Any]:
    response = dry_phone.request("GET", "/api/openapi.json", authorization="")
    assert response.status == 200
    found: dict[str, Any] = response.json
    return found


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(one) for one in part.values()))
    return set().union(*(references(one) for one in part)) if isinstance(part, list) else set()


def test_the_pages_serve_the_same_description(document: dict[str, Any], client: Client, db: None) -> None:
    response = client.get("/api/openapi.json")
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.content) == document


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known


def test_every_kind_is_described_with_an_example_that_is_taken(
    document: dict[str, Any], dry_phone: Phone
) -> None:
    content = document["paths"]["/intake/v1/facts"]["post"]["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    assert {kind.name for kind in all_kinds()} <= set(examples)
    for example in examples.values():
        assert dry_phone.send(*example["value"]).json["quarantined"] == 0
    lines = content["application/x-ndjson"]["example"].encode()
    assert dry_phone.post(lines, content_type="application/x-ndjson").json["seen"] == 2


def test_every_status_that_is_answered_is_described(document: dict[str, Any]) -> None:
    responses = document["paths"]["/intake/v1/facts"]["post"]["responses"]
    assert set(responses) == {"200", "400", "401", "413", "415", "429", "503"}
    assert "Retry-After" in responses["429"]["headers"]


def test_every_example_of_a_gate_is_answered(document: dict[str, Any], dry_phone: Phone) -> None:
    described = document["paths"]["/intake/v1/gate-scans"]["post"]
    examples = described["requestBody"]["content"]["application/json"]["examples"]
    for example in examples.values():
        response = dry_phone.request("POST", "/intake/v1/gate-scans", json.dumps(example["value"]).encode())
        assert response.status == 200
        (answer,) = response.json["scans"]
        shown = described["responses"]["200"]["content"]["application/json"]["example"]["scans"][0]
        assert set(answer) == set(shown)
    assert set(described["responses"]) == {
        "200",
        "400",
        "401",
        "404",
        "409",
        "410",
        "413",
        "415",
        "429",
        "503",
    }
