"""URLs of people."""

from django.urls import path

from linli.people.views import accounts, appointments, me, organisations, trail

app_name = "people"
urlpatterns = [
    # accounts
    path("", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/<uuid:user_id>/", accounts.account, name="account"),
    path("accounts/<uuid:user_id>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<uuid:user_id>/close/", accounts.account_close, name="account_close"),
    path("accounts/<uuid:user_id>/open-again/", accounts.account_open_again, name="account_open_again"),
    path("accounts/<uuid:user_id>/password/", accounts.password_reset, name="password_reset"),
    path("accounts/<uuid:user_id>/second-factor/", accounts.second_factor_reset, name="second_factor_reset"),
    # roles
    path("accounts/<uuid:user_id>/appoint/", appointments.appoint, name="appoint"),
    path("appointments/<uuid:appointment_id>/end/", appointments.appointment_end, name="appointment_end"),
    path("appointments/<uuid:appointment_id>/view-as/", appointments.view_as, name="view_as"),
    path("view-as/stop/", appointments.stop_view_as, name="stop_view_as"),
    # organisations
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<uuid:organisation_id>/edit/",
        organisations.organisation_edit,
        name="organisation_edit",
    ),
    path(
        "organisations/<uuid:organisation_id>/close/",
        organisations.organisation_close,
        name="organisation_close",
    ),
    path(
        "organisations/<uuid:organisation_id>/members/new/",
        organisations.membership_new,
        name="membership_new",
    ),
    path("memberships/<uuid:membership_id>/end/", organisations.membership_end, name="membership_end"),
    # the two trails
    path("audit/", trail.audit, name="audit"),
    path("audit/workbook/", trail.audit_workbook, name="audit_workbook"),
    path("audit/opened/", trail.opened, name="opened"),
    # one's own page
    path("me/", me.me, name="me"),
    path("me/duty/", me.duty, name="duty"),
    path("me/language/", me.language, name="language"),
    path("me/notes/seen/", me.notes_seen, name="notes_seen"),
    path("me/memberships/<uuid:membership_id>/withdraw/", me.consent_withdraw, name="consent_withdraw"),
    path("large-type/", me.large_type, name="large_type"),
]
