"""What the tests of the register have beside the cast."""

from collections.abc import Callable

import pytest
from django.db import transaction
from pytest_django import Settings

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.models import AuditEntry, Revision
from linli.registers.models import Contact, Household, Vehicle
from tests.conftest import TODAY


@pytest.fixture(autouse=True)
def _no_session_list(settings: Settings) -> None:
    """Keeping the list of sessions costs each request some queries that are not the page's."""
    settings.USERSESSIONS_TRACK_ACTIVITY = False


@pytest.fixture
def count_all() -> Callable[[], None]:
    """`count_all()`: the tallies of every community, as the last action left them."""

    def counted() -> None:
        codes = Area.objects.filter(level="community").values_list("code", flat=True)
        with transaction.atomic():
            recount(list(codes), day=TODAY)

    return counted


@pytest.fixture
def contact(household: Household) -> Contact:
    """冯雪, a daughter of 3-2-501 who lives in Harbin."""
    return Contact.objects.create(
        household=household,
        area=household.area,
        area_code=household.area_code,
        name="冯雪",
        relation="女儿，哈尔滨",
        phone="13900005678",
    )


@pytest.fixture
def vehicle(household: Household) -> Vehicle:
    return Vehicle.objects.create(
        household=household, area=household.area, area_code=household.area_code, plate="黑C12345", kind="轿车"
    )


def trail() -> list[str]:
    """The names of what was done, in order."""
    return list(AuditEntry.objects.order_by("at", "pk").values_list("action", flat=True))


def last_change(subject: object) -> tuple[object, object]:
    """What the latest action changed in a record: before and after."""
    revision = Revision.objects.filter(subject_id=subject.pk).order_by("-id").first()  # type: ignore[attr-defined]
    assert revision is not None
    return revision.before, revision.after
