"""Signing in and out, the password, the second factor and the sessions: allauth's views with our forms."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from linli.core.problems import NotFound
from linli.people import forms_sign_in as forms
from linli.people.devices import device_of


class Unprocessable:
    """A refused form comes back with status 422, so that a script can tell it from success."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(Unprocessable, account.LoginView):  # type: ignore[misc]
    form_class = forms.SignInForm


class ChangePassword(Unprocessable, account.PasswordChangeView):  # type: ignore[misc]
    form_class = forms.NewPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Said above the form: whether the password was given by somebody else."""
        return {**super().get_context_data(**kwargs), "was_given": self.request.user.must_change_password}


class Again(Unprocessable, account.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.AgainForm


class Code(Unprocessable, mfa.AuthenticateView):  # type: ignore[misc]
    form_class = forms.CodeForm


class CodeAgain(Unprocessable, mfa.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeAgainForm


class SetUp(Unprocessable, totp.ActivateTOTPView):  # type: ignore[misc]
    form_class = forms.SetUpForm


class Sessions(sessions.ListUserSessionsView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        listed = [(session, device_of(session.user_agent)) for session in context["sessions"]]
        return {**context, "listed": listed}


def nothing_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Linli has no sign-up and sends no mail: accounts are made by whoever answers for the area."""
    raise NotFound()


sign_in = SignIn.as_view()
sign_out = account.logout
inactive = account.account_inactive
again = Again.as_view()
change_password = ChangePassword.as_view()
factor = mfa.index
code = Code.as_view()
code_again = CodeAgain.as_view()
set_up = SetUp.as_view()
take_away = totp.deactivate_totp
recovery_codes = recovery.view_recovery_codes
new_recovery_codes = recovery.generate_recovery_codes
recovery_codes_file = recovery.download_recovery_codes
session_list = Sessions.as_view()
