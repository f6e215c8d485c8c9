"""Accounts, roles, organisations, one's own page, the two trails, and signing in."""

from linli.people.choices import Capability
from tests.access.page import ACT, FORM, PUBLIC, SEND_AND_GO, SIGNED_IN, Page
from tests.access.world import Side

READ, WRITE = (Capability.PEOPLE_READ,), (Capability.PEOPLE_WRITE,)
ORGANISE, AUDIT = (Capability.ORGANISATIONS_WRITE,), (Capability.AUDIT_READ,)


def account(side: Side) -> dict[str, object]:
    return {"user_id": side.account.pk}


def appointment(side: Side) -> dict[str, object]:
    return {"appointment_id": side.appointment.pk}


def organisation(side: Side) -> dict[str, object]:
    return {"organisation_id": side.organisation.pk}


def membership(side: Side) -> dict[str, object]:
    return {"membership_id": side.membership.pk}


PAGES = [
    Page("people:accounts", READ),
    Page("people:account_new", WRITE, expects=FORM),
    Page("people:account", READ, kwargs=account),
    Page("people:account_edit", WRITE, kwargs=account, expects=FORM),
    Page("people:account_close", WRITE, kwargs=account, expects=ACT),
    Page("people:account_open_again", WRITE, kwargs=account, expects=ACT),
    Page("people:password_reset", WRITE, kwargs=account, expects={"get": 200, "post": 200}),
    Page("people:second_factor_reset", WRITE, kwargs=account, expects=ACT),
    Page("people:appoint", WRITE, kwargs=account, expects=FORM),
    Page("people:appointment_end", WRITE, kwargs=appointment, expects=FORM),
    Page("people:view_as", (Capability.VIEW_AS,), kwargs=appointment, expects=SEND_AND_GO),
    Page("people:organisations", READ),
    Page("people:organisation_new", ORGANISE, expects=FORM),
    Page("people:organisation", READ, kwargs=organisation),
    Page("people:organisation_edit", ORGANISE, kwargs=organisation, expects=FORM),
    Page("people:organisation_close", ORGANISE, kwargs=organisation, expects=FORM),
    Page("people:membership_new", ORGANISE, kwargs=organisation, expects=FORM),
    Page("people:membership_end", ORGANISE, kwargs=membership, expects=ACT),
    Page("people:audit", AUDIT),
    Page("people:audit_workbook", AUDIT),
    Page("people:opened", AUDIT),
    # one's own, with or without a duty
    Page("people:me", who=SIGNED_IN),
    Page("people:duty", who=SIGNED_IN, expects={"post": 404}, note="the duty that is sent is nobody's"),
    Page("people:language", who=SIGNED_IN, expects=SEND_AND_GO, data=lambda side: {"language": "en"}),
    Page("people:notes_seen", who=SIGNED_IN, expects={"post": 302}),
    Page(
        "people:consent_withdraw",
        who=SIGNED_IN,
        kwargs=membership,
        expects={"get": 404, "post": 404},
        note="the membership is the volunteer's, so for everybody else it is not there",
    ),
    Page("people:stop_view_as", who=SIGNED_IN, expects=SEND_AND_GO),
    Page("people:large_type", who=PUBLIC, expects=SEND_AND_GO),
    # signing in
    Page("account_login", who=PUBLIC, expects={}, note="redirects who has signed in; see tests/people"),
    Page("account_logout", who=PUBLIC, expects={"post": 302}),
    Page("account_inactive", who=PUBLIC),
    Page("account_reauthenticate", who=SIGNED_IN),
    Page("account_change_password", who=SIGNED_IN, expects={"get": 200, "post": 422}),
    Page("mfa_index", who=SIGNED_IN),
    Page("mfa_authenticate", who=PUBLIC, expects={"get": 302}),
    Page("mfa_reauthenticate", who=SIGNED_IN, expects={"get": 302}),
    Page("mfa_activate_totp", who=SIGNED_IN, expects={"get": 302}, note="asks for the password first"),
    Page("mfa_deactivate_totp", who=SIGNED_IN, expects={"get": 404}, note="nobody here has one"),
    Page("mfa_view_recovery_codes", who=SIGNED_IN, expects={"get": 404}, note="nobody here has any"),
    Page("mfa_generate_recovery_codes", who=SIGNED_IN, expects={"get": 302}),
    Page("mfa_download_recovery_codes", who=SIGNED_IN, expects={"get": 404}),
    Page("usersessions_list", who=SIGNED_IN),
    # names that allauth looks for, with nothing behind them
    Page("account_signup", who=PUBLIC, expects={"get": 404, "post": 404}),
    Page("account_set_password", who=PUBLIC, expects={"get": 404, "post": 404}),
    Page("account_reset_password", who=PUBLIC, expects={"get": 404, "post": 404}),
]
