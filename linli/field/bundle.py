"""The day's list as a phone takes it along: its worker's own households, as each duty may see them, and own shifts.

What is empty is left out, so that a thousand households stay small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.models import Claim
from linli.duty.playbook import duty_in_force
from linli.duty.words_posts import kind_names
from linli.field.access import going_round
from linli.field.care import CaredFor, cared_for
from linli.field.gates import KeptGate, as_told, kept_gates, posts_on
from linli.field.patrols import PatrolOnPhone, patrols_for
from linli.field.queries import (
    Asker,
    ContactRow,
    areas_of,
    arrivals_around,
    askers,
    contacts_of,
    households_of,
    last_answers,
    last_changes,
    people_of,
    shifts_of,
)
from linli.field.trips import TripOnPhone, trips_for
from linli.lib.periods import SHANGHAI
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.titles import role_title
from linli.people.viewer import Viewer
from linli.registers.choices import Occupancy
from linli.registers.rows import HouseholdRow, ResidentRow
from linli.registers.shown import ShownHousehold, ShownResident, Sight, shown_household
from linli.rounds.list_progress import open_checks
from linli.rounds.models import Arrival, Check

NOBODY = Asker("")
NOT_ASKED = frozenset({Occupancy.VACANT, Occupancy.OTHER_USE})


class Part(msgspec.Struct, omit_defaults=True, gc=False):
    """Base of all parts of the list."""


class Member(Part):
    id: UUID
    name: str = ""
    head: bool = False
    relation: str = ""
    age: int | None = None
    away: str = ""  # the word for somebody who is registered and not here
    away_place: str = ""
    back_on: date | None = None
    phone: str = ""  # masked
    minor: bool = False
    needs: tuple[str, ...] = ()


class Said(Part):
    """A contact: an entry of the ledger."""

    id: UUID
    at: datetime
    outcome: str
    by: str = ""
    role: str = ""
    kind: str = ""
    channel: str = ""
    purpose: str = ""
    details: Any = None


class Comer(Part):
    id: UUID
    name: str
    on: date
    state: str
    kind: str = "return"
    resident: UUID | None = None
    from_place: str = ""
    companions: int = 0


class Door(Part):
    id: UUID
    area: str
    door: str
    compound: str = ""
    building: str = ""
    stairwell: str = ""
    due: bool = True
    occupancy: str = ""
    living: int | None = None
    members: tuple[Member, ...] = ()
    needs: tuple[str, ...] = ()
    last: date | None = None  # the last day before today with an answer
    changed: Said | None = None
    contacts: tuple[Said, ...] = ()  # of today
    arrivals: tuple[Comer, ...] = ()


class Wanted(Part):
    """Somebody of a list from above, to be looked for."""

    id: UUID
    list: str
    name: str = ""
    place: str = ""
    phone: str = ""  # masked
    note: str = ""
    due: datetime | None = None
    household: UUID | None = None


class Shift(Part):
    """A post of one's own. `place` is the code that hangs there, which facts name it by."""

    id: UUID
    place: str
    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    state: str
    address: str = ""
    came: datetime | None = None
    left: datetime | None = None


class Duty(Part):
    area: str
    name: str
    role: str
    role_key: str


class Place(Part):
    code: str
    name: str
    level: str


class Bundle(Part):
    day: date
    worker: str
    duties: tuple[Duty, ...]
    areas: tuple[Place, ...]
    doors: tuple[Door, ...]
    checks: tuple[Wanted, ...] = ()
    shifts: tuple[Shift, ...] = ()
    stands: bool = False  # on posts: may check in at places
    gates: tuple[KeptGate, ...] = ()
    patrols: tuple[PatrolOnPhone, ...] = ()
    trips: tuple[TripOnPhone, ...] = ()
    care: tuple[CaredFor, ...] = ()


@dataclass(frozen=True)
class Around:
    """Who lives there, and what is known beside the register, by household."""

    people: Mapping[UUID, Sequence[ResidentRow]]
    contacts: Mapping[UUID, Sequence[ContactRow]]
    last: Mapping[UUID, date]
    changes: Mapping[UUID, ContactRow]
    arrivals: Mapping[UUID, Sequence[Arrival]]
    askers: Mapping[UUID, Asker]


def bundle_of(user: User, viewers: Sequence[Viewer], *, day: date) -> Bundle:
    """Everything in a fixed number of queries. A household that lies in two duties is seen by the one that sees more."""
    rounds = going_round(viewers)
    scope = Scope.of(prefix for viewer in rounds for prefix in viewer.scope.prefixes)
    around = _around(scope, day)
    stands = any(viewer.may(Capability.POSTS_CLAIM) for viewer in viewers)
    keeps = any(viewer.may(Capability.GATES_KEEP) for viewer in viewers)
    shifts = shifts_of(user, day=day) if stands or keeps else []
    doors = [_door(home, _whose(home, rounds), around, day) for home in households_of(scope)]
    return Bundle(
        day,
        user.shown_name,
        tuple(map(_duty, rounds)),
        tuple(map(_place, areas_of(scope))),
        tuple(doors),
        tuple(_wanted(check, _whose(check, rounds)) for check in open_checks(scope)),
        _shifts(shifts, viewers),
        stands,
        as_told(kept_gates(user, viewers, day=day, shifts=shifts)),
        patrols_for(viewers, now=timezone.now(), posts=posts_on(shifts, day)),
        care=cared_for(user, viewers, day=day),
        trips=trips_for(user, day=day),
    )


def _around(scope: Scope, day: date) -> Around:
    contacts = contacts_of(scope, day=day)
    changes = last_changes(scope, before=day)
    said = [*(entry for entries in contacts.values() for entry in entries), *changes.values()]
    return Around(
        people_of(scope),
        contacts,
        last_answers(scope, before=day),
        changes,
        arrivals_around(scope, day=day),
        askers(said, day=day),
    )


def _whose(row: HouseholdRow | Check, viewers: Sequence[Viewer]) -> Viewer:
    if len(viewers) == 1:
        return viewers[0]
    return next(viewer for viewer in viewers if viewer.scope.covers(row.area_code))


def _door(home: HouseholdRow, viewer: Viewer, around: Around, day: date) -> Door:
    shown = shown_household(home, viewer, members=around.people.get(home.pk, ()), day=day)
    sight = Sight.of(viewer)
    changed = around.changes.get(home.pk) if sight.history else None
    return Door(
        id=shown.id,
        area=shown.area_code,
        door=shown.plate,
        compound=shown.compound,
        building=shown.building,
        stairwell=shown.stairwell,
        due=home.occupancy not in NOT_ASKED,
        occupancy=_occupancy(shown),
        living=shown.living,
        members=tuple(map(_member, shown.members)),
        needs=tuple(need.label for need in shown.needs),
        last=around.last.get(home.pk),
        changed=_said(changed, sight, around.askers) if changed else None,
        contacts=tuple(_said(one, sight, around.askers) for one in around.contacts.get(home.pk, ())),
        arrivals=tuple(_comer(one, sight) for one in around.arrivals.get(home.pk, ())) if sight.names else (),
    )


def _occupancy(shown: ShownHousehold) -> str:
    """Said where it matters at the door: nobody lives there."""
    return shown.occupancy_label if shown.occupancy in NOT_ASKED else ""


def _member(one: ShownResident) -> Member:
    return Member(
        id=one.id,
        name=one.name,
        head=one.is_head,
        relation=one.relation,
        age=one.age,
        away=one.presence_label if one.presence and one.presence != "living" else "",
        away_place=one.away_place,
        back_on=one.away_return_on,
        phone=one.phone.masked,
        minor=one.is_minor,
        needs=tuple(need.label for need in one.needs),
    )


def _said(entry: ContactRow, sight: Sight, askers: Mapping[UUID, Asker]) -> Said:
    """Whoever may not see particulars still sees that somebody has asked, and whether anything has changed."""
    by = askers.get(entry.by_id, NOBODY) if entry.by_id else NOBODY
    return Said(
        id=entry.pk,
        at=entry.at.astimezone(SHANGHAI),
        outcome=entry.outcome,
        by=by.name,
        role=by.role,
        kind=entry.kind,
        channel=entry.channel,
        purpose=entry.purpose if sight.history else "",
        details=entry.details if sight.history else None,
    )


def _comer(one: Arrival, sight: Sight) -> Comer:
    more = sight.particulars
    return Comer(
        id=one.pk,
        name=one.name,
        on=one.arrives_on,
        state=one.state,
        kind=one.kind,
        resident=one.resident_id,
        from_place=one.from_place if more else "",
        companions=one.companions if more else 0,
    )


def _wanted(check: Check, viewer: Viewer) -> Wanted:
    """Whom to look for and where: without that nobody is found. Number and remark for who works with people."""
    more, due = Sight.of(viewer).particulars, check.check_list.due_at
    return Wanted(
        id=check.pk,
        list=check.check_list.title,
        name=check.name,
        place=check.place,
        phone=check.masked_phone if more else "",
        note=check.sent_note if more else "",
        due=due.astimezone(SHANGHAI) if due else None,
        household=check.household_id,
    )


def _shifts(claims: Sequence[Claim], viewers: Sequence[Viewer]) -> tuple[Shift, ...]:
    """Own shifts, whichever community they are in; kinds are called as at home."""
    home = next((one.area for one in viewers if one.may(Capability.POSTS_CLAIM)), None)
    if home is None:
        return ()
    untitled = any(not one.post.title for one in claims)
    kinds = kind_names(duty_in_force(home)) if untitled else {}
    return tuple(_shift(one, kinds) for one in claims)


def _shift(claim: Claim, kinds: Mapping[str, str]) -> Shift:
    post, came, left = claim.post, _came(claim), _left(claim)
    return Shift(
        id=claim.pk,
        place=post.place.code,
        name=post.place.name,
        kind=post.title or kinds.get(post.kind, post.kind),
        starts_at=post.starts_at.astimezone(SHANGHAI),
        ends_at=post.ends_at.astimezone(SHANGHAI),
        state=claim.state,
        address=post.place.address,
        came=came.astimezone(SHANGHAI) if came else None,
        left=left.astimezone(SHANGHAI) if left else None,
    )


def _came(claim: Claim) -> datetime | None:
    return claim.mended_in_at or claim.checked_in_at


def _left(claim: Claim) -> datetime | None:
    return claim.mended_out_at or claim.checked_out_at


def _duty(viewer: Viewer) -> Duty:
    assert viewer.area is not None
    area = viewer.area
    return Duty(area.code, area.short, role_title(viewer.role, level=area.level), viewer.role)


def _place(area: Area) -> Place:
    return Place(area.code, area.short, area.level)
