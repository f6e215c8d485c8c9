"""A role held in an area for a term."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.core.problems import NotFound
from linli.people import actions
from linli.people.models import Appointment, Note, User
from linli.people.problems import (
    AccountClosed,
    AlreadyHeld,
    EndsBeforeItBegins,
    NotYourself,
    OutsideYourArea,
    RoleFromAbove,
    RoleNotAtLevel,
    TermIsOver,
)
from linli.people.viewer import Viewer, viewer_of
from tests.conftest import NOW, TODAY
from tests.people.conftest import Make

TOMORROW = TODAY + timedelta(days=1)
AsViewer = Callable[[User], Viewer]


def test_it_gives_a_role_for_a_term(as_administrator: Viewer, clerk: User, other_community: Area) -> None:
    made = actions.appoint(
        actor=as_administrator, user=clerk, role="clerk", area=other_community, from_on=TODAY,
        until_on=date(2026, 12, 1),
    )  # fmt: skip
    assert (made.area_code, made.until_on) == (other_community.code, date(2026, 12, 1))
    entry = AuditEntry.objects.get(action="people:appointment:made")
    assert (entry.area_code, entry.subject_name) == (other_community.code, "宋文书")


def test_it_tells_who_was_appointed(as_administrator: Viewer, clerk: User, grid: Area) -> None:
    actions.appoint(actor=as_administrator, user=clerk, role="grid_worker", area=grid, from_on=TODAY)
    assert Note.objects.get(user=clerk).kind == "appointed"


def test_a_term_opens_nothing_before_and_after(clerk: User, grid: Area, hold: Make) -> None:
    user = User.objects.create(username="new", name="新来")
    hold(user, "grid_worker", grid, from_on=TODAY, until_on=TOMORROW)
    assert viewer_of(user, day=TODAY).may("households.read")
    for day in (TODAY - timedelta(days=1), TOMORROW):
        shown = viewer_of(user, day=day)
        assert (shown.appointment, shown.can, shown.scope.prefixes) == (None, frozenset(), ())


def test_a_page_opens_nothing_after_the_last_day(clerk: User, sign_in: Callable[[User], Client]) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TOMORROW)
    with time_machine.travel(NOW + timedelta(hours=13), tick=True):  # 23:12
        client = sign_in(clerk)
        assert client.get("/people/").status_code == 200
    with time_machine.travel(NOW + timedelta(hours=14), tick=True):  # 00:12 on the day after
        assert client.get("/people/").status_code == 404


def test_a_role_that_the_catalogue_no_longer_has_opens_nothing(clerk: User) -> None:
    Appointment.everywhere.filter(user=clerk).update(role="red_guard")
    assert viewer_of(clerk, day=TODAY).appointment is None


def test_the_city_says_at_which_levels_a_role_is_held(
    as_administrator: Viewer, clerk: User, town: Area
) -> None:
    with pytest.raises(RoleNotAtLevel):
        actions.appoint(actor=as_administrator, user=clerk, role="building_warden", area=town, from_on=TODAY)
    assert Appointment.everywhere.filter(user=clerk).count() == 1


def test_it_refuses_an_area_beyond_the_own(
    town_administrator: User, viewer: AsViewer, clerk: User, far_city: Area
) -> None:
    with pytest.raises(OutsideYourArea):
        actions.appoint(
            actor=viewer(town_administrator), user=clerk, role="command_staff", area=far_city, from_on=TODAY
        )


def test_it_refuses_a_role_that_is_given_from_above(
    as_administrator: Viewer, clerk: User, city: Area
) -> None:
    for role in ("administrator", "privacy_officer"):
        with pytest.raises(RoleFromAbove):
            actions.appoint(actor=as_administrator, user=clerk, role=role, area=city, from_on=TODAY)


def test_nobody_gives_themselves_a_role(as_administrator: Viewer, community: Area) -> None:
    with pytest.raises(NotYourself):
        actions.appoint(
            actor=as_administrator, user=as_administrator.user, role="clerk", area=community, from_on=TODAY
        )


def test_the_stranger_gives_no_role(clerk: User, grid_worker: User, grid: Area, viewer: AsViewer) -> None:
    with pytest.raises(NotFound):
        actions.appoint(actor=viewer(clerk), user=grid_worker, role="grid_lead", area=grid, from_on=TODAY)


def test_a_user_acts_in_their_own_duty(administrator: User, clerk: User, other_community: Area) -> None:
    made = actions.appoint(actor=administrator, user=clerk, role="clerk", area=other_community, from_on=TODAY)
    assert made.appointed_by == administrator


def test_an_unknown_role_is_like_a_missing_page(
    as_administrator: Viewer, clerk: User, community: Area
) -> None:
    with pytest.raises(NotFound):
        actions.appoint(actor=as_administrator, user=clerk, role="emperor", area=community, from_on=TODAY)


def test_a_closed_account_gets_no_role(as_administrator: Viewer, clerk: User, other_community: Area) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    with pytest.raises(AccountClosed):
        actions.appoint(actor=as_administrator, user=clerk, role="clerk", area=other_community, from_on=TODAY)


@pytest.mark.parametrize("until_on", [TODAY, TODAY - timedelta(days=3)])
def test_it_refuses_a_term_that_ends_before_it_begins(
    as_administrator: Viewer, clerk: User, other_community: Area, until_on: date
) -> None:
    with pytest.raises(EndsBeforeItBegins):
        actions.appoint(
            actor=as_administrator,
            user=clerk,
            role="clerk",
            area=other_community,
            from_on=TODAY,
            until_on=until_on,
        )


def test_it_refuses_the_same_role_twice_at_once(
    as_administrator: Viewer, clerk: User, community: Area
) -> None:
    with pytest.raises(AlreadyHeld):
        actions.appoint(actor=as_administrator, user=clerk, role="clerk", area=community, from_on=TODAY)


def test_it_gives_the_role_again_after_the_term(
    as_administrator: Viewer, clerk: User, community: Area
) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TODAY)
    again = actions.appoint(actor=as_administrator, user=clerk, role="clerk", area=community, from_on=TODAY)
    assert again.holds_on(TODAY)


# ---- ending ------------------------------------------------------------------------------------
def test_it_ends_a_term_with_its_last_day(as_administrator: Viewer, clerk: User) -> None:
    held = clerk.appointments.get()
    actions.end_appointment(actor=as_administrator, appointment=held, last_day=TODAY)
    held.refresh_from_db()
    assert held.until_on == TOMORROW
    assert held.holds_on(TODAY)
    assert not held.holds_on(TOMORROW)
    assert AuditEntry.objects.get(action="people:appointment:ended").data["last_day"] == "2026-11-20"


def test_a_term_that_never_began_is_taken_back(
    as_administrator: Viewer, clerk: User, grid: Area, hold: Make
) -> None:
    ahead = hold(clerk, "grid_worker", grid, from_on=TOMORROW)
    actions.end_appointment(actor=as_administrator, appointment=ahead, last_day=TODAY)
    assert not Appointment.everywhere.filter(pk=ahead.pk).exists()


def test_a_term_ends_once(as_administrator: Viewer, clerk: User) -> None:
    held = clerk.appointments.get()
    actions.end_appointment(actor=as_administrator, appointment=held, last_day=TODAY - timedelta(days=1))
    with pytest.raises(TermIsOver):
        actions.end_appointment(actor=as_administrator, appointment=held, last_day=TODAY)


def test_nobody_ends_their_own_term_or_their_watchers(as_administrator: Viewer, auditor: User) -> None:
    with pytest.raises(NotYourself):
        actions.end_appointment(
            actor=as_administrator, appointment=as_administrator.user.appointments.get(), last_day=TODAY
        )
    with pytest.raises(RoleFromAbove):
        actions.end_appointment(
            actor=as_administrator, appointment=auditor.appointments.get(), last_day=TODAY
        )


def test_the_stranger_ends_no_term(clerk: User, grid_worker: User, viewer: AsViewer) -> None:
    with pytest.raises(NotFound):
        actions.end_appointment(
            actor=viewer(clerk), appointment=grid_worker.appointments.get(), last_day=TODAY
        )
