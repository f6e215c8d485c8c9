"""The pages of releases, later ends, transfers, objections and papers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from linli.care.actions.appeals import Against, make_appeal
from linli.care.actions.prolonging import ask_prolongation
from linli.care.actions.releasing import end_what_is_over
from linli.care.choices import AppealState
from linli.care.models import Appeal, Episode, Prolongation, ProlongationAsked, Told, Transfer
from linli.core.models import AccessEntry
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.models import Resident
from tests.care.conftest import DAY, MakeEpisode
from tests.conftest import NOW, TODAY, join

SignIn = Callable[[User], Client]


@pytest.fixture
def last_day(make_episode: MakeEpisode, resident: Resident) -> Episode:
    return make_episode(resident, from_on=TODAY - 6 * DAY, days=7)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_queue_opens_on_what_is_overdue_in_red(
    make_episode: MakeEpisode, resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    make_episode(resident, from_on=TODAY - 8 * DAY)
    page = text_of(sign_in(clerk).get("/care/release/"))
    assert "柴丽娟" in page
    assert "11月18日 24:00" in page
    assert "超期" in page


def test_what_ended_by_itself_stays_red_until_somebody_looks(
    last_day: Episode, clerk: User, sign_in: SignIn
) -> None:
    assert last_day.until_at is not None
    end_what_is_over(at=last_day.until_at)
    browser = sign_in(clerk)
    assert "柴丽娟" in text_of(browser.get("/care/release/?view=overdue"))
    browser.post(reverse("care:end_seen", args=[last_day.pk]))
    assert "柴丽娟" not in text_of(browser.get("/care/release/?view=overdue"))


def test_one_decision_releases(last_day: Episode, clerk: User, sign_in: SignIn) -> None:
    browser, url = sign_in(clerk), reverse("care:release", args=[last_day.pk])
    assert "柴丽娟" in text_of(browser.get(url))
    sent = browser.post(url, {"why": "days_over", "version": last_day.version})
    assert sent.status_code == 303
    last_day.refresh_from_db()
    assert last_day.state == "released"


def test_several_are_shown_first_and_released_only_when_sure(
    last_day: Episode, make_episode: MakeEpisode, elder: Resident, clerk: User, sign_in: SignIn
) -> None:
    other = make_episode(elder, from_on=TODAY - 6 * DAY, days=7)
    browser = sign_in(clerk)
    chosen = [f"{one.pk}:{one.version}" for one in (last_day, other)]
    shown = browser.post("/care/release/chosen/", {"chosen": chosen})
    assert "解除 2 人" in text_of(shown)
    last_day.refresh_from_db()
    assert last_day.state == "active"
    browser.post("/care/release/chosen/", {"chosen": chosen, "sure": "1"})
    assert set(Episode.everywhere.values_list("state", flat=True)) == {"released"}


def test_what_is_chosen_of_another_area_is_left_alone(
    make_episode: MakeEpisode, stranger_resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    theirs = make_episode(stranger_resident, from_on=TODAY - 6 * DAY, days=7)
    sign_in(clerk).post("/care/release/chosen/", {"chosen": [f"{theirs.pk}:1"], "sure": "1"})
    theirs.refresh_from_db()
    assert theirs.state == "active"


def test_the_queue_asks_as_often_for_many_as_for_one(
    make_episode: MakeEpisode, household: object, clerk: User, sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    browser = sign_in(clerk)
    for number in range(12):
        make_episode(join(household, f"甲{number}"), from_on=TODAY - 6 * DAY, days=7)  # type: ignore[arg-type]
    browser.get("/care/release/?view=today")
    with django_assert_max_num_queries(30):
        browser.get("/care/release/?view=today")


def test_a_later_end_is_asked_for_by_one_and_signed_by_another(
    episode: Episode, clerk: User, medical_officer: User, sign_in: SignIn
) -> None:
    until = episode.until_at
    assert until is not None
    url = reverse("care:prolong", args=[episode.pk])
    sign_in(clerk).post(url, {"last_day": "2026-11-25", "why": "复检阳性", "version": episode.version})
    asked = ProlongationAsked.objects.get()
    episode.refresh_from_db()
    assert episode.until_at == until
    sign_in(medical_officer).post(reverse("care:prolongation", args=[asked.pk]), {"answer": "sign"})
    episode.refresh_from_db()
    assert episode.until_at == until + 2 * DAY
    assert Prolongation.objects.get().signed_by == medical_officer


def test_who_asked_cannot_sign_on_the_page_either(
    episode: Episode, medical_officer: User, viewer: Callable[[User], object], sign_in: SignIn
) -> None:
    assert episode.until_at is not None
    asked = ask_prolongation(
        actor=viewer(medical_officer), episode=episode, until=episode.until_at + DAY, why="复检", version=None  # type: ignore[arg-type]
    )  # fmt: skip
    sent = sign_in(medical_officer).post(reverse("care:prolongation", args=[asked.pk]), {"answer": "sign"})
    assert sent.status_code == 409
    assert not Prolongation.objects.exists()


def test_an_objection_is_taken_down_and_answered_by_somebody_else(
    episode: Episode, clerk: User, township_officer: User, medical_officer: User, sign_in: SignIn
) -> None:
    taken = sign_in(clerk).post(
        reverse("care:appeal_new", args=[episode.household_id]),
        {"against": f"e:{episode.pk}", "way": "phone", "text": "我没去过那里", "record": str(new_id())},
    )
    assert taken.status_code == 303
    found = Appeal.everywhere.get()
    url = reverse("care:appeal", args=[found.pk])
    answer = {"answer": "cancels", "reasons": "查实不是本人"}
    assert sign_in(township_officer).post(url, answer).status_code == 409
    assert sign_in(medical_officer).post(url, answer).status_code == 303
    found.refresh_from_db()
    episode.refresh_from_db()
    assert (found.state, episode.state) == (AppealState.UPHELD, "cancelled")


def test_the_list_of_objections_shows_the_clock_and_red_when_it_has_run_out(
    episode: Episode, clerk: User, sign_in: SignIn
) -> None:
    made = make_appeal(
        household=episode.household,
        appeal_id=new_id(),
        against=Against(episode=episode),
        text="不对",
        now=NOW,
    )
    browser = sign_in(clerk)
    assert "还有 23 时" in text_of(browser.get("/care/release/appeals/"))
    Appeal.everywhere.filter(pk=made.pk).update(due_at=NOW - timedelta(hours=2))
    assert "超时 2 时" in text_of(browser.get("/care/release/appeals/"))


def test_a_transfer_goes_its_way_by_its_code(
    episode: Episode, clerk: User, township_officer: User, sign_in: SignIn
) -> None:
    asked = {
        "where": "there", "to_place": "第一隔离点", "to_room": "201", "wanted_at": "2026-11-20T15:00",
        "medicines": "降压药", "dependants": "女儿，外婆来", "pets": "无", "record": str(new_id()),
    }  # fmt: skip
    sign_in(clerk).post(reverse("care:transfer_new", args=[episode.pk]), asked)
    way = Transfer.everywhere.get()
    sign_in(township_officer).post(reverse("care:transfer_approve", args=[way.pk]), {"version": way.version})
    browser = sign_in(clerk)
    ride = {
        "vehicle": "黑C12345",
        "driver": "老赵",
        "driver_phone": "13800001111",
        "version": way.version + 1,
    }
    assert browser.post(reverse("care:transfer_vehicle", args=[way.pk]), ride).status_code == 303
    at = reverse("care:transfer_hand_over", args=[way.pk])
    assert browser.post(at, {"code": "AAAA2222", "condition": "好"}).status_code == 422
    assert browser.post(at, {"code": way.code.lower(), "condition": "好"}).status_code == 303
    arrive = reverse("care:transfer_arrive", args=[way.pk])
    assert browser.post(arrive, {"code": way.code, "condition": "好", "room": "203"}).status_code == 303
    episode.refresh_from_db()
    assert (episode.place, episode.room) == ("第一隔离点", "203")
    page = text_of(browser.get(reverse("care:transfer", args=[way.pk])))
    assert "降压药" not in page


def test_the_way_home_of_who_is_free_is_asked_for_on_the_page_as_long_as_they_are_in_a_place(
    last_day: Episode, clerk: User, sign_in: SignIn
) -> None:
    assert last_day.until_at is not None
    end_what_is_over(at=last_day.until_at)
    browser, url = sign_in(clerk), reverse("care:transfer_new", args=[last_day.pk])
    assert url not in text_of(browser.get(reverse("care:episode", args=[last_day.pk])))
    Episode.everywhere.filter(pk=last_day.pk).update(place="第一隔离点")
    assert url in text_of(browser.get(reverse("care:episode", args=[last_day.pk])))
    assert 'name="to_place"' not in text_of(browser.get(url))
    asked = {
        "where": "home", "wanted_at": "2026-11-20T15:00", "medicines": "无", "dependants": "无", "pets": "无",
        "record": str(new_id()),
    }  # fmt: skip
    assert browser.post(url, {**asked, "where": "there", "to_place": "第二隔离点"}).status_code == 422
    assert browser.post(url, asked).status_code == 303
    assert Transfer.everywhere.get().goes_home


def test_a_clerk_takes_the_later_end_back_that_they_asked_for_and_does_not_sign_it(
    episode: Episode, clerk: User, viewer: Callable[[User], object], sign_in: SignIn
) -> None:
    assert episode.until_at is not None
    asked = ask_prolongation(
        actor=viewer(clerk), episode=episode, until=episode.until_at + DAY, why="复检", version=None  # type: ignore[arg-type]
    )  # fmt: skip
    browser, url = sign_in(clerk), reverse("care:prolongation", args=[asked.pk])
    assert url in text_of(browser.get("/care/release/"))
    page = text_of(browser.get(url))
    assert 'value="refuse"' in page
    assert 'value="sign"' not in page
    assert browser.post(url, {"answer": "sign"}).status_code == 409
    assert browser.post(url, {"answer": "refuse"}).status_code == 303
    asked.refresh_from_db()
    assert (asked.signed, asked.answered_by) == (False, clerk)
    assert not Prolongation.objects.exists()


def test_a_clerk_does_not_see_what_somebody_else_asked_for(
    episode: Episode, clerk: User, medical_officer: User, viewer: Callable[[User], object], sign_in: SignIn
) -> None:
    assert episode.until_at is not None
    asked = ask_prolongation(
        actor=viewer(medical_officer), episode=episode, until=episode.until_at + DAY, why="复检", version=None  # type: ignore[arg-type]
    )  # fmt: skip
    url = reverse("care:prolongation", args=[asked.pk])
    assert sign_in(clerk).get(url).status_code == 404
    assert sign_in(clerk).post(url, {"answer": "refuse"}).status_code == 404


def test_a_paper_is_kept_each_time_and_its_reader_once(
    episode: Episode, clerk: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(clerk), reverse("care:paper", args=[episode.pk, "notice"])
    pages = [text_of(browser.get(url)) for _time in range(2)]
    assert "2026年11月23日 24:00" in pages[0]
    assert AccessEntry.objects.filter(what="print", household_id=episode.household_id).count() == 2
    assert Told.objects.filter(episode=episode, kind="notice").count() == 1


@pytest.mark.parametrize("kind", ["neighbours", "building"])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_what_neighbours_read_knows_nobody(
    episode: Episode, carer: User, clerk: User, sign_in: SignIn, kind: str, language: str
) -> None:
    page = text_of(sign_in(clerk).get(reverse("care:paper", args=[episode.pk, kind]) + f"?in={language}"))
    body = page[page.index("<article") : page.rindex("</article>")]
    home, person = episode.household, episode.resident
    secret = [
        person.name, person.phone, home.door, home.plate, home.compound, home.room, "3号楼", "2单元", carer.name,
        "隔离", "quarantine", "isolation", "高风险", "11月", "Nov", "2026", "101号", str(episode.pk),
    ]  # fmt: skip
    assert [one for one in secret if one and one in body] == []
    assert "和平社区" in body


def test_a_certificate_names_the_days_and_no_reason(
    episode: Episode, make_episode: MakeEpisode, clerk: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(clerk), reverse("care:paper", args=[episode.pk, "certificate"])
    assert browser.get(url).status_code == 409
    Episode.everywhere.filter(pk=episode.pk).update(
        state="released", released_at=NOW, released_why="days_over"
    )
    body = text_of(browser.get(url))
    assert "柴丽娟" in body
    assert "2026年11月17日" in body
    assert "高风险区" not in body


def test_the_pdf_is_signed_and_says_the_same(episode: Episode, clerk: User, sign_in: SignIn) -> None:
    from linli.core.papers import signature_of

    sent = sign_in(clerk).get(reverse("care:paper_pdf", args=[episode.pk, "notice"]) + "?in=both")
    signed = signature_of(sent.content)
    assert signed is not None
    assert signed.holds
    assert signed.by == "穆棱市"
