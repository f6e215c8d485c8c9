"""What a gate says to somebody who comes. No Django, no clock, no database; `static/gates/js/decide.js` is its twin.

Both run `tests/fixtures/gate_cases.json`. A rule returns its decision or nothing; the first that decides is the answer.
The order is: what must pass, what cannot be read, what ends a pass, what the household may today, how many came.

Two things hold whatever the rules below say:
- an errand of `MUST_PASS` passes, at every gate, with every pass and with none;
- nobody is stopped on the way home, and nobody is stopped by a list that is old: STOP becomes ASK.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from linli.lib.periods import SHANGHAI, local_day
from linli.lib.playbook.gates import MUST_PASS


class Says(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict
    STOP = "stop"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Use:
    """One exit that counts. `back_at`: when the same pass came in again; nothing: not yet, as far as is known."""

    at: datetime
    back_at: datetime | None = None
    due_back_at: datetime | None = None
    gate: str = ""  # its name


@dataclass(frozen=True, slots=True)
class PassSeen:
    """What a pass says, and what the list of this gate knows of it.

    `area`: it opens the gates in this area, and those of the areas that it lies in.
    """

    kind: str
    area: str
    valid_from: datetime
    valid_until: datetime  # the first moment at which it is not valid any more
    people: int = 1
    every_days: int = 1
    times: int = 1  # 0: as often as wanted
    max_hours: int = 0  # 0: as long as it takes
    forfeits: int = 0
    state: str = "valid"  # or replaced, revoked
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class GateSeen:
    area: str
    opens_at: str = ""  # "06:00"; both empty: around the clock
    closes_at: str = ""
    steps: tuple[str, ...] = ()
    fever_at: float | None = None
    stale_minutes: int = 60
    alone: bool = True  # no other gate is opened by the same passes


# How the code read. Anything but READ and NONE is a pass that is not accepted.
READ, NONE = "read", "none"
UNREADABLE, NOT_A_PASS, TRUNCATED, FORGED = "unreadable", "not_a_pass", "truncated", "forged"
OTHER_CITY, UNKNOWN_KEY, WITHDRAWN_KEY = "other_city", "unknown_key", "withdrawn_key"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision rests on. `list_minutes`: how old the list is; 0 with a line, nothing where there is none."""

    at: datetime
    gate: GateSeen
    direction: str = "out"
    reading: str = READ
    seen: PassSeen | None = None
    people: int = 1
    restricted: bool = False  # the household stays in, by a decision that somebody signed
    errand: str = ""  # what the keeper was told, a key of MUST_PASS
    granted: str = ""  # what the community wrote down for today
    temperature: float | None = None
    list_minutes: int | None = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """`code` names the sentence. `data`: what fills it; times are datetimes and days are dates."""

    says: Says
    code: str
    data: dict[str, Any] = field(default_factory=dict)
    due_back_at: datetime | None = None
    # Whether the answer rests on the list of passes, uses and restrictions rather than on the code alone.
    by_list: bool = False


def decide(facts: Facts) -> Decision:
    """Return what the gate says. Every set of facts has an answer."""
    decision = next(found for rule in RULES if (found := rule(facts)) is not None)
    return soften(facts, decision)


def soften(facts: Facts, decision: Decision) -> Decision:
    """STOP becomes ASK on the way in, and where it rests on a list that is too old."""
    if decision.says != Says.STOP:
        return decision
    if facts.direction == "in":
        return replace(decision, says=Says.ASK)
    if decision.by_list and is_stale(facts):
        return replace(decision, says=Says.ASK, data={**decision.data, "list_minutes": facts.list_minutes})
    return decision


def is_stale(facts: Facts) -> bool:
    return facts.list_minutes is None or facts.list_minutes > facts.gate.stale_minutes


# ---- the rules, in their order ------------------------------------------------------------------------------------
def _must_pass(facts: Facts) -> Decision | None:
    if facts.errand in MUST_PASS:
        return Decision(Says.PASS, "gates.must_pass", {"errand": facts.errand})
    return None


def _granted(facts: Facts) -> Decision | None:
    if facts.granted in MUST_PASS and facts.direction == "out":
        return Decision(Says.PASS, "gates.granted", {"errand": facts.granted}, by_list=True)
    return None


def _fever(facts: Facts) -> Decision | None:
    if facts.temperature is None or facts.gate.fever_at is None or facts.temperature < facts.gate.fever_at:
        return None
    return Decision(Says.ASK, "gates.fever", {"temperature": facts.temperature})


_CANNOT_BE_READ = {UNREADABLE: "gates.unreadable", NOT_A_PASS: "gates.not_a_pass"}
_NOT_ACCEPTED = {
    TRUNCATED: "gates.truncated",
    FORGED: "gates.forged",
    OTHER_CITY: "gates.other_city",
    WITHDRAWN_KEY: "gates.withdrawn_key",
}


def _reading(facts: Facts) -> Decision | None:
    """A code that cannot be read stops nobody; one that is not of this city, or not as it was signed, is no pass."""
    if code := _CANNOT_BE_READ.get(facts.reading):
        return Decision(Says.ASK, code)
    if code := _NOT_ACCEPTED.get(facts.reading):
        return Decision(Says.STOP, code)
    if facts.reading == UNKNOWN_KEY:  # a list that is old may not know the newest key
        return Decision(Says.STOP, "gates.unknown_key", by_list=True)
    return None


def _visit_over(facts: Facts) -> Decision | None:
    """A visitor's pass lets somebody in until they have gone out again."""
    seen = facts.seen
    if facts.direction == "out" or seen is None or seen.kind != "visitor":
        return None
    if any(use.at <= facts.at for use in seen.uses):
        return Decision(Says.STOP, "gates.visit_over", by_list=True)
    return None


def _comes_home(facts: Facts) -> Decision | None:
    """Who comes in with a pass of this gate is at home, whatever the pass still allows."""
    seen = facts.seen
    if facts.direction == "out" or seen is None or not _opens(seen, facts.gate):
        return None
    if seen.kind in {"household", "vehicle"} or _is_valid(seen, facts.at):
        return Decision(Says.PASS, "gates.comes_in", _late(seen, facts.at))
    return None


def _without_pass(facts: Facts) -> Decision | None:
    if facts.seen is None:
        return Decision(Says.ASK, "gates.no_pass")
    return None


def _ended(facts: Facts) -> Decision | None:
    seen = _seen(facts)
    if seen.state == "revoked":
        return Decision(Says.STOP, "gates.revoked", by_list=True)
    if seen.state == "replaced":
        return Decision(Says.STOP, "gates.replaced", by_list=True)
    if facts.at < seen.valid_from:
        return Decision(Says.STOP, "gates.not_yet", {"from": seen.valid_from})
    if facts.at >= seen.valid_until:
        return Decision(Says.STOP, "gates.expired", {"until": seen.valid_until})
    return None


def _elsewhere(facts: Facts) -> Decision | None:
    if not _opens(_seen(facts), facts.gate):
        return Decision(Says.STOP, "gates.other_gate")
    return None


def _closed(facts: Facts) -> Decision | None:
    if facts.direction == "in" or is_open(facts.gate, facts.at):
        return None
    return Decision(
        Says.ASK, "gates.closed", {"opens_at": facts.gate.opens_at, "closes_at": facts.gate.closes_at}
    )


def _restricted(facts: Facts) -> Decision | None:
    if facts.restricted and facts.direction == "out":
        return Decision(Says.STOP, "gates.stays_in", by_list=True)
    return None


def _still_out(facts: Facts) -> Decision | None:
    """Who has not come back by the list may have come in at a gate without a line: a question, no stop."""
    seen = _seen(facts)
    last = max(seen.uses, key=lambda use: use.at, default=None)
    if facts.direction == "in" or not seen.times or last is None or last.back_at or last.at > facts.at:
        return None
    if quota_of(seen, facts.at).left > 0:
        return Decision(Says.ASK, "gates.still_out", {"at": last.at, "gate": last.gate}, by_list=True)
    return None


def _quota(facts: Facts) -> Decision | None:
    seen = _seen(facts)
    if facts.direction == "in" or not seen.times:
        return None
    quota = quota_of(seen, facts.at)
    if quota.left > 0:
        return None
    code = "gates.forfeited" if quota.forfeited else "gates.used"
    data = {"at": quota.last_at, "gate": quota.last_gate, "from_on": quota.next_on, "times": seen.times}
    return Decision(Says.STOP, code, {**data, "every_days": seen.every_days}, by_list=True)


def _other_gates(facts: Facts) -> Decision | None:
    """Without a line, another gate may have seen the pass a moment ago."""
    seen = _seen(facts)
    if facts.direction == "in" or not seen.times or facts.gate.alone or not is_stale(facts):
        return None
    return Decision(Says.ASK, "gates.maybe_used", {"list_minutes": facts.list_minutes}, by_list=True)


def _too_many(facts: Facts) -> Decision | None:
    seen = _seen(facts)
    if facts.people > seen.people:
        return Decision(Says.ASK, "gates.too_many", {"people": facts.people, "may": seen.people})
    return None


def _ok(facts: Facts) -> Decision:
    seen = _seen(facts)
    data: dict[str, Any] = {"may": seen.people}
    if facts.direction == "in":
        return Decision(Says.PASS, "gates.comes_in", data)
    if seen.times:
        data |= {"turn": seen.times - quota_of(seen, facts.at).left + 1, "times": seen.times}
    due = facts.at + timedelta(hours=seen.max_hours) if seen.max_hours else None
    return Decision(Says.PASS, "gates.ok", data, due_back_at=due)


Rule = Callable[[Facts], Decision | None]

RULES: tuple[Rule, ...] = (
    _must_pass,
    _granted,
    _fever,
    _reading,
    _visit_over,
    _comes_home,
    _without_pass,
    _ended,
    _elsewhere,
    _closed,
    _restricted,
    _still_out,
    _quota,
    _other_gates,
    _too_many,
    _ok,
)


# ---- what they rest on ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Quota:
    """How many turns are left today; if none, since when, and from which day on there is one again."""

    left: int
    last_at: datetime | None = None
    last_gate: str = ""
    next_on: date | None = None
    forfeited: bool = False


def quota_of(seen: PassSeen, at: datetime) -> Quota:
    """Return the turns that are left at a moment.

    The day of an exit is the first of its `every_days`: used on the 20th with two days, it opens again on the 22nd. Who
    came back late loses `forfeits` such spans more, counted from the day of that exit.
    """
    today = local_day(at)
    before = [use for use in seen.uses if use.at <= at]
    running = [use for use in before if _runs_until(seen, use, at) > today]
    left = max(seen.times - len(running), 0)
    if left:
        return Quota(left)
    last = max(running, key=lambda use: use.at)
    freed = sorted(_runs_until(seen, use, at) for use in running)
    next_on = freed[len(freed) - seen.times]
    forfeited = all(_spans(seen, use, at) > 1 for use in running)
    return Quota(0, last.at, last.gate, next_on, forfeited)


def _runs_until(seen: PassSeen, use: Use, at: datetime) -> date:
    return local_day(use.at) + timedelta(days=seen.every_days * _spans(seen, use, at))


def _spans(seen: PassSeen, use: Use, at: datetime) -> int:
    late = use.due_back_at is not None and (use.back_at or at) > use.due_back_at
    return 1 + seen.forfeits if late else 1


def is_open(gate: GateSeen, at: datetime) -> bool:
    """Whether the gate's hours hold a moment. Hours may go over midnight: 06:00 to 00:30."""
    if not gate.opens_at or not gate.closes_at or gate.opens_at == gate.closes_at:
        return True
    now = f"{at.astimezone(SHANGHAI):%H:%M}"
    if gate.opens_at < gate.closes_at:
        return gate.opens_at <= now < gate.closes_at
    return now >= gate.opens_at or now < gate.closes_at


def _opens(seen: PassSeen, gate: GateSeen) -> bool:
    return gate.area.startswith(seen.area) or seen.area.startswith(gate.area)


def _is_valid(seen: PassSeen, at: datetime) -> bool:
    return seen.state == "valid" and seen.valid_from <= at < seen.valid_until


def _late(seen: PassSeen, at: datetime) -> dict[str, Any]:
    """Of somebody who comes in: since when they were due, if they were."""
    last = max(seen.uses, key=lambda use: use.at, default=None)
    if last is None or last.back_at or last.due_back_at is None or at <= last.due_back_at:
        return {}
    return {"due": last.due_back_at}


def _seen(facts: Facts) -> PassSeen:
    assert facts.seen is not None  # the rules before have answered where there is no pass
    return facts.seen
