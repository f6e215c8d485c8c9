"""Whatever is sent, it ends in facts or in a refusal. Nothing sent is lost, and nothing stops the intake."""

import asyncio
import gzip
import json
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.facts import all_kinds
from linli.core.problems import Problem
from linli.intake.app import Intake, Limits
from linli.intake.problems import CannotRead, TooLarge, TooManyFacts
from linli.intake.reading import read_facts, unpack
from linli.intake.sealing import unseal
from tests.intake.conftest import HOME, Phone, fact
from tests.intake.memory import TOKEN, MemoryStore

REFUSALS = (CannotRead, TooManyFacts, TooLarge)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

scalars = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(max_size=20)
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4), max_leaves=12)  # fmt: skip
kinds = st.sampled_from([kind.name for kind in all_kinds()]) | st.text(max_size=12)
envelopes = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str) | scalars,
        "kind": kinds | scalars,
        "made_at": st.sampled_from(["2026-11-20T08:00:00+08:00", "9999-12-31T23:59:59-23:59", "2026-11-20"])
        | scalars,
        "body": st.dictionaries(
            st.sampled_from(["household", "same", "outcome", "x"]), st.just(HOME) | values
        )
        | values,
    }
)


def read(raw: bytes, lines: bool = False) -> list[Any]:
    try:
        return read_facts(raw, lines=lines, limit=100)
    except REFUSALS:
        return []


@quick
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(raw: bytes, lines: bool) -> None:
    for sent in read(raw, lines):
        sent.body.decode()


@quick
@given(st.lists(envelopes | values, max_size=6))
def test_nothing_of_an_array_is_lost(parts: list[Any]) -> None:
    found = read(json.dumps(parts).encode())
    assert len(found) == len(parts)
    for sent, part in zip(found, parts, strict=True):
        told = msgspec.json.decode(sent.body)
        assert told == (part if sent.id is None else part["body"])
        assert (sent.id is None) <= bool(sent.reason)


@quick
@given(st.lists(envelopes | values, max_size=6))
def test_lines_say_what_an_array_says(parts: list[Any]) -> None:
    lines = "\n".join(json.dumps(part) for part in parts).encode()
    assert [(s.id, s.kind, s.reason) for s in read(lines, lines=True)] == [
        (s.id, s.kind, s.reason) for s in read(json.dumps(parts).encode())
    ]


@quick
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_unpacked_or_refused(raw: bytes, packed: bool) -> None:
    try:
        assert unpack(gzip.compress(raw) if packed else raw, limit=150) == raw
    except (CannotRead, TooLarge):
        assert not packed or len(raw) > 150


@quick
@given(st.binary(max_size=300) | st.lists(envelopes, max_size=5).map(lambda one: json.dumps(one).encode()),
       st.sampled_from(["application/json", "application/x-ndjson", "text/html", ""]),
       st.sampled_from(["", "gzip", "br"]))  # fmt: skip
def test_the_intake_never_fails_and_keeps_what_it_acknowledges(raw: bytes, kind: str, encoding: str) -> None:
    store = MemoryStore()
    loop = asyncio.new_event_loop()
    phone = Phone(Intake(store, limits=Limits(facts=50)), loop, TOKEN)
    response = phone.post(
        gzip.compress(raw) if encoding == "gzip" else raw, content_type=kind, content_encoding=encoding
    )
    loop.close()
    assert response.status in {200, 400, 413, 415}
    if response.status == 200:
        kept = {one.get("kept_as") or one["id"] for one in response.json["facts"]}
        assert kept == {str(key) for key in store.rows}
    else:
        assert not store.rows


@pytest.mark.parametrize("depth", [100, 1_000, 50_000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    deep = b'{"a":' * depth + b"1" + b"}" * depth
    body = json.dumps(fact(1, household=HOME, same=True)).encode()[:-2] + b',"more":' + deep + b"}}"
    for raw, lines in ((b"[" + body + b"]", False), (body, True), (body, False)):
        for sent in read(raw, lines):
            sent.body.decode()


def test_every_example_is_read(dry_phone: Phone, memory: MemoryStore) -> None:
    bodies = [(kind.name, body) for kind in all_kinds() for body in kind.examples]
    facts = [
        fact(number, name) | {"body": msgspec.to_builtins(body)} for number, (name, body) in enumerate(bodies)
    ]
    assert dry_phone.send(*facts).states == ["kept"] * len(facts)
    for number, (_name, body) in enumerate(bodies):
        kept = memory.rows[UUID(facts[number]["id"])]
        assert msgspec.json.decode(unseal(kept.body), type=type(body)) == body


def test_refusals_are_problems() -> None:
    assert all(issubclass(one, Problem) for one in REFUSALS)
