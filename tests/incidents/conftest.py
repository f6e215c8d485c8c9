"""A planner, an open incident, and the grounds that it stands on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linli.areas.models import Area
from linli.incidents import actions
from linli.incidents.models import Incident
from linli.people.models import User
from tests.conftest import appoint

GROUNDS = {
    "purpose": "找到需要照看的住户，安排送药和就医",
    "basis": "突发公共卫生事件应对法；市指挥部令〔2026〕3 号",
    "approved_by": "季局长",
}
Open = Callable[..., Incident]


@pytest.fixture
def planner(city: Area) -> User:
    return appoint("pang", "逄立新", "planner", city)


@pytest.fixture
def open_one(db: None) -> Open:
    """`open_one(area, kind="flood")`: an incident, opened by the machine itself."""

    def opened(area: Area, **values: Any) -> Incident:
        asked = {
            "name_zh": "冬季呼吸道疫情", "name_en": "Winter respiratory epidemic", "kind": "epidemic",
            "opened_on": date(2026, 11, 9), "playbook": "muling", "level": "三级响应", **GROUNDS,
        }  # fmt: skip
        return actions.open_incident(actor=None, area=area, **(asked | values))

    return opened


@pytest.fixture
def epidemic(city: Area, open_one: Open) -> Incident:
    """冬季呼吸道疫情 in the whole city, on its 12th day."""
    return open_one(city)
