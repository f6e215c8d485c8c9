"""How allauth and axes are fitted to Linli: no sign-up, names instead of addresses, a clear word when locked."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from linli.core.views import problem_response
from linli.people.problems import LockedOut


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def encrypt(self, text: str) -> str:
        from linli.core.crypto import keyring

        return keyring().encrypt(text, "mfa.authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        from linli.core.crypto import keyring

        return keyring().decrypt(encrypted_text, "mfa.authenticator")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return problem_response(request, LockedOut(minutes=15))
