"""Duty in the demo: people who help, units with members, teams, who answers for what, and the posts of this week.

Written at once and not through the actions: half of it lies in the past. The same seed makes the same. Everybody in it
is invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.choices import Source, TargetKind, TeamKind
from linli.duty.models import DutyPlace, Responsibility, Team, TeamMember
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import compounds_in
from linli.duty.targets import Seat, Target, areas_of_pattern, households_of_pattern, seats
from linli.lib.periods import day_bounds
from linli.people.models import Appointment, Membership, Organisation, User
from linli.simulate.duty_book import make_book, tell_times
from linli.simulate.duty_posts import Stage, play_posts
from linli.simulate.names import given_name, surname
from linli.simulate.people import phone

IN_MAIN, ELSEWHERE, OTHER_COMMUNITIES = 48, 6, 8
MEMBERS_A_UNIT = 6
# How much of what a playbook asks for is filled: the gaps must be seen.
FILLED = 0.8
MOST_AREAS, MOST_HOUSEHOLDS, HOUSEHOLDS_EACH = 120, 400, 8


@dataclass
class PlayedDuty:
    helpers: int = 0
    posts: int = 0
    claims: int = 0
    responsibilities: int = 0
    pages: int = 0


@dataclass
class Helpers:
    """The people of the demo who stand on posts, by community."""

    by_place: dict[str, list[User]] = field(default_factory=dict)

    def of(self, area: Area) -> list[User]:
        return self.by_place[area.code]


@transaction.atomic
def play_duty(
    main: Area, communities: Sequence[Area], *, seed: int, now: datetime, today: date
) -> PlayedDuty:
    """Everything of duty that the demo shows. A repeat adds nothing."""
    if DutyPlace.objects.within(main.code).exists():
        return PlayedDuty()
    rng = Random(f"duty-{seed}-{main.code}")
    around = [one for one in communities if one.pk != main.pk and one.code[:9] == main.code[:9]]
    places = [main, *around[:OTHER_COMMUNITIES]]
    helpers = _helpers(rng, places, today=today)
    units = _units(rng, main, helpers.of(main), today=today)
    teams = _teams(main, units, helpers.of(main), today=today)
    stage = Stage(main, places, helpers.by_place, _unit_of(units), now=now, today=today)
    posts, claims = play_posts(stage, rng)
    pages = make_book(rng, main, helpers.of(main), _unit_of(units), now=now, today=today)
    tell_times(rng, helpers.of(main), today=today)
    given = _responsibilities(rng, main, helpers.of(main), list(units), teams, today=today)
    return PlayedDuty(sum(map(len, helpers.by_place.values())), posts, claims, given, pages)


# ---- people ------------------------------------------------------------------------------------------------
def _helpers(rng: Random, places: Sequence[Area], *, today: date) -> Helpers:
    """Accounts that nobody can sign in to: they are there to be seen."""
    found, held, users = Helpers(), [], []
    nobody = make_password(None)
    for place in places:
        for number in range(IN_MAIN if place is places[0] else ELSEWHERE):
            sex, born = rng.choice(["female", "male"]), rng.randrange(1962, 2004)
            user = User(username=f"helper-{place.code}-{number + 1:02}", phone=phone(rng), password=nobody)
            user.name = surname(rng) + given_name(rng, sex, born)
            role = "deployed_staff" if number % 3 == 0 else "volunteer"
            users.append(user)
            found.by_place.setdefault(place.code, []).append(user)
            held.append(_holds(user, role, place, today - timedelta(days=40)))
    User.objects.bulk_create(users)
    Appointment.objects.bulk_create(held)
    return found


def _holds(user: User, role: str, area: Area, from_on: date) -> Appointment:
    return Appointment(user=user, role=role, area=area, area_code=area.code, from_on=from_on)


def _units(rng: Random, main: Area, people: Sequence[User], *, today: date) -> dict[Organisation, list[User]]:
    """The units of the stage, each with members who agreed; the contact of a sponsor speaks for the first."""
    units = list(Organisation.objects.within(main.code).filter(closed_on=None).order_by("name"))
    shares = iter(people)
    found = {unit: list(islice(shares, MEMBERS_A_UNIT)) for unit in units}
    contact = User.objects.filter(username="sponsor-contact").first()
    if units and contact:
        Membership.objects.filter(user=contact).delete()
        found[units[0]].append(contact)
    since = today - timedelta(days=60)
    Membership.objects.bulk_create(
        Membership(
            organisation=unit,
            user=user,
            consented_at=_morning(since),
            consent_note="签了同意书",
            from_on=since,
        )
        for unit, users in found.items()
        for user in users
    )
    return found


def _morning(day: date) -> datetime:
    return day_bounds(day)[0] + timedelta(hours=9)


def _unit_of(units: dict[Organisation, list[User]]) -> dict[Any, Organisation]:
    return {user.pk: unit for unit, users in units.items() for user in users}


def _teams(
    main: Area, units: dict[Organisation, list[User]], people: Sequence[User], *, today: date
) -> list[Team]:
    """A task force of the first unit, and a temporary branch of people from everywhere."""
    named: list[tuple[str, str, Organisation | None, Sequence[User]]] = [
        (f"{main.short}临时党支部", TeamKind.TEMPORARY_BRANCH, None, people[-12:])
    ]
    for unit, users in islice(units.items(), 2):
        named.append((f"{unit.name}突击队", TeamKind.TASK_FORCE, unit, users))
    teams = [
        Team(area=main, area_code=main.code, name=name, kind=kind, organisation=unit, lead=users[0] if users else None,
             from_on=today - timedelta(days=14))
        for name, kind, unit, users in named
    ]  # fmt: skip
    Team.objects.bulk_create(teams)
    TeamMember.objects.bulk_create(
        TeamMember(team=team, user=user)
        for team, (*_rest, users) in zip(teams, named, strict=True)
        for user in users
    )
    return teams


# ---- who answers for what -------------------------------------------------------------------------------------
def _responsibilities(
    rng: Random, main: Area, people: Sequence[User], units: Sequence[Organisation], teams: Sequence[Team], *, today: date
) -> int:  # fmt: skip
    """Most of what the city's playbook asks for in the main community; what is left are the gaps."""
    made: list[Responsibility] = []
    heads: list[Appointment] = []
    for seat in seats(playbook_in_force(main)):
        holders = _holders(seat, people, units, teams)
        for target in _targets(seat, main):
            if rng.random() > FILLED:
                continue
            for holder in islice(holders, seat.slot.min):
                made.append(_row(seat, target, holder, today))
                if isinstance(holder, User) and target.kind == TargetKind.AREA and seat.slot.role:
                    heads.append(_holds(holder, seat.slot.role, target.area, today - timedelta(days=30)))
    Responsibility.objects.bulk_create(made, batch_size=500)
    Appointment.objects.bulk_create(heads, batch_size=500)
    return len(made)


def _holders(
    seat: Seat, people: Sequence[User], units: Sequence[Organisation], teams: Sequence[Team]
) -> Iterator[User | Organisation | Team]:
    """One after the other, in turn; of households each gets a handful before the next is asked."""
    of: dict[str, Sequence[User | Organisation | Team]] = {
        "person": people, "organisation": units, "team": teams,
    }  # fmt: skip
    each = HOUSEHOLDS_EACH if seat.kind == TargetKind.HOUSEHOLD else 1
    pool = [holder for holder in of[seat.slot.who] for _time in range(each)]
    return cycle(pool) if pool else iter(())


def _targets(seat: Seat, main: Area) -> list[Target]:
    """Of the main community, and of the areas above it."""
    if seat.kind == TargetKind.HOUSEHOLD:
        homes = (
            households_of_pattern(Scope((main.code,)))
            .select_related("area")
            .order_by("area_code", "door_sort")
        )
        return [Target(TargetKind.HOUSEHOLD, one.area, one) for one in homes[:MOST_HOUSEHOLDS]]
    if seat.kind == TargetKind.COMPOUND:
        return compounds_in(main)
    if seat.kind != TargetKind.AREA:
        return []
    below = areas_of_pattern(seat.pattern, Scope((main.code,))).order_by("code")[:MOST_AREAS]
    return [Target(TargetKind.AREA, one) for one in below]


def _row(seat: Seat, target: Target, holder: User | Organisation | Team, today: date) -> Responsibility:
    column = {User: "user", Organisation: "organisation", Team: "team"}[type(holder)]
    row: dict[str, Any] = {**seat.keys, **target.values, column: holder}
    return Responsibility(**row, from_on=today - timedelta(days=30), source=Source.WORKBOOK)
