"""The live round: what is told, to whom, and how little it costs to ask again."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.facts import FieldFact
from linli.dashboards.live import forget_trends, trend_of
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household, Resident
from linli.rounds.actions.contacts import take_contacts
from linli.rounds.bodies import DailyAnswer, Symptoms
from tests.conftest import NOW, TODAY, settle

SignIn = Callable[[User], Client]
PAGE = "/figures/live/"
PIECE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _no_trend_of_another_test() -> Iterator[None]:
    forget_trends()
    yield
    forget_trends()


@pytest.fixture
def counted(household: Household, community: Area) -> None:
    with transaction.atomic():
        recount([community.code], day=TODAY)


def answer(home: Household, by: User, *, at: datetime, ill: bool = False) -> None:
    body = (
        DailyAnswer(household=home.pk, symptoms=(Symptoms(signs=("fever",)),))
        if ill
        else DailyAnswer(household=home.pk, same=True)
    )
    told = at.astimezone(UTC)
    assert not take_contacts([FieldFact(new_id(), "DailyAnswer", body, told, told, by.pk, uuid4())])


def line_of(page: str, name: str) -> str:
    found = next(
        one
        for one in re.findall(r"<tr.*?</tr>", page, re.S)
        if re.search(rf"<th[^>]*>(<a[^>]*>)?{name}", one)
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


def test_what_was_told_stands_beside_what_was_not_heard(
    counted: None, household: Household, stranger_resident: Resident, other_community: Area, grid_worker: User,
    township_officer: User, sign_in: SignIn,
) -> None:  # fmt: skip
    with transaction.atomic():
        recount([other_community.code], day=TODAY)
    answer(household, grid_worker, at=NOW - timedelta(hours=1), ill=True)
    page = sign_in(township_officer).get(PAGE).content.decode()
    assert line_of(page, "和平社区").startswith("和平社区 1 100.0% 应答 1 1 1 ")
    assert line_of(page, "沿河社区") == "沿河社区 还没有音信 应答 1 户"
    assert "1 家还没有音信" in page


def test_a_leader_sees_figures_without_rows_and_no_small_counts(
    counted: None, household: Household, community: Area, grid_worker: User, leader: User, sign_in: SignIn
) -> None:
    answer(household, grid_worker, at=NOW)
    page = sign_in(leader).get(f"{PAGE}?area={community.parent.code}").content.decode()
    assert "measure=" not in page
    assert "&lt;3" in line_of(page, "和平社区")


def test_another_area_is_not_found(other_community: Area, clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get(f"{PAGE}?area={other_community.code}").status_code == 404


def test_who_has_the_newest_numbers_gets_nothing(
    counted: None, household: Household, grid_worker: User, clerk: User, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    first = client.get(PAGE, **PIECE)
    assert b"<html" not in first.content
    again = client.get(PAGE, headers={"If-None-Match": first["ETag"]}, **PIECE)
    assert (again.status_code, again.content) == (304, b"")
    answer(household, grid_worker, at=NOW)
    changed = client.get(PAGE, headers={"If-None-Match": first["ETag"]}, **PIECE)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_two_duties_do_not_share_a_version(
    counted: None, town: Area, township_officer: User, leader: User, sign_in: SignIn
) -> None:
    first = sign_in(township_officer).get(f"{PAGE}?area={town.code}", **PIECE)
    other = sign_in(leader).get(f"{PAGE}?area={town.code}", headers={"If-None-Match": first["ETag"]}, **PIECE)
    assert other.status_code == 200


def test_asking_again_costs_few_queries_however_much_was_told(
    counted: None, building: Area, household: Household, grid_worker: User, clerk: User, sign_in: SignIn
) -> None:
    client = sign_in(clerk)
    etag = client.get(PAGE, **PIECE)["ETag"]

    def asked(etag: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, headers={"If-None-Match": etag}, **PIECE)
        return len(queries)

    before = asked(etag)
    for room in range(10, 30):
        answer(settle(building, f"3-1-1{room}"), grid_worker, at=NOW)
    assert asked(etag) <= before + 4  # the header of the whole piece; nothing that grows with the rows
    assert before <= 16


def test_the_line_grows_by_the_hour_of_the_answer(
    counted: None, household: Household, building: Area, community: Area, grid_worker: User
) -> None:
    answer(household, grid_worker, at=NOW.replace(hour=7, minute=5))
    answer(settle(building, "3-1-102"), grid_worker, at=NOW.replace(hour=9, minute=59))
    yesterday = NOW - timedelta(days=1)
    answer(household, grid_worker, at=yesterday.replace(hour=10, minute=11))
    answer(settle(building, "3-1-103"), grid_worker, at=yesterday.replace(hour=10, minute=13))
    trend = trend_of(community.code, TODAY, NOW)
    assert [trend.today[hour] for hour in (6, 7, 9, 10)] == [0, 1, 2, 2]
    assert trend.today[11] is None  # not zero: it has not come yet
    assert (trend.yesterday[23], trend.until_now) == (2, 1)


def test_the_rows_behind_a_number_are_the_doors_that_were_told_of(
    counted: None, household: Household, building: Area, grid_worker: User, clerk: User, sign_in: SignIn
) -> None:
    answer(household, grid_worker, at=NOW)
    settle(building, "3-1-102")
    client = sign_in(clerk)
    answered = client.get(f"{PAGE}rows/?measure=rounds.answered").content.decode()
    silent = client.get(f"{PAGE}rows/?measure=rounds.silent").content.decode()
    assert ("3-2-501" in answered, "3-1-102" in answered) == (True, False)
    assert ("3-2-501" in silent, "3-1-102" in silent) == (False, True)


@pytest.mark.parametrize(
    "measure",
    [
        "rounds.contacts",
        "rounds.screened",
        "arrivals.today",
        "arrivals.total",
        "special.contacted",
        "lists.not_mine",
    ],
)
def test_every_number_of_a_day_opens_its_rows(
    counted: None, elder: Resident, clerk: User, sign_in: SignIn, measure: str
) -> None:
    assert sign_in(clerk).get(f"{PAGE}rows/?measure={measure}").status_code == 200


def test_a_number_that_is_none_has_no_rows(clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get(f"{PAGE}rows/?measure=rounds.nonsense").status_code == 404


def test_a_past_day_stands_still(counted: None, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(f"{PAGE}?day=2026-11-19").content.decode()
    assert 'data-behaviour="live"' not in page
