"""Signing in and out, the lock, the password that was given, and what is not there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import NoReverseMatch, reverse

from linli.core.models import AuditEntry
from linli.people.models import User
from tests.conftest import NOW, PASSWORD

SignIn = Callable[[User], Client]
NEXT = "/people/me/"


def sign_in_by_form(client: Client, username: str = "song", password: str = PASSWORD, **extra: str) -> object:
    return client.post(
        reverse("account_login"), {"login": username, "password": password, "next": NEXT}, **extra
    )  # type: ignore[arg-type]


def wrong_tries(client: Client, times: int, username: str = "song", **extra: str) -> None:
    for _ in range(times):
        sign_in_by_form(client, username, "not-the-password", **extra)


def test_it_signs_in_with_name_and_password(clerk: User, client: Client) -> None:
    response = sign_in_by_form(client)
    assert (response.status_code, response["Location"]) == (302, NEXT)  # type: ignore[attr-defined,index]
    assert client.get(NEXT).context["viewer"].user == clerk


@pytest.mark.parametrize("username", ["SONG", " song "])
def test_capitals_and_blanks_make_no_difference(clerk: User, client: Client, username: str) -> None:
    assert sign_in_by_form(client, username).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("username", "password"), [("song", "wrong"), ("nobody", PASSWORD), ("", ""), ("song", "")]
)
def test_a_wrong_sign_in_keeps_the_name_and_tells_nothing(
    clerk: User, client: Client, username: str, password: str
) -> None:
    response = client.post(reverse("account_login"), {"login": username, "password": password})
    assert response.status_code == 422
    assert f'value="{username}"' in response.content.decode() or not username
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_and_a_wrong_password_read_alike(clerk: User, client: Client) -> None:
    pages = [
        client.post(reverse("account_login"), {"login": name, "password": "wrong"})
        .context["form"]
        .errors.as_json()
        for name in ("song", "nobody")
    ]
    assert pages[0] == pages[1]


def test_it_locks_the_name_from_this_place_after_five_wrong_tries(clerk: User, client: Client) -> None:
    wrong_tries(client, 5)
    response = sign_in_by_form(client)
    assert response.status_code == 429  # type: ignore[attr-defined]
    assert "people.locked_out" in response.content.decode()  # type: ignore[attr-defined]
    assert "15" in response.content.decode()  # type: ignore[attr-defined]


def test_the_lock_holds_in_capitals_too(clerk: User, client: Client) -> None:
    wrong_tries(client, 3)
    wrong_tries(client, 2, "SONG")
    assert sign_in_by_form(client, "Song").status_code == 429  # type: ignore[attr-defined]


def test_the_lock_is_not_for_other_names_or_other_places(
    clerk: User, other_clerk: User, client: Client
) -> None:
    wrong_tries(client, 6)
    assert sign_in_by_form(client, "miao").status_code == 302  # type: ignore[attr-defined]
    client.logout()
    assert sign_in_by_form(client, REMOTE_ADDR="10.0.0.9").status_code == 302  # type: ignore[attr-defined]


def test_four_wrong_tries_lock_nothing(clerk: User, client: Client) -> None:
    wrong_tries(client, 4)
    assert sign_in_by_form(client).status_code == 302  # type: ignore[attr-defined]


def test_a_closed_account_does_not_sign_in(clerk: User, client: Client) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert sign_in_by_form(client).status_code != 200  # type: ignore[attr-defined]
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_button(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_language_of_a_person_comes_with_them(clerk: User, client: Client) -> None:
    User.objects.filter(pk=clerk.pk).update(language="en")
    response = sign_in_by_form(client)
    assert response.cookies["django_language"].value == "en"  # type: ignore[attr-defined]


def test_passwords_are_kept_with_argon2() -> None:
    from linli import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


# ---- a password that was given -----------------------------------------------------------------
@pytest.fixture
def newcomer(clerk: User) -> User:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    return clerk


def test_a_given_password_is_changed_before_any_work(newcomer: User, sign_in: SignIn) -> None:
    client = sign_in(newcomer)
    for page in ("/people/", "/people/me/", reverse("people:organisations")):
        response = client.get(page)
        assert (response.status_code, response["Location"]) == (303, reverse("account_change_password"))


def test_after_the_change_the_work_begins(newcomer: User, sign_in: SignIn) -> None:
    client = sign_in(newcomer)
    new = {"oldpassword": PASSWORD, "password1": "lilac-harbour-31", "password2": "lilac-harbour-31"}
    response = client.post(reverse("account_change_password"), new)
    newcomer.refresh_from_db()
    assert response.status_code == 302
    assert not newcomer.must_change_password
    assert newcomer.check_password("lilac-harbour-31")
    assert client.get("/people/").status_code == 200
    assert AuditEntry.objects.get().action == "people:password:changed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"oldpassword": "no"},
        {"password1": "short", "password2": "short"},
        {"password2": "lilac-harbour-32"},
        {"password1": "1234567890", "password2": "1234567890"},
    ],
)
def test_a_refused_change_changes_nothing(newcomer: User, sign_in: SignIn, wrong: dict[str, str]) -> None:
    new = {"oldpassword": PASSWORD, "password1": "lilac-harbour-31", "password2": "lilac-harbour-31"} | wrong
    assert sign_in(newcomer).post(reverse("account_change_password"), new).status_code == 422
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_a_changed_password_ends_the_sessions_elsewhere(clerk: User, sign_in: SignIn) -> None:
    elsewhere = Client()
    elsewhere.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    new = {"oldpassword": PASSWORD, "password1": "lilac-harbour-31", "password2": "lilac-harbour-31"}
    client = sign_in(clerk)
    client.post(reverse("account_change_password"), new)
    assert client.get(NEXT).status_code == 200
    assert elsewhere.get(NEXT).status_code == 302


# ---- sessions ----------------------------------------------------------------------------------
def test_it_lists_the_devices_and_signs_the_others_out(clerk: User, sign_in: SignIn) -> None:
    elsewhere = Client(
        headers={"user-agent": "Mozilla/5.0 (Linux; Android 12) Chrome/107.0 Mobile Safari/537.36"}
    )
    elsewhere.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    elsewhere.get(NEXT)
    client = sign_in(clerk)
    client.get(NEXT)
    page = client.get(reverse("usersessions_list"))
    assert "Chrome · Android" in page.content.decode()
    client.post(reverse("usersessions_list"))
    assert elsewhere.get(NEXT).status_code == 302
    assert client.get(NEXT).status_code == 200
    assert UserSession.objects.filter(user=clerk).count() == 1


# ---- what is not there -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/set/", "password/reset/",
        "password/reset/done/", "password/reset/key/1-abc/", "login/code/", "login/code/confirm/", "3rdparty/",
        "social/signup/", "2fa/webauthn/", "signup/passkey/", "",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_sign_up_and_no_mail(clerk: User, sign_in: SignIn, path: str, method: str) -> None:
    for client in (Client(), sign_in(clerk)):
        assert getattr(client, method)(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_email", "account_confirm_email", "account_request_login_code"])
def test_nothing_leads_to_mail(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_session_is_noted_once_a_minute_and_not_with_every_page(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    noted = []
    for seconds in (0, 59, 61):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            browser.get(NEXT)
        noted.append(UserSession.objects.get(user=clerk).last_seen_at)
    assert noted == [NOW, NOW, NOW + timedelta(seconds=61)]
