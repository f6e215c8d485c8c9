"""The cases that both twins run, and facts by chance."""

import json
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
hours = st.sampled_from(("", "00:00", "00:30", "06:00", "10:00", "10:12", "10:13", "22:00", "23:59"))
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
