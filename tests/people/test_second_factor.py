"""The second factor: six digits from a phone, set up before an office role works."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from linli.core.models import AuditEntry
from linli.people.models import User
from tests.conftest import PASSWORD

SignIn = Callable[[User], Client]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WORK = "/people/me/"


def digits(secret: str = SECRET) -> str:
    """What the app on the phone shows now."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


@pytest.fixture(autouse=True)
def _asked_for(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


def password_first(client: Client, username: str = "song") -> None:
    response = client.post(reverse("account_login"), {"login": username, "password": PASSWORD, "next": WORK})
    assert response["Location"].startswith(reverse("mfa_authenticate"))


# ---- before the work ---------------------------------------------------------------------------
def test_an_office_role_sets_it_up_before_any_work(clerk: User, sign_in: SignIn) -> None:
    response = sign_in(clerk).get(WORK)
    assert (response.status_code, response["Location"]) == (303, reverse("mfa_activate_totp"))


def test_other_roles_work_without(grid_worker: User, sign_in: SignIn) -> None:
    assert sign_in(grid_worker).get(WORK).status_code == 200


def test_switching_to_another_duty_is_no_way_around(grid_worker: User, clerk: User, sign_in: SignIn) -> None:
    clerk.appointments.update(user=grid_worker)
    assert sign_in(grid_worker).get(WORK).status_code == 303


def test_an_installation_may_do_without(clerk: User, sign_in: SignIn, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    assert sign_in(clerk).get(WORK).status_code == 200


def test_the_way_out_and_the_language_stay_open(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert client.post(reverse("people:large_type")).status_code == 303
    assert client.post(reverse("account_logout")).status_code == 302


# ---- setting it up -----------------------------------------------------------------------------
def sign_in_with_password(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "song", "password": PASSWORD, "next": WORK})


def test_it_is_set_up_with_the_digits_that_the_app_shows(clerk: User, client: Client) -> None:
    sign_in_with_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    response = client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(WORK).status_code == 200


def test_setting_it_up_is_logged(
    clerk: User, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    sign_in_with_password(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert AuditEntry.objects.get().action == "people:second_factor:set_up"


def test_wrong_digits_set_nothing_up(clerk: User, client: Client) -> None:
    sign_in_with_password(client)
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()


def test_its_secret_is_sealed_in_the_database(clerk: User) -> None:
    TOTP.activate(clerk, SECRET)
    assert SECRET not in str(Authenticator.objects.values_list("data", flat=True).get())


def test_a_session_that_is_old_asks_for_the_password_first(clerk: User, sign_in: SignIn) -> None:
    response = sign_in(clerk).get(reverse("mfa_activate_totp"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))


# ---- signing in with it ------------------------------------------------------------------------
@pytest.fixture
def protected(clerk: User) -> User:
    TOTP.activate(clerk, SECRET)
    RecoveryCodes.activate(clerk)
    return clerk


def test_the_password_alone_opens_nothing(protected: User, client: Client) -> None:
    password_first(client)
    assert client.get(WORK).status_code == 302
    assert "_auth_user_id" not in client.session


def test_password_and_digits_open(protected: User, client: Client) -> None:
    password_first(client)
    response = client.post(reverse("mfa_authenticate"), {"code": digits()})
    assert (response.status_code, response["Location"]) == (302, WORK)
    assert client.get(WORK).status_code == 200


def test_digits_work_once(protected: User, client: Client) -> None:
    code = digits()
    password_first(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    again = Client()
    password_first(again)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code != 302


def test_a_recovery_code_opens_once(protected: User, client: Client) -> None:
    codes = Authenticator.objects.get(user=protected, type="recovery_codes").wrap().get_unused_codes()
    password_first(client)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    again = Client()
    password_first(again)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code != 302


def test_digits_cannot_be_guessed_on_and_on(protected: User, client: Client) -> None:
    password_first(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.post(reverse("mfa_authenticate"), {"code": digits()}).status_code != 302


@pytest.fixture
def inside(protected: User, client: Client) -> Client:
    """Signed in with both, and the password typed once more."""
    password_first(client)
    client.post(reverse("mfa_authenticate"), {"code": digits()})
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def test_its_pages_ask_for_the_password_once_more(protected: User, client: Client) -> None:
    password_first(client)
    client.post(reverse("mfa_authenticate"), {"code": digits()})
    response = client.get(reverse("mfa_view_recovery_codes"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(response["Location"]).status_code == 200
    assert client.get(reverse("mfa_reauthenticate")).status_code == 200
    assert client.post(response["Location"], {"password": "wrong"}).status_code == 422


def test_taking_it_away_leads_back_to_setting_it_up(protected: User, inside: Client) -> None:
    client = inside
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=protected).exists()
    assert client.get(WORK)["Location"] == reverse("mfa_activate_totp")
    assert AuditEntry.objects.get().action == "people:second_factor:removed"


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_its_pages_are_shown(inside: Client, name: str) -> None:
    assert inside.get(reverse(name)).status_code == 200


def test_the_recovery_codes_can_be_downloaded(inside: Client) -> None:
    text = inside.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert len(text.split()) == 10
