"""The part of allauth that Linli uses, under the names that allauth looks for.

Everything to do with sign-up and mail has its name only, and looks missing.
"""

from django.urls import path

from linli.people.views import sign_in as pages

urlpatterns = [
    path("login/", pages.sign_in, name="account_login"),
    path("logout/", pages.sign_out, name="account_logout"),
    path("inactive/", pages.inactive, name="account_inactive"),
    path("reauthenticate/", pages.again, name="account_reauthenticate"),
    path("password/change/", pages.change_password, name="account_change_password"),
    path("2fa/", pages.factor, name="mfa_index"),
    path("2fa/authenticate/", pages.code, name="mfa_authenticate"),
    path("2fa/reauthenticate/", pages.code_again, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", pages.set_up, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", pages.take_away, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", pages.recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", pages.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", pages.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("sessions/", pages.session_list, name="usersessions_list"),
    # names only
    path("signup/", pages.nothing_here, name="account_signup"),
    path("password/set/", pages.nothing_here, name="account_set_password"),
    path("password/reset/", pages.nothing_here, name="account_reset_password"),
]
