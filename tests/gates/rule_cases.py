"""The cases that both twins run, and facts by chance."""

import json
import random
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from linli.gates import rules
from linli.gates.rules import Decision, Facts, GateSeen, PassSeen, Use
from linli.lib.playbook.gates import MUST_PASS

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "gate_cases.json").read_text()
)["cases"]
BEGAN = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
READINGS = (
    rules.READ,
    rules.NONE,
    rules.UNREADABLE,
    rules.NOT_A_PASS,
    rules.TRUNCATED,
    rules.FORGED,
    rules.OTHER_CITY,
    rules.UNKNOWN_KEY,
    rules.WITHDRAWN_KEY,
)
HOURS = ("", "00:00", "00:30", "06:00", "10:00", "10:12", "10:13", "22:00", "23:59")
AREAS = ("2310", "231085", "231085001", "231085001001", "231085001002", "23108500100100501")


def facts_of(case: dict[str, Any]) -> Facts:
    return msgspec.convert(case["facts"], Facts)


def as_json(decision: Decision) -> dict[str, Any]:
    """A decision as the phone has it: times of one zone, days, no tuples."""
    return {
        "says": decision.says.value,
        "code": decision.code,
        "data": {key: _plain(value) for key, value in decision.data.items()},
        "due_back_at": _plain(decision.due_back_at),
        "by_list": decision.by_list,
    }


def answer_of(case: dict[str, Any]) -> dict[str, Any]:
    told = {"due_back_at": None, "by_list": False, **case["answer"]}
    data = {key: _same_zone(value) for key, value in told["data"].items()}
    return {**told, "data": data, "due_back_at": _same_zone(told["due_back_at"])}


def facts_as_json(facts: Facts) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(asdict(facts))
    return plain


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
    return value.isoformat() if isinstance(value, date) else value


def _same_zone(value: object) -> object:
    if isinstance(value, str) and len(value) > 15 and value[10:11] == "T":
        return _plain(datetime.fromisoformat(value))
    return value


# ---- by chance -----------------------------------------------------------------------------------------------------
minutes = st.integers(-6 * 1440, 3 * 1440) | st.integers(-300, 30)
moments = minutes.map(lambda count: BEGAN + timedelta(minutes=count))
uses = st.builds(
    Use, at=moments, back_at=st.none() | moments, due_back_at=st.none() | moments, gate=st.just("东门")
)
hours = st.sampled_from(HOURS)
errands = st.sampled_from(("", "", "", "", "exam", "shopping", *sorted(MUST_PASS)))
list_ages = st.sampled_from((0, 0, 1, 30, 59, 60, 61, 500, None))
passes = st.builds(
    PassSeen,
    kind=st.sampled_from(("household", "household", "worker", "supply", "medical", "vehicle", "visitor")),
    area=st.sampled_from(AREAS),
    valid_from=st.just(BEGAN - timedelta(days=5)) | moments,
    valid_until=st.just(BEGAN + timedelta(days=5)) | moments,
    people=st.integers(0, 5),
    every_days=st.integers(0, 4),
    times=st.integers(0, 3),
    max_hours=st.integers(0, 30),
    forfeits=st.integers(0, 2),
    state=st.sampled_from(("valid", "valid", "valid", "replaced", "revoked", "something newer")),
    uses=st.lists(uses, max_size=5).map(tuple),
)
gates = st.builds(
    GateSeen,
    area=st.sampled_from(AREAS),
    opens_at=hours,
    closes_at=hours,
    fever_at=st.none() | st.just(37.3),
    stale_minutes=st.sampled_from((15, 60)),
    alone=st.booleans(),
    must_pass=st.sampled_from(((), ("exam",))),
)
facts = st.builds(
    Facts,
    at=moments,
    gate=gates,
    direction=st.sampled_from(("out", "out", "in")),
    reading=st.just(rules.READ) | st.sampled_from(READINGS),
    seen=passes | passes | st.none(),
    people=st.integers(0, 6),
    restricted=st.sampled_from((False, False, False, True)),
    errand=errands,
    granted=errands,
    temperature=st.none() | st.sampled_from((36.5, 37.2, 37.3, 38.0)),
    list_minutes=list_ages,
)


def random_facts(count: int, seed: int) -> list[Facts]:
    """Thousands of facts in a moment, for a call into a browser; the strategies above are for what hypothesis shrinks."""
    chance = random.Random(seed)
    return [_random_facts(chance) for _ in range(count)]


def _random_facts(chance: random.Random) -> Facts:
    return Facts(
        at=_moment(chance),
        gate=GateSeen(
            area=chance.choice(AREAS),
            opens_at=chance.choice(HOURS),
            closes_at=chance.choice(HOURS),
            fever_at=chance.choice((None, 37.3)),
            stale_minutes=chance.choice((15, 60)),
            alone=chance.random() < 0.5,
            must_pass=chance.choice(((), ("exam",))),
        ),
        direction=chance.choice(("out", "out", "in")),
        reading=chance.choice((rules.READ,) * 12 + READINGS),
        seen=_random_pass(chance) if chance.random() < 0.9 else None,
        people=chance.choice((1, 1, 1, 0, 2, 6)),
        restricted=chance.random() < 0.1,
        errand=chance.choice(("",) * 12 + ("exam", "shopping", "medicine")),
        granted=chance.choice(("",) * 12 + ("exam", "shopping", "carer")),
        temperature=chance.choice((None, None, None, 36.5, 37.2, 37.3, 38.0)),
        list_minutes=chance.choice((0, 0, 1, 30, 59, 60, 61, 500, None)),
    )


def _random_pass(chance: random.Random) -> PassSeen:
    return PassSeen(
        kind=chance.choice(("household", "household", "worker", "supply", "medical", "vehicle", "visitor")),
        area=chance.choice(AREAS),
        valid_from=chance.choice((BEGAN - timedelta(days=5), _moment(chance))),
        valid_until=BEGAN + timedelta(days=5) if chance.random() < 0.8 else _moment(chance),
        people=chance.choice((0, 1, 1, 2, 5)),
        every_days=chance.randrange(5),
        times=chance.randrange(4),
        max_hours=chance.choice((0, 2, 30)),
        forfeits=chance.randrange(3),
        state=chance.choice(("valid",) * 6 + ("replaced", "revoked", "something newer")),
        uses=tuple(_random_use(chance) for _ in range(chance.randrange(5))),
    )


def _random_use(chance: random.Random) -> Use:
    def perhaps() -> datetime | None:
        return _moment(chance) if chance.random() < 0.6 else None

    return Use(_moment(chance), back_at=perhaps(), due_back_at=perhaps(), gate="东门")


def _moment(chance: random.Random) -> datetime:
    near = chance.randrange(-300, 30)
    return BEGAN + timedelta(minutes=near if chance.random() < 0.5 else chance.randrange(-8640, 4320))
