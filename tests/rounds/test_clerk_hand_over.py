"""Entries that went back: settled, handed over, taken over, sent back, and sent up when two cannot agree."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.core.audit import sentence
from linli.core.models import AuditEntry
from linli.core.problems import NotFound, Problem
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident
from linli.rounds.access import entry_for
from linli.rounds.actions import (
    NewPlace,
    hand_entry_over,
    send_entry_back,
    settle_entry,
    take_entry_over,
    take_not_mine,
)
from linli.rounds.bodies import NotMyResident
from linli.rounds.choices import HandState, SettledAs
from linli.rounds.models import HandOver, NotMine
from tests.conftest import place, settle
from tests.rounds.conftest import Told

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
See = Callable[[User], Viewer]


@pytest.fixture
def entry(told: Told, household: Household, resident: Resident) -> NotMine:
    """The grid worker says that 柴丽娟 lives in 沿河社区 now."""
    body = NotMyResident(
        household=household.pk, resident=resident.pk, reason="other_community", believed_at="沿河社区"
    )
    assert not take_not_mine([told(1, body)])
    return NotMine.everywhere.get()


@pytest.fixture
def door_there(other_community: Area) -> Household:
    return settle(other_community, "2-1-301", compound="沿河小区")


def offer(entry: NotMine, community: Area, to: Area, by: User) -> HandOver:
    return hand_entry_over(entry, here=community, to=to, reason="住在你们那里", actor=by)


def code_of(refused: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        refused()
    return caught.value.code


# ---- settling -----------------------------------------------------------------------------------------------
def test_it_is_settled_with_a_reason_and_the_trail_says_so(
    entry: NotMine, community: Area, clerk: User
) -> None:
    settle_entry(entry, here=community, settled_as=SettledAs.STAYS, note="本人在家", actor=clerk)
    entry.refresh_from_db()
    assert (entry.settled_as, entry.settled_note, entry.settled_by) == ("stays", "本人在家", clerk)
    line = AuditEntry.objects.get(action="rounds:entry:settled")
    assert "和平家园 3-2-501" in sentence(line)
    assert "柴丽娟" not in sentence(line)


def test_two_clerks_settle_at_once_and_the_second_is_told_who_was_first(
    entry: NotMine, community: Area, clerk: User, grid_worker: User
) -> None:
    stale = NotMine.everywhere.get()
    settle_entry(entry, here=community, settled_as=SettledAs.STAYS, note="在家", actor=clerk)
    with pytest.raises(Problem) as caught:
        settle_entry(stale, here=community, settled_as=SettledAs.CORRECTED, note="搬走", actor=grid_worker)
    assert caught.value.code == "rounds.entry_settled"
    assert "宋文书" in str(caught.value)
    entry.refresh_from_db()
    assert entry.settled_as == "stays"


# ---- over to another community ----------------------------------------------------------------------------------
def test_taking_over_moves_the_person_by_the_register(
    entry: NotMine, community: Area, other_community: Area, clerk: User, other_clerk: User,
    resident: Resident, door_there: Household,
) -> None:  # fmt: skip
    offered = offer(entry, community, other_community, clerk)
    take_entry_over(offered, to=NewPlace(household=door_there), actor=other_clerk)
    resident.refresh_from_db()
    entry.refresh_from_db()
    assert resident.household == door_there
    assert resident.area_code == other_community.code
    assert entry.settled_as == SettledAs.TAKEN_OVER
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"rounds:entry:handed_over", "rounds:entry:taken_over", "registers:resident:moved_in"} <= actions
    line = AuditEntry.objects.get(action="rounds:entry:taken_over")
    assert line.area_code == other_community.code
    assert "沿河社区" in sentence(line)


def test_a_whole_door_moves_with_its_people(
    told: Told, household: Household, community: Area, other_community: Area, clerk: User, other_clerk: User
) -> None:
    take_not_mine([told(2, NotMyResident(household=household.pk, reason="other_community"))])
    offered = offer(NotMine.everywhere.get(), community, other_community, clerk)
    take_entry_over(offered, to=NewPlace(area=other_community), actor=other_clerk)
    household.refresh_from_db()
    assert household.area_code == other_community.code
    assert set(household.members.values_list("area_code", flat=True)) == {other_community.code}


def test_nothing_else_is_done_while_it_waits_for_another(
    entry: NotMine, community: Area, other_community: Area, clerk: User
) -> None:
    offer(entry, community, other_community, clerk)
    again = code_of(lambda: offer(entry, community, other_community, clerk))
    settled = code_of(
        lambda: settle_entry(entry, here=community, settled_as=SettledAs.STAYS, note="在", actor=clerk)
    )
    assert {again, settled} == {"rounds.entry_waits"}


def test_an_entry_cannot_go_to_itself_a_town_or_another_county(
    entry: NotMine, community: Area, town: Area, clerk: User
) -> None:
    far = place("231083100001", "community", "海林社区居委会", None)
    for to in (community, town, far):
        assert code_of(lambda to=to: offer(entry, community, to, clerk)) == "rounds.cannot_go_there"  # type: ignore[misc]


def test_an_answer_is_given_once(
    entry: NotMine, community: Area, other_community: Area, clerk: User, other_clerk: User,
    door_there: Household,
) -> None:  # fmt: skip
    offered = offer(entry, community, other_community, clerk)
    send_entry_back(offered, reason="不住这里", actor=other_clerk)
    late = code_of(lambda: take_entry_over(offered, to=NewPlace(household=door_there), actor=other_clerk))
    assert late == "rounds.hand_over_answered"


# ---- back, and up --------------------------------------------------------------------------------------------------
def test_the_first_return_goes_back_and_the_second_goes_one_level_up(
    entry: NotMine, community: Area, other_community: Area, town: Area, clerk: User, other_clerk: User
) -> None:
    for _turn in range(2):
        offered = offer(entry, community, other_community, clerk)
        send_entry_back(offered, reason="查无此人", actor=other_clerk)
        waiting = HandOver.everywhere.filter(state=HandState.WAITING)
        assert [one.area for one in waiting] == ([] if _turn == 0 else [town])
    assert AuditEntry.objects.filter(action="rounds:entry:sent_up").count() == 1


@pytest.fixture
def sent_up(
    entry: NotMine, community: Area, other_community: Area, clerk: User, other_clerk: User
) -> HandOver:
    for _turn in range(2):
        send_entry_back(offer(entry, community, other_community, clerk), reason="查无此人", actor=other_clerk)
    return HandOver.everywhere.get(state=HandState.WAITING)


def test_what_the_office_above_decides_cannot_be_sent_back(
    sent_up: HandOver, entry: NotMine, town: Area, other_community: Area, township_officer: User,
    other_clerk: User,
) -> None:  # fmt: skip
    decided = offer(entry, town, other_community, township_officer)
    sent_up.refresh_from_db()
    assert sent_up.state == HandState.DECIDED
    refused = code_of(lambda: send_entry_back(decided, reason="还是不在", actor=other_clerk))
    assert refused == "rounds.nowhere_up"


def test_the_office_above_may_settle_what_was_sent_up(
    sent_up: HandOver, entry: NotMine, town: Area, township_officer: User
) -> None:
    settle_entry(entry, here=town, settled_as=SettledAs.STAYS, note="留在和平社区", actor=township_officer)
    entry.refresh_from_db()
    assert entry.settled_by == township_officer


# ---- doors and pages --------------------------------------------------------------------------------------------------
def test_only_the_two_communities_and_who_is_above_see_the_entry(
    entry: NotMine, community: Area, other_community: Area, clerk: User, other_clerk: User,
    township_officer: User, viewer: See,
) -> None:  # fmt: skip
    with pytest.raises(NotFound):
        entry_for(viewer(other_clerk), entry.pk)
    offer(entry, community, other_community, clerk)
    for who in (clerk, other_clerk, township_officer):
        assert entry_for(viewer(who), entry.pk) == entry


def page(browser: Client, url: str, status: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == status, url
    return " ".join(answer.content.decode().split())


def test_the_whole_way_by_the_pages(
    entry: NotMine, other_community: Area, clerk: User, other_clerk: User, sign_in: SignIn,
    door_there: Household, resident: Resident,
) -> None:  # fmt: skip
    here = sign_in(clerk)
    assert "待处理 <b>1</b>" in page(here, "/round/entries/")
    found = page(here, f"/round/entries/{entry.pk}/hand-over/")
    assert "沿河社区" in found
    url = f"/round/entries/{entry.pk}/hand-over/"
    assert here.post(url, {"to": other_community.code, "reason": ""}).status_code == 422
    assert here.post(url, {"to": other_community.code, "reason": "住那边"}).status_code == 303
    assert "等 沿河社区 答复" in page(here, "/round/entries/?view=away")
    there = sign_in(other_clerk)
    assert "移交给你的 <b>1</b>" in page(there, "/round/entries/")
    assert "柴丽娟" in page(there, "/round/entries/?view=offered")
    assert "15100004108" not in page(there, f"/round/entries/{entry.pk}/")
    take = f"/round/hand-overs/{HandOver.everywhere.get().pk}/take/"
    wrong = there.post(take, {"door": "9-9-999"})
    assert wrong.status_code == 422
    assert "9-9-999" in wrong.content.decode()
    assert there.post(take, {"door": "2-1-301"}).status_code == 303
    resident.refresh_from_db()
    assert resident.household == door_there


def test_another_community_finds_neither_the_entry_nor_its_forms(
    entry: NotMine, other_clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(other_clerk)
    for path in ("", "settle/", "hand-over/"):
        page(browser, f"/round/entries/{entry.pk}/{path}", 404)


def test_who_was_offered_an_entry_cannot_settle_it_for_the_other(
    entry: NotMine, community: Area, other_community: Area, clerk: User, other_clerk: User, sign_in: SignIn
) -> None:
    offered = offer(entry, community, other_community, clerk)
    browser = sign_in(other_clerk)
    assert "接收" in page(browser, f"/round/entries/{entry.pk}/")
    page(browser, f"/round/entries/{entry.pk}/settle/", 404)
    page(sign_in(clerk), f"/round/hand-overs/{offered.pk}/back/", 404)


def test_paths_stand_where_a_name_is_there_twice(
    entry: NotMine, city: Area, town: Area, clerk: User, sign_in: SignIn
) -> None:
    other_town = place("231085101", "town", "穆棱镇", city, "镇")
    place("231085101001", "community", "向阳社区居委会", other_town)
    place("231085100011", "community", "向阳社区居委会", town)
    found = page(sign_in(clerk), f"/round/entries/{entry.pk}/hand-over/?q=向阳")
    assert "穆棱镇 › 向阳社区居委会" in found
    assert "八面通镇 › 向阳社区居委会" in found


def test_nobody_settles_what_is_not_there(clerk: User, sign_in: SignIn) -> None:
    page(sign_in(clerk), f"/round/entries/{UUID(int=5)}/", 404)
