"""Everything that changes accounts, roles and organisations. Each function is one action."""

from linli.people.actions.accounts import (
    NewAccount,
    change_account,
    close_account,
    create_account,
    open_account_again,
    reset_password,
    reset_second_factor,
)
from linli.people.actions.appointments import appoint, end_appointment
from linli.people.actions.organisations import (
    change_organisation,
    close_organisation,
    create_organisation,
    end_membership,
    record_membership,
    withdraw_consent,
)
from linli.people.actions.own import (
    MFA_CONTEXT,
    change_own_password,
    keep_language,
    keep_large_type,
    mark_notes_seen,
    record_second_factor,
)
from linli.people.actions.view_as import start_view_as, stop_view_as

__all__ = [
    "MFA_CONTEXT",
    "NewAccount",
    "appoint",
    "change_account",
    "change_organisation",
    "change_own_password",
    "close_account",
    "close_organisation",
    "create_account",
    "create_organisation",
    "end_appointment",
    "end_membership",
    "keep_language",
    "keep_large_type",
    "mark_notes_seen",
    "open_account_again",
    "record_membership",
    "record_second_factor",
    "reset_password",
    "reset_second_factor",
    "start_view_as",
    "stop_view_as",
    "withdraw_consent",
]
