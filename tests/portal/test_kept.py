"""What a household sees of itself, and how it has something corrected."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.core.access_log import AccessKind, log_access
from linli.core.problems import ChangedMeanwhile
from linli.people.models import Note, User
from linli.people.notes import sentence_of
from linli.portal.actions import answer_request, ask_community, make_link
from linli.portal.models import HouseholdLink, HouseholdRequest, Wish
from linli.registers.models import Household, Resident, SupportNeed
from tests.conftest import NOW
from tests.portal.conftest import Ask, text_of

pytestmark = pytest.mark.django_db


# ---- what is kept, who looked -------------------------------------------------------------------------
def test_it_shows_what_is_kept_with_names_and_numbers_covered(visit: Ask, resident: Resident) -> None:
    page = text_of(visit("kept"))
    assert "柴*娟" in page
    assert resident.masked_phone in page
    assert resident.masked_document in page
    assert "1974" in page
    assert "03-02" not in page


def test_needs_are_counted_and_not_named(visit: Ask, resident: Resident) -> None:
    SupportNeed.objects.create(
        resident=resident,
        area=resident.area,
        area_code=resident.area_code,
        code="dialysis",
        details="每周三次",
    )
    page = text_of(visit("kept"))
    assert "1 项，这里不写是什么" in page
    assert "透析" not in page
    assert "每周三次" not in page


def test_a_childs_number_is_not_shown(visit: Ask, household: Household) -> None:
    household.members.filter(name="冯雨桐").update(phone="13800009999")
    child = household.members.get(name="冯雨桐")
    page = text_of(visit("kept"))
    assert child.masked_phone not in page
    assert "孩子的号码不显示" in page


def test_it_says_who_opened_it_as_what_and_why(
    visit: Ask, household: Household, resident: Resident, grid_worker: User, elder: Resident
) -> None:
    for home, reason in ((household, "问问平安"), (elder.household, "别家的事")):
        log_access(
            actor=grid_worker, what=AccessKind.PHONE, reason=reason, role="grid_worker", household_id=home.pk,
            area_code=home.area_code,
        )  # fmt: skip
    page = text_of(visit("looks"))
    assert "郎玉珍" in page
    assert "网格员" in page
    assert "问问平安" in page
    assert "别家的事" not in page


# ---- asking -------------------------------------------------------------------------------------------
def test_a_request_reaches_the_clerk_without_its_words(
    visit: Ask, clerk: User, other_clerk: User, form_id: str
) -> None:
    for _time in range(3):
        assert visit("ask", record=form_id, wish="correct", text="电话换成新的了").status_code == 302
    asked = HouseholdRequest.everywhere.get()
    assert (asked.wish, asked.text) == (Wish.CORRECT, "电话换成新的了")
    note = Note.objects.get()
    assert note.user == clerk
    assert "和平家园 3-2-501" in sentence_of(note)
    assert "电话换成新的了" not in str(note.data) + sentence_of(note)
    assert "电话换成新的了" in text_of(visit("ask"))


def test_an_empty_request_is_refused(visit: Ask) -> None:
    assert visit("ask", record=str(uuid4()), wish="correct", text="").status_code == 422
    assert not HouseholdRequest.everywhere.exists()


def test_the_answer_is_read_behind_the_link(
    visit: Ask, clerk: User, sign_in: Callable[[User], Client], form_id: str
) -> None:
    visit("ask", record=form_id, wish="object", text="谁看过我家")
    client, asked = sign_in(clerk), HouseholdRequest.everywhere.get()
    assert "3-2-501" in client.get(reverse("portal_office:requests")).content.decode()
    path = reverse("portal_office:request_answer", args=[asked.pk])
    assert client.post(path, {"answer": ""}).status_code == 422
    assert client.post(path, {"answer": "已经查过，是网格员走访"}).status_code == 302
    page = text_of(visit("ask"))
    assert "已经查过，是网格员走访" in page
    assert clerk.name in page
    answered = client.get(reverse("portal_office:requests"), {"view": "answered"}).content.decode()
    assert "3-2-501" in answered


def test_two_clerks_answer_and_the_second_is_told(visit: Ask, clerk: User, township_officer: User) -> None:
    link = HouseholdLink.everywhere.get()
    asked = ask_community(link, record=uuid4(), wish=Wish.ERASE, text="删掉工作单位", now=NOW)
    answer_request(asked.pk, answer="删了", actor=clerk, now=NOW)
    answer_request(asked.pk, answer="删了", actor=clerk, now=NOW)  # sent twice
    with pytest.raises(ChangedMeanwhile):
        answer_request(asked.pk, answer="不删", actor=township_officer, now=NOW)
    asked.refresh_from_db()
    assert asked.answer == "删了"


def test_another_communitys_clerk_reads_nothing_of_it(
    visit: Ask, other_clerk: User, sign_in: Callable[[User], Client], form_id: str
) -> None:
    visit("ask", record=form_id, wish="correct", text="电话换成新的了")
    client, asked = sign_in(other_clerk), HouseholdRequest.everywhere.get()
    assert client.get(reverse("portal_office:request_answer", args=[asked.pk])).status_code == 404
    assert "3-2-501" not in client.get(reverse("portal_office:requests")).content.decode()


# ---- staff make the link ---------------------------------------------------------------------------------
def test_the_card_is_shown_once(
    household: Household, grid_worker: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(grid_worker)
    office = reverse("portal_office:link", args=[household.pk])
    assert office in client.get(reverse("registers:household", args=[household.pk])).content.decode()
    response = client.post(reverse("portal_office:link_make", args=[household.pk]))
    card = response.content.decode()
    assert "<svg" in card
    assert "3-2-501" in card
    assert "柴丽娟" not in card
    assert "no-store" in response["Cache-Control"]
    again = client.get(office).content.decode()
    assert "ll-card-qr" not in again
    assert "/h/" not in again


def test_a_building_gets_its_sheet_of_cards(
    household: Household, elder: Resident, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    client, path = sign_in(clerk), reverse("portal_office:cards")
    area = household.area_code
    assert client.get(path, {"area": area}).status_code == 200
    sheet = client.post(path, {"area": area, "which": "missing"}).content.decode()
    assert sheet.count("ll-card-qr") == 2
    assert client.post(path, {"area": area, "which": "missing"}).status_code == 302  # everybody has one
    assert client.post(path, {"area": area, "which": "all"}).content.decode().count("ll-card-qr") == 2


def test_a_warden_makes_no_links(
    household: Household, warden: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(warden)
    assert client.post(reverse("portal_office:link_make", args=[household.pk])).status_code == 404
    assert not HouseholdLink.everywhere.exists()


def test_a_city_is_too_many_cards_at_once(
    household: Household,
    elder: Resident,
    clerk: User,
    sign_in: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("linli.portal.views.office.MOST_CARDS", 1)
    response = sign_in(clerk).post(reverse("portal_office:cards"), {"which": "all"})
    assert response.status_code == 422
    assert not HouseholdLink.everywhere.exists()


def test_the_link_is_taken_away_from_its_page(
    household: Household, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    made = make_link(household, actor=clerk, now=NOW)
    sign_in(clerk).post(reverse("portal_office:link_revoke", args=[household.pk]))
    assert Client().get(reverse("portal:household", args=[made.token])).status_code == 404
