"""allauth's forms in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def _say(form: forms.Form, name: str, label: Any, *, help_text: Any = "", **attrs: str) -> None:
    """A label above and a hint below it, and no text inside the field that goes away while typing."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attrs


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Name to sign in with"), autocapitalize="none", autofocus="autofocus")
        _say(self, "password", _("Password"))
        stay = _("Stay signed in after the browser is closed")
        _say(self, "remember", stay, help_text=_("Not on a device that others use."))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Present password"))
        _say(
            self, "password1", _("New password"),
            help_text=_("At least 10 characters; four words that belong to nobody else are good."),
        )  # fmt: skip
        _say(self, "password2", _("New password, once more"))


class AgainForm(PasswordAgainForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"))


DIGITS = {"inputmode": "numeric", "autofocus": "autofocus"}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("The six digits that the app on your phone shows, or one of your recovery codes.")
        _say(self, "code", pgettext_lazy("second factor", "Code"), help_text=hint, **DIGITS)


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            "code",
            pgettext_lazy("second factor", "Code"),
            help_text=_("The six digits that the app on your phone shows."),
            **DIGITS,
        )


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            "code",
            pgettext_lazy("second factor", "Code"),
            help_text=_("The six digits that the app shows now."),
            **DIGITS,
        )
