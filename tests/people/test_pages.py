"""The pages of accounts and organisations."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas.models import Area
from linli.people.models import Appointment, Membership, Organisation, User
from linli.people.tabs import TABS, more_pages, tabs_for
from linli.people.viewer import Viewer, roles
from tests.conftest import LONG_AGO, TODAY
from tests.people.conftest import Make

SignIn = Callable[[User], Client]
ACCOUNTS = "/people/"


@pytest.fixture
def desk(administrator: User, sign_in: SignIn) -> Client:
    return sign_in(administrator)


def names_on(client: Client, **query: str) -> list[str]:
    return [user.name for user, _terms in client.get(ACCOUNTS, query).context["rows"]]


# ---- the list ----------------------------------------------------------------------------------
def test_it_lists_the_accounts_of_the_area(
    desk: Client, clerk: User, grid_worker: User, far_city: Area, hold: Make
) -> None:
    hold(User.objects.create(username="far", name="远方"), "command_staff", far_city)
    assert set(names_on(desk)) == {"宋文书", "管理员", "郎玉珍"}


def test_a_community_sees_its_own_people_only(
    clerk: User, grid_worker: User, other_clerk: User, administrator: User, sign_in: SignIn
) -> None:
    assert set(names_on(sign_in(clerk))) == {"宋文书", "郎玉珍"}


def test_the_area_narrows_the_list(
    desk: Client, clerk: User, other_clerk: User, other_community: Area
) -> None:
    assert names_on(desk, area=other_community.code) == ["苗文书"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "宋"}, ["宋文书"]),
        ({"q": "LANG"}, ["郎玉珍"]),
        ({"role": "clerk"}, ["宋文书"]),
        ({"role": "clerk", "q": "郎"}, []),
        ({"state": "closed"}, []),
        ({"state": "without_duty"}, []),
        ({"state": "nonsense"}, ["宋文书", "管理员", "郎玉珍"]),
    ],
)
def test_it_finds_by_name_role_and_state(
    desk: Client, clerk: User, grid_worker: User, query: dict[str, str], found: list[str]
) -> None:
    assert sorted(names_on(desk, **query)) == found


def test_an_account_whose_term_is_over_is_without_a_duty(desk: Client, clerk: User) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TODAY)
    assert names_on(desk, state="without_duty") == ["宋文书"]
    assert "宋文书" not in names_on(desk, state="in_duty")


def test_closed_accounts_are_shown_where_asked_for(desk: Client, clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert "宋文书" not in names_on(desk)
    assert names_on(desk, state="closed") == ["宋文书"]


def test_an_empty_list_says_why(desk: Client) -> None:
    page = desk.get(ACCOUNTS, {"q": "无此人"})
    assert "ll-empty" in page.content.decode()


def test_the_queries_do_not_grow_with_the_rows(desk: Client, grid: Area, hold: Make) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert desk.get(ACCOUNTS).status_code == 200
        return len(made)

    desk.get(ACCOUNTS)
    few = queries()
    for number in range(20):
        hold(User.objects.create(username=f"u{number}", name=f"名{number}"), "grid_worker", grid)
    assert queries() == few


def test_it_turns_the_pages(desk: Client, grid: Area, hold: Make) -> None:
    for number in range(35):
        hold(User.objects.create(username=f"u{number}", name=f"名{number:02}"), "grid_worker", grid)
    first, second = names_on(desk), names_on(desk, page="2")
    assert (len(first), len(second)) == (30, 6)
    assert not set(first) & set(second)


# ---- one account -------------------------------------------------------------------------------
def account_page(user: User, name: str = "people:account") -> str:
    return reverse(name, args=[user.pk])


def test_it_shows_the_roles_of_the_area_only(
    clerk: User, other_community: Area, hold: Make, sign_in: SignIn, grid_worker: User
) -> None:
    hold(grid_worker, "grid_worker", other_community)
    page = sign_in(clerk).get(account_page(grid_worker))
    assert [term.appointment.area.name for term in page.context["terms"]] == ["第一网格"]


def test_who_only_reads_finds_no_buttons(clerk: User, grid_worker: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).get(account_page(grid_worker))
    assert not page.context["may_manage"]
    assert reverse("people:appoint", args=[grid_worker.pk]) not in page.content.decode()


NEW = {
    "name": "乔海棠", "username": "qiao", "phone": "", "role": "grid_worker", "place": "第一网格",
    "from_on": "2026-11-20", "last_day": "2026-12-31",
}  # fmt: skip


def test_it_makes_an_account_and_shows_the_password_once(desk: Client, grid: Area) -> None:
    page = desk.post(reverse("people:account_new"), NEW)
    made = User.objects.get(username="qiao")
    password = page.context["made"].password
    assert password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert made.check_password(password)
    assert password not in desk.get(account_page(made)).content.decode()
    assert str(made.appointments.get().until_on) == "2027-01-01"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"place": "天安门"}, "place"),
        ({"place": "231083"}, "place"),
        ({"role": "emperor"}, "role"),
        ({"last_day": "2026-11-01"}, "last_day"),
        ({"from_on": "yesterday"}, "from_on"),
        ({"role": "county_leader"}, "__all__"),
        ({"username": "admin"}, "__all__"),
    ],
)
def test_what_was_typed_stays_when_it_is_refused(
    desk: Client, grid: Area, change: dict[str, str], field: str
) -> None:
    page = desk.post(reverse("people:account_new"), NEW | change)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert 'value="乔海棠"' in page.content.decode()
    assert not User.objects.filter(name="乔海棠").exists()


def test_an_area_is_found_by_code_by_label_or_by_part_of_its_name(desk: Client, grid: Area) -> None:
    for number, typed in enumerate((grid.code, f"{grid.code} 第一网格", "第一网")):
        page = desk.post(reverse("people:account_new"), NEW | {"place": typed, "username": f"qiao{number}"})
        assert page.status_code == 200


def test_a_name_that_several_areas_have_asks_for_the_code(
    desk: Client, grid: Area, community: Area, other_community: Area
) -> None:
    page = desk.post(reverse("people:account_new"), NEW | {"place": "社区"})
    said = str(page.context["form"].errors["place"])
    assert community.code in said
    assert other_community.code in said


def test_it_corrects_an_account(desk: Client, clerk: User) -> None:
    page = account_page(clerk, "people:account_edit")
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"name": "宋晓", "username": "song", "phone": "131"}).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.name, clerk.phone) == ("宋晓", "131")


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("people:account_close", lambda user: not user.is_active),
        ("people:password_reset", lambda user: user.must_change_password),
        ("people:second_factor_reset", lambda user: True),
    ],
)
def test_a_restrictive_act_says_first_what_it_does(
    desk: Client, clerk: User, name: str, sees: Callable[[User], bool]
) -> None:
    page = account_page(clerk, name)
    assert "ll-act-panel" in desk.get(page).content.decode()
    clerk.refresh_from_db()
    assert clerk.is_active
    assert not clerk.must_change_password
    desk.post(page)
    clerk.refresh_from_db()
    assert sees(clerk)


def test_a_closed_account_is_opened_again(desk: Client, clerk: User) -> None:
    desk.post(account_page(clerk, "people:account_close"))
    assert desk.post(account_page(clerk, "people:account_open_again")).status_code == 302
    clerk.refresh_from_db()
    assert clerk.is_active


@pytest.mark.parametrize(
    "name",
    ["account_edit", "account_close", "account_open_again", "password_reset", "second_factor_reset"],
)
def test_a_watchers_account_cannot_be_managed(desk: Client, auditor: User, name: str) -> None:
    page = account_page(auditor, f"people:{name}")
    for response in (desk.get(page), desk.post(page)):
        assert response.status_code == 404


def test_it_gives_a_role_and_ends_it(desk: Client, clerk: User, grid: Area) -> None:
    role = {"role": "grid_worker", "place": grid.code, "from_on": "2026-11-20", "last_day": ""}
    assert desk.post(account_page(clerk, "people:appoint"), role).status_code == 302
    given = clerk.appointments.get(role="grid_worker")
    page = reverse("people:appointment_end", args=[given.pk])
    assert "第一网格" in desk.get(page).content.decode()
    assert desk.post(page, {"last_day": "2026-11-20"}).status_code == 302
    given.refresh_from_db()
    assert str(given.until_on) == "2026-11-21"


def test_a_refused_role_stays_in_the_form(desk: Client, clerk: User, community: Area) -> None:
    role = {"role": "clerk", "place": community.code, "from_on": "2026-11-20"}
    page = desk.post(account_page(clerk, "people:appoint"), role)
    assert page.status_code == 422
    assert f'value="{community.code}"' in page.content.decode()


# ---- organisations -----------------------------------------------------------------------------
def organisation_page(organisation: Organisation, name: str = "people:organisation") -> str:
    return reverse(name, args=[organisation.pk])


FIRM = {"name": "和平物业", "kind": "property_firm", "place": "和平社区", "credit_code": "", "parent": ""}


def test_it_enters_corrects_and_closes_an_organisation(desk: Client, community: Area) -> None:
    assert desk.post(reverse("people:organisation_new"), FIRM).status_code == 302
    firm = Organisation.everywhere.get()
    desk.post(organisation_page(firm, "people:organisation_edit"), FIRM | {"contact_name": "卢经理"})
    firm.refresh_from_db()
    assert firm.contact_name == "卢经理"
    desk.post(organisation_page(firm, "people:organisation_close"), {"last_day": "2026-11-20"})
    firm.refresh_from_db()
    assert firm.closed_on is not None
    assert desk.get(organisation_page(firm)).status_code == 200
    assert desk.get(organisation_page(firm, "people:organisation_edit")).status_code == 404


@pytest.mark.parametrize(
    "change", [{"kind": ""}, {"name": ""}, {"credit_code": "91230000000000000X"}, {"place": "无"}]
)
def test_a_wrong_organisation_is_not_entered(desk: Client, community: Area, change: dict[str, str]) -> None:
    page = desk.post(reverse("people:organisation_new"), FIRM | change)
    assert page.status_code == 422
    assert not Organisation.everywhere.exists()


def test_it_lists_and_finds_organisations(desk: Client, branch: Organisation, other_community: Area) -> None:
    def found(**query: str) -> list[str]:
        return [one.name for one, _path in desk.get(reverse("people:organisations"), query).context["rows"]]

    assert found() == found(q="第一") == found(kind="party_branch") == [branch.name]
    assert (
        found(kind="clinic") == found(q="无") == found(closed="1") == found(area=other_community.code) == []
    )


def test_it_enters_a_member_who_agreed(desk: Client, branch: Organisation, grid_worker: User) -> None:
    page = organisation_page(branch, "people:membership_new")
    agreed = {"username": "lang", "consented_on": "2026-11-18", "consent_note": "签了同意书"}
    assert desk.get(page).status_code == 200
    assert desk.post(page, agreed).status_code == 302
    assert "郎玉珍" in desk.get(organisation_page(branch)).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"username": "nobody"}, {"consented_on": ""}, {"consented_on": "2026-12-01"}, {"consent_note": ""}],
)
def test_it_enters_nobody_without_consent(
    desk: Client, branch: Organisation, grid_worker: User, change: dict[str, str]
) -> None:
    agreed = {"username": "lang", "consented_on": "2026-11-18", "consent_note": "签了同意书"} | change
    assert desk.post(organisation_page(branch, "people:membership_new"), agreed).status_code == 422
    assert not Membership.objects.exists()


def test_it_ends_a_membership(desk: Client, membership: Membership) -> None:
    page = reverse("people:membership_end", args=[membership.pk])
    assert "郎玉珍" in desk.get(page).content.decode()
    assert desk.post(page).status_code == 302
    assert desk.post(page).status_code == 404


# ---- both languages ----------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_shown_in_both_languages(
    desk: Client, clerk: User, branch: Organisation, membership: Membership, language: str
) -> None:
    desk.cookies["django_language"] = language
    pages: list[Any] = [
        ACCOUNTS, reverse("people:account_new"), reverse("people:organisations"), reverse("people:organisation_new"),
        account_page(clerk), account_page(clerk, "people:appoint"), organisation_page(branch),
        organisation_page(branch, "people:membership_new"), reverse("people:audit"), reverse("people:opened"),
        reverse("people:me"), reverse("usersessions_list"), reverse("account_change_password"), reverse("mfa_index"),
    ]  # fmt: skip
    for page in pages:
        assert desk.get(page).status_code == 200, page


def test_what_is_not_there_is_missing(desk: Client) -> None:
    for name in ("account", "account_edit", "organisation", "membership_end", "appointment_end"):
        assert desk.get(reverse(f"people:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("role", sorted(roles()))
def test_no_duty_has_more_than_nine_tabs_and_every_page_is_reached(role: str, community: Area) -> None:
    user = User.objects.create(username=role, name="试人")
    duty = Appointment(user=user, role=role, area=community, area_code=community.code, from_on=LONG_AGO)
    viewer = Viewer(user, duty, (duty,), can=frozenset(roles()[role].sees))
    shown = tabs_for(viewer, "/register/")
    assert 1 <= len(shown) <= 9
    mine = [name for name, _label, need, _start in TABS if not need or viewer.may(need)]
    assert len(shown) + len(more_pages(viewer)) == len(mine)
