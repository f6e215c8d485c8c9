"""One box: who and what it finds, why, and for whom."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.people.models import User
from linli.people.viewer import Viewer
from linli.registers import search as module
from linli.registers.models import Household, Resident
from linli.registers.search import search
from linli.registers.views.finding import seal, unseal
from tests.conftest import TODAY, join, settle

Seen = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
ID = "231085197403020426"


def hits(typed: str, seen: Viewer) -> dict[str, list[str]]:
    """What was found by which meaning: names of people, doors of households."""
    found = search(typed, scope=seen.scope, viewer=seen, day=TODAY)
    return {
        group.kind.value: [one.person.name for one in group.people] + [home.door for home in group.households]
        for group in found
    }


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("柴丽娟", "name"), ("柴莉娟", "sound"), ("柴", "beginning"), ("柴丽", "beginning"), ("丽娟", "part"),
        ("chailijuan", "pinyin"), ("chaili", "pinyin_beginning"), ("lijuan", "pinyin_part"), ("clj", "initials"),
        ("cl", "initials_beginning"), ("4108", "phone_end"), ("00004108", "phone_end"), ("15100004108", "phone"),
        (ID, "document"), (ID.lower(), "document"),
    ],
)  # fmt: skip
def test_it_finds_a_person_and_says_why(
    resident: Resident, clerk: User, viewer: Seen, typed: str, kind: str
) -> None:
    assert hits(typed, viewer(clerk)) == {kind: ["柴丽娟"]}


@pytest.mark.parametrize("typed", ["3-2-501", "3号楼2单元501", "和平家园 501", "501", "3-501", "2-501"])
def test_it_finds_a_door(
    household: Household, elder: Resident, clerk: User, viewer: Seen, typed: str
) -> None:
    assert hits(typed, viewer(clerk)) == {"door": ["3-2-501"]}


def test_it_finds_nothing_outside_the_area(
    stranger_resident: Resident, household: Household, clerk: User, viewer: Seen
) -> None:
    seen = viewer(clerk)
    for typed in ("苗德厚", "miaodehou", "mdh", "3390", "18800003390", "2-1-301"):
        assert hits(typed, seen) == {}


def test_it_groups_each_person_once_under_the_best_reason(
    resident: Resident, building: Area, clerk: User, viewer: Seen
) -> None:
    home = settle(building, "3-2-502")
    join(home, "柴丽")
    join(home, "柴力")
    join(home, "柴丽萍")
    assert hits("柴丽", viewer(clerk)) == {
        "name": ["柴丽"],
        "sound": ["柴力"],
        "beginning": ["柴丽娟", "柴丽萍"],
    }


def test_longer_ends_of_a_number_are_compared_whole(
    resident: Resident, building: Area, clerk: User, viewer: Seen
) -> None:
    join(settle(building, "3-2-502"), "同尾人", phone="13900004108")
    assert hits("4108", viewer(clerk)) == {"phone_end": ["柴丽娟", "同尾人"]}
    assert hits("5100004108", viewer(clerk)) == {"phone_end": ["柴丽娟"]}


def test_parts_of_names_are_looked_for_only_where_people_are_few(
    resident: Resident, clerk: User, viewer: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", -1)
    assert hits("丽娟", viewer(clerk)) == {}
    assert hits("柴丽娟", viewer(clerk)) == {"name": ["柴丽娟"]}


def test_it_says_when_there_are_more(building: Area, clerk: User, viewer: Seen) -> None:
    home = settle(building, "3-2-502")
    for _ in range(module.MOST + 1):
        join(home, "王伟")
    (group,) = search("王伟", scope=viewer(clerk).scope, viewer=viewer(clerk), day=TODAY)
    assert (group.number, group.is_more) == (module.MOST, True)


def test_who_moved_out_is_found_and_who_was_merged_is_not(
    resident: Resident, elder: Resident, clerk: User, viewer: Seen
) -> None:
    Resident.everywhere.filter(pk=resident.pk).update(presence="moved_out")
    assert hits("柴丽娟", viewer(clerk)) == {"name": ["柴丽娟"]}
    Resident.everywhere.filter(pk=resident.pk).update(merged_into=elder)
    assert hits("柴丽娟", viewer(clerk)) == {}


def test_a_warden_finds_names_and_doors_but_asks_no_numbers(
    resident: Resident, warden: User, viewer: Seen
) -> None:
    seen = viewer(warden)
    assert hits("柴丽娟", seen) == {"name": ["柴丽娟"]}
    assert hits("3-2-501", seen) == {"door": ["3-2-501"]}
    for typed in ("15100004108", ID):
        assert hits(typed, seen) == {}
    assert "phone_end" not in hits("4108", seen)


def test_a_doctor_cannot_ask_by_document(resident: Resident, doctor: User, viewer: Seen) -> None:
    assert hits(ID, viewer(doctor)) == {}


def test_results_are_masked(resident: Resident, clerk: User, viewer: Seen) -> None:
    (group,) = search("15100004108", scope=viewer(clerk).scope, viewer=viewer(clerk), day=TODAY)
    assert group.people[0].person.phone.masked == "151****4108"


# ---- the page ------------------------------------------------------------------------------------
def test_what_was_typed_goes_sealed_into_the_address(
    resident: Resident, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    answer = browser.post("/register/search/", {"q": "柴丽娟"})
    assert answer.status_code == 302
    assert "柴" not in answer["Location"]
    assert "%E6%9F%B4" not in answer["Location"]
    page = browser.get(answer["Location"])
    assert "姓名相同" in page.content.decode()
    assert "3-2-501" in page.content.decode()


def test_a_sealed_text_opens_and_a_broken_one_is_empty() -> None:
    assert unseal(seal(" 柴丽娟 ")) == "柴丽娟"
    assert unseal("k1:nonsense") == unseal("nonsense") == unseal("") == seal("  ") == ""


def test_a_page_without_words_asks_for_some(household: Household, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get("/register/search/")
    assert page.status_code == 200
    assert "3-2-501</a>" not in page.content.decode()


def test_nothing_found_says_what_to_do(household: Household, clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get("/register/search/?q=欧阳无名")
    assert "没有这样的人和门牌" in page.content.decode()


def test_what_was_typed_is_never_logged(
    resident: Resident, clerk: User, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="linli"):
        sign_in(clerk).post("/register/search/", {"q": ID}, follow=True)
    assert ID not in caplog.text


def test_leaders_have_no_search(leader: User, sign_in: SignIn) -> None:
    assert sign_in(leader).get("/register/search/?q=柴").status_code == 404
