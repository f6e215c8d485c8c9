"""Looking with somebody else's eyes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas.models import Area
from linli.core.access_log import AccessKind, log_access
from linli.core.models import AccessEntry, AuditEntry
from linli.core.problems import NotFound, ReadOnly
from linli.people import actions
from linli.people.models import Appointment, Organisation, User
from linli.people.viewer import Viewer, viewing_as
from tests.conftest import TODAY
from tests.people.conftest import Make

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]


def start(client: Client, user: User) -> None:
    response = client.post(reverse("people:view_as", args=[user.appointments.get().pk]))
    assert response.status_code == 303


@pytest.fixture
def looking(administrator: User, clerk: User, sign_in: SignIn) -> Client:
    """The administrator's browser, viewing as the clerk."""
    client = sign_in(administrator)
    start(client, clerk)
    return client


def test_it_shows_what_the_other_sees(looking: Client) -> None:
    page = looking.get(reverse("people:accounts"))
    assert page.status_code == 200
    assert page.context["viewer"].role == "clerk"
    assert looking.get(reverse("people:audit")).status_code == 404


def test_a_stripe_says_whose_eyes_these_are(looking: Client) -> None:
    page = looking.get(reverse("people:accounts")).content.decode()
    assert "ll-stripe" in page
    assert "宋文书" in page
    assert reverse("people:stop_view_as") in page


def test_it_logs_the_start_and_the_stop(looking: Client, administrator: User, clerk: User) -> None:
    assert looking.post(reverse("people:stop_view_as")).status_code == 303
    started, stopped = AuditEntry.objects.filter(action__startswith="people:view_as").order_by("id")
    assert (started.action, started.actor, started.subject_id) == (
        "people:view_as:started",
        administrator,
        clerk.pk,
    )
    assert (stopped.action, stopped.actor, stopped.subject_id) == (
        "people:view_as:stopped",
        administrator,
        clerk.pk,
    )


def test_stopping_brings_back_the_own_eyes(looking: Client) -> None:
    looking.post(reverse("people:stop_view_as"))
    assert looking.get(reverse("people:accounts")).context["viewer"].role == "administrator"


def test_signing_out_stops_it_too(looking: Client) -> None:
    assert looking.post(reverse("account_logout")).status_code == 302
    assert AuditEntry.objects.filter(action="people:view_as:stopped").exists()


@pytest.mark.parametrize("name", ["people:duty", "people:large_type", "people:language", "set_language"])
def test_nothing_can_be_sent_meanwhile(looking: Client, name: str) -> None:
    response = looking.post(reverse(name), {"language": "en", "duty": "x"})
    assert response.status_code == 403
    assert ReadOnly.code in response.content.decode()


def test_no_page_writes_meanwhile(
    administrator: User, sign_in: SignIn, town_administrator: User, clerk: User
) -> None:
    """Even where both may write, and whatever the view itself checks."""
    client = sign_in(administrator)
    client.post(reverse("people:view_as", args=[clerk.appointments.get().pk]))
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(reverse("people:accounts")).status_code == 403


def test_no_action_gives_a_role_meanwhile(
    administrator: User, clerk: User, grid_worker: User, grid: Area, viewer: AsViewer
) -> None:
    shown = actions.start_view_as(actor=viewer(administrator), appointment=clerk.appointments.get())
    with pytest.raises(NotFound):
        actions.appoint(actor=shown, user=grid_worker, role="grid_lead", area=grid, from_on=TODAY)


def test_a_look_is_logged_under_the_name_of_who_really_looks(
    administrator: User, clerk: User, viewer: AsViewer
) -> None:
    shown = actions.start_view_as(actor=viewer(administrator), appointment=clerk.appointments.get())
    log_access(actor=shown, what=AccessKind.HOUSEHOLD, reason="test", role=shown.role)
    entry = AccessEntry.objects.get()
    assert entry.actor == administrator
    assert "管理员" in entry.actor_name
    assert "宋文书" in entry.actor_name


def test_it_opens_no_names_that_were_closed(administrator: User, clerk: User, viewer: AsViewer) -> None:
    shown = actions.start_view_as(actor=viewer(administrator), appointment=clerk.appointments.get())
    assert shown.may("households.read")
    assert not shown.may("residents.names")
    assert not shown.may("ledgers.export")


# ---- whom nobody views as ----------------------------------------------------------------------
def refused(client: Client, user: User) -> bool:
    page = reverse("people:view_as", args=[user.appointments.order_by("pk").first().pk])  # type: ignore[union-attr]
    return client.post(page).status_code == 404


def test_not_as_somebody_with_a_wider_reach(
    administrator: User, clerk: User, far_city: Area, hold: Make, sign_in: SignIn
) -> None:
    hold(clerk, "command_staff", far_city)
    assert refused(sign_in(administrator), clerk)


def test_not_as_a_watcher_or_another_administrator(
    administrator: User, auditor: User, town_administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    assert refused(client, auditor)
    assert refused(client, town_administrator)


def test_not_as_oneself(administrator: User, sign_in: SignIn) -> None:
    assert refused(sign_in(administrator), administrator)


def test_not_as_somebody_elsewhere(administrator: User, far_city: Area, hold: Make, sign_in: SignIn) -> None:
    stranger = User.objects.create(username="far", name="远方")
    hold(stranger, "command_staff", far_city)
    assert refused(sign_in(administrator), stranger)


def test_not_by_somebody_without_the_capability(clerk: User, grid_worker: User, sign_in: SignIn) -> None:
    assert refused(sign_in(clerk), grid_worker)


def test_not_as_a_closed_account_or_in_a_term_that_is_over(
    administrator: User, clerk: User, viewer: AsViewer
) -> None:
    own, held = viewer(administrator), clerk.appointments.get()
    Appointment.everywhere.filter(pk=held.pk).update(until_on=TODAY)
    assert viewing_as(own, held.pk, day=TODAY) is None
    Appointment.everywhere.filter(pk=held.pk).update(until_on=None)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert viewing_as(own, held.pk, day=TODAY) is None


def test_it_ends_by_itself_when_the_other_term_ends(looking: Client, clerk: User) -> None:
    Appointment.everywhere.filter(user=clerk).update(until_on=TODAY)
    assert looking.get(reverse("people:accounts")).context["viewer"].role == "administrator"
    Appointment.everywhere.filter(user=clerk).update(until_on=None)
    assert looking.get(reverse("people:accounts")).context["viewer"].role == "administrator"


def test_it_ends_by_itself_when_the_own_duty_ends(looking: Client, administrator: User) -> None:
    Appointment.everywhere.filter(user=administrator).update(until_on=TODAY)
    assert looking.get(reverse("people:accounts")).status_code == 404


def test_viewing_does_not_begin_a_second_time_from_within(
    looking: Client, grid_worker: User, branch: Organisation
) -> None:
    assert (
        looking.post(reverse("people:view_as", args=[grid_worker.appointments.get().pk])).status_code == 403
    )


def test_stopping_what_never_began_leads_home(administrator: User, sign_in: SignIn, client: Client) -> None:
    assert client.post(reverse("people:stop_view_as")).status_code == 302
    response = sign_in(administrator).post(reverse("people:stop_view_as"))
    assert (response.status_code, response["Location"]) == (303, "/")
