"""A phone with its token, and contacts as others have made them."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from linli.intake.actions import NewDevice, enrol_device
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry
from tests.conftest import NOW


@dataclass
class Phone:
    """Asks for the day's list as the app does."""

    made: NewDevice

    def fetch(self, **headers: str) -> Any:
        given = {"authorization": f"Bearer {self.made.token}", "accept-language": "zh-Hans", **headers}
        return Client().get("/field/bundle.json", headers=given)

    @property
    def bundle(self) -> Any:
        response = self.fetch()
        assert response.status_code == 200, response.content
        return response.json()

    @property
    def packed(self) -> bytes:
        content = self.fetch(**{"accept-encoding": "gzip"}).content
        assert json.loads(gzip.decompress(content))
        return bytes(content)

    def door(self, household: Household) -> Any:
        return next(one for one in self.bundle["doors"] if one["id"] == str(household.pk))


@pytest.fixture
def phone_of() -> Callable[[User], Phone]:
    """`phone_of(clerk)`: this person's phone, enrolled."""
    return lambda user: Phone(enrol_device(actor=user, user=user))


@pytest.fixture
def phone(grid_worker: User, phone_of: Callable[[User], Phone]) -> Phone:
    return phone_of(grid_worker)


@pytest.fixture
def contacted() -> Callable[..., ContactEntry]:
    """`contacted(household, doctor, outcome="same")`: an entry of the ledger."""

    def made(household: Household, by: User | None, *, at: datetime = NOW, **more: Any) -> ContactEntry:
        given = {"kind": "answer", "channel": "phone", "outcome": "same", "on": at.date(), **more}
        return ContactEntry.everywhere.create(
            id=new_id(), area=household.area, area_code=household.area_code, household=household, by=by, at=at,
            received_at=at, **given,
        )  # fmt: skip

    return made
