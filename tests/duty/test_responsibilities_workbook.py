"""Liaisons from a workbook: columns by their headings, rows matched, refused rows with a reason, then accepted."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.areas.models import Area
from linli.duty.choices import Source
from linli.duty.liaison_sheets import Said, read_liaisons
from linli.duty.models import Proposal, Responsibility
from linli.duty.problems_responsibilities import LiaisonsRefused
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import appoint, settle

SignIn = Callable[[User], Client]
PAGE = "/duty/proposals/import/member-for-households/liaison/"


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADINGS = ["序号", "小区", "楼栋", "单元", "房号", "户主姓名", "联系电话", "包户党员", "包户党员电话"]


def read(*rows: list[Any]) -> list[Said]:
    return read_liaisons(workbook(*rows), file_name="包户.xlsx")


def test_columns_are_found_by_their_headings_below_a_title() -> None:
    rows = read(
        ["和平社区党员包户台账"],
        HEADINGS,
        [1, "和平家园", 3, 2, 501, "柴丽娟", 15100004108, "潘有为", 13900001234],
    )
    (row,) = rows
    assert (row.number, row.name, row.phone) == (3, "潘有为", "13900001234")
    assert (row.door.compound, row.door.building, row.door.stairwell, row.door.room) == (
        "和平家园",
        "3",
        "2",
        "501",
    )


def test_a_telephone_alone_is_that_of_the_one_who_answers() -> None:
    (row,) = read(["门牌地址", "联系电话"], ["3号楼2单元501", "13900001234"])
    assert row.phone == "13900001234"


@pytest.mark.parametrize(
    "rows",
    [
        (["包户党员", "电话"], ["潘有为", "13900001234"]),
        (["小区", "楼栋", "单元", "房号"], ["和平家园", 3, 2, 501]),
        (HEADINGS,),
    ],
)
def test_a_sheet_that_lacks_a_side_is_refused_as_a_whole(rows: Any) -> None:
    with pytest.raises(LiaisonsRefused):
        read(*rows)


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.xlsx"), (b"PK\x03\x04broken", "a.xlsx"), (b"%PDF-1.4", "a.pdf")]
)
def test_what_is_no_workbook_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(LiaisonsRefused):
        read_liaisons(content, file_name=name)


@pytest.fixture
def menglian(city: Area) -> Area:
    city.playbook = "menglian"
    city.save()
    return city


@pytest.fixture
def member(community: Area) -> User:
    user = appoint("pan", "潘有为", "deployed_staff", community)
    user.phone = "13900001234"
    user.save()
    return user


def upload(client: Client, *rows: list[Any]) -> Any:
    file = SimpleUploadedFile("包户.xlsx", workbook(*rows))
    return client.post(PAGE, {"file": file})


def test_rows_are_matched_shown_and_accepted(
    sign_in: SignIn, clerk: User, menglian: Area, member: User, household: Household
) -> None:
    settle(household.area, "3-1-102")
    client = sign_in(clerk)
    response = upload(
        client,
        HEADINGS,
        [1, "和平家园", 3, 2, 501, "柴丽娟", "", "潘有为", "13900001234"],
        [2, "和平家园", 3, 1, 102, "", "", "潘有为", ""],
        [3, "和平家园", 9, 9, 909, "", "", "潘有为", ""],
        [4, "和平家园", 3, 1, 102, "", "", "无此人", ""],
        [5, "和平家园", 3, 1, 102, "", "", "潘有为", "13900001234"],
    )
    assert response.status_code == 303
    made = Proposal.everywhere.get()
    assert [row for row, _door, _why in made.said["refused"]] == [4, 5, 6]
    assert "户册里这里没有这个门牌" in client.get(response.headers["Location"]).content.decode()
    assert not Responsibility.everywhere.exists()
    client.post(f"/duty/proposals/{made.pk}/accept/")
    assert set(Responsibility.everywhere.values_list("user", "source")) == {(member.pk, Source.WORKBOOK)}
    assert Responsibility.everywhere.count() == 2


def test_somebody_without_the_role_is_refused_before_it_is_accepted(
    sign_in: SignIn, clerk: User, menglian: Area, household: Household, warden: User
) -> None:
    upload(sign_in(clerk), HEADINGS, [1, "和平家园", 3, 2, 501, "", "", "佘建业", ""])
    made = Proposal.everywhere.get()
    assert made.pairs == []
    assert "佘建业" in made.said["refused"][0][2]


def test_a_door_of_another_community_is_not_found(
    sign_in: SignIn, other_clerk: User, menglian: Area, member: User, household: Household
) -> None:
    upload(sign_in(other_clerk), HEADINGS, [1, "和平家园", 3, 2, 501, "", "", "潘有为", "13900001234"])
    assert Proposal.everywhere.get().pairs == []


def test_a_file_that_cannot_be_read_is_said_beside_the_form(
    sign_in: SignIn, clerk: User, menglian: Area
) -> None:
    response = upload(sign_in(clerk), ["随便", "写写"], ["一", "二"])
    assert response.status_code == 422
    assert not Proposal.everywhere.exists()
