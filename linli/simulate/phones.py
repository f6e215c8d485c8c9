"""Invented workers and what their phones tell of a day's round. The same seed tells the same, id for id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from linli.areas.models import Area
from linli.intake.actions import enrol_device, revoke_device
from linli.intake.models import Device
from linli.lib.periods import SHANGHAI
from linli.people.models import Appointment, User
from linli.registers.choices import Occupancy
from linli.registers.models import Household
from linli.rounds.bodies import (
    Arrival,
    DailyAnswer,
    Need,
    NobodyHome,
    Symptoms,
    Temperature,
    Travel,
    Visit,
)
from linli.simulate.names import given_name, surname

# How phones behave. One in ten each keeps everything until the evening, sends all of it twice, or has a wrong clock.
STEADY, OFFLINE, RESENDS, WRONG_CLOCK = "steady", "offline", "resends", "wrong clock"
HABITS = (STEADY,) * 7 + (OFFLINE, RESENDS, WRONG_CLOCK)
PHONE = "演示手机"
AHEAD = timedelta(hours=2, minutes=17)
BEGINS, LASTS = time(8, 0), timedelta(hours=3, minutes=30)
PLACES = (
    ("哈尔滨市", "230100"),
    ("牡丹江市", "231000"),
    ("沈阳市", "210100"),
    ("北京市", "110000"),
    ("大庆市", "230600"),
)


@dataclass
class Phone:
    """One worker's phone, with the households of the worker's grid."""

    user: User
    token: str
    habit: str
    homes: list[UUID] = field(default_factory=list)
    elsewhere: list[UUID] = field(default_factory=list)  # another grid's households: told by mistake

    @property
    def ahead(self) -> timedelta:
        return AHEAD if self.habit == WRONG_CLOCK else timedelta()


def phones_of(communities: Sequence[Area], *, seed: int, since: date) -> list[Phone]:
    """A worker with a phone for each grid that has households, or for a community without grids."""
    homes = _homes_by_place(communities)
    phones = []
    for place in sorted(homes, key=lambda area: area.code):
        rng = Random(f"phone-{seed}-{place.code}")
        user = _worker(place, rng, since=since)
        phone = Phone(user, token_of(user), rng.choice(HABITS))
        phone.homes = homes[place]
        phones.append(phone)
    for phone, neighbour in pairwise(phones):
        phone.elsewhere = neighbour.homes[:1]
    return phones


def token_of(user: User) -> str:
    """Of a new phone; the one of an earlier run, whose token nobody kept, is revoked."""
    for earlier in Device.objects.filter(user=user, name=PHONE, revoked_at=None):
        revoke_device(actor=None, device=earlier)
    return enrol_device(actor=None, user=user, name=PHONE).token


def _homes_by_place(communities: Sequence[Area]) -> dict[Area, list[UUID]]:
    found: dict[Area, list[UUID]] = {}
    for community in communities:
        grids = Area.objects.within(community.code).current().filter(level="grid")
        places = {area.code: area for area in [*grids, community]}
        lived_in = Household.objects.within(community.code).filter(closed_on=None)
        lived_in = lived_in.exclude(occupancy__in=(Occupancy.VACANT, Occupancy.OTHER_USE))
        for pk, code in lived_in.order_by("area_code", "door_sort").values_list("pk", "area_code"):
            here = next(places[code[:n]] for n in range(len(code), 0, -1) if code[:n] in places)
            found.setdefault(here, []).append(pk)
    return found


def _worker(place: Area, rng: Random, *, since: date) -> User:
    name = surname(rng) + given_name(rng, rng.choice(["female", "male"]), 1982)
    user, new = User.objects.get_or_create(username=f"round-{place.code}", defaults={"name": name})
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    role = "grid_worker" if place.level == "grid" else "community_worker"
    Appointment.everywhere.get_or_create(
        user=user, role=role, area=place, defaults={"area_code": place.code, "from_on": since}
    )
    return user


# ---- a day ---------------------------------------------------------------------------------------
def told_on(phone: Phone, day: date, *, seed: int, until: datetime) -> list[dict[str, Any]]:
    """What a phone tells of a day up to a moment, in the order in which it happened, by the phone's own clock."""
    rng = Random(f"round-{seed}-{day}-{phone.user.username}")
    begins = datetime.combine(day, BEGINS, SHANGHAI)
    facts: list[tuple[datetime, str, Any]] = []
    for number, home in enumerate(phone.homes):
        at = begins + LASTS * (number / len(phone.homes)) + timedelta(seconds=rng.randrange(120))
        facts.extend((at + later, kind, body) for later, kind, body in _at_a_door(rng, home, day))
    if phone.elsewhere and rng.random() < 0.1:
        facts.append((begins + LASTS, "visit", Visit(household=phone.elsewhere[0], outcome="met")))
    facts.sort(key=lambda fact: fact[0])
    return [envelope(rng, at, phone, kind, body) for at, kind, body in facts if at <= until]


def _at_a_door(rng: Random, home: UUID, day: date) -> Iterator[tuple[timedelta, str, Any]]:
    at_once, later = timedelta(), timedelta(hours=2, minutes=rng.randrange(60))
    chance = rng.random()
    if chance < 0.10:
        return  # not reached that day
    if chance < 0.15:
        yield at_once, "nobody_home", NobodyHome(household=home)
        if rng.random() < 0.5:
            yield later, "daily_answer", DailyAnswer(household=home, same=True, channel="phone")
        return
    yield at_once, "daily_answer", _answer(rng, home, day)
    if rng.random() < 0.015:  # asked again, by somebody who did not look
        yield later, "daily_answer", DailyAnswer(household=home, same=True, channel="phone")
    if rng.random() < 0.005:
        yield at_once, "arrival", _arrival(rng, home, day)


def _answer(rng: Random, home: UUID, day: date) -> DailyAnswer:
    chance = rng.random()
    place = rng.choice(PLACES)[0]
    if chance < 0.012:
        celsius = round(rng.uniform(37.4, 39.0), 1)
        return DailyAnswer(household=home, temperatures=(Temperature(celsius=celsius),),
                           symptoms=(Symptoms(signs=("fever",)),))  # fmt: skip
    if chance < 0.022:
        return DailyAnswer(household=home, needs=(Need(what=rng.choice(("medicine", "food", "hospital"))),))
    if chance < 0.04:
        return DailyAnswer(household=home, travel=(Travel(direction="out", place=place, on=day),))
    by_phone = rng.random() < 0.2
    return DailyAnswer(household=home, same=True, channel="phone" if by_phone else "door")


def _arrival(rng: Random, home: UUID, day: date) -> Arrival:
    place, code = rng.choice(PLACES)
    name = surname(rng) + given_name(rng, rng.choice(["female", "male"]), 1995)
    if rng.random() < 0.3:
        return Arrival(household=home, name=name, arrives_on=day + timedelta(days=1), state="expected",
                       from_place=place, from_code=code, transport="train")  # fmt: skip
    return Arrival(
        household=home, name=name, arrives_on=day, from_place=place, from_code=code, transport="car"
    )


def envelope(rng: Random, at: datetime, phone: Phone, kind: str, body: Any) -> dict[str, Any]:
    shown = at + phone.ahead
    return {
        "id": id_at(rng, shown),
        "kind": kind,
        "made_at": shown.isoformat(),
        "body": msgspec.to_builtins(body),
    }


def id_at(rng: Random, at: datetime) -> str:
    """An id of version 7 that the seed decides: told again, it is the same fact."""
    milliseconds = int(at.timestamp() * 1000)
    high, low = rng.getrandbits(12), rng.getrandbits(62)
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
