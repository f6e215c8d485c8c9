"""Care in figures: numbers, lines below, rows behind them, and small counts that nobody else sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.care.models import Episode
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import MakeEpisode
from tests.conftest import TODAY, join, settle

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_number_opens_its_rows(episode: Episode, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    page = text(browser.get("/figures/care/"))
    assert "measure=care.open&amp;area=231085100006" in page
    rows = text(browser.get("/figures/care/rows/?measure=care.open"))
    assert "柴丽娟" in rows
    assert "本人报备" not in rows


def test_it_goes_down_to_the_areas_below(
    episode: Episode,
    township_officer: User,
    sign_in: SignIn,
) -> None:
    page = text(sign_in(township_officer).get("/figures/care/"))
    assert "?area=231085100006" in page
    assert text(sign_in(township_officer).get("/figures/care/?area=231085100006"))


def test_who_may_not_open_rows_sees_no_small_count_of_a_community(
    episode: Episode,
    leader: User,
    sign_in: SignIn,
) -> None:
    browser = sign_in(leader)
    page = text(browser.get("/figures/care/?area=231085100006"))
    assert "&lt;3" in page or "<3" in page
    assert "care/rows" not in page
    assert browser.get("/figures/care/rows/?measure=care.open").status_code == 404


def test_a_day_that_is_over_can_be_looked_at(episode: Episode, clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert browser.get("/figures/care/?day=2026-11-18").status_code == 200
    assert browser.get("/figures/care/?day=2027-01-01").status_code == 422


def test_a_measure_that_does_not_exist_looks_missing(clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get("/figures/care/rows/?measure=care.nothing").status_code == 404


@pytest.mark.parametrize(
    "measure", ["care.open", "care.cases", "care.checks", "care.appeals", "care.trips_due", "care.overreach"]
)
def test_each_kind_of_row_is_listed(measure: str, episode: Episode, clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get(f"/figures/care/rows/?measure={measure}").status_code == 200


def test_the_number_of_queries_does_not_grow(
    episode: Episode,
    make_episode: MakeEpisode,
    building: Area,
    township_officer: User,
    sign_in: SignIn,
) -> None:
    browser = sign_in(township_officer)
    urls = ("/figures/care/", "/figures/care/rows/?measure=care.open")

    def queries() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as seen:
                browser.get(url)
            found.append(len(seen))
        return found

    queries()
    few = queries()
    for number in range(5):
        person: Resident = join(settle(building, f"3-3-{number}01"), f"试{number}")
        make_episode(person, from_on=TODAY)
    assert queries() <= few
