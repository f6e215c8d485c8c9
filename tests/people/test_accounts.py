"""Making, changing and closing accounts, and giving somebody a way back in."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.areas.models import Area
from linli.core.models import AuditEntry, Revision
from linli.core.problems import NotFound
from linli.people import actions
from linli.people.access import account_for, account_to_manage, manages
from linli.people.models import Appointment, User
from linli.people.passwords import new_password
from linli.people.problems import OutsideYourArea, RoleFromAbove, RoleNotAtLevel, UsernameTaken, WeakPassword
from linli.people.viewer import Viewer
from tests.conftest import PASSWORD, TODAY
from tests.people.conftest import Make


def make(actor: Viewer | None, area: Area, **values: Any) -> actions.NewAccount:
    asked = {"username": "qiao", "name": "乔海棠", "role": "clerk", "from_on": TODAY} | values
    return actions.create_account(actor=actor, area=area, **asked)


def test_it_makes_an_account_with_its_first_role(as_administrator: Viewer, community: Area) -> None:
    made = make(as_administrator, community, username=" QIAO ", phone="0453-3120000")
    user = User.objects.get(username="qiao")
    held = user.appointments.get()
    assert (held.role, held.area, held.appointed_by) == ("clerk", community, as_administrator.user)
    assert user.must_change_password
    assert user.check_password(made.password)
    assert user.phone == "0453-3120000"


def test_it_logs_who_made_which_account(as_administrator: Viewer, community: Area) -> None:
    make(as_administrator, community)
    created, appointed = AuditEntry.objects.order_by("id")
    assert (created.action, created.subject_name) == ("people:account:created", "乔海棠")
    assert (appointed.action, appointed.data["role"]) == ("people:appointment:made", "clerk")
    assert {created.area_code, appointed.area_code} == {community.code}


def test_the_password_stands_nowhere_but_in_the_answer(as_administrator: Viewer, community: Area) -> None:
    made = make(as_administrator, community)
    assert made.password not in str(list(AuditEntry.objects.values()))
    assert not User.objects.filter(password__contains=made.password).exists()


def test_a_chosen_password_need_not_be_changed(community: Area) -> None:
    made = make(None, community, password="lilac-harbour-31")
    assert not made.user.must_change_password


@pytest.mark.parametrize("name", ["song", "SONG", " Song "])
def test_it_refuses_a_name_that_is_taken(clerk: User, community: Area, name: str) -> None:
    with pytest.raises(UsernameTaken):
        make(None, community, username=name)
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_it_refuses_a_weak_password(community: Area, password: str) -> None:
    with pytest.raises(WeakPassword):
        make(None, community, password=password)
    assert not User.objects.exists()


def test_it_makes_no_account_where_the_role_is_refused(
    as_administrator: Viewer, far_city: Area, city: Area
) -> None:
    with pytest.raises(OutsideYourArea):
        make(as_administrator, far_city, role="command_staff")
    with pytest.raises(RoleFromAbove):
        make(as_administrator, city, role="privacy_officer")
    with pytest.raises(RoleNotAtLevel):
        make(as_administrator, city, role="grid_worker")
    assert not User.objects.filter(username="qiao").exists()


def test_the_stranger_makes_no_account(clerk: User, community: Area, viewer: Any) -> None:
    with pytest.raises(NotFound):
        make(viewer(clerk), community)


def test_it_keeps_what_an_account_was_before(as_administrator: Viewer, clerk: User, community: Area) -> None:
    actions.change_account(
        actor=as_administrator,
        user=clerk,
        name="宋晓",
        username="songxiao",
        phone="",
        area_code=community.code,
    )
    clerk.refresh_from_db()
    revision = Revision.objects.get(subject_id=clerk.pk)
    assert (clerk.name, clerk.username) == ("宋晓", "songxiao")
    assert revision.before == {"name": "宋文书", "username": "song"}


def test_a_change_of_nothing_leaves_no_trace(as_administrator: Viewer, clerk: User) -> None:
    actions.change_account(
        actor=as_administrator, user=clerk, name="宋文书", username="song", phone="", area_code=""
    )
    assert not AuditEntry.objects.exists()


def test_it_refuses_to_take_somebody_elses_name(
    as_administrator: Viewer, clerk: User, grid_worker: User
) -> None:
    with pytest.raises(UsernameTaken):
        actions.change_account(
            actor=as_administrator, user=clerk, name="宋文书", username="LANG", phone="", area_code=""
        )


def test_a_closed_account_is_out_at_once(as_administrator: Viewer, clerk: User, client: Client) -> None:
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("people:me")).status_code == 200
    actions.close_account(actor=as_administrator, user=clerk, area_code="")
    assert client.get(reverse("people:me")).status_code == 302
    assert authenticate(RequestFactory().post("/"), username="song", password=PASSWORD) is None
    assert not UserSession.objects.filter(user=clerk).exists()


def test_closing_twice_is_logged_once(as_administrator: Viewer, clerk: User) -> None:
    actions.close_account(actor=as_administrator, user=clerk, area_code="")
    actions.close_account(actor=as_administrator, user=clerk, area_code="")
    assert AuditEntry.objects.filter(action="people:account:closed").count() == 1


def test_a_closed_account_can_be_opened_again(as_administrator: Viewer, clerk: User) -> None:
    actions.close_account(actor=as_administrator, user=clerk, area_code="")
    actions.open_account_again(actor=as_administrator, user=clerk, area_code="")
    actions.open_account_again(actor=as_administrator, user=clerk, area_code="")
    assert authenticate(RequestFactory().post("/"), username="song", password=PASSWORD) == clerk
    assert AuditEntry.objects.filter(action="people:account:opened_again").count() == 1


def test_a_reset_password_signs_out_and_must_be_changed(
    as_administrator: Viewer, clerk: User, client: Client
) -> None:
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    made = actions.reset_password(actor=as_administrator, user=clerk, area_code="")
    clerk.refresh_from_db()
    assert clerk.check_password(made.password)
    assert clerk.must_change_password
    assert client.get(reverse("people:me")).status_code == 302


def test_a_lost_second_factor_can_be_taken_away(as_administrator: Viewer, clerk: User) -> None:
    Authenticator.objects.create(user=clerk, type="totp", data={"secret": "x"})
    actions.reset_second_factor(actor=as_administrator, user=clerk, area_code="")
    actions.reset_second_factor(actor=as_administrator, user=clerk, area_code="")
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert AuditEntry.objects.filter(action="people:second_factor:reset").count() == 1


# ---- the door ----------------------------------------------------------------------------------
def test_an_account_is_seen_where_it_holds_a_role(
    as_administrator: Viewer, clerk: User, far_city: Area, hold: Make
) -> None:
    stranger = User.objects.create(username="far", name="远方")
    hold(stranger, "command_staff", far_city)
    assert account_for(as_administrator, clerk.pk) == clerk
    with pytest.raises(NotFound):
        account_for(as_administrator, stranger.pk)


def test_an_account_with_a_wider_reach_is_seen_but_not_managed(
    as_administrator: Viewer, clerk: User, far_city: Area, hold: Make
) -> None:
    hold(clerk, "command_staff", far_city)
    assert account_for(as_administrator, clerk.pk) == clerk
    with pytest.raises(NotFound):
        account_to_manage(as_administrator, clerk.pk)


def test_a_wider_reach_that_is_over_hinders_nobody(
    as_administrator: Viewer, clerk: User, far_city: Area, hold: Make
) -> None:
    hold(clerk, "command_staff", far_city, until_on=TODAY)
    assert account_to_manage(as_administrator, clerk.pk) == clerk


def test_a_wider_reach_that_is_to_come_counts_already(
    as_administrator: Viewer, clerk: User, far_city: Area, hold: Make
) -> None:
    hold(clerk, "command_staff", far_city, from_on=TODAY.replace(day=25))
    assert not manages(as_administrator, clerk)


def test_nobody_manages_themselves_or_their_watcher(as_administrator: Viewer, auditor: User) -> None:
    assert not manages(as_administrator, as_administrator.user)
    assert not manages(as_administrator, auditor)


def test_an_account_without_a_role_is_found_by_its_last_area(
    as_administrator: Viewer, clerk: User, community: Area
) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TODAY)
    assert account_to_manage(as_administrator, clerk.pk) == clerk


# ---- temporary passwords -----------------------------------------------------------------------
def test_temporary_passwords_can_be_read_out() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 14 and password.count("-") == 2 for password in made)
    assert not set("".join(made)) & set("01ilo")
