"""Accounts of the demo: one for each role, in the place where that role is held."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from random import Random

from linli.areas.models import Area
from linli.lib.playbook import Role
from linli.people.models import Appointment, User
from linli.people.viewer import roles
from linli.simulate.names import given_name, surname


@dataclass(frozen=True)
class Account:
    role: str
    role_name: str
    username: str
    password: str
    name: str
    area: str
    area_code: str

    def facts(self) -> dict[str, str]:
        return asdict(self)


def password() -> str:
    """A password that can be typed from a screen: no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def make_accounts(main: Area, *, seed: int, today: date, secret: str) -> list[Account]:
    """An account for every role that can be held on the way from the city down to `main` and into it."""
    rng = Random(f"accounts-{seed}")
    places = places_by_level(main)
    made = []
    for role in roles().values():
        area = next((places[level] for level in role.levels if level in places), None)
        if area is not None:
            made.append(_make(rng, role, area, today=today, secret=secret))
    return made


def places_by_level(main: Area) -> dict[str, Area]:
    """The areas above `main`, itself, and the first area of each level below it."""
    above = [main.code[:length] for length in (2, 4, 6, 9)]
    found = {area.level: area for area in Area.objects.filter(code__in=above)}
    found["community"] = main
    for area in Area.objects.within(main.code).current().exclude(pk=main.pk).order_by("code"):
        found.setdefault(area.level, area)
    return found


def _make(rng: Random, role: Role, area: Area, *, today: date, secret: str) -> Account:
    username = role.key.replace("_", "-")
    name = surname(rng) + given_name(rng, rng.choice(["female", "male"]), 1980)
    user = User.objects.filter(username=username).first() or User(username=username)
    user.name = name
    user.set_password(secret)
    user.save()
    Appointment.everywhere.get_or_create(
        user=user, role=role.key, area=area, defaults={"area_code": area.code, "from_on": today}
    )
    return Account(role.key, role.name.zh, username, secret, name, area.name, area.code)
