"""A small installation for the tests in a browser: `python -m tests.field.cast`, in a folder of its own.

Each worker has a building to themselves and codes to enrol phones with, so that no test finds what another one did.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from linli.people.models import User

WORKERS = 12
VOLUNTEER = 12  # stands on posts and goes on no round
GATE = "EastGate00000001"
CODES_EACH = 4
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
    return people


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
