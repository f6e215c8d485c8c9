"""The twins of the gate in a real Chromium: the same answers, the same readings, whoever verifies the signature."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from linli.gates.rules import decide
from linli.lib.base45 import decode, encode
from linli.lib.passes import PREFIX, PassClaims, public_half, read_pass, sign
from tests.browser.gate_page import NO_ED25519, close, gate_page, run
from tests.gates.rule_cases import CASES, answer_of, as_json, facts_as_json, random_facts
from tests.lib.test_passes import CITY, CLAIMS, KEYS, OTHER_PRIVATE, PRIVATE, TEXT, claims, odd_texts

pytestmark = pytest.mark.browser

RANDOM_FACTS, RANDOM_CLAIMS = 6000, 200

PUBLIC = {number: base64.b64encode(key).decode() for number, key in KEYS.items()}
DECIDE = """
  const { decide } = await load('decide.js');
  const plain = (value) => (typeof value === 'string' && /^\\d{4}-\\d\\d-\\d\\dT/.test(value)
    ? new Date(value).toISOString().slice(0, 19) + 'Z' : value);
  const tidy = (found) => ({ ...found, due_back_at: plain(found.due_back_at),
    data: Object.fromEntries(Object.entries(found.data).map(([key, one]) => [key, plain(one)])) });
  return value.map((facts) => tidy(decide(facts)));
"""
READ = """
  const { readPass } = await load('pass.js');
  const { verifiesBy } = await load('verify.js');
  const all = [];
  for (const text of value.texts) all.push(await readPass(text, value.keys, value.options));
  return { all, by: verifiesBy() };
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    made = gate_page(chromium)
    yield made
    close(made)


@pytest.fixture(scope="module")
def old_page(chromium: Browser) -> Iterator[Page]:
    made = gate_page(chromium, NO_ED25519)
    yield made
    close(made)


def collected(strategy: Any, count: int) -> list[Any]:
    """So many examples at once: one call into the browser for all of them."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def test_every_case_has_the_same_answer_on_the_phone(page: Page) -> None:
    told = run(page, DECIDE, [case["facts"] for case in CASES])
    for case, one in zip(CASES, told, strict=True):
        assert one == answer_of(case), case["why"]


def test_facts_by_chance_have_the_same_answer_on_both_sides(page: Page) -> None:
    some = random_facts(RANDOM_FACTS, seed=20)
    told = run(page, DECIDE, [facts_as_json(one) for one in some])
    assert len({one["code"] for one in told}) > 20
    for one, answered in zip(some, told, strict=True):
        assert answered == as_json(decide(one)), one


def expected(texts: list[str], **options: Any) -> list[dict[str, Any]]:
    return [_plain(read_pass(text, KEYS, **{"city": CITY, **options})) for text in texts]


def _plain(read: Any) -> dict[str, Any]:
    return {
        "reading": read.reading,
        "claims": {key: _time(value) for key, value in msgspec.to_builtins(read.claims).items()}
        if read.claims
        else None,
    }


def _time(value: Any) -> Any:
    return value.replace("Z", ".000Z") if isinstance(value, str) and value.endswith("Z") else value


def both(page: Page, texts: list[str], *, by: str, **options: Any) -> list[str]:
    """Read texts there and here; both must agree. Returns the readings."""
    told = run(page, READ, {"texts": texts, "keys": PUBLIC, "options": {"city": CITY, **options}})
    assert told["by"] == by
    for text, there, here in zip(texts, told["all"], expected(texts, **options), strict=True):
        assert there == here, text
    return [one["reading"] for one in told["all"]]


@pytest.fixture(params=["browser", "script"])
def verifier(request: pytest.FixtureRequest) -> tuple[Page, str]:
    name = "page" if request.param == "browser" else "old_page"
    return request.getfixturevalue(name), request.param


def test_passes_are_read_alike_and_every_wrong_one_is_told_as_what_it_is(verifier: tuple[Page, str]) -> None:
    page, by = verifier
    changed = bytearray(decode(TEXT.removeprefix(PREFIX)))
    changed[25] = 9  # nine people instead of one
    texts = {
        TEXT: "read",
        "\n" + TEXT + "\n": "read",
        sign(replace(CLAIMS, area=CITY + "1" * 30), PRIVATE): "read",
        sign(CLAIMS, OTHER_PRIVATE): "forged",
        PREFIX + encode(bytes(changed)): "forged",
        TEXT + "AB": "forged",
        TEXT[:100]: "truncated",
        TEXT[:-1]: "truncated",
        sign(replace(CLAIMS, area="230903001001"), OTHER_PRIVATE): "other_city",
        sign(replace(CLAIMS, key_number=9), PRIVATE): "unknown_key",
        "https://example.org/": "not_a_pass",
        "": "not_a_pass",
        "LL1:啊": "unreadable",
        "LL1:" + "😀" * 50: "unreadable",
    }
    assert both(page, list(texts), by=by) == list(texts.values())
    assert both(page, [TEXT], by=by, withdrawn=[3]) == ["withdrawn_key"]
    assert both(page, [TEXT], by=by, city="2309") == ["other_city"]


def test_odd_texts_are_read_alike(verifier: tuple[Page, str]) -> None:
    page, by = verifier
    # A lone surrogate cannot be handed to a browser.
    texts = [text.encode("utf-8", "replace").decode() for text in odd_texts(1500, seed=11)]
    readings = both(page, texts, by=by)
    assert "read" not in readings
    assert len(set(readings)) >= 5


def test_claims_by_chance_are_read_alike(verifier: tuple[Page, str]) -> None:
    page, by = verifier
    some: list[PassClaims] = collected(claims, RANDOM_CLAIMS)
    assert set(both(page, [sign(one, PRIVATE) for one in some], by=by)) == {"read"}


def test_a_key_that_is_no_key_is_an_unknown_one(verifier: tuple[Page, str]) -> None:
    page, _by = verifier
    for key in ("", "AAAA", "no base64 !", base64.b64encode(bytes(31)).decode()):
        told = run(page, READ, {"texts": [TEXT], "keys": {3: key}, "options": {"city": CITY}})
        assert told["all"] == [{"reading": "unknown_key", "claims": None}]


def test_a_point_that_is_no_key_verifies_nothing(verifier: tuple[Page, str]) -> None:
    page, _by = verifier
    keys = {3: base64.b64encode(b"\xff" * 32).decode()}
    told = run(page, READ, {"texts": [TEXT], "keys": keys, "options": {"city": CITY}})
    assert told["all"] == [{"reading": "forged", "claims": None}]


SCAN = """
  const { readPass } = await load('pass.js');
  const { decide } = await load('decide.js');
  const { reading, claims } = await readPass(value.text, value.keys, { city: value.city });
  const seen = claims && { ...claims, uses: value.uses };
  const { says, code } = decide({ at: value.at, gate: { area: claims ? claims.area : '' }, reading, seen });
  return [says, code];
"""


@pytest.mark.parametrize(
    ("after", "uses_after", "told"),
    [
        (timedelta(days=1), [], ["pass", "gates.ok"]),
        (timedelta(days=31), [], ["stop", "gates.expired"]),
        (-timedelta(hours=1), [], ["stop", "gates.not_yet"]),
        (timedelta(days=1, minutes=1), [timedelta(days=1)], ["stop", "gates.used"]),
    ],
    ids=["in its time", "expired", "not yet", "replayed a minute later"],
)
def test_a_pass_is_read_and_judged_on_the_phone(
    verifier: tuple[Page, str], after: timedelta, uses_after: list[timedelta], told: list[str]
) -> None:
    page, _by = verifier

    def iso(moment: datetime) -> str:
        return moment.isoformat()

    value = {
        "text": TEXT,
        "keys": PUBLIC,
        "city": CITY,
        "at": iso(CLAIMS.valid_from + after),
        "uses": [{"at": iso(CLAIMS.valid_from + one)} for one in uses_after],
    }
    assert run(page, SCAN, value) == told


def test_another_citys_key_of_the_same_number_opens_nothing(page: Page) -> None:
    theirs = {3: base64.b64encode(public_half(OTHER_PRIVATE)).decode()}
    told = run(page, READ, {"texts": [TEXT], "keys": theirs, "options": {"city": CITY}})
    assert told["all"][0]["reading"] == "forged"
