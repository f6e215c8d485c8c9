"""The fixed cast: one small part of Muling, its people, and a few households. All people are invented.

穆棱市 231085                       季局长 (leader), 管理员 (administrator), 审计 (auditor)
 └ 八面通镇 231085100               镇干部 (township officer)
    ├ 和平社区 231085100006         宋文书 (clerk)
    │  ├ 第一网格 ...001            郎玉珍 (grid worker)
    │  │   └ 3号楼 ...001003        佘建业 (building warden)
    │  └ 第二网格 ...002
    └ 沿河社区 231085100005         another community: 苗文书 (clerk there)
"""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from time import monotonic as clock

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from hypothesis import settings as hypothesis

from linli.areas.models import Area, AreaSpan
from linli.lib.periods import SHANGHAI
from linli.people.models import Appointment, User
from linli.people.viewer import Viewer, viewer_of
from linli.registers.choices import NeedCode, Occupancy, Presence, Relation, Sex
from linli.registers.models import Household, Resident, SupportNeed

NOW = datetime(2026, 11, 20, 10, 12, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 20)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct-horse-7"

# The same examples each time, however busy the machine is, so that a failure is about the change at hand. New ones are
# looked for on purpose; see CONTRIBUTING.md.
hypothesis.register_profile("same", derandomize=True, deadline=None)
hypothesis.register_profile("explore", derandomize=False, deadline=None, max_examples=1000)
hypothesis.load_profile("same")


# ---- which tests run, where and until when -----------------------------------------------------
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: those that a database can make a difference to. The rest has run on SQLite."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    config.hook.pytest_deselected(items=[item for item in items if not hangs_on_the_database(item)])
    items[:] = [item for item in items if hangs_on_the_database(item)]


def hangs_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    needs = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    # A server that is killed is one of its own, and no fixture.
    return bool(needs or item.get_closest_marker("django_db") or item.path.parent.name == "faults")


def pytest_runtest_setup() -> None:
    """Once the time that `LINLI_TEST_UNTIL` sets is over, what is left is skipped, and counted in the summary."""
    until = os.environ.get("LINLI_TEST_UNTIL")
    if until and clock() > float(until):
        pytest.skip("LEFT OUT: the time for tests is over (LINLI_TEST_MINUTES)")


@pytest.fixture(autouse=True)
def _fixed_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that touch the database live on 20 November 2026, 10:12 in Shanghai."""
    if not DATABASE_FIXTURES & set(request.fixturenames):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


# ---- places ------------------------------------------------------------------------------------
def place(code: str, level: str, name: str, parent: Area | None, kind: str = "", playbook: str = "") -> Area:
    area = Area.objects.create(
        code=code, level=level, name=name, parent=parent, kind=kind, valid_from=LONG_AGO, playbook=playbook
    )
    AreaSpan.objects.create(area=area, code=code, level=level, name=name, parent=parent, from_on=LONG_AGO)
    return area


@pytest.fixture
def city(db: None) -> Area:
    return place("231085", "county", "穆棱市", None, playbook="muling")


@pytest.fixture
def town(city: Area) -> Area:
    return place("231085100", "town", "八面通镇", city, "镇")


@pytest.fixture
def community(town: Area) -> Area:
    """和平社区: where the cast works."""
    return place("231085100006", "community", "和平社区居委会", town, "居委会(社区)")


@pytest.fixture
def other_community(town: Area) -> Area:
    """沿河社区: the stranger's."""
    return place("231085100005", "community", "沿河社区居委会", town, "居委会(社区)")


@pytest.fixture
def grid(community: Area) -> Area:
    return place("231085100006001", "grid", "第一网格", community)


@pytest.fixture
def other_grid(community: Area) -> Area:
    return place("231085100006002", "grid", "第二网格", community)


@pytest.fixture
def building(grid: Area) -> Area:
    return place("231085100006001003", "building", "3号楼", grid)


# ---- people ------------------------------------------------------------------------------------
def appoint(username: str, name: str, role: str, area: Area) -> User:
    user = User(username=username, name=name)
    user.set_password(PASSWORD)
    user.save()
    Appointment.everywhere.create(user=user, role=role, area=area, area_code=area.code, from_on=LONG_AGO)
    return user


@pytest.fixture
def leader(city: Area) -> User:
    return appoint("ji", "季局长", "command_staff", city)


@pytest.fixture
def administrator(city: Area) -> User:
    return appoint("admin", "管理员", "administrator", city)


@pytest.fixture
def auditor(city: Area) -> User:
    return appoint("audit", "审计员", "privacy_officer", city)


@pytest.fixture
def township_officer(town: Area) -> User:
    return appoint("zhen", "镇干部", "township_officer", town)


@pytest.fixture
def clerk(community: Area) -> User:
    return appoint("song", "宋文书", "clerk", community)


@pytest.fixture
def other_clerk(other_community: Area) -> User:
    return appoint("miao", "苗文书", "clerk", other_community)


@pytest.fixture
def grid_worker(grid: Area) -> User:
    return appoint("lang", "郎玉珍", "grid_worker", grid)


@pytest.fixture
def warden(building: Area) -> User:
    return appoint("she", "佘建业", "building_warden", building)


@pytest.fixture
def doctor(community: Area) -> User:
    return appoint("shang", "尚大夫", "family_doctor", community)


@pytest.fixture
def viewer() -> Callable[[User], Viewer]:
    """`viewer(clerk)`: the user in their duty, today."""
    return lambda user: viewer_of(user, day=TODAY)


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """`sign_in(clerk)`: a browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


# ---- households --------------------------------------------------------------------------------
def settle(
    area: Area, door: str, occupancy: Occupancy = Occupancy.OWNER, compound: str = "和平家园"
) -> Household:
    parts = door.split("-")
    return Household.objects.create(
        area=area,
        area_code=area.code,
        compound=compound,
        building=parts[0],
        stairwell=parts[1],
        room=parts[2],
        door=door,
        occupancy=occupancy,
    )


def join(household: Household, name: str, **values: object) -> Resident:
    return Resident.objects.create(
        household=household, area=household.area, area_code=household.area_code, name=name, **values
    )


@pytest.fixture
def household(building: Area) -> Household:
    """3-2-501: 柴丽娟, her husband 冯树森 and their daughter 冯雨桐."""
    home = settle(building, "3-2-501")
    join(
        home,
        "柴丽娟",
        sex=Sex.FEMALE,
        birth_on=date(1974, 3, 2),
        relation=Relation.HEAD,
        document_kind="resident_id",
        document="231085197403020426",
        phone="15100004108",
    )
    join(
        home, "冯树森", sex=Sex.MALE, birth_on=date(1971, 5, 6), relation=Relation.SPOUSE, phone="13800002290"
    )
    join(home, "冯雨桐", sex=Sex.FEMALE, birth_on=date(2012, 8, 9), relation=Relation.DAUGHTER)
    return home


@pytest.fixture
def resident(household: Household) -> Resident:
    """柴丽娟, head of 3-2-501."""
    return household.members.get(relation=Relation.HEAD)


@pytest.fixture
def elder(building: Area) -> Resident:
    """郭凤霞 of 3-1-101 lives alone and takes medicine for a chronic illness."""
    person = join(settle(building, "3-1-101"), "郭凤霞", sex=Sex.FEMALE, birth_on=date(1941, 1, 1),
                  relation=Relation.HEAD, phone="13800006021")  # fmt: skip
    for code in (NeedCode.ELDER_ALONE, NeedCode.CHRONIC_MEDICINE):
        SupportNeed.objects.create(resident=person, area=person.area, area_code=person.area_code, code=code)
    return person


@pytest.fixture
def away_resident(building: Area) -> Resident:
    return join(settle(building, "3-1-201"), "佟丽君", relation=Relation.HEAD, presence=Presence.AWAY,
                away_place="哈尔滨市", away_return_on=date(2026, 11, 22))  # fmt: skip


@pytest.fixture
def vacant(building: Area) -> Household:
    return settle(building, "3-1-501", Occupancy.VACANT)


@pytest.fixture
def stranger_resident(other_community: Area) -> Resident:
    """苗德厚 lives in the other community."""
    return join(settle(other_community, "2-1-301", compound="沿河小区"), "苗德厚", relation=Relation.HEAD,
                phone="18800003390")  # fmt: skip
