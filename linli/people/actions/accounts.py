"""Making accounts, changing them, closing them, and giving somebody a way back in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.people.actions.appointments import appoint
from linli.people.models import User
from linli.people.passwords import new_password
from linli.people.problems import UsernameTaken, WeakPassword

CREATED = name_action("people:account:created", _("{actor} made the account of {subject}"))
CHANGED = name_action("people:account:changed", _("{actor} changed the account of {subject}"))
CLOSED = name_action("people:account:closed", _("{actor} closed the account of {subject}"))
OPENED_AGAIN = name_action("people:account:opened_again", _("{actor} opened the account of {subject} again"))
PASSWORD_RESET = name_action("people:password:reset", _("{actor} gave {subject} a new password"))
FACTOR_RESET = name_action(
    "people:second_factor:reset",
    _("{actor} took away the second factor of {subject}; a new one must be set up"),
)


@dataclass(frozen=True)
class NewAccount:
    """An account with the password that its person types once. It is kept nowhere."""

    user: User
    password: str


@transaction.atomic
def create_account(
    *,
    actor: Actor | None,
    username: str,
    name: str,
    role: str,
    area: Area,
    from_on: date,
    until_on: date | None = None,
    phone: str = "",
    password: str = "",
) -> NewAccount:
    """Make an account together with its first role: without one nobody could find it again.

    Without a password one is made up, and must be changed at the first sign-in.
    """
    user = User(username=username.strip().lower(), name=name.strip(), phone=phone.strip())
    if User.objects.filter(username__iexact=user.username).exists():
        raise UsernameTaken(username=user.username)
    given = password or new_password()
    _set_password(user, given, must_change=not password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody else took the name between looking and writing
        raise UsernameTaken(username=user.username) from None
    log(
        CREATED,
        actor=actor,
        subject=user,
        subject_name=user.name,
        area_code=area.code,
        username=user.username,
    )
    appoint(actor=actor, user=user, role=role, area=area, from_on=from_on, until_on=until_on)
    return NewAccount(user, given)


@transaction.atomic
def change_account(
    *, actor: Actor | None, user: User, name: str, username: str, phone: str, area_code: str
) -> User:
    account = _locked(user)
    values: dict[str, Any] = {
        "name": name.strip(),
        "username": username.strip().lower(),
        "phone": phone.strip(),
    }
    if User.objects.filter(username__iexact=values["username"]).exclude(pk=account.pk).exists():
        raise UsernameTaken(username=values["username"])
    before, after = change(account, values)
    if after:
        account.save(update_fields=list(after))
        entry = log(CHANGED, actor=actor, subject=account, subject_name=account.name, area_code=area_code,
                    fields=sorted(after))  # fmt: skip
        keep_revision(entry, account, before=before, after=after)
    return account


@transaction.atomic
def close_account(*, actor: Actor | None, user: User, area_code: str) -> User:
    """Shut an account at once, on every device. Its roles and its traces stay."""
    account = _locked(user)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_sessions(account)
        log(CLOSED, actor=actor, subject=account, subject_name=account.name, area_code=area_code)
    return account


@transaction.atomic
def open_account_again(*, actor: Actor | None, user: User, area_code: str) -> User:
    account = _locked(user)
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
        log(OPENED_AGAIN, actor=actor, subject=account, subject_name=account.name, area_code=area_code)
    return account


@transaction.atomic
def reset_password(*, actor: Actor | None, user: User, area_code: str, password: str = "") -> NewAccount:
    """Give somebody a new password, to be changed at the next sign-in. Signs them out everywhere."""
    account = _locked(user)
    given = password or new_password()
    _set_password(account, given, must_change=True)
    account.save(update_fields=["password", "must_change_password"])
    end_sessions(account)
    log(PASSWORD_RESET, actor=actor, subject=account, subject_name=account.name, area_code=area_code)
    return NewAccount(account, given)


@transaction.atomic
def reset_second_factor(*, actor: Actor | None, user: User, area_code: str) -> None:
    """Take the second factor and its recovery codes away, for somebody whose phone is gone."""
    account = _locked(user)
    removed, _rows = Authenticator.objects.filter(user=account).delete()
    if removed:
        end_sessions(account)
        log(FACTOR_RESET, actor=actor, subject=account, subject_name=account.name, area_code=area_code)


def end_sessions(user: User) -> None:
    """Sign somebody out on every device."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from None
    user.set_password(password)
    user.must_change_password = must_change


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
