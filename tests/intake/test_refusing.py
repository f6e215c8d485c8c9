"""What a request may hold that is not as it should be: nothing of it may stop the rest, or bring the intake down."""

import gzip
import json
from typing import Any

import pytest

from linli.intake.sealing import unseal
from tests.intake.conftest import HOME, Phone, fact
from tests.intake.memory import MemoryStore


def same(number: int) -> dict[str, Any]:
    return fact(number, household=HOME, same=True)


# ---- one bad fact ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"id": "x", "kind": "visit", "made_at": "2026-11-20T08:00:00Z", "body": {}}, "intake.unreadable"),
        ("a word", "intake.unreadable"),
        (None, "intake.unreadable"),
        ([], "intake.unreadable"),
        (fact(9, made_at="2026-11-20T08:00:00", household="x"), "intake.unreadable"),
        (fact(9, made_at="0001-01-01T00:00:00+14:00", household="x"), "intake.unreadable"),
        (fact(9, kind="Bad Kind"), "intake.unreadable"),
        (fact(9, kind="gate_dance"), "intake.unknown_kind"),
        (fact(9, household="x"), "intake.wrong_body"),
        (fact(9, kind="visit", outcome="danced"), "intake.wrong_body"),
    ],
)
def test_a_bad_fact_goes_into_quarantine_and_the_others_go_in(
    dry_phone: Phone, memory: MemoryStore, bad: Any, code: str
) -> None:
    response = dry_phone.send(same(1), bad, same(2))
    assert response.states == ["kept", "quarantined", "kept"]
    told = response.json["facts"][1]
    assert told["code"] == code
    assert told["why"]
    assert told["next"]
    assert [row.reason for row in memory.rows.values() if row.quarantined_at] == [code]
    again = dry_phone.send(bad)
    assert again.json["facts"][0] == told
    assert len(memory.rows) == 3


def test_a_line_that_is_no_json_goes_into_quarantine_and_the_others_go_in(
    dry_phone: Phone, memory: MemoryStore
) -> None:
    lines = b"\n".join([json.dumps(same(1)).encode(), b"{oh", b"\xff\xfe", json.dumps(same(2)).encode()])
    states = dry_phone.post(lines, content_type="application/x-ndjson").states
    assert states == ["kept", "quarantined", "quarantined", "kept"]
    assert {unseal(row.body) for row in memory.rows.values() if row.reason} == {"{oh", "\\xff\\xfe"}


def test_the_reason_never_repeats_what_was_told(dry_phone: Phone) -> None:
    told = dry_phone.send(fact(1, "visit", household=HOME, outcome="王芳 - at `$.x` '甲'")).json["facts"][0]
    assert told["detail"] == "Invalid enum value … - at `$.outcome`"


def test_an_answer_that_is_the_same_and_tells_something_is_not_believed(dry_phone: Phone) -> None:
    told = dry_phone.send(fact(1, household=HOME, same=True, note="其实变了")).json["facts"][0]
    assert (told["code"], "tells nothing else" in told["detail"]) == ("intake.wrong_body", True)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eA==", "Bearer lld_", "Bearer lld_wrong", "Bearer lld_" + "x" * 500,
               "Bearer lld_甲".encode().decode("latin-1")]
)  # fmt: skip
def test_a_wrong_token_is_refused_before_the_body_is_read(
    dry_phone: Phone, memory: MemoryStore, header: str
) -> None:
    response = dry_phone.send({}, authorization=header)
    assert (response.status, response.json["code"]) == (401, "intake.no_token")
    assert response.headers["www-authenticate"] == "Bearer"
    assert not memory.rows


@pytest.mark.parametrize(
    "nonsense", ["", "yesterday", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "1e99"]
)
def test_nonsense_in_headers_is_left_out(dry_phone: Phone, nonsense: str) -> None:
    response = dry_phone.send(
        same(1), linli_sent_at=nonsense, linli_waiting=nonsense, linli_app_version=nonsense
    )
    assert response.states == ["kept"]


# ---- refused as a whole ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "intake.cannot_read"),
        (b"[", {}, 400, "intake.cannot_read"),
        (b"[{}] tail", {}, 400, "intake.cannot_read"),
        (b"\xff\xfe", {}, 400, "intake.cannot_read"),
        (b"7", {}, 400, "intake.cannot_read"),
        (b'{"id": ', {}, 400, "intake.cannot_read"),
        (b"[" * 100_000, {}, 400, "intake.cannot_read"),
        (b"not gzip", {"content_encoding": "gzip"}, 400, "intake.cannot_read"),
        (gzip.compress(b"[]", mtime=0)[:-4], {"content_encoding": "gzip"}, 400, "intake.cannot_read"),
        (gzip.compress(b"[]", mtime=0) + b"more", {"content_encoding": "gzip"}, 400, "intake.cannot_read"),
        (gzip.compress(b" " * 5_000_000, mtime=0), {"content_encoding": "gzip"}, 413, "intake.too_large"),
        (b" " * 4_000_001, {}, 413, "intake.too_large"),
        (b"[]", {"content_length": "99999999"}, 413, "intake.too_large"),
        (b"[" + b"0," * 2001 + b"0]", {}, 413, "intake.too_many_facts"),
        (b"x\n" * 2001, {"content_type": "application/x-ndjson"}, 413, "intake.too_many_facts"),
        (b"<a/>", {"content_type": "text/xml"}, 415, "intake.wrong_type"),
        (b"[]", {"content_encoding": "br"}, 415, "intake.wrong_type"),
    ],
)  # fmt: skip
def test_it_refuses_a_body_that_it_cannot_read(
    dry_phone: Phone, memory: MemoryStore, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    response = dry_phone.post(body, **headers)
    assert (response.status, response.json["code"]) == (status, code)
    assert response.json["title"]
    assert response.json["next"]
    assert not memory.rows


def test_it_refuses_other_addresses_and_other_methods(dry_phone: Phone) -> None:
    assert dry_phone.request("GET", "/intake/v1/nothing").status == 404
    response = dry_phone.request("GET", "/intake/v1/facts")
    assert (response.status, response.headers["allow"]) == (405, "POST")


def test_a_phone_that_hangs_up_is_not_answered(dry_phone: Phone) -> None:
    assert dry_phone.post([]).status == 0


def test_it_refuses_in_the_language_of_the_phone(dry_phone: Phone) -> None:
    assert (
        dry_phone.post(b"[", accept_language="zh-CN,zh").json["title"] != dry_phone.post(b"[").json["title"]
    )


def test_health_says_that_facts_can_be_kept(dry_phone: Phone) -> None:
    response = dry_phone.request("GET", "/intake/v1/health", authorization="")
    assert (response.status, response.json["status"], response.json["waiting"]) == (200, "ok", 0)
