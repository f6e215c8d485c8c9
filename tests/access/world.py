"""Two cities that know nothing of each other, and somebody for every role in the first one."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.test import Client
from django.utils import timezone

from linli.areas.models import Area
from linli.incidents.actions import open_incident
from linli.incidents.models import Incident
from linli.lib.playbook import Role
from linli.people.models import Appointment, Membership, Organisation, User
from linli.people.viewer import roles
from linli.registers.choices import NeedCode, Relation
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from tests.conftest import LONG_AGO, TODAY, join, place, settle

T = TypeVar("T")
BACKEND = "django.contrib.auth.backends.ModelBackend"
# From the top down: a role stands in the first of these that it is held at.
LEVELS = {
    "county": "city", "city": "city", "province": "city", "town": "town", "community": "community",
    "village": "community", "grid": "grid", "building": "building", "stairwell": "building",
}  # fmt: skip


class Side:
    """One city with one of everything, made when it is asked for. All of it stands in `building`."""

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        self._made: dict[str, Any] = {}

    def make(self, key: str, how: Callable[[], T]) -> T:
        """One object for each key; for what an app's own lines of the table need."""
        if key not in self._made:
            self._made[key] = how()
        found: T = self._made[key]
        return found

    # ---- places
    @cached_property
    def city(self) -> Area:
        return place(self.code, "county", f"{self.name}市", None, playbook="muling")

    @cached_property
    def town(self) -> Area:
        return place(f"{self.code}100", "town", f"{self.name}镇", self.city, "镇")

    @cached_property
    def community(self) -> Area:
        return place(f"{self.code}100006", "community", f"{self.name}社区居委会", self.town, "居委会(社区)")

    @cached_property
    def grid(self) -> Area:
        return place(f"{self.code}100006001", "grid", "第一网格", self.community)

    @cached_property
    def building(self) -> Area:
        return place(f"{self.code}100006001003", "building", "3号楼", self.grid)

    # ---- people
    @cached_property
    def account(self) -> User:
        """A volunteer: somebody whom an administrator may manage."""
        user = User.objects.create(username=f"volunteer-{self.code}", name="莫连城")
        hold(user, "volunteer", self.building)
        return user

    @cached_property
    def appointment(self) -> Appointment:
        return Appointment.everywhere.get(user=self.account)

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation.objects.create(
            area=self.building, area_code=self.building.code, name=f"{self.name}党支部", kind="party_branch"
        )

    @cached_property
    def membership(self) -> Membership:
        return Membership.objects.create(
            organisation=self.organisation, user=self.account, consented_at=timezone.now(), from_on=TODAY
        )

    # ---- emergencies
    @cached_property
    def incident(self) -> Incident:
        return open_incident(
            actor=None, area=self.community, name_zh="寒潮", kind="cold_wave", purpose="送暖", basis="令〔2026〕3 号",
            approved_by="季局长", opened_on=date(2026, 11, 9), playbook="muling",
        )  # fmt: skip

    # ---- households
    @cached_property
    def household(self) -> Household:
        return settle(self.building, "3-2-501")

    @cached_property
    def resident(self) -> Resident:
        return join(self.household, "柴丽娟", relation=Relation.HEAD, phone="15100004108",
                    document_kind="resident_id", document="231085197403020426")  # fmt: skip

    @cached_property
    def second_resident(self) -> Resident:
        return join(self.household, "柴丽鹃", relation=Relation.DAUGHTER, phone="15100004108")

    @cached_property
    def need(self) -> SupportNeed:
        return SupportNeed.objects.create(
            resident=self.resident, area=self.building, area_code=self.building.code, code=NeedCode.DIALYSIS,
            details="每周三次",
        )  # fmt: skip

    @cached_property
    def contact(self) -> Contact:
        return Contact.objects.create(
            household=self.household, area=self.building, area_code=self.building.code, name="郭凤霞",
            phone="13800006021",
        )  # fmt: skip

    @cached_property
    def vehicle(self) -> Vehicle:
        return Vehicle.objects.create(
            household=self.household, area=self.building, area_code=self.building.code, plate="黑C12345"
        )


class World:
    """The own side, the other side, and a browser for each role of the catalogue."""

    def __init__(self) -> None:
        self.own, self.other = Side("231085", "穆棱"), Side("231083", "海林")
        for side in (self.own, self.other):
            _ = side.building
        self._clients: dict[str, Client] = {}

    def roles(self) -> list[Role]:
        return list(roles().values())

    def area_of(self, role: Role) -> Area:
        """Where the role is held: as high as it may be, and always above or at the own building."""
        names = [name for level, name in LEVELS.items() if level in role.levels]
        area: Area = getattr(self.own, names[0] if names else "community")
        return area

    def client(self, role: Role) -> Client:
        if role.key not in self._clients:
            user = User.objects.create(username=f"role-{role.key}", name=role.name.zh)
            hold(user, role.key, self.area_of(role))
            self._clients[role.key] = browser(user)
        return self._clients[role.key]

    def idle(self) -> Client:
        """Somebody who has signed in and holds no role."""
        if "" not in self._clients:
            self._clients[""] = browser(User.objects.create(username="idle", name="闲人"))
        return self._clients[""]


def browser(user: User | None) -> Client:
    """A browser that shows a failure as the page that a person would see."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def hold(user: User, role: str, area: Area) -> Appointment:
    return Appointment.everywhere.create(
        user=user, role=role, area=area, area_code=area.code, from_on=LONG_AGO
    )
