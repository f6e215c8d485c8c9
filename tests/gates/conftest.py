"""Gates, keys and passes of the cast."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.gates.models import Gate, GatePass, SigningKey
from linli.lib.passes import public_half
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, appoint

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PRIVATE = bytes(range(32))
MakeGate = Callable[..., Gate]
MakePass = Callable[..., GatePass]


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def public_of(key: SigningKey) -> dict[int, bytes]:
    """What a gate knows of a key."""
    return {key.number: base64.b64decode(key.public)}


@pytest.fixture
def key(db: None) -> SigningKey:
    """The city's key number 1, which signs."""
    return SigningKey.objects.create(
        number=1, private=in_base64(PRIVATE), public=in_base64(public_half(PRIVATE))
    )


@pytest.fixture
def make_gate(community: Area) -> MakeGate:
    """`make_gate(name="西门", kind="village")`: a gate of 和平社区 that stands until the 30th."""

    def made(area: Area = community, **values: Any) -> Gate:
        return Gate.objects.create(
            **{
                "area": area, "area_code": area.code, "name": "和平家园东门", "procedure": "scan",
                "basis": "县指挥部通告第 12 号", "decided_by": "县指挥部",
                "from_on": TODAY - 5 * DAY, "until_on": TODAY + 10 * DAY, "phone": "0453-3120001", **values,
            }
        )  # fmt: skip

    return made


@pytest.fixture
def gate(make_gate: MakeGate) -> Gate:
    """The east gate of 和平家园."""
    return make_gate()


@pytest.fixture
def make_pass(key: SigningKey) -> MakePass:
    """`make_pass(household)`: a household pass for one person, each second day."""

    def made(household: Household | None = None, area: Area | None = None, **values: Any) -> GatePass:
        here = area or (household.area if household else None)
        assert here is not None
        return GatePass.objects.create(
            **{
                "area": here, "area_code": here.code, "household": household, "key": key,
                "kind": "household", "rule": "household-every-second-day", "every_days": 2,
                "valid_from": datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) - DAY,
                "valid_until": datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo) + 30 * DAY, **values,
            }
        )  # fmt: skip

    return made


@pytest.fixture
def no_playbook(city: Area) -> None:
    """A city whose playbook cannot be read: its gates stand all the same."""
    Area.objects.filter(pk=city.pk).update(playbook="")


@pytest.fixture
def keeper(community: Area) -> User:
    """巩新月 keeps the gate: a volunteer, who opens nothing of the register."""
    return appoint("gong", "巩新月", "volunteer", community)
