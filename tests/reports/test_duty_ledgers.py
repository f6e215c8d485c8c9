"""小区党员 and 志愿者招募使用: lines about people with an account, by consent, without document numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.actions.teams import name_team, put_into_team
from linli.duty.actions.volunteers import enter_volunteer, record_training
from linli.duty.choices import BookState, ClaimState
from linli.duty.models import Claim, DutyPlace, Post, Responsibility, Volunteer
from linli.people.models import Membership, Organisation, User
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.reports.entries import entries_of
from linli.reports.ledgers import LEDGERS
from linli.reports.queries import Chosen, count_of, keys_of
from tests.conftest import NOW, TODAY, appoint

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MEMBERS, VOLUNTEERS = "/ledgers/members/", "/ledgers/volunteers/"


@pytest.fixture
def branch(community: Area) -> Organisation:
    return Organisation.objects.create(
        area=community, area_code=community.code, name="和平社区党支部", kind="party_branch"
    )


@pytest.fixture
def member(branch: Organisation, grid: Area, household: Household, clerk: User) -> User:
    """丛大海 is a member of the branch, looks after a household, and stood on a post this morning."""
    user = appoint("cong", "丛大海", "volunteer", grid)
    user.phone = "13800001188"
    user.save()
    Membership.objects.create(
        organisation=branch, user=user, consented_at=timezone.now(), from_on=date(2026, 3, 1)
    )
    page = enter_volunteer(
        user=user, area=grid, consents=True, actor=clerk, skills="会修水管", hours="周末", birth_year=1980
    )
    record_training(page, subject="消杀", on=date(2026, 11, 1), gives="disinfection", actor=clerk)
    put_into_team(
        name_team(area=grid, name="先锋队", kind="team", from_on=TODAY, actor=clerk),
        users=[user],
        actor=clerk,
    )
    Responsibility.objects.create(pattern="p", slot="s", target_kind="household", household=household, user=user,
                                  area=household.area, area_code=household.area_code, from_on=TODAY)  # fmt: skip
    place = DutyPlace.objects.create(area=grid, area_code=grid.code, name="东门", kind="gate")
    post = Post.objects.create(area=grid, area_code=grid.code, kind="gatekeeper", place=place, headcount=1,
                               starts_at=NOW - timedelta(hours=8), ends_at=NOW, lead=clerk)  # fmt: skip
    Claim.objects.create(area=grid, area_code=grid.code, post=post, user=user, state=ClaimState.DONE,
                         checked_in_at=post.starts_at, checked_out_at=post.ends_at)  # fmt: skip
    return user


def page_text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())


def sheet(client: Client, url: str) -> list[dict[str, object]]:
    answer = client.post(
        f"{url}take/", {"purpose": "other", "other": "核对名单", "numbers": "masked", "taken_as": "workbook"}
    )
    assert answer.status_code == 200, answer.content.decode()[:300]
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    at = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[1]]  # type: ignore[arg-type]


def test_a_members_line_says_what_the_office_asks_for(member: User, clerk: User, sign_in: SignIn) -> None:
    [line] = sheet(sign_in(clerk), MEMBERS)
    said = {key: line[key] for key in ("姓名", "所在党组织/工作单位", "联系电话", "报到日期", "特长", "可服务时段", "认领岗位",
                                       "包联户数", "编入小组", "服务时长")}  # fmt: skip
    assert said == {
        "姓名": "丛大海", "所在党组织/工作单位": "和平社区党支部", "联系电话": "138****1188", "报到日期": "2026-03-01",
        "特长": "会修水管", "可服务时段": "周末", "认领岗位": "守门员", "包联户数": 1, "编入小组": "先锋队", "服务时长": 8,
    }  # fmt: skip
    assert not any("证" in heading for heading in line)


def test_a_volunteers_line_says_post_shift_and_training(member: User, clerk: User, sign_in: SignIn) -> None:
    [line] = sheet(sign_in(clerk), VOLUNTEERS)
    assert (line["点位"], line["班次起止"]) == ("东门", "2026-11-20 02:12 – 2026-11-20 10:12")
    assert (line["签到"], line["签退"], line["时长"]) == ("2026-11-20 02:12", "2026-11-20 10:12", 8)
    assert (line["年龄"], line["负责人"], line["健康状况"]) == (46, "宋文书", "身体好")
    assert line["培训（科目、日期）"] == "消杀 2026-11-01"
    assert line["技能/资质"] == "消杀；会修水管"


def test_nobody_is_listed_who_has_not_agreed_or_has_left(member: User, clerk: User, sign_in: SignIn) -> None:
    office = sign_in(clerk)
    assert "丛大海" in page_text(office, MEMBERS)
    Volunteer.everywhere.update(state=BookState.LEFT)
    assert "丛大海" not in page_text(office, VOLUNTEERS)
    assert "丛大海" in page_text(office, f"{VOLUNTEERS}?book=left")
    Membership.objects.all().delete()
    assert "丛大海" not in page_text(office, MEMBERS)


def test_a_member_of_a_branch_elsewhere_is_listed_where_they_serve(
    member: User, branch: Organisation, other_community: Area, clerk: User, sign_in: SignIn
) -> None:
    Organisation.everywhere.update(area=other_community, area_code=other_community.code)
    assert "丛大海" in page_text(sign_in(clerk), MEMBERS)
    Volunteer.everywhere.update(area=other_community, area_code=other_community.code)
    assert "丛大海" not in page_text(sign_in(clerk), MEMBERS)


def test_only_offices_open_them_and_only_of_their_area(
    member: User, grid_worker: User, other_clerk: User, sign_in: SignIn
) -> None:
    for url in (MEMBERS, VOLUNTEERS):
        page_text(sign_in(grid_worker), url, 404)
        assert "丛大海" not in page_text(sign_in(other_clerk), url)


def test_a_page_of_lines_asks_a_fixed_number_of_questions(
    member: User, branch: Organisation, grid: Area, clerk: User, viewer: Callable[[User], Viewer],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    for n in range(4):
        user = appoint(f"m{n}", f"邴{n}", "volunteer", grid)
        Membership.objects.create(organisation=branch, user=user, consented_at=timezone.now(), from_on=TODAY)
        enter_volunteer(user=user, area=grid, consents=True, actor=clerk)
    scope, office = Scope((grid.code[:12],)), viewer(clerk)
    for key in ("members", "volunteers"):
        ledger = LEDGERS[key]
        assert count_of(ledger, grid.code[:12], Chosen(), TODAY).n == 5
        with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
            lines = entries_of(
                keys_of(ledger, scope, Chosen(sort="-name"), TODAY), ledger, office, scope, TODAY
            )
        assert len(lines) == 5


def test_it_is_printed_without_doors(member: User, clerk: User, sign_in: SignIn) -> None:
    office = sign_in(clerk)
    answer = office.post(
        f"{VOLUNTEERS}take/", {"purpose": "other", "other": "核对", "numbers": "masked", "taken_as": "print"}
    )
    assert answer.status_code == 302
    assert "志愿者招募使用台账" in page_text(office, answer["Location"])
