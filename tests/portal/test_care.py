"""What a household reads behind its link of what holds for it; its papers; objecting and the answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from linli.care.actions.appeals import Answer, answer_appeal
from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.releasing import release_episode
from linli.care.choices import EpisodeState, WhyCancelled, WhyReleased
from linli.care.models import Appeal, Episode, Told
from linli.core import papers
from linli.core.papers import signature_of
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.portal import limits
from linli.portal.actions import MadeLink
from linli.portal.rules import Allowance
from linli.registers.choices import RestrictionSource
from linli.registers.models import Household, Resident, Restriction
from tests.care.conftest import DAY, MakeEpisode
from tests.conftest import NOW
from tests.portal.conftest import Ask, text_of

SeenAs = Callable[[User], Viewer]


@pytest.fixture(autouse=True)
def _own_key_of_papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "papers_path", lambda: tmp_path / "papers.pem")


def test_it_says_what_holds_until_when_who_cares_and_what_one_may_do(
    visit: Ask,
    episode: Episode,
    carer: User,
) -> None:
    User.objects.filter(pk=carer.pk).update(phone="13900001234")
    page = text_of(visit("care"))
    for words in (
        "居家隔离",
        "11月23日 24:00",
        "第 4 天，共 7 天",
        "郎玉珍",
        "13900001234",
        "柴*娟",
        "不出家门",
        "101号",
        "7天内有高风险区旅居史",
    ):
        assert words in page, words
    assert "柴丽娟" not in page


def test_the_household_page_leads_there_only_where_there_is_something(
    visit: Ask,
    make_episode: MakeEpisode,
    resident: Resident,
) -> None:
    assert "我家的管控" not in text_of(visit("household"))
    make_episode(resident)
    assert "我家的管控" in text_of(visit("household"))


@pytest.mark.parametrize("state", [EpisodeState.PROPOSED, EpisodeState.SIGNED, EpisodeState.DECLINED])
def test_what_is_only_proposed_or_signed_by_one_is_not_there(
    visit: Ask,
    make_episode: MakeEpisode,
    resident: Resident,
    state: str,
) -> None:
    found = make_episode(resident, state=state)
    assert "现在没有管控" in text_of(visit("care"))
    assert visit("care_paper", found.pk, "notice").status_code == 404


def test_a_zone_is_shown_as_the_mark_says_it(
    visit: Ask, household: Household, clerk: User, township_officer: User
) -> None:
    mark = Restriction.objects.create(
        household=household, area=household.area, area_code=household.area_code, source=RestrictionSource.ZONE,
        source_id=new_id(), category="high", basis="令第 5 号", objection="0453-3120001", decided_by=clerk,
        agreed_by=township_officer, from_at=NOW - DAY, until_at=NOW + 4 * DAY,
    )  # fmt: skip
    page = text_of(visit("care"))
    assert "高风险区" in page
    assert "令第 5 号" in page
    assert "11月24日 10:12" in page
    visit("objection_new", "mark", mark.pk, text="我家不在这栋", record=str(new_id()))
    assert Appeal.everywhere.get().restriction == mark


def test_nothing_of_another_household_is_there(
    visit: Ask,
    make_episode: MakeEpisode,
    elder: Resident,
    made: MadeLink,
) -> None:
    other = make_episode(elder)
    appeal = Appeal.objects.create(
        household=elder.household, episode=other, area=elder.area, area_code=elder.area_code, way="phone",
        text="别家的", made_at=NOW, due_at=NOW + DAY,
    )  # fmt: skip
    for name, args in (
        ("care_paper", (other.pk, "notice")), ("care_paper_pdf", (other.pk, "notice")),
        ("objection_new", ("episode", other.pk)), ("objection", (appeal.pk,)),
        ("objection_new", ("episode", new_id())), ("objection_new", ("anything", other.pk)),
    ):  # fmt: skip
        assert visit(name, *args).status_code == 404, name


@pytest.mark.parametrize("kind", ["neighbours", "building", "certificate", "correction", "anything"])
def test_a_household_takes_only_its_own_papers_that_exist(visit: Ask, episode: Episode, kind: str) -> None:
    assert visit("care_paper", episode.pk, kind).status_code == 404


def test_reading_the_notice_is_kept_once(visit: Ask, episode: Episode) -> None:
    for _time in range(2):
        assert "2026年11月23日 24:00" in text_of(visit("care_paper", episode.pk, "notice"))
    assert Told.objects.filter(episode=episode, kind="notice", whom="household").count() == 1


def test_after_the_release_the_certificate_is_ready_and_signed(
    visit: Ask,
    episode: Episode,
    clerk: User,
    viewer: SeenAs,
) -> None:
    release_episode(actor=viewer(clerk), episode=episode, why=WhyReleased.HOSPITAL, version=None)
    page = text_of(visit("care"))
    assert "现在没有管控" in page
    assert "给单位或学校的证明" in page
    signed = signature_of(visit("care_paper_pdf", episode.pk, "certificate").content)
    assert signed is not None
    assert signed.holds


def test_who_was_wrongly_held_reads_an_apology(
    visit: Ask,
    episode: Episode,
    clerk: User,
    viewer: SeenAs,
) -> None:
    cancel_episode(actor=viewer(clerk), episode=episode, why=WhyCancelled.WRONG_PERSON, note="同名同姓")
    assert "我们向您道歉" in text_of(visit("care"))
    paper = text_of(visit("care_paper", episode.pk, "correction"))
    assert "从一开始就撤销" in paper
    assert "同名同姓" not in paper


def test_an_objection_by_the_link_shows_its_clock_and_then_the_answer(
    visit: Ask,
    episode: Episode,
    medical_officer: User,
    viewer: SeenAs,
) -> None:
    record = str(new_id())
    for _time in range(2):
        sent = visit("objection_new", "episode", episode.pk, text="我没去过那里", record=record)
    found = Appeal.everywhere.get()
    assert sent["Location"] == reverse("portal:objection", args=[*sent["Location"].split("/")[2:3], found.pk])
    page = text_of(visit("objection", found.pk))
    assert "还有 23 时" in page
    assert "我没去过那里" in page
    answer_appeal(actor=viewer(medical_officer), appeal=found, answer=Answer(False, "车票显示到过"))
    page = text_of(visit("objection", found.pk))
    assert "车票显示到过" in page
    assert "丁医师" in page


def test_an_empty_objection_is_asked_for_again_and_a_second_one_says_that_the_first_waits(
    visit: Ask,
    episode: Episode,
) -> None:
    assert visit("objection_new", "episode", episode.pk, text="", record=str(new_id())).status_code == 422
    visit("objection_new", "episode", episode.pk, text="不对", record=str(new_id()))
    second = visit("objection_new", "episode", episode.pk, text="还是不对", record=str(new_id()))
    assert second.status_code == 409
    assert Appeal.everywhere.count() == 1


def test_an_answer_that_is_late_is_red_and_says_whom_to_call(visit: Ask, episode: Episode) -> None:
    visit("objection_new", "episode", episode.pk, text="不对", record=str(new_id()))
    found = Appeal.everywhere.get()
    Appeal.everywhere.update(due_at=NOW - timedelta(hours=1))
    assert "答复超期了" in text_of(visit("objection", found.pk))


def test_it_is_taken_back_by_the_household(visit: Ask, episode: Episode) -> None:
    visit("objection_new", "episode", episode.pk, text="不对", record=str(new_id()))
    found = Appeal.everywhere.get()
    visit("objection", found.pk, yes="1")
    found.refresh_from_db()
    assert found.state == "withdrawn"


def test_the_link_may_not_ask_too_often(
    visit: Ask, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "by_link", Allowance(3, clock=lambda: 0.0))  # however busy the machine is
    assert [visit("care").status_code for _time in range(4)] == [200, 200, 200, 429]
