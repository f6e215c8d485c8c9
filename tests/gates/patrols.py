"""Patrols for tests: a route with its points, and what phones tell from them."""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.gates import bodies
from linli.gates.actions.patrols import Route, make_route
from linli.gates.models import PatrolPoint, PatrolRoute
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW

NAMES = ("东岸一号桩", "渡口", "西岸哨位")
SPACE = UUID("0192f6b0-0000-7000-8000-0000000000e0")
DEVICE = UUID("0192f6b0-0000-7000-8000-00000000d0e1")
YESTERDAY = NOW - timedelta(days=1)


def route_in(
    area: Area, *, now: datetime = YESTERDAY, names: tuple[str, ...] = NAMES, **values: Any
) -> PatrolRoute:
    """穆棱河东岸: each 24 hours, two hours for the whole round."""
    given = Route(**{"name": "穆棱河东岸", "kind": "border", "each_hours": 24, "within_minutes": 120, "points": names,
                     **values})  # fmt: skip
    return make_route(area, route_id=new_id(), given=given, actor=None, now=now)


def point_of(route: PatrolRoute, number: int) -> PatrolPoint:
    return PatrolPoint.objects.get(route=route, order=number, dropped_at=None)


def told(point: PatrolPoint | str, by: User | None, at: datetime = NOW, **more: Any) -> FieldFact:
    """A fact from a point; the same point and time make the same fact."""
    code = point if isinstance(point, str) else point.code
    body = bodies.PatrolCheck(point=code, **more)
    return FieldFact(
        uuid5(SPACE, f"{code}{at}"), "patrol.check", body, at, NOW, by.pk if by else None, DEVICE
    )


def jpeg(*, beside: bytes = b"", size: int = 0) -> str:
    """A picture of nothing, with the marks of a JPEG."""
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(9)
    exif = b"\xff\xe1" + (len(beside) + 2).to_bytes(2, "big") + beside if beside else b""
    scan = b"\xff\xda\x00\x08" + bytes(6) + b"\x11" * max(size, 20)
    return base64.b64encode(head + exif + scan + b"\xff\xd9").decode()
