"""The round of an area and day, the contact ledger, and answers that are taken at a desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.tallies import recount
from linli.core.models import AccessEntry
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Household, Resident
from linli.rounds.actions import take_contacts
from linli.rounds.bodies import DailyAnswer, Need, NobodyHome, Symptoms
from linli.rounds.models import ContactEntry, HouseholdDay
from tests.conftest import TODAY, join, settle
from tests.rounds.conftest import MORNING, Told

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def register(community: Area, household: Household, elder: Resident, neighbours: list[Household]) -> None:
    recount([community.code], day=TODAY)


def text(browser: Client, url: str) -> str:
    page = browser.get(url)
    assert page.status_code == 200, (url, page.status_code)
    return " ".join(page.content.decode().split())


# ---- who has answered -------------------------------------------------------------------------------------
@pytest.mark.usefixtures("register")
def test_who_has_not_answered_stands_there_and_who_has_does_not(
    clerk: User, sign_in: SignIn, same: Told
) -> None:
    take_contacts([same(1)])
    page = text(sign_in(clerk), "/round/")
    assert "3-1-101" in page
    assert "3-2-501" not in page
    assert "未答复 <b>4</b>" in page


@pytest.mark.usefixtures("register")
def test_telephones_are_masked_and_needs_are_words(clerk: User, sign_in: SignIn) -> None:
    page = text(sign_in(clerk), "/round/")
    assert "138****6021" in page
    assert "13800006021" not in page
    assert "独居老人" in page


@pytest.mark.usefixtures("register")
def test_illness_and_needs_stand_in_a_view_of_their_own(
    clerk: User, sign_in: SignIn, told: Told, household: Household, elder: Resident
) -> None:
    take_contacts(
        [
            told(1, DailyAnswer(household=household.pk, symptoms=(Symptoms(signs=("fever",)),))),
            told(2, DailyAnswer(household=elder.household_id, needs=(Need(what="medicine"),))),
        ]
    )
    page = text(sign_in(clerk), "/round/?view=told")
    assert "3-2-501" in page
    assert "3-1-101" in page
    assert "有人不适" in page
    assert "3-1-102" not in page


@pytest.mark.usefixtures("register")
def test_who_answered_twice_stands_in_a_view_of_their_own(clerk: User, sign_in: SignIn, same: Told) -> None:
    take_contacts([same(1), same(2, at=MORNING + timedelta(minutes=5))])
    page = text(sign_in(clerk), "/round/?view=twice")
    assert "3-2-501" in page
    assert "重复答复 <b>1</b>" in page


@pytest.mark.usefixtures("register")
def test_filters_leave_only_who_is_asked_for(
    clerk: User, sign_in: SignIn, same: Told, told: Told, neighbours: list[Household]
) -> None:
    take_contacts([same(1, at=MORNING - timedelta(days=1)), told(2, NobodyHome(household=neighbours[0].pk))])
    browser = sign_in(clerk)
    assert "3-2-501" not in text(browser, "/round/?silent=2")
    assert "3-2-501" in text(browser, "/round/")
    nobody = text(browser, "/round/?nobody=any")
    assert "3-1-102" in nobody
    assert "3-1-103" not in nobody
    needs = text(browser, "/round/?need=any")
    assert "3-1-101" in needs
    assert "3-2-501" not in needs


@pytest.mark.usefixtures("register")
def test_an_earlier_day_is_shown_and_a_day_ahead_is_today(clerk: User, sign_in: SignIn, same: Told) -> None:
    take_contacts([same(1, at=MORNING - timedelta(days=1))])
    browser = sign_in(clerk)
    assert "3-2-501" not in text(browser, f"/round/?day={YESTERDAY}")
    assert "3-2-501" in text(browser, "/round/?day=2099-01-01")
    assert "3-2-501" in text(browser, "/round/?day=nonsense&view=nonsense&silent=x&sort=x")


@pytest.mark.usefixtures("register")
def test_each_grid_has_its_own_bar(grid_worker: User, clerk: User, sign_in: SignIn, same: Told) -> None:
    take_contacts([same(1)])
    page = text(sign_in(clerk), "/round/")
    assert "第一网格" in page
    assert '1<span class="ll-meta"> / 5</span>' in page


def test_another_community_sees_nothing_of_it(
    register: None, other_clerk: User, community: Area, household: Household, sign_in: SignIn
) -> None:
    browser = sign_in(other_clerk)
    assert "3-2-501" not in text(browser, "/round/")
    for url in (
        f"/round/?area={community.code}",
        f"/round/household/{household.pk}/",
        f"/round/household/{household.pk}/answer/",
    ):
        assert browser.get(url).status_code == 404


def queries(browser: Client, url: str) -> int:
    text(browser, url)  # what is read once is read now
    with CaptureQueriesContext(
        connection,
    ) as counted:
        text(browser, url)
    return len(counted)


@pytest.mark.usefixtures("register")
def test_more_rows_need_no_more_queries(
    clerk: User, sign_in: SignIn, building: Area, told: Told, household: Household
) -> None:
    browser = sign_in(clerk)
    few = [queries(browser, f"/round/?view={view}") for view in ("silent", "told")]
    homes = [settle(building, f"3-3-{n}01") for n in range(1, 9)]
    for home in homes:
        join(home, "佟丽君", phone="13800001111")
    sick = (Symptoms(signs=("fever",)),)
    take_contacts([told(n, DailyAnswer(household=h.pk, symptoms=sick)) for n, h in enumerate(homes[:4])])
    many = [queries(browser, f"/round/?view={view}") for view in ("silent", "told")]
    assert many[0] <= few[0] + 1
    assert many[1] <= few[1] + 8  # an empty list reads no people at all
    url = f"/round/household/{homes[0].pk}/"
    first = queries(browser, url)
    take_contacts([told(100 + n, NobodyHome(household=homes[0].pk)) for n in range(6)])
    assert queries(browser, url) == first


# ---- the ledger ---------------------------------------------------------------------------------------------
def test_the_ledger_names_who_asked_from_which_office_and_not_what_was_told(
    clerk: User, sign_in: SignIn, told: Told, household: Household
) -> None:
    take_contacts([told(1, DailyAnswer(household=household.pk, note="夜里咳嗽"))])
    page = text(sign_in(clerk), f"/round/household/{household.pk}/")
    assert "郎玉珍" in page
    assert "网格员" in page
    assert "夜里咳嗽" not in page


def test_a_doctor_opens_what_was_told_with_a_reason_that_is_kept(
    doctor: User, clerk: User, sign_in: SignIn, told: Told, household: Household, resident: Resident
) -> None:
    sick = (Symptoms(signs=("fever", "dry_cough"), resident=resident.pk),)
    take_contacts([told(1, DailyAnswer(household=household.pk, symptoms=sick, note="夜里咳嗽"))])
    url = f"/round/contact/{ContactEntry.everywhere.get().pk}/"
    browser = sign_in(doctor)
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert not AccessEntry.objects.filter(what="health").exists()
    page = browser.post(url, {"reason": "ask"}).content.decode()
    assert "夜里咳嗽" in page
    assert "发热、干咳" in page
    assert "柴丽娟" in page
    look = AccessEntry.objects.get(what="health")
    assert (look.household_id, look.actor) == (household.pk, doctor)
    assert sign_in(clerk).get(url).status_code == 404


# ---- at the desk ----------------------------------------------------------------------------------------------
def answer(browser: Client, household: Household, **given: str) -> int:
    record = given.pop("record", str(new_id()))
    url = f"/round/household/{household.pk}/answer/"
    return browser.post(url, {"channel": "phone", "record": record, **given}).status_code


def test_an_answer_by_telephone_becomes_what_a_phone_would_have_told(
    clerk: User, sign_in: SignIn, household: Household
) -> None:
    assert answer(sign_in(clerk), household, answer="same") == 303
    entry = ContactEntry.everywhere.get()
    assert (entry.by, entry.channel, entry.outcome, entry.device_id) == (clerk, "phone", "same", None)
    assert HouseholdDay.everywhere.get().answered


def test_a_change_is_told_with_the_person_whom_it_is_about(
    clerk: User, sign_in: SignIn, household: Household, resident: Resident
) -> None:
    given = {"answer": "changed", "who": str(resident.pk), "signs": "fever", "celsius": "38.2",
             "need": "medicine", "need_note": "退烧药", "direction": "out", "place": "哈尔滨"}  # fmt: skip
    assert answer(sign_in(clerk), household, **given) == 303
    entry = ContactEntry.everywhere.get()
    assert entry.abnormal
    assert entry.needs_help
    assert entry.details["temperatures"] == [{"celsius": 38.2, "resident": str(resident.pk)}]


def test_nobody_and_refusal_are_visits(clerk: User, sign_in: SignIn, household: Household) -> None:
    browser = sign_in(clerk)
    assert answer(browser, household, answer="nobody_home") == 303
    assert answer(browser, household, answer="refused") == 303
    outcomes = set(ContactEntry.everywhere.values_list("kind", "outcome"))
    assert outcomes == {("visit", "nobody_home"), ("visit", "refused")}


@pytest.mark.parametrize(
    "given",
    [
        {"answer": "changed"},
        {"answer": "same", "note": "孩子回来了"},
        {"answer": "nobody_home", "need": "food"},
        {"answer": "changed", "celsius": "51"},
        {"answer": "changed", "signs": "plague"},
        {},
    ],
)
def test_what_does_not_fit_is_refused_and_what_was_typed_stays(
    clerk: User, sign_in: SignIn, household: Household, given: dict[str, str]
) -> None:
    url = f"/round/household/{household.pk}/answer/"
    page = sign_in(clerk).post(url, {"channel": "phone", "place": "绥芬河", **given})
    assert page.status_code == 422
    assert "绥芬河" in page.content.decode()
    assert not ContactEntry.everywhere.exists()


def test_the_same_form_sent_twice_makes_one_entry(clerk: User, sign_in: SignIn, household: Household) -> None:
    browser, record = sign_in(clerk), str(new_id())
    for _ in range(2):
        assert answer(browser, household, answer="same", record=record) == 303
    assert ContactEntry.everywhere.count() == 1


def test_who_was_asked_today_is_said_before_the_second_call(
    clerk: User, sign_in: SignIn, same: Told, household: Household
) -> None:
    browser = sign_in(clerk)
    url = f"/round/household/{household.pk}/answer/"
    assert "今天已经问过" not in text(browser, url)
    take_contacts([same(1)])
    assert "今天已经问过" in text(browser, url)
    assert "08:12 郎玉珍" in text(browser, url)


def test_a_closed_file_takes_no_answer(clerk: User, sign_in: SignIn, household: Household) -> None:
    Household.everywhere.filter(pk=household.pk).update(closed_on=TODAY)
    assert answer(sign_in(clerk), household, answer="same") == 409
    assert not ContactEntry.everywhere.exists()
