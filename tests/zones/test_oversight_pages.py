"""What goes too far stands on the zone's own page; numbers beside a link are those of the rows behind it."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Incident
from linli.incidents.overreach import tell_overreach
from linli.lib.editions.reading import edition_named
from linli.people.models import User
from linli.registers.models import Household
from linli.zones.actions.edition_changes import note_changes
from linli.zones.actions.ending import free_household, lift_zone
from linli.zones.choices import WhyLifted
from linli.zones.lint import look_at_zones
from linli.zones.models import Zone
from tests.care.conftest import midnight
from tests.conftest import NOW, TODAY
from tests.zones.conftest import MakeZone, adopt
from tests.zones.test_deciding_actions import DAY
from tests.zones.test_pages import text

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


# ---- findings ----------------------------------------------------------------------------------------------------------
def test_what_was_found_stands_on_the_zones_page_for_those_who_decide_it(
    make_zone: MakeZone, homes: list[Household], leader: User, grid_worker: User, sign_in: SignIn
) -> None:
    zone = make_zone()
    look_at_zones(at=midnight(TODAY + 3 * DAY))
    assert "到期没人复核" in text(sign_in(leader).get(f"/zones/{zone.pk}/"))
    assert "到期没人复核" not in text(sign_in(grid_worker).get(f"/zones/{zone.pk}/"))


def test_what_people_told_is_for_those_who_read_findings(
    make_zone: MakeZone, homes: list[Household], leader: User, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:  # fmt: skip
    zone, edition = make_zone(), edition_named("twenty_measures")
    assert edition is not None
    key = edition.prohibitions[0].key
    tell_overreach(
        actor=clerk, prohibition=key, note="单元门被钉住", about=OverreachAbout.ZONE, about_id=zone.pk
    )
    assert "单元门被钉住" in text(sign_in(leader).get(f"/zones/{zone.pk}/"))
    page = sign_in(grid_worker).get(f"/zones/{zone.pk}/")
    assert page.status_code == 200
    assert "单元门被钉住" not in text(page)


def test_who_sees_a_zone_may_tell_that_it_goes_too_far(
    make_zone: MakeZone, homes: list[Household], clerk: User, sign_in: SignIn
) -> None:
    zone, browser = make_zone(), sign_in(clerk)
    address = f"/incidents/overreach/tell/?about=zone&amp;id={zone.pk}"
    assert address in text(browser.get(f"/zones/{zone.pk}/"))
    assert browser.get(address.replace("&amp;", "&")).status_code == 200


# ---- changes -----------------------------------------------------------------------------------------------------------
def test_a_newer_edition_waits_only_for_zones_in_force_and_for_who_decides(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User, clerk: User, sign_in: SignIn
) -> None:  # fmt: skip
    zone = make_zone()
    adopt(epidemic, "category_b")
    (change,) = note_changes(at=NOW)
    address = f"/zones/changes/{change.pk}/"
    assert address in text(sign_in(leader).get("/zones/changes/"))
    seen = text(sign_in(clerk).get("/zones/changes/"))
    assert f"/zones/{zone.pk}/" in seen
    assert address not in seen
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    assert f"/zones/{zone.pk}/" not in text(sign_in(leader).get("/zones/changes/"))


# ---- numbers -----------------------------------------------------------------------------------------------------------
def test_the_number_of_a_tab_is_that_of_the_rows_behind_its_link(
    make_zone: MakeZone, homes: list[Household], leader: User, sign_in: SignIn
) -> None:
    late, browser = make_zone(), sign_in(leader)
    make_zone(stairwell="2")
    Zone.everywhere.filter(pk=late.pk).update(review_at=NOW - DAY)

    def tabs(query: str) -> list[int | None]:
        return [one.count for one in browser.get(f"/zones/?{query}").context["views"]]

    assert tabs("") == [2, 0, 0]
    assert tabs("overdue=1") == [1, 0, 0]
    assert tabs("kind=low") == [0, 0, 0]


def test_households_in_zones_are_those_marked_now_each_once(
    make_zone: MakeZone, homes: list[Household], leader: User, sign_in: SignIn
) -> None:
    building, stairwell = make_zone(unit="building", compound="和平家园", building="3"), make_zone()
    free_household(building.pk, household_id=homes[4].pk, actor=leader, at=NOW)
    browser = sign_in(leader)
    rows = {one["zone"].pk: one["zone"].marked for one in browser.get("/zones/").context["rows"]}
    assert rows == {building.pk: 4, stairwell.pk: 3}
    assert [one.numbers for one in browser.get("/zones/places/").context["map"].rows] == [["4"]]


def test_a_drill_marks_no_household(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User, sign_in: SignIn, city: Area
) -> None:  # fmt: skip
    Incident.everywhere.filter(pk=epidemic.pk).update(is_drill=True)
    make_zone()
    browser = sign_in(leader)
    assert [one["zone"].marked for one in browser.get("/zones/").context["rows"]] == [0]
    assert [one.numbers for one in browser.get("/zones/places/").context["map"].rows] == [["0"]]
