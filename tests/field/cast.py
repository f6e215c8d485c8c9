"""A small installation for the tests in a browser: `python -m tests.field.cast`, in a folder of its own.

Each worker has a building to themselves and codes to enrol phones with, so that no test finds what another one did.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from linli.people.models import User

WORKERS = 16
VOLUNTEER = WORKERS  # stands on posts and goes on no round
KEEPERS = (12, 13, 14, 15)  # on duty at the west gate and on the road too
GATE, WEST, ROAD = "EastGate00000001", "WestGate00000001", "RoadGate00000001"
PASSES = 130  # of the households of the last building, which nobody goes round
CODES_EACH = 8
ROOMS = ("101", "102", "201", "202", "301", "302")
FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


def code_of(worker: int, number: int) -> str:
    return f"TEST{worker:03}{number:03}"


def make() -> list[dict[str, object]]:
    from tests.conftest import place

    city = place("231085", "county", "穆棱市", None, playbook="muling")
    town = place("231085100", "town", "八面通镇", city, "镇")
    community = place("231085100006", "community", "和平社区居委会", town, "居委会(社区)")
    grid = place("231085100006001", "grid", "第一网格", community)
    people = [*(_worker(number, grid) for number in range(WORKERS)), _volunteer(VOLUNTEER, community)]
    _on_duty(people, community)
    _gates(people, community, grid)
    _patrol(community)
    return people


PATROL = ("东岸一号桩", "渡口", "西岸哨位")
POINTS = ("EAST-2345-6789", "FERY-2345-6789", "WEST-2345-6789")


def _patrol(community: Any) -> None:
    """A path that all of them may walk; due since an hour ago."""
    from django.utils import timezone

    from linli.gates.models import PatrolPoint, PatrolRoute

    now = timezone.now()
    made_at = now - timedelta(hours=25)
    route = PatrolRoute.objects.create(
        name="穆棱河东岸", kind="border", area=community, area_code=community.area_code, made_at=made_at
    )
    for number, (name, code) in enumerate(zip(PATROL, POINTS, strict=True), 1):
        PatrolPoint.objects.create(route=route, name=name, code=code, order=number, made_at=made_at)


def _on_duty(people: list[dict[str, object]], community: object) -> None:
    """All of them stand at the east gate, from an hour ago on."""
    from django.utils import timezone

    from linli.duty.models import Claim, DutyPlace, Post

    where = {"area": community, "area_code": community.area_code}  # type: ignore[attr-defined]
    gate = DutyPlace.objects.create(name="和平家园东门", kind="gate", code=GATE, **where)
    begins = timezone.now() - timedelta(hours=1)
    post = Post.objects.create(
        place=gate, kind="gatekeeper", starts_at=begins, ends_at=begins + timedelta(hours=9),
        headcount=len(people), taken=len(people), published_at=begins, **where,
    )  # fmt: skip
    Claim.objects.bulk_create(Claim(post=post, user_id=str(one["user"]), **where) for one in people)


def _gates(people: list[dict[str, object]], community: object, grid: object) -> None:
    """The east gate, and a west gate and a road at which the keepers stand too; passes for many households."""
    from django.utils import timezone

    from linli.duty.models import Claim, DutyPlace, Post

    where = {"area": community, "area_code": community.area_code}  # type: ignore[attr-defined]
    keepers = [people[number] for number in KEEPERS]
    begins = timezone.now() - timedelta(hours=1)
    for name, code in (("和平家园西门", WEST), ("201 省道卡口", ROAD)):
        place = DutyPlace.objects.create(name=name, kind="gate", code=code, **where)
        post = Post.objects.create(
            place=place, kind="gatekeeper", starts_at=begins, ends_at=begins + timedelta(hours=9),
            headcount=4, taken=4, published_at=begins, **where,
        )  # fmt: skip
        Claim.objects.bulk_create(Claim(post=post, user_id=str(one["user"]), **where) for one in keepers)
    gates = {place.code: str(_gate(place, where).pk) for place in DutyPlace.everywhere.all()}
    passes = _passes(grid)
    for one in keepers:
        one |= {"gates": gates, "passes": passes}


def _gate(place: Any, where: dict[str, object]) -> Any:
    from django.utils import timezone

    from linli.gates.models import Gate

    today = timezone.localdate()
    return Gate.objects.create(
        pk=place.pk, name=place.name, phone="0453-3120001",
        kind="city_road" if place.code == ROAD else "compound",
        procedure="register-arrivals" if place.code == ROAD else "scan-measure",
        basis="县指挥部通告第 12 号", decided_by="县指挥部", from_on=today, until_on=today + timedelta(days=9), **where,
    )  # fmt: skip


def _passes(grid: object) -> list[dict[str, str]]:
    """One person a household, each second day, two hours."""
    from base64 import b64encode

    from django.utils import timezone

    from linli.gates.models import GatePass, SigningKey
    from linli.lib.passes import PassClaims, new_key, sign
    from linli.registers.models import Household
    from tests.conftest import place

    private, public = new_key()
    key = SigningKey.objects.create(
        number=1, private=b64encode(private).decode(), public=b64encode(public).decode()
    )
    building = place(f"{grid.area_code}099", "building", "99号楼", grid)  # type: ignore[attr-defined, arg-type]
    where = {"area": building, "area_code": building.code}
    begins = timezone.now().replace(microsecond=0, second=0) - timedelta(days=2)
    rule: dict[str, Any] = {"valid_from": begins, "valid_until": begins + timedelta(days=30), "people": 1, "every_days": 2,
            "times": 1, "max_hours": 2, "forfeits": 1}  # fmt: skip
    made = []
    for number in range(PASSES):
        door = f"99-{number // 50 + 1}-{number % 50 + 101}"
        parts = dict(zip(("building", "stairwell", "room"), door.split("-"), strict=True))
        home = Household.objects.create(compound="和平家园", door=door, occupancy="owner", **parts, **where)
        one = GatePass.objects.create(household=home, kind="household", rule="test", key=key, **rule, **where)
        claims = PassClaims(id=one.pk, kind="household", area=building.code, key_number=1, **rule)
        made.append({"id": str(one.pk), "door": door, "slip": one.slip, "code": sign(claims, private)})
    return made


def _volunteer(number: int, community: object) -> dict[str, object]:
    from tests.conftest import appoint

    user = appoint(f"volunteer-{number}", "莫连城", "volunteer", community)  # type: ignore[arg-type]
    _codes(number, user)
    return {"user": str(user.pk), "homes": {}}


def _codes(number: int, user: "User") -> None:
    from linli.core.fields import lookup
    from linli.field.actions import PURPOSE
    from linli.field.models import EnrolmentCode

    for one in range(CODES_EACH):
        hashed = lookup(code_of(number, one), PURPOSE)
        EnrolmentCode.objects.create(user=user, code_hash=hashed, expires_at=FAR_AWAY)


def _worker(number: int, grid: object) -> dict[str, object]:
    from linli.registers.choices import NeedCode, Relation
    from linli.registers.models import SupportNeed
    from tests.conftest import appoint, join, place, settle

    building = place(f"{grid.area_code}{number + 1:03}", "building", f"{number + 1}号楼", grid)  # type: ignore[attr-defined, arg-type]
    user = appoint(f"worker-{number}", f"郎玉珍{number}", "grid_worker", building)
    homes = {}
    for room in ROOMS:
        home = settle(building, f"{number + 1}-1-{room}")
        head = join(home, f"柴丽娟{room}", relation=Relation.HEAD, phone="15100004108")
        join(home, f"冯雨桐{room}", relation=Relation.DAUGHTER)
        homes[room] = str(home.pk)
    SupportNeed.objects.create(
        resident=head, area=building, area_code=building.code, code=NeedCode.ELDER_ALONE
    )
    _codes(number, user)
    return {"user": str(user.pk), "homes": homes}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))
