"""One scan at a gate with a line: what the database knows, put together as `rules.Facts`, and decided. Pure.

Scans of one commit are judged one after another; each sees the uses of those before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from linli.gates.passages import Passage, returns
from linli.gates.rules import NONE, Decision, Facts, GateSeen, PassSeen, Says, Use, decide
from linli.lib.area_codes import is_within
from linli.lib.passes import PassClaims, PassRead

# Whoever goes out on these uses up nothing.
NOT_COUNTED = frozenset({"gates.must_pass", "gates.granted"})


class HomeRow(msgspec.Struct, array_like=True, gc=False):
    """A household as a gate knows it: its door, and whether it may go out. No name."""

    id: UUID
    area: str
    compound: str
    door: str
    part: str
    restricted: bool
    granted: str  # an errand that the community wrote down for today

    @property
    def label(self) -> str:
        return " ".join(one for one in (self.compound, self.door, self.part) if one)


class PassRow(msgspec.Struct, array_like=True, gc=False):
    id: UUID
    slip: str
    kind: str
    area: str
    valid_from: datetime
    valid_until: datetime
    people: int
    every_days: int
    times: int
    max_hours: int
    forfeits: int
    state: str
    household_id: UUID | None


class UseRow(msgspec.Struct, array_like=True, gc=False):
    """Somebody went through a gate with a pass, or as of a household."""

    id: UUID
    pass_id: UUID | None
    household_id: UUID | None
    direction: str
    at: datetime
    counts: bool
    gate: str  # its name
    is_row: bool  # the scan itself has become a row, which knows until when they were due
    due_back_at: datetime | None


class Shown(Protocol):
    """What a judgement needs of a question; see `linli.intake.gate_bodies`."""

    @property
    def direction(self) -> str: ...
    @property
    def pass_id(self) -> UUID | None: ...
    @property
    def household(self) -> UUID | None: ...
    @property
    def slip(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def errand(self) -> str: ...
    @property
    def temperature(self) -> float | None: ...


class Known:
    """What the database knew when the commit began, and what the scans before in it have added."""

    def __init__(
        self, passes: Iterable[PassRow] = (), homes: Iterable[HomeRow] = (), uses: Iterable[UseRow] = ()
    ) -> None:
        self.passes = {one.id: one for one in passes}
        self.homes = {one.id: one for one in homes}
        self._of_home = {
            one.household_id: one
            for one in self.passes.values()
            if one.household_id and one.kind == "household" and one.state == "valid"
        }
        self._of_slip = {one.slip: one for one in self.passes.values()}
        self._uses: dict[UUID, list[UseRow]] = defaultdict(list)
        for use in uses:
            self.add(use)

    def add(self, use: UseRow) -> None:
        # The turns of a household are one, whichever pass it used; without a household they are the pass's.
        if key := use.household_id or use.pass_id:
            self._uses[key].append(use)

    def take_back(self, scan: UUID) -> None:
        """The use of that scan does not count any more, and nobody came or went by it."""
        for key, rows in self._uses.items():
            self._uses[key] = [one for one in rows if one.id != scan]

    def uses(self, key: UUID | None) -> Sequence[UseRow]:
        return self._uses.get(key, ()) if key else ()

    def pass_shown(self, shown: Shown, claims: PassClaims | None) -> PassRow | None:
        """The pass behind a code, an id, a slip or a door, in this order, if it is known here."""
        if claims is not None:
            return self.passes.get(claims.id)
        if shown.pass_id:
            return self.passes.get(shown.pass_id)
        if shown.slip:
            return self._of_slip.get(shown.slip.upper())
        return self._of_home.get(shown.household) if shown.household else None


class Judged(msgspec.Struct, gc=False):
    decision: Decision
    at: datetime
    pass_id: UUID | None
    home: HomeRow | None
    household_id: UUID | None


def judge(
    shown: Shown,
    read: PassRead | None,
    gate: GateSeen,
    known: Known,
    *,
    now: datetime,
    without: UUID | None = None,
) -> Judged:
    """Decide about one scan. `read`: what the code was, if there was one. `without`: a scan that this one stands
    instead of, whose use does not count."""
    claims = read.claims if read else None
    row = known.pass_shown(shown, claims)
    household_id = row.household_id if row else (None if claims else _near(shown.household, gate, known))
    pass_id = row.id if row else (claims.id if claims else None)
    uses = [use for use in known.uses(household_id or pass_id) if use.id != without]
    # Another server's clock may be a little ahead; what it has committed was before this.
    at = max(now, *(use.at for use in uses)) if uses else now
    home = known.homes.get(household_id) if household_id else None
    facts = Facts(
        at=at,
        gate=gate,
        direction=shown.direction,
        reading=read.reading if read else NONE,
        seen=_seen(row or claims, uses),
        people=shown.people,
        restricted=home is not None and home.restricted,
        errand=shown.errand,
        granted=home.granted if home else "",
        temperature=shown.temperature,
    )
    return Judged(decide(facts), at, pass_id, home, household_id)


def _near(household: UUID | None, gate: GateSeen, known: Known) -> UUID | None:
    """The household, if it lives behind the gate: a phone cannot ask for any other."""
    home = known.homes.get(household) if household else None
    is_near = home and (is_within(home.area, gate.area) or is_within(gate.area, home.area))
    return household if is_near else None


def counts(decision: Decision) -> bool:
    """Whether somebody who was let through has used up a turn."""
    return decision.code not in NOT_COUNTED


def done_of(decision: Decision) -> Literal["let_through", "refused"]:
    """What is written down as done before the keeper has said anything: only a PASS opens a gate."""
    return "let_through" if decision.says == Says.PASS else "refused"


def _seen(known: PassRow | PassClaims | None, uses: Sequence[UseRow]) -> PassSeen | None:
    if known is None:
        return None
    return PassSeen(
        kind=known.kind,
        area=known.area,
        valid_from=known.valid_from,
        valid_until=known.valid_until,
        people=known.people,
        every_days=known.every_days,
        times=known.times,
        max_hours=known.max_hours,
        forfeits=known.forfeits,
        state=known.state if isinstance(known, PassRow) else "valid",
        uses=uses_of(uses, max_hours=known.max_hours),
    )


def uses_of(rows: Sequence[UseRow], *, max_hours: int) -> tuple[Use, ...]:
    """The exits that count, each with its return."""
    if not rows:
        return ()
    back = returns(Passage(row.id, row.direction, row.at) for row in rows)
    return tuple(
        Use(row.at, back[row.id].at if row.id in back else None, _due(row, max_hours), row.gate)
        for row in rows
        if row.counts and row.direction == "out"
    )


def _due(row: UseRow, max_hours: int) -> datetime | None:
    if row.is_row or not max_hours:
        return row.due_back_at
    return row.at + timedelta(hours=max_hours)
