"""A hidden value opens with a reason, is kept, and stands in no page before."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from linli.core.models import AccessEntry
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import viewer_of
from linli.registers.actions import Secret, note_opening, open_value
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from tests.conftest import TODAY

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def address(secret: str, subject: UUID) -> str:
    return f"/register/show/{secret}/{subject}/"


@pytest.fixture
def need(elder: Resident) -> SupportNeed:
    found = elder.needs.get(code="chronic_medicine")
    found.details, found.medicine, found.hospital = "高血压", "氨氯地平", "市医院"
    found.save()
    return found


def test_it_asks_for_a_reason_first(resident: Resident, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(address("phone", resident.pk), headers=HTMX)
    assert "先说为什么" in page.content.decode()
    assert "15100004108" not in page.content.decode()
    assert not AccessEntry.objects.exists()


def test_it_shows_the_number_and_keeps_who_when_and_why(
    resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    page = sign_in(clerk).post(address("phone", resident.pk), {"reason": "deliver"}, headers=HTMX)
    assert "15100004108" in page.content.decode()
    assert 'data-seconds="120"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    entry = AccessEntry.objects.get()
    assert (entry.actor_name, entry.actor_role, entry.what, entry.reason) == (
        "宋文书", "clerk", "phone", "送物资、送药")  # fmt: skip
    assert (entry.household_id, entry.resident_id) == (resident.household_id, resident.pk)


def test_another_reason_is_kept_in_its_own_words(resident: Resident, clerk: User, sign_in: SignIn) -> None:
    data = {"reason": "other", "other": " 通知停水 "}
    sign_in(clerk).post(address("phone", resident.pk), data, headers=HTMX)
    assert AccessEntry.objects.get().reason == "通知停水"


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "other", "other": " "}, {"reason": "nosy"}])
def test_without_a_reason_it_stays_closed(
    resident: Resident, clerk: User, sign_in: SignIn, data: dict[str, str]
) -> None:
    page = sign_in(clerk).post(address("phone", resident.pk), data, headers=HTMX)
    assert page.status_code == 422
    assert "15100004108" not in page.content.decode()
    assert not AccessEntry.objects.exists()


def test_without_script_it_is_a_page_that_closes_itself(
    resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    page = sign_in(clerk).post(address("phone", resident.pk), {"reason": "ask"})
    assert "<html" in page.content.decode()
    assert 'http-equiv="refresh" content="120;' in page.content.decode()


@pytest.mark.parametrize("role", ["clerk", "grid_worker", "doctor", "township_officer", "warden"])
def test_telephone_and_document_are_opened_by_different_duties(
    resident: Resident, request: pytest.FixtureRequest, sign_in: SignIn, role: str
) -> None:
    browser = sign_in(request.getfixturevalue(role))
    found = {
        secret: browser.get(address(secret, resident.pk), headers=HTMX).status_code
        for secret in ("phone", "document")
    }
    assert (
        found
        == {
            "clerk": {"phone": 200, "document": 200},
            "grid_worker": {"phone": 200, "document": 404},
            "doctor": {"phone": 200, "document": 404},
            "township_officer": {"phone": 404, "document": 404},
            "warden": {"phone": 404, "document": 404},
        }[role]
    )


def test_health_details_are_for_the_doctor(
    need: SupportNeed, doctor: User, clerk: User, sign_in: SignIn
) -> None:
    page = sign_in(doctor).post(address("health", need.pk), {"reason": "urgent"}, headers=HTMX)
    for words in ("高血压", "氨氯地平", "市医院"):
        assert words in page.content.decode()
    assert AccessEntry.objects.get().what == "health"
    assert sign_in(clerk).get(address("health", need.pk)).status_code == 404


def test_contacts_landlords_and_plates_open_too(
    household: Household, contact: Contact, vehicle: Vehicle, clerk: User, sign_in: SignIn
) -> None:
    household.landlord_phone = "13700003333"
    household.save()
    browser = sign_in(clerk)
    for secret, subject, value in (
        ("contact", contact.pk, "13900005678"),
        ("landlord", household.pk, "13700003333"),
        ("plate", vehicle.pk, "黑C12345"),
    ):
        page = browser.post(address(secret, subject), {"reason": "urgent"}, headers=HTMX)
        assert value in page.content.decode()
    assert AccessEntry.objects.filter(household_id=household.pk).count() == 3


def test_a_childs_telephone_does_not_open(household: Household, clerk: User, sign_in: SignIn) -> None:
    child = household.members.get(name="冯雨桐")
    child.phone = "13800005555"
    child.save()
    page = sign_in(clerk).get(address("phone", child.pk), headers=HTMX)
    assert page.status_code == 403
    assert "未成年人的电话从不显示" in page.content.decode()


def test_what_is_not_there_says_so(away_resident: Resident, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(address("phone", away_resident.pk), headers=HTMX)
    assert page.status_code == 409
    assert "户册里没有这个号码" in page.content.decode()


def test_strangers_and_unknown_secrets_look_missing(
    resident: Resident, other_clerk: User, clerk: User, sign_in: SignIn
) -> None:
    assert sign_in(other_clerk).get(address("phone", resident.pk)).status_code == 404
    assert sign_in(clerk).get(address("soul", resident.pk)).status_code == 404
    assert sign_in(clerk).get(address("phone", new_id())).status_code == 404


def test_each_opening_is_a_look_of_its_own(resident: Resident, clerk: User) -> None:
    seen = viewer_of(clerk, day=TODAY)
    for _ in range(2):
        open_value(seen, secret=Secret.PHONE, subject_id=resident.pk, reason="急事", day=TODAY)
    assert AccessEntry.objects.count() == 2


def test_who_views_as_a_clerk_opens_nothing(resident: Resident, clerk: User, administrator: User) -> None:
    from linli.core.problems import ReadOnly

    seen = viewer_of(clerk, day=TODAY, real_user=administrator)
    with pytest.raises(ReadOnly):
        open_value(seen, secret=Secret.PHONE, subject_id=resident.pk, reason="急事", day=TODAY)


# ---- opening the page ----------------------------------------------------------------------------
def test_opening_a_household_is_kept_once_a_day_and_person(
    household: Household, clerk: User, grid_worker: User, sign_in: SignIn
) -> None:
    for user in (clerk, clerk, grid_worker):
        sign_in(user).get(f"/register/households/{household.pk}/")
    looks = AccessEntry.objects.filter(what="household").values_list("actor_name", flat=True)
    assert sorted(looks) == ["宋文书", "郎玉珍"]


def test_a_look_through_another_persons_eyes_is_ones_own(
    household: Household, clerk: User, administrator: User
) -> None:
    seen = viewer_of(clerk, day=TODAY, real_user=administrator)
    for _ in range(2):
        note_opening(seen, household, day=TODAY)
    entry = AccessEntry.objects.get()
    assert (entry.actor_id, entry.actor_name) == (administrator.pk, "管理员 (viewing as 宋文书)") or (
        entry.actor_id == administrator.pk and "宋文书" in entry.actor_name
    )
