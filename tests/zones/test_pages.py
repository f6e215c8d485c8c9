"""The pages of zones, as officers and workers use them; measures; many at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.people.models import User
from linli.registers.choices import NeedCode
from linli.registers.models import Household, Restriction, SupportNeed
from linli.zones.actions.deciding import agree_zone
from linli.zones.actions.ending import lift_zone
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.figures import zone_figures
from linli.zones.homes import HomesWished
from linli.zones.models import Zone
from tests.conftest import TODAY, join, settle
from tests.zones.conftest import BASIS, OBJECTION, MakeZone

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_two_officers_go_from_a_proposal_to_a_zone_and_back(
    make_zone: MakeZone, homes: list[Household], township_officer: User, leader: User, sign_in: SignIn
) -> None:
    zone = make_zone(state="proposed")
    browser = sign_in(township_officer)
    page = text(browser.get(f"/zones/{zone.pk}/sign/"))
    assert "现行：二十条" in page
    signed = {
        "kind": "high", "reason": "3-1-102 有病例", "basis": BASIS, "objection": OBJECTION, "version": zone.version,
        "last_on": (TODAY + timedelta(days=5)).isoformat(),
    }  # fmt: skip
    late = browser.post(
        f"/zones/{zone.pk}/sign/", {**signed, "last_on": (TODAY + timedelta(days=9)).isoformat()}
    )
    assert "3-1-102 有病例" in text(late)  # refused, and nothing typed is lost
    assert browser.post(f"/zones/{zone.pk}/sign/", signed).status_code == 303
    assert f"/zones/{zone.pk}/agree/" not in text(browser.get(f"/zones/{zone.pk}/"))
    browser = sign_in(leader)
    zone.refresh_from_db()
    assert browser.post(f"/zones/{zone.pk}/agree/", {"version": zone.version}).status_code == 303
    assert "门岗已标记" in text(browser.get(f"/zones/{zone.pk}/"))
    notice = text(browser.get(f"/zones/{zone.pk}/notice/"))
    assert "消防通道" in notice
    assert "透析" in notice
    assert browser.post(f"/zones/{zone.pk}/lift/", {"why": "officer"}).status_code == 303
    zone.refresh_from_db()
    assert zone.state == ZoneState.LIFTED
    assert "已解封" in text(browser.get(f"/zones/{zone.pk}/notice/"))


def test_each_number_of_a_zone_opens_its_doors(
    make_zone: MakeZone, homes: list[Household], clerk: User, sign_in: SignIn
) -> None:
    for name in ("莫连城", "莫连山"):
        join(homes[0], name)
    elder = join(homes[1], "柴老太")
    SupportNeed.objects.create(
        resident=elder, area=elder.area, area_code=elder.area_code, code=NeedCode.DIALYSIS
    )
    Household.everywhere.filter(pk=homes[2].pk).update(occupancy="vacant")
    zone, browser = make_zone(), sign_in(clerk)
    page = text(browser.get(f"/zones/{zone.pk}/"))
    for query in ("view=all", "view=lived_in", "view=vacant", "view=marked", "need=dialysis"):
        assert f"/zones/{zone.pk}/homes/?{query}" in page

    def doors(query: str) -> list[tuple[str, int]]:
        found = browser.get(f"/zones/{zone.pk}/homes/?{query}").context["page"]
        return [(one.door, one.people) for one in found]

    assert doors("view=all") == [("3-1-102", 2), ("3-1-202", 1), ("3-1-302", 0)]
    assert doors("sort=-people") == doors("view=all")
    assert doors("sort=-door") == doors("view=all")[::-1]
    assert doors("view=vacant") == [("3-1-302", 0)]
    assert doors("view=lived_in") == [("3-1-102", 2), ("3-1-202", 1)]
    assert len(doors("view=marked")) == 3
    assert doors("view=unmarked") == []
    assert doors("need=dialysis") == [("3-1-202", 1)]
    assert "莫连城" not in text(browser.get(f"/zones/{zone.pk}/homes/"))


def test_who_sees_no_needs_learns_none_by_the_filter() -> None:
    assert HomesWished.read({"need": "dialysis"}, sees_needs=True).need == "dialysis"
    assert HomesWished.read({"need": "dialysis"}, sees_needs=False).need == ""


def test_a_notice_names_nobody(
    make_zone: MakeZone, homes: list[Household], leader: User, sign_in: SignIn
) -> None:
    join(homes[0], "莫有病")
    assert "莫有病" not in text(sign_in(leader).get(f"/zones/{make_zone().pk}/notice/"))


def test_the_map_shows_buildings_and_no_stairwell_and_no_door(
    make_zone: MakeZone, homes: list[Household], leader: User, sign_in: SignIn
) -> None:
    make_zone()
    page = text(sign_in(leader).get("/zones/places/"))
    assert "3号楼" in page
    assert "1单元" not in page
    assert "3-1-102" not in page


@pytest.mark.parametrize("address", ["/zones/", "/zones/places/", "/zones/?view=waiting"])
def test_more_zones_need_no_more_queries(
    address: str, make_zone: MakeZone, building: Area, leader: User, sign_in: SignIn
) -> None:
    state = "proposed" if "waiting" in address else "in_force"
    for number in range(1, 7):
        settle(building, f"3-{number}-101")
    browser = sign_in(leader)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    make_zone(stairwell="1", state=state)
    queries()
    few = queries()
    for number in range(2, 7):
        make_zone(stairwell=str(number), state=state)
    assert queries() <= few


def test_a_compound_of_three_thousand_households_is_marked_and_free_in_few_statements(
    make_zone: MakeZone, building: Area, leader: User
) -> None:
    Household.objects.bulk_create([
        Household(area=building, area_code=building.code, compound="和平家园", building="3", stairwell="7", room=str(n),
                  door=f"3-7-{n}", door_sort=f"{n:08}") for n in range(3000)
    ])  # fmt: skip
    zone = make_zone(stairwell="7", state="signed")
    with CaptureQueriesContext(connection) as found:
        zone = agree_zone(zone, version=None, actor=leader)
    assert zone.households == Restriction.everywhere.filter(source_id=zone.pk).count() == 3000
    assert len(found) < 80  # SQLite takes some seventy rows at a time
    with CaptureQueriesContext(connection) as found:
        lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    assert len(found) < 15


def test_a_household_in_two_zones_counts_once(
    make_zone: MakeZone, homes: list[Household], city: Area, community: Area, leader: User
) -> None:
    join(homes[0], "莫有病")
    make_zone()
    make_zone(unit="building", compound="和平家园", building="3")
    gone = make_zone(stairwell="2")
    lift_zone(gone, why=WhyLifted.OFFICER, actor=leader)
    numbers = zone_figures([city.code, community.code], within=city.code, day=TODAY)
    assert numbers[city.code] == numbers[community.code] == {
        "zones.in_force": 2, "zones.households": 5, "zones.people": 1, "zones.overdue": 0, "zones.lifted": 1
    }  # fmt: skip
    assert Zone.everywhere.count() == 3
