"""Gates in the demo: a compound, a village, a road into the city; passes of some households; a day of scans.

The scans go through the real intake, as phones send them: by the keepers of the demo's posts, decided by the rules that
gates use. One pass is used at two gates that know nothing of each other. Everybody in it is invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.models import DutyPlace
from linli.gates.actions.errands import Days, grant_errand
from linli.gates.actions.gates import Decision, GateAsked, set_up_gate
from linli.gates.actions.passes import Holder, Valid, issue_household_passes, issue_pass, revoke_pass
from linli.gates.bodies import Person, Scan
from linli.gates.models import Gate, GatePass
from linli.gates.playbook import gates_in_force
from linli.gates.rules import Facts, GateSeen, PassSeen, Use, decide
from linli.gates.simulating import gate_seen
from linli.lib.ids import new_id
from linli.lib.periods import SHANGHAI, day_bounds
from linli.people.models import Organisation, User
from linli.registers.models import Household
from linli.simulate.city import is_urban
from linli.simulate.names import given_name, surname
from linli.simulate.phones import PLACES, STEADY, Phone, envelope, token_of
from linli.simulate.rounds import tell

RULE = "household-two-hours"
MOST_PASSES = 160  # households with a pass: the demo must be made quickly
GO_OUT, LATE, ARRIVALS = 0.55, 0.06, 40
OPENS, EVENING = time(6, 30), time(19, 0)
UNTIL = timedelta(days=12)
BASIS, DECIDED_BY = "演示通告第 3 号", "演示指挥部"


@dataclass
class PlayedGates:
    gates: int = 0
    passes: int = 0
    scans: int = 0


@dataclass
class Keeping:
    """A gate of the demo with the phone of its keeper, and what that phone has told."""

    gate: Gate
    seen: GateSeen
    phone: Phone
    facts: list[tuple[datetime, str, Any]] = field(default_factory=list)


def play_gates(
    main: Area, communities: Sequence[Area], *, seed: int, now: datetime, today: date
) -> PlayedGates:
    """Everything of gates that the demo shows. A repeat adds nothing."""
    if Gate.objects.within(main.code).exists():
        return PlayedGates()
    rng = Random(f"gates-{seed}-{main.code}")
    gates = _gates(main, communities, today=today)
    passes = _passes(main, today=today)
    keeping = _keeping(gates, main, now=now)
    if not keeping:
        return PlayedGates(len(gates), len(passes))
    begins = datetime.combine(today if now >= datetime.combine(today, time(9), SHANGHAI) else today - timedelta(days=1),
                              OPENS, SHANGHAI)  # fmt: skip
    until = min(now, datetime.combine(begins.date(), EVENING, SHANGHAI))
    _household_day(rng, passes, [one for one in keeping if one.gate.kind == "compound"], begins, until)
    _road_day(rng, [one for one in keeping if one.gate.kind == "city_road"], begins, until)
    played = tell([(one.phone, _envelopes(rng, one)) for one in keeping if one.facts])
    return PlayedGates(len(gates), len(passes), played.kept)


# ---- gates -------------------------------------------------------------------------------------------------------------
def _gates(main: Area, communities: Sequence[Area], *, today: date) -> list[Gate]:
    """Gates of the compound where duty has its places; one of a village, one of a road, where there are such."""
    posts = DutyPlace.objects.within(main.code).filter(kind="gate", closed_on=None).order_by("name")
    body = Organisation.objects.within(main.code).filter(closed_on=None).order_by("name").first()
    worker = User.objects.filter(username="community-worker").first()
    made = [
        _set_up(main, place.pk, GateAsked(place.name, "compound", _usual(main, "compound"), opens_at=time(6),
                closes_at=time(23), organisation=body, responsible=worker, phone="0453-3120016"), today)
        for place in posts
    ]  # fmt: skip
    village = next((one for one in communities if one.pk != main.pk and not is_urban(one)), None)
    if village:
        asked = GateAsked("村口", "village", _usual(village, "village"), phone="0453-3120018")
        made.append(_set_up(village, new_id(), asked, today))
    town = main.parent or main
    asked = GateAsked(
        "城南公路卡口", "city_road", _usual(town, "city_road"), address="国道进城方向", phone="0453-3120020"
    )
    made.append(_set_up(town, new_id(), asked, today))
    return made


def _usual(area: Area, kind: str) -> str:
    usual = gates_in_force(area).usual_at(kind)
    return usual.key if usual else "scan"


def _set_up(area: Area, pk: UUID, asked: GateAsked, today: date) -> Gate:
    by = Decision(BASIS, DECIDED_BY, today - timedelta(days=6), today + UNTIL)
    return set_up_gate(area, gate_id=pk, asked=asked, by=by, actor=None)


def _keeping(gates: Sequence[Gate], main: Area, *, now: datetime) -> list[Keeping]:
    """A keeper with a phone at each gate, out of those who help in the main community."""
    helpers = User.objects.filter(username__startswith=f"helper-{main.code}").order_by("username")
    found = []
    for gate, user in zip(gates, helpers, strict=False):
        section = gates_in_force(gate.area)
        found.append(Keeping(gate, gate_seen(gate, section, now), Phone(user, token_of(user), STEADY)))
    return found


# ---- passes ------------------------------------------------------------------------------------------------------------
def _passes(main: Area, *, today: date) -> list[GatePass]:
    """Of whole buildings, until there are enough; and one of each other kind. Returns the households' passes."""
    issued = Valid(day_bounds(today - timedelta(days=3))[0] + timedelta(hours=9), today + UNTIL)
    n = 0
    for area in _smallest_places(main):
        if n >= MOST_PASSES:
            break
        n += issue_household_passes(area, scope=Scope((area.code,)), rule_key=RULE, valid=issued, actor=None)
    for rule, name, plate in (
        ("worker", "骆长青", ""), ("supply", "蒲小满", ""), ("medical", "苏慕白", ""), ("vehicle", "", "黑C3M728"),
        ("visitor", "麦冬青", ""),
    ):  # fmt: skip
        term = Valid(issued.from_at, today) if rule != "visitor" else Valid(day_bounds(today)[0], today)
        issue_pass(
            main,
            pass_id=new_id(),
            rule_key=rule,
            holder=Holder(name=name, plate=plate),
            valid=term,
            actor=None,
        )
    rows = (
        GatePass.objects.within(main.code)
        .filter(kind="household", state="valid")
        .select_related("household__area")
    )
    passes = list(rows.order_by("household__area_code", "household__door_sort", "pk"))
    if len(passes) > 4:
        revoke_pass(passes[-1], why="搬走了", actor=None, now=issued.from_at + timedelta(days=1))
        home = passes[1].household
        assert home is not None
        days = Days(today, today + timedelta(days=7))
        grant_errand(home, errand_id=new_id(), kind="regular_treatment", days=days, actor=None)
        return passes[:-1]
    return passes


def _smallest_places(main: Area) -> list[Area]:
    """Where households stand, in order: buildings, or the community itself where it has none."""
    codes = Household.objects.within(main.code).filter(closed_on=None).values("area_code").distinct()
    return list(Area.objects.current().filter(code__in=codes).order_by("code"))


# ---- a day at the gates of a compound --------------------------------------------------------------------------------
def _household_day(
    rng: Random, passes: Sequence[GatePass], gates: Sequence[Keeping], begins: datetime, until: datetime
) -> None:
    if not gates or until <= begins:
        return
    for number, found in enumerate(passes):
        at = begins + (until - begins) * rng.random()
        if number == 0:
            _used_twice(found, gates, begins, until)
        elif number == 1:  # goes to the treatment that was granted
            _out(gates[0], found, _minute(begins, 25), (), granted="regular_treatment")
        elif number == 2:  # wants out again, and is turned back; then says what for
            first = _out(gates[0], found, _minute(begins, 40), ())
            _out(gates[0], found, _minute(begins, 70), first, ground="turns_used")
            _out(gates[0], found, _minute(begins, 75), first, errand="medicine")
        elif number == 3:  # turned back on a ground that no rule knows
            _refused(gates[-1], found, _minute(begins, 55))
        elif rng.random() < GO_OUT:
            _out_and_in(rng, rng.choice(gates), found, at, until)


def _minute(begins: datetime, minutes: int) -> datetime:
    return begins + timedelta(minutes=minutes)


def _used_twice(found: GatePass, gates: Sequence[Keeping], begins: datetime, until: datetime) -> None:
    """At two gates, each without a line: neither could know."""
    _out(gates[0], found, _minute(begins, 12), ())
    if len(gates) > 1:
        _out(gates[1], found, _minute(begins, 64), (), list_minutes=300)


def _out_and_in(rng: Random, at: Keeping, found: GatePass, when: datetime, until: datetime) -> None:
    _out(at, found, when, (), temperature=round(rng.uniform(35.9, 36.9), 1))
    minutes = rng.randrange(20, 115) + (90 if rng.random() < LATE else 0)
    back = when + timedelta(minutes=minutes)
    if back < until:
        at.facts.append((back, "gate.scan", Scan(
            gate=at.gate.pk, shown="pass", direction="in", verdict="pass", reason="gates.comes_in", done="let_through",
            list_minutes=5, pass_id=found.pk, household=found.household_id)))  # fmt: skip


def _out(
    at: Keeping, found: GatePass, when: datetime, uses: tuple[Use, ...], *, errand: str = "", granted: str = "",
    ground: str = "", temperature: float | None = None, list_minutes: int = 5,
) -> tuple[Use, ...]:  # fmt: skip
    """Somebody shows the pass to go out; the rules say what the gate says. Returns the uses that are known then."""
    said = decide(Facts(
        at=when, gate=at.seen, seen=_pass_seen(found, uses), errand=errand, granted=granted, list_minutes=list_minutes,
    ))  # fmt: skip
    turned_back = said.says == "stop"
    at.facts.append((when, "gate.scan", Scan(
        gate=at.gate.pk, shown="pass", pass_id=found.pk, household=found.household_id, verdict=said.says.value,
        reason=said.code, done="refused" if turned_back else "let_through", errand=errand or granted,
        ground=ground if turned_back else "", temperature=temperature, due_back_at=said.due_back_at,
        list_minutes=list_minutes,
    )))  # fmt: skip
    return uses if turned_back else (*uses, Use(when, due_back_at=said.due_back_at, gate=at.gate.name))


def _refused(at: Keeping, found: GatePass, when: datetime) -> None:
    at.facts.append((when, "gate.scan", Scan(
        gate=at.gate.pk, shown="pass", pass_id=found.pk, household=found.household_id, verdict="pass", reason="gates.ok",
        done="refused", ground_words="今天不让出", list_minutes=8,
    )))  # fmt: skip


def _pass_seen(found: GatePass, uses: tuple[Use, ...]) -> PassSeen:
    return PassSeen(
        kind=found.kind, area=found.area_code, valid_from=found.valid_from, valid_until=found.valid_until,
        people=found.people, every_days=found.every_days, times=found.times, max_hours=found.max_hours,
        forfeits=found.forfeits, state=found.state, uses=uses,
    )  # fmt: skip


# ---- a day on the road -----------------------------------------------------------------------------------------------------
def _road_day(rng: Random, gates: Sequence[Keeping], begins: datetime, until: datetime) -> None:
    """Everybody who comes is registered in full; one has a fever, one is turned back to a road that is open."""
    for at in gates:
        for number in range(ARRIVALS):
            when = begins + (until - begins) * rng.random()
            at.facts.append((when, "gate.scan", _arrival(rng, at.gate, number)))


def _arrival(rng: Random, gate: Gate, number: int) -> Scan:
    people = tuple(_person(rng) for _one in range(rng.choice((1, 1, 1, 2, 3))))
    common: dict[str, Any] = {
        "gate": gate.pk, "shown": "registered", "direction": "in", "people": len(people), "persons": people,
        "vehicle": True, "plate": "黑" + rng.choice("ABCDEF") + "".join(rng.choice("0123456789") for _ in range(5)),
    }  # fmt: skip
    if number == 0:
        return Scan(**common, verdict="ask", reason="gates.fever", done="let_through", temperature=38.2)
    if number == 1:
        return Scan(
            **common,
            verdict="ask",
            reason="gates.no_pass",
            done="refused",
            ground="traffic",
            temperature=36.5,
        )
    temperature = round(rng.uniform(35.9, 36.9), 1)
    return Scan(**common, verdict="ask", reason="gates.no_pass", done="let_through", temperature=temperature)


def _person(rng: Random) -> Person:
    name = surname(rng) + given_name(rng, rng.choice(["female", "male"]), rng.randrange(1960, 2003))
    why = rng.choice(("返乡", "探亲", "送货", "办事"))
    return Person(name=name, comes_from=rng.choice(PLACES)[0], goes_to_words="城里", why=why)


def _envelopes(rng: Random, at: Keeping) -> list[dict[str, Any]]:
    return list(_in_order(rng, at))


def _in_order(rng: Random, at: Keeping) -> Iterator[dict[str, Any]]:
    for when, kind, body in sorted(at.facts, key=lambda fact: fact[0]):
        yield envelope(rng, when, at.phone, kind, body)
