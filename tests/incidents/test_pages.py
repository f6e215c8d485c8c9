"""The pages of incidents, and the incident in the header."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas.models import Area
from linli.incidents import actions, playbooks
from linli.incidents.models import Incident
from linli.people.models import User
from tests.conftest import TODAY, place
from tests.incidents.conftest import GROUNDS, Open

SignIn = Callable[[User], Client]
LIST = "/incidents/"


@pytest.fixture
def desk(planner: User, sign_in: SignIn) -> Client:
    return sign_in(planner)


def page(incident: Incident, name: str = "incident") -> str:
    return reverse(f"incidents:{name}", args=[incident.pk])


NEW = {
    "name_zh": "寒潮", "name_en": "", "kind": "cold_wave", "place": "八面通镇", "opened_on": "2026-11-20",
    "playbook": "muling", "retention_days": "28", **GROUNDS,
}  # fmt: skip


def test_it_opens_an_incident(desk: Client, town: Area) -> None:
    assert desk.get(reverse("incidents:open")).status_code == 200
    response = desk.post(reverse("incidents:open"), NEW)
    made = Incident.everywhere.get()
    assert (response.status_code, response["Location"]) == (302, page(made))
    assert (made.area, made.is_drill) == (town, False)


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": ""}, {"basis": " "}, {"approved_by": ""}, {"kind": "war"}, {"place": "天安门"},
        {"opened_on": "2026-12-01"}, {"playbook": "atlantis"}, {"retention_days": "0"}, {"retention_days": "9999"},
    ],
)  # fmt: skip
def test_what_was_typed_stays_when_it_is_refused(desk: Client, town: Area, change: dict[str, str]) -> None:
    refused = desk.post(reverse("incidents:open"), NEW | change)
    assert refused.status_code == 422
    assert 'value="寒潮"' in refused.content.decode()
    assert not Incident.everywhere.exists()


def test_the_playbook_of_the_city_is_proposed(desk: Client) -> None:
    assert desk.get(reverse("incidents:open")).context["form"].fields["playbook"].initial == "muling"


def test_it_shows_the_grounds_the_day_and_what_is_deleted_when(desk: Client, epidemic: Incident) -> None:
    shown = desk.get(page(epidemic))
    text = shown.content.decode()
    assert shown.context["day"] == 12
    assert all(ground in text for ground in GROUNDS.values())
    assert "12月19日" in text


def test_it_closes_an_incident_after_saying_what_is_deleted(desk: Client, epidemic: Incident) -> None:
    asked = desk.get(page(epidemic, "close"))
    assert "12月19日" in asked.content.decode()
    assert desk.post(page(epidemic, "close"), {"last_day": "2026-12-01"}).status_code == 422
    assert desk.post(page(epidemic, "close"), {"last_day": "2026-11-20"}).status_code == 302
    epidemic.refresh_from_db()
    assert not epidemic.is_open
    assert desk.get(page(epidemic, "close")).status_code == 404
    assert desk.get(page(epidemic)).status_code == 200


def test_it_changes_the_level(desk: Client, epidemic: Incident) -> None:
    assert desk.get(page(epidemic, "level")).status_code == 405
    desk.post(page(epidemic, "level"), {"level": "二级响应"})
    epidemic.refresh_from_db()
    assert epidemic.level == "二级响应"


# ---- the playbook ------------------------------------------------------------------------------
def test_a_change_is_looked_at_before_it_is_in_force(desk: Client, epidemic: Incident) -> None:
    changed = playbooks.text_in_force(epidemic).replace('zh = "楼道"', 'zh = "单元"')
    typed = {"name": "楼道改叫单元", "text": changed.replace("\n", "\r\n")}
    looked = desk.post(page(epidemic, "change_playbook"), typed)
    assert [one["after"] for one in looked.context["differences"]] == ["单元"]
    assert not epidemic.playbook_changes.exists()
    assert desk.post(page(epidemic, "change_playbook"), typed | {"agreed": "1"}).status_code == 302
    assert (
        playbooks.text_in_force(epidemic) == changed.strip() or playbooks.text_in_force(epidemic) == changed
    )
    assert "楼道改叫单元" in desk.get(page(epidemic, "playbook")).content.decode()


def test_a_wrong_playbook_is_refused_with_its_lines(desk: Client, epidemic: Incident) -> None:
    typed = {"name": "错", "text": "[city]\nnonsense = 1"}
    for sent in (typed, typed | {"agreed": "1"}):
        refused = desk.post(page(epidemic, "change_playbook"), sent)
        assert refused.status_code == 422
        assert "nonsense = 1" in refused.content.decode()
    assert not epidemic.playbook_changes.exists()


def test_the_same_playbook_is_said_to_be_the_same(desk: Client, epidemic: Incident) -> None:
    typed = {"name": "空", "text": playbooks.text_in_force(epidemic)}
    assert desk.post(page(epidemic, "change_playbook"), typed).context["differences"] == []
    assert desk.post(page(epidemic, "change_playbook"), typed | {"agreed": "1"}).status_code == 422


# ---- who sees it -------------------------------------------------------------------------------
def test_an_incident_of_the_city_is_seen_in_its_communities(
    epidemic: Incident, clerk: User, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    assert client.get(page(epidemic)).status_code == 200
    assert not client.get(page(epidemic)).context["may_change"]
    assert client.post(page(epidemic, "close"), {"last_day": "2026-11-20"}).status_code == 404


def test_an_incident_of_another_community_is_not(
    open_one: Open, other_community: Area, clerk: User, sign_in: SignIn
) -> None:
    elsewhere = open_one(other_community)
    client = sign_in(clerk)
    assert client.get(page(elsewhere)).status_code == 404
    assert client.get(LIST).context["open_rows"] == []


def test_the_list_tells_open_from_closed(
    desk: Client, epidemic: Incident, open_one: Open, town: Area
) -> None:
    ended = open_one(town, kind="flood")
    actions.close_incident(actor=None, incident=ended, last_day=TODAY)
    shown = desk.get(LIST)
    assert [row[0] for row in shown.context["open_rows"]] == [epidemic]
    assert [row[0] for row in shown.context["closed_rows"]] == [ended]


def test_an_empty_list_says_so(desk: Client) -> None:
    assert "ll-empty" in desk.get(LIST).content.decode()


def test_the_queries_do_not_grow_with_the_incidents(desk: Client, open_one: Open, city: Area) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            desk.get(LIST)
        return len(made)

    open_one(city)
    desk.get(LIST)
    few = queries()
    for kind in ("flood", "heat", "outage"):
        open_one(city, kind=kind)
    assert queries() == few


# ---- the header --------------------------------------------------------------------------------
ANY_PAGE = "/people/me/"


def test_the_header_says_which_day_it_is(epidemic: Incident, clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    shown = client.get(ANY_PAGE)
    assert shown.context["incident"].url == page(epidemic)
    assert shown.context["incident"].note.startswith("冬季呼吸道疫情 · 三级响应 · ")
    assert "12" in shown.context["incident"].note


def test_who_may_not_open_incidents_still_sees_the_day(
    epidemic: Incident, grid_worker: User, sign_in: SignIn
) -> None:
    shown = sign_in(grid_worker).get(ANY_PAGE)
    assert shown.context["incident"].url == ""


def test_the_name_is_in_the_readers_language(epidemic: Incident, clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    client.cookies["django_language"] = "en"
    assert client.get(ANY_PAGE).context["incident"].note == "Winter respiratory epidemic · 三级响应 · day 12"


def test_the_header_is_quiet_without_an_incident(
    epidemic: Incident, clerk: User, open_one: Open, other_community: Area, sign_in: SignIn
) -> None:
    open_one(other_community)
    actions.close_incident(actor=None, incident=epidemic, last_day=TODAY)
    assert sign_in(clerk).get(ANY_PAGE).context["incident"] is None


def test_a_drill_makes_the_stripe_and_stands_back(
    epidemic: Incident, clerk: User, open_one: Open, community: Area, sign_in: SignIn
) -> None:
    open_one(community, is_drill=True, name_zh="疏散演练", kind="earthquake", opened_on=TODAY)
    shown = sign_in(clerk).get(ANY_PAGE)
    assert shown.context["drill"] == "疏散演练"
    assert shown.context["incident"].note.startswith("冬季呼吸道疫情")
    assert "疏散演练" in shown.content.decode()


def test_somebody_of_another_city_sees_nothing_of_it(epidemic: Incident, sign_in: SignIn) -> None:
    from tests.conftest import appoint

    far = place("231083", "county", "海林市", None)
    assert sign_in(appoint("far", "远方", "command_staff", far)).get(ANY_PAGE).context["incident"] is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_shown_in_both_languages(desk: Client, epidemic: Incident, language: str) -> None:
    desk.cookies["django_language"] = language
    names = ("incident", "close", "playbook", "change_playbook")
    for address in (LIST, reverse("incidents:open"), *(page(epidemic, name) for name in names)):
        assert desk.get(address).status_code == 200, address


def test_a_closed_incident_counts_its_own_days(open_one: Open, city: Area) -> None:
    ended = open_one(city)
    ended.closed_on = date(2026, 11, 10)
    assert ended.day(date(2027, 5, 1)) == 2
