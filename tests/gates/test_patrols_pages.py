"""The pages of patrols, as offices use them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.core.models import AccessEntry
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.patrols import take_checks
from linli.gates.models import PatrolCheck, PatrolRoute
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW, appoint
from tests.gates.patrols import NAMES, jpeg, point_of, route_in, told

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def route(community: Area) -> PatrolRoute:
    return route_in(community)


@pytest.fixture
def walker(community: Area) -> User:
    return appoint("cong", "丛守山", "deployed_staff", community)


def form(**changed: Any) -> dict[str, Any]:
    return {"record": str(new_id()), "name": "院内巡查", "kind": "compound", "each_hours": 12, "within_minutes": 60,
            "points": "东墙\n\n 车棚 \n后门", **changed}  # fmt: skip


def test_a_clerk_makes_a_patrol_and_prints_its_codes(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    answer = browser.post("/gates/patrols/new/", form())
    assert answer.status_code == 303
    made = PatrolRoute.everywhere.get()
    assert "院内巡查" in text(browser.get(answer.headers["Location"]))
    sheet = text(browser.get(f"/gates/patrols/{made.pk}/sheet/"))
    assert [name in sheet for name in ("东墙", "车棚", "后门")] == [True] * 3
    assert all(one.code in sheet for one in made.points.all())
    assert sheet.count("<svg") >= 3
    assert "http" not in sheet.split("ll-point-cards")[1].split("</ol>")[0].replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"points": "东墙\n东墙"}, "写了两遍"), ({"points": " \n "}, "必填"), ({"each_hours": 1, "within_minutes": 90}, "时限"),
     ({"points": "\n".join(map(str, range(61)))}, "最多 60")],
)  # fmt: skip
def test_a_route_that_cannot_be_walked_is_refused_and_nothing_typed_is_lost(
    clerk: User, sign_in: SignIn, wrong: dict[str, Any], said: str
) -> None:
    answer = sign_in(clerk).post("/gates/patrols/new/", form(**wrong))
    assert answer.status_code == 422
    assert "院内巡查" in text(answer)
    assert said in text(answer)
    assert not PatrolRoute.everywhere.exists()


def test_missed_points_stand_there_by_name(
    route: PatrolRoute, walker: User, clerk: User, sign_in: SignIn
) -> None:
    take_checks(
        [told(point_of(route, 1), walker, NOW - 3 * HOUR), told(point_of(route, 3), walker, NOW - 2 * HOUR)]
    )
    count_rounds(now=NOW)
    shown = text(sign_in(clerk).get(f"/gates/patrols/{route.pk}/"))
    assert "漏了 1 个点" in shown
    assert f"2. {NAMES[1]}" in shown.split("ll-gone")[1]


def test_a_round_that_nobody_walked_shows_in_the_list_and_on_the_page(
    community: Area, clerk: User, sign_in: SignIn
) -> None:
    made = route_in(community, now=NOW - timedelta(hours=30))
    note_not_begun(now=NOW)
    browser = sign_in(clerk)
    assert "没有人走" in text(browser.get("/gates/patrols/"))
    assert "没有人走" in text(browser.get(f"/gates/patrols/{made.pk}/"))


def test_a_round_under_way_is_not_missed_yet(
    route: PatrolRoute, walker: User, clerk: User, sign_in: SignIn
) -> None:
    take_checks([told(point_of(route, 1), walker, NOW - HOUR)])
    shown = text(sign_in(clerk).get("/gates/patrols/"))
    assert "正在走，1/3" in shown
    assert "漏了" not in shown


# ---- what was found --------------------------------------------------------------------------------------------------
@pytest.fixture
def found(route: PatrolRoute, walker: User) -> PatrolCheck:
    take_checks([told(point_of(route, 2), walker, found="护栏断了一节", photo=jpeg())])
    return PatrolCheck.everywhere.get()


def test_a_finding_is_shown_with_its_photo_and_settled(
    found: PatrolCheck, clerk: User, sign_in: SignIn
) -> None:
    browser, page = sign_in(clerk), f"/gates/patrols/found/{found.pk}/"
    assert "护栏断了一节" in text(browser.get("/gates/patrols/found/"))
    assert "photo.jpg" in text(browser.get(page))
    picture = browser.get(f"{page}photo.jpg")
    assert (picture.headers["Content-Type"], picture.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "no-store" in picture.headers["Cache-Control"]
    assert browser.post(page, {"note": ""}).status_code == 422
    assert browser.post(page, {"note": "已报修"}).status_code == 303
    assert "已报修" in text(browser.get("/gates/patrols/found/?view=settled"))


def test_each_look_at_a_photo_is_kept_with_who_and_when(
    found: PatrolCheck, clerk: User, other_clerk: User, auditor: User, sign_in: SignIn
) -> None:
    address = f"/gates/patrols/found/{found.pk}/photo.jpg"
    assert sign_in(other_clerk).get(address).status_code == 404
    assert not AccessEntry.objects.exists()
    sign_in(clerk).get(address)
    look = AccessEntry.objects.get()
    assert (look.actor, look.actor_role, look.what, look.area_code) == (
        clerk,
        "clerk",
        "photo",
        found.area_code,
    )
    assert found.point.name in look.reason
    assert "护栏" not in look.reason
    shown = text(sign_in(auditor).get("/people/audit/opened/"))
    assert "看了巡逻照片" in shown
    assert "宋文书" in shown


def test_somebody_else_sees_neither_the_finding_nor_its_photo(
    found: PatrolCheck, other_clerk: User, walker: User, sign_in: SignIn
) -> None:
    for user in (other_clerk, walker):
        browser = sign_in(user)
        assert browser.get(f"/gates/patrols/found/{found.pk}/").status_code == 404
        assert browser.get(f"/gates/patrols/found/{found.pk}/photo.jpg").status_code == 404
        assert browser.post(f"/gates/patrols/found/{found.pk}/", {"note": "x"}).status_code == 404


def test_a_list_costs_the_same_however_many_patrols_and_rounds(
    community: Area, walker: User, clerk: User, sign_in: SignIn
) -> None:
    def fill(n: int) -> list[PatrolRoute]:
        made = [route_in(community, name=f"路线{n}{number}") for number in range(n)]
        take_checks([told(point_of(one, 1), walker, found="x") for one in made])
        return made

    browser, made = sign_in(clerk), fill(1)
    pages = ["/gates/patrols/", f"/gates/patrols/{made[0].pk}/", "/gates/patrols/found/"]
    few = [_queries(browser, page) for page in pages]
    fill(8)
    take_checks([told(point_of(made[0], 1), walker, NOW - timedelta(days=day)) for day in range(2, 9)])
    assert [_queries(browser, page) for page in pages] == few


def _queries(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    return len(queries)


def test_it_speaks_english_too(route: PatrolRoute, walker: User, clerk: User, sign_in: SignIn) -> None:
    take_checks([told(point_of(route, 1), walker, NOW - 3 * HOUR)])
    count_rounds(now=NOW)
    browser = sign_in(clerk)
    browser.cookies["django_language"] = "en"
    assert "2 points missed" in text(browser.get("/gates/patrols/"))
