"""A household answers today's question through its own link."""

from datetime import timedelta
from uuid import uuid4

import pytest

from linli.areas.models import Area
from linli.people.models import User
from linli.portal.actions import MadeLink
from linli.portal.models import HouseholdLink
from linli.registers.models import Household, Resident
from linli.rounds.actions import take_contacts
from linli.rounds.choices import Channel, Outcome
from linli.rounds.models import ContactEntry, HouseholdDay
from linli.rounds.queries import contacts_on
from linli.rounds.tallies import day_figures
from tests.conftest import NOW, TODAY
from tests.portal.conftest import Ask, text_of
from tests.rounds.conftest import Told

pytestmark = pytest.mark.django_db


# ---- as yesterday -----------------------------------------------------------------------------------
def test_one_tap_stands_in_the_ledger_and_in_the_figures(
    visit: Ask, household: Household, community: Area, form_id: str
) -> None:
    response = visit("same", record=form_id)
    assert response.status_code == 302
    entry = contacts_on([household.pk], day=TODAY)[household.pk][0]
    assert (entry.by, entry.device_id, entry.channel, entry.outcome) == (
        None, None, Channel.ONLINE, Outcome.SAME,
    )  # fmt: skip
    assert day_figures(community.code, day=TODAY)["rounds.answered"] == 1


def test_a_form_sent_again_counts_once(visit: Ask, community: Area, form_id: str) -> None:
    for _time in range(5):
        visit("same", record=form_id)
    assert ContactEntry.everywhere.count() == 1
    assert day_figures(community.code, day=TODAY)["rounds.contacts"] == 1


def test_the_page_says_that_today_is_answered_and_by_whom(visit: Ask, form_id: str) -> None:
    assert "和昨天一样" in text_of(visit("household"))
    visit("same", record=form_id)
    page = text_of(visit("household"))
    assert "今天答过了" in page
    assert "通过这个链接" in page
    assert "10:12" in page
    assert "/same/" not in page  # nothing is asked twice


def test_what_a_worker_was_told_today_is_shown_too(
    visit: Ask,
    same: Told,
    grid_worker: User,
) -> None:
    take_contacts([same(1)])
    page = text_of(visit("household"))
    assert "今天答过了" in page
    assert grid_worker.name in page


def test_the_forms_id_cannot_be_somebody_elses_fact(
    visit: Ask,
    same: Told,
    household: Household,
) -> None:
    """Whoever sends the id of a fact that is on its way cannot keep it out."""
    visit("same", record=str(same(1).id))
    assert not take_contacts([same(1)])
    assert ContactEntry.everywhere.filter(household=household).count() == 2


def test_a_form_without_its_id_is_an_answer_all_the_same(visit: Ask) -> None:
    visit("same", record="not an id")
    assert ContactEntry.everywhere.count() == 1


def test_the_link_notes_the_day_of_its_last_use(visit: Ask, made: MadeLink, form_id: str) -> None:
    visit("household")
    assert HouseholdLink.everywhere.get().last_used_on is None
    visit("same", record=form_id)
    assert HouseholdLink.everywhere.get().last_used_on == TODAY


# ---- what changed -----------------------------------------------------------------------------------
def test_it_takes_what_has_changed(visit: Ask, resident: Resident, community: Area, form_id: str) -> None:
    response = visit(
        "changes", record=form_id, who=str(resident.pk), direction="out", place="哈尔滨市", on="2026-11-20",
        signs=["fever", "dry_cough"], celsius="37.8", dose="3", mode="at_home", what="medicine",
        need_note="降压药只够两天", note="门铃坏了",
    )  # fmt: skip
    assert response.status_code == 302
    entry = ContactEntry.everywhere.get()
    assert (entry.outcome, entry.abnormal, entry.needs_help) == (Outcome.CHANGED, True, True)
    details = entry.details
    assert details["travel"][0] == {
        "direction": "out", "resident": str(resident.pk), "place": "哈尔滨市", "on": "2026-11-20",
    }  # fmt: skip
    assert (details["temperatures"][0]["celsius"], details["vaccinations"][0]["dose"]) == (37.8, 3)
    assert details["needs"][0]["note"] == "降压药只够两天"
    assert day_figures(community.code, day=TODAY)["rounds.abnormal"] == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"note": ""}, "什么都没填"),
        ({"place": "哈尔滨"}, "出门了还是回来了"),
        ({"celsius": "368"}, "30 到 45"),
        ({"celsius": "发烧"}, "数"),
        ({"need_note": "药"}, "哪一类"),
    ],
)
def test_it_says_what_to_write_and_loses_nothing(visit: Ask, sent: dict[str, str], said: str) -> None:
    response = visit("changes", record=str(uuid4()), **sent)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not ContactEntry.everywhere.exists()
    for value in sent.values():
        assert value in text_of(response)


def test_nobody_of_another_household_can_be_named(visit: Ask, elder: Resident, form_id: str) -> None:
    response = visit("changes", record=form_id, who=str(elder.pk), signs=["fever"])
    assert response.status_code == 422
    assert not ContactEntry.everywhere.exists()


def test_another_change_on_the_same_day_adds_and_takes_nothing_away(visit: Ask) -> None:
    visit("changes", record=str(uuid4()), signs=["fever"])
    visit("changes", record=str(uuid4()), note="退烧了")
    day = HouseholdDay.everywhere.get()
    assert (day.contacts, day.changed, day.abnormal) == (2, True, True)
    assert ContactEntry.everywhere.exclude(after_id=None).count() == 1


def test_yesterdays_answer_does_not_count_today(
    visit: Ask,
    same: Told,
) -> None:
    take_contacts([same(1, at=NOW - timedelta(days=1))])
    assert "今天答过了" not in text_of(visit("household"))
