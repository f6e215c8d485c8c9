"""What the description allows is taken or refused as it says, and so is what it does not allow."""

import asyncio
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from linli.intake.app import Intake
from linli.intake.openapi import document
from tests.intake.conftest import Phone
from tests.intake.memory import TOKEN, MemoryStore, every_gate

DESCRIBED = document()
OPERATIONS = [one.ok() for one in schemathesis.openapi.from_dict(DESCRIBED).get_all_operations()]
POSTS = [one for one in OPERATIONS if one.method == "post"]
many = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def answered(case: Case) -> Any:
    """The answer of an intake of its own, without a database."""
    loop = asyncio.new_event_loop()
    try:
        phone = Phone(Intake(MemoryStore(), fresh_seconds=0, learn_gates=every_gate), loop, TOKEN)
        headers = {k.lower(): str(v) for k, v in (case.headers or {}).items() if k.lower() != "authorization"}
        return phone.request(case.method, case.path, body_of(case), **headers)
    finally:
        loop.close()


def body_of(case: Case) -> bytes:
    if isinstance(case.body, bytes):
        return case.body
    try:
        return json.dumps(case.body).encode()
    except (TypeError, ValueError):
        return b""


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_what_the_description_allows_is_answered_as_it_says(operation: Any) -> None:
    ask(operation, GenerationMode.POSITIVE)


@pytest.mark.parametrize("operation", POSTS, ids=lambda operation: operation.label)
def test_what_the_description_does_not_allow_is_answered_as_it_says(operation: Any) -> None:
    ask(operation, GenerationMode.NEGATIVE)


def ask(operation: Any, mode: GenerationMode) -> None:
    answers = operation.definition.raw["responses"]

    @many
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Case) -> None:
        response = answered(case)
        assert response.status < 500 or response.status == 503
        assert str(response.status) in answers, f"{response.status} is not described"

    asked()
