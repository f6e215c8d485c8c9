"""What allauth does by itself and the trail must know."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver


@receiver(authenticator_added)
def second_factor_set_up(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _record(user, authenticator, added=True)


@receiver(authenticator_removed)
def second_factor_removed(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    _record(user, authenticator, added=False)


def _record(user: Any, authenticator: Authenticator, *, added: bool) -> None:
    """Recovery codes come and go with the factor itself, and need no line of their own."""
    from linli.people.actions import record_second_factor  # models are not all loaded when this module is

    if authenticator.type == Authenticator.Type.TOTP:
        record_second_factor(user, added=added)
