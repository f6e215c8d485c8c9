"""The secrets of second factors under a new key. They lie in allauth's own rows, not in a field of ours."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from linli.core.crypto import keyring
from linli.people.actions.own import MFA_CONTEXT

SECRETS = ("secret", "seed")


def reseal_second_factors() -> int:
    """Seal them again with the current key; return how many rows were changed."""
    return sum(_reseal(pk) for pk in list(Authenticator.objects.values_list("pk", flat=True)))


@transaction.atomic
def _reseal(pk: Any) -> bool:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    old = [name for name in SECRETS if row and name in row.data and not keyring().is_current(row.data[name])]
    if row is None or not old:
        return False
    row.data = row.data | {name: _again(row.data[name]) for name in old}
    row.save(update_fields=["data"])
    return True


def _again(stored: str) -> str:
    return keyring().encrypt(keyring().decrypt(stored, MFA_CONTEXT), MFA_CONTEXT)
