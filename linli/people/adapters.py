"""How allauth and axes are fitted to Linli: no sign-up, names for addresses, a clear word when locked."""

import time
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.crypto import keyring
from linli.core.views import problem_response
from linli.people.actions import MFA_CONTEXT, change_own_password, stop_view_as
from linli.people.problems import LockedOut

A_MOMENT = 300  # seconds


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The name or the password is not right. Type both again."),
        "enter_current_password": _("The present password is not right. Type it again."),
        "incorrect_password": _("The password is not right. Type it again."),
        "too_many_login_attempts": _("Too many tries in a short time. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries in a short time. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts the failures, by name and address together.

        allauth's own count is by the name alone, so that anybody could lock out a stranger.
        """

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Names are the same in capitals; the count of failures must be too."""
        if credentials.get("username"):
            credentials["username"] = str(credentials["username"]).strip().lower()
        return super().authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """A person's language goes with them to another device."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def logout(self, request: HttpRequest) -> None:
        viewer = getattr(request, "viewer", None)
        if viewer is not None and viewer.real_user is not None:
            stop_view_as(actor=viewer)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str = "") -> bool:
        """Not for setting up the first factor right after the password: that was typed a moment ago."""
        request = context.request
        required = bool(super().is_reauthentication_required(app=app))
        if not required or is_mfa_enabled(request.user):
            return required
        records = get_authentication_records(request, request.user)
        return not any(time.time() - one["at"] < A_MOMENT for one in records)

    def set_password(self, user: Any, password: str) -> None:
        change_own_password(user, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and type that."),
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def encrypt(self, text: str) -> str:
        return keyring().encrypt(text, MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().decrypt(encrypted_text, MFA_CONTEXT)

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, error="m").svg_inline(border=4, light="#fff", omitsize=True)  # type: ignore[no-any-return]


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    problem = LockedOut(minutes=round(settings.AXES_COOLOFF_TIME * 60))
    if "application/json" in request.headers.get("Accept", ""):
        return problem_response(request, problem)
    return render(request, "people/locked.html", {"problem": problem}, status=problem.status)
