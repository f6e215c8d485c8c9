"""What a gate says to somebody who comes. No Django, no clock, no database; `static/gates/js/decide.js` is its twin.

Both run `tests/fixtures/gate_cases.json`. A rule returns its decision or nothing; the first that decides is the answer.
The order is: what must pass, what cannot be read, who is on the way home, what stops (the hardest to change first),
what is asked.

Two things hold whatever the rules below say:
- an errand of `MUST_PASS` passes, at every gate, with every pass and with none;
- nobody is stopped on the way home, and nobody is stopped by a list that is old: STOP becomes ASK. Home lies inside;
  for a visitor, a driver with supplies and a medical worker it may lie outside.
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


# A member looked up by its class each time costs as much as a rule.
PASS, STOP, ASK = Says.PASS, Says.STOP, Says.ASK


# What follows is made anew for every scan, and not frozen for that: a frozen one takes three times as long to make.
@dataclass(slots=True)
class Use:
    """One exit that counts. `back_at`: when the same pass came in again; nothing: not yet, as far as is known."""

    at: datetime
    back_at: datetime | None = None
    due_back_at: datetime | None = None
    gate: str = ""  # its name


@dataclass(slots=True)
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
    must_pass: tuple[
        str, ...
    ] = ()  # errands of the playbook; those of `MUST_PASS` pass whether they stand here or not


# How the code read. Anything but READ and NONE is a pass that is not accepted.
READ, NONE = "read", "none"
UNREADABLE, NOT_A_PASS, TRUNCATED, FORGED = "unreadable", "not_a_pass", "truncated", "forged"
OTHER_CITY, UNKNOWN_KEY, WITHDRAWN_KEY = "other_city", "unknown_key", "withdrawn_key"


@dataclass(slots=True)
class Facts:
    """All that a decision rests on. `list_minutes`: how old the list is; 0 with a line, nothing where there is none."""

    at: datetime
    gate: GateSeen
    direction: str = "out"
    reading: str = READ
    seen: PassSeen | None = None
    people: int = 1
    restricted: bool = False  # the household stays in, by a decision that somebody signed
    errand: str = ""  # what the keeper was told, a key of what must pass
    granted: str = ""  # what the community wrote down for today
    temperature: float | None = None
    list_minutes: int | None = 0


@dataclass(slots=True)
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
    for rule in RULES:
        decision = rule(facts)
        if decision is not None:
            return soften(facts, decision)
    raise AssertionError  # the last rule has an answer for all that is left


def soften(facts: Facts, decision: Decision) -> Decision:
    """STOP becomes ASK on the way home, and where it rests on a list that is too old."""
    if decision.says is not STOP:
        return decision
    if decision.by_list and is_stale(facts):
        return replace(decision, says=ASK, data={**decision.data, "list_minutes": facts.list_minutes})
    if facts.direction == "in" or _may_live_outside(facts.seen):
        return replace(decision, says=ASK)
    return decision


def is_stale(facts: Facts) -> bool:
    return facts.list_minutes is None or facts.list_minutes > facts.gate.stale_minutes


# ---- the rules, in their order ------------------------------------------------------------------------------------
def _must_pass(facts: Facts) -> Decision | None:
    if _passes_always(facts.errand, facts.gate):
        return Decision(PASS, "gates.must_pass", {"errand": facts.errand})
    return None


def _granted(facts: Facts) -> Decision | None:
    if facts.direction == "out" and _passes_always(facts.granted, facts.gate):
        return Decision(PASS, "gates.granted", {"errand": facts.granted}, by_list=True)
    return None


def _fever(facts: Facts) -> Decision | None:
    if facts.temperature is None or facts.gate.fever_at is None or facts.temperature < facts.gate.fever_at:
        return None
    return Decision(ASK, "gates.fever", {"temperature": facts.temperature})


_CANNOT_BE_READ = {UNREADABLE: "gates.unreadable", NOT_A_PASS: "gates.not_a_pass"}
_NOT_ACCEPTED = {TRUNCATED: "gates.truncated", FORGED: "gates.forged", OTHER_CITY: "gates.other_city"}
# A list that is old may not know the newest key.
_NOT_BY_LIST = {UNKNOWN_KEY: "gates.unknown_key", WITHDRAWN_KEY: "gates.withdrawn_key"}


def _reading(facts: Facts) -> Decision | None:
    """A code that cannot be read stops nobody; one that is not of this city, or not as it was signed, is no pass."""
    if code := _CANNOT_BE_READ.get(facts.reading):
        return Decision(ASK, code)
    if code := _NOT_ACCEPTED.get(facts.reading):
        return Decision(STOP, code)
    if code := _NOT_BY_LIST.get(facts.reading):
        return Decision(STOP, code, by_list=True)
    return None


def _visit(facts: Facts) -> Decision | None:
    """A visitor's pass lets somebody in until they have gone out again, and out at any time."""
    seen = facts.seen
    if seen is None or seen.kind != "visitor" or not _opens(seen, facts.gate):
        return None
    if facts.direction == "in":
        over = _last(seen, facts.at) is not None
        return Decision(ASK, "gates.visit_over", by_list=True) if over else None
    return None if facts.restricted else Decision(PASS, "gates.leaves")


def _comes_home(facts: Facts) -> Decision | None:
    """Who comes in with a pass of this gate is at home, whatever the pass still allows; who comes along is asked."""
    seen = facts.seen
    if facts.direction == "out" or seen is None or not _opens(seen, facts.gate):
        return None
    if seen.kind not in {"household", "vehicle"} and not _is_valid(seen, facts.at):
        return None
    if facts.people > seen.people:
        return Decision(ASK, "gates.come_along", {"people": facts.people, "may": seen.people})
    return Decision(PASS, "gates.comes_in", _late(seen, facts.at))


def _restricted(facts: Facts) -> Decision | None:
    if facts.restricted and facts.direction == "out":
        return Decision(STOP, "gates.stays_in", by_list=True)
    return None


def _without_pass(facts: Facts) -> Decision | None:
    if facts.seen is None:
        return Decision(ASK, "gates.no_pass")
    return None


_ENDED = {"revoked": "gates.revoked", "replaced": "gates.replaced"}


def _ended(facts: Facts) -> Decision | None:
    """What the code says by itself goes first: no list makes it weaker."""
    seen = _seen(facts)
    if facts.at < seen.valid_from:
        return Decision(STOP, "gates.not_yet", {"from": seen.valid_from})
    if facts.at >= seen.valid_until:
        return Decision(STOP, "gates.expired", {"until": seen.valid_until})
    if not _opens(seen, facts.gate):
        return Decision(STOP, "gates.other_gate")
    if code := _ENDED.get(seen.state):
        return Decision(STOP, code, by_list=True)
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
    return Decision(STOP, code, {**data, "every_days": seen.every_days, "may": seen.people}, by_list=True)


def _closed(facts: Facts) -> Decision | None:
    if facts.direction == "in" or is_open(facts.gate, facts.at):
        return None
    return Decision(ASK, "gates.closed", {"opens_at": facts.gate.opens_at, "closes_at": facts.gate.closes_at})


def _still_out(facts: Facts) -> Decision | None:
    """Who has not come back by the list may have come in where nobody scanned: a question, and nothing is lost by it.

    Asked for as long as the exit would count if they had come back too late.
    """
    seen = _seen(facts)
    last = _last(seen, facts.at)
    if facts.direction == "in" or not seen.times or last is None or last.back_at is not None:
        return None
    spans = 1 + seen.forfeits if _is_overdue(last, facts.at) else 1
    if _counts_until(seen, last, spans) <= local_day(facts.at):
        return None
    return Decision(ASK, "gates.still_out", {"at": last.at, "gate": last.gate}, by_list=True)


def _other_gates(facts: Facts) -> Decision | None:
    """Without a line, another gate may have seen the pass a moment ago."""
    seen = _seen(facts)
    if facts.direction == "in" or not seen.times or facts.gate.alone or not is_stale(facts):
        return None
    return Decision(ASK, "gates.maybe_used", {"list_minutes": facts.list_minutes}, by_list=True)


def _too_many(facts: Facts) -> Decision | None:
    seen = _seen(facts)
    if facts.people > seen.people:
        return Decision(ASK, "gates.too_many", {"people": facts.people, "may": seen.people})
    return None


def _ok(facts: Facts) -> Decision:
    seen = _seen(facts)
    if facts.direction == "in":
        return Decision(PASS, "gates.comes_in")
    data: dict[str, Any] = {"may": seen.people}
    if seen.times:
        turn = seen.times - quota_of(seen, facts.at).left + 1
        data |= {"turn": turn, "times": seen.times, "every_days": seen.every_days}
    due = facts.at + timedelta(hours=seen.max_hours) if seen.max_hours else None
    return Decision(PASS, "gates.ok", data, due_back_at=due)


Rule = Callable[[Facts], Decision | None]

RULES: tuple[Rule, ...] = (
    _must_pass,
    _granted,
    _fever,
    _reading,
    _visit,
    _comes_home,
    _restricted,
    _without_pass,
    _ended,
    _quota,
    _closed,
    _still_out,
    _other_gates,
    _too_many,
    _ok,
)


# ---- what they rest on ------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Quota:
    """How many turns are left today; if none, since when, and from which day on there is one again."""

    left: int
    last_at: datetime | None = None
    last_gate: str = ""
    next_on: date | None = None
    forfeited: bool = False


def quota_of(seen: PassSeen, at: datetime) -> Quota:
    """Return the turns that are left at a moment, of a pass that counts them (`times` above 0).

    The day of an exit is the first of its `every_days`: used on the 20th with two days, it opens again on the 22nd. Who
    is known to have come back late loses `forfeits` such spans more, counted from the day of that exit.
    """
    if not seen.uses:
        return Quota(seen.times)
    today = local_day(at)
    until = [(use, _counts_until(seen, use, _spans(seen, use))) for use in seen.uses if use.at <= at]
    running = [use for use, day in until if day > today]
    left = max(seen.times - len(running), 0)
    if left or not running:
        return Quota(left)
    last = max(running, key=lambda use: use.at)
    freed = sorted(day for _use, day in until if day > today)
    in_time = [use for use in running if _counts_until(seen, use, 1) > today]
    return Quota(0, last.at, last.gate, freed[len(freed) - seen.times], len(in_time) < seen.times)


def _counts_until(seen: PassSeen, use: Use, spans: int) -> date:
    """The first day on which an exit does not count any more."""
    return local_day(use.at) + timedelta(days=seen.every_days * spans)


def _spans(seen: PassSeen, use: Use) -> int:
    came_late = use.back_at is not None and use.due_back_at is not None and use.back_at > use.due_back_at
    return 1 + seen.forfeits if came_late else 1


def _is_overdue(use: Use, at: datetime) -> bool:
    return use.back_at is None and use.due_back_at is not None and at > use.due_back_at


def _last(seen: PassSeen, at: datetime) -> Use | None:
    return max((use for use in seen.uses if use.at <= at), key=lambda use: use.at, default=None)


def is_open(gate: GateSeen, at: datetime) -> bool:
    """Whether the gate's hours hold a moment. Hours may go over midnight: 06:00 to 00:30."""
    if not gate.opens_at or not gate.closes_at or gate.opens_at == gate.closes_at:
        return True
    now = f"{at.astimezone(SHANGHAI):%H:%M}"
    if gate.opens_at < gate.closes_at:
        return gate.opens_at <= now < gate.closes_at
    return now >= gate.opens_at or now < gate.closes_at


def _passes_always(errand: str, gate: GateSeen) -> bool:
    return bool(errand) and (errand in MUST_PASS or errand in gate.must_pass)


def _may_live_outside(seen: PassSeen | None) -> bool:
    return seen is not None and seen.kind in {"visitor", "supply", "medical"}


def _opens(seen: PassSeen, gate: GateSeen) -> bool:
    return gate.area.startswith(seen.area) or seen.area.startswith(gate.area)


def _is_valid(seen: PassSeen, at: datetime) -> bool:
    return seen.state == "valid" and seen.valid_from <= at < seen.valid_until


def _late(seen: PassSeen, at: datetime) -> dict[str, Any]:
    """Of somebody who comes in: since when they were due, if they were."""
    last = _last(seen, at)
    return {"due": last.due_back_at} if last is not None and _is_overdue(last, at) else {}


def _seen(facts: Facts) -> PassSeen:
    assert facts.seen is not None  # the rules before have answered where there is no pass
    return facts.seen
