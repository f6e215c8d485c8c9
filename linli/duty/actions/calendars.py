"""The address at which somebody's calendar fetches their shifts: made, renewed, taken away."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.fields import lookup
from linli.duty.models import CalendarLink
from linli.people.models import User

MADE = name_action("duty:calendar:made", _("{actor} made an address for their calendar"))
REMOVED = name_action("duty:calendar:removed", _("{actor} took the address of their calendar away"))

PURPOSE = "calendar_link"


def hash_of(token: str) -> str:
    return lookup(token, PURPOSE)


@transaction.atomic
def make_calendar_link(user: User, *, actor: Actor) -> str:
    """A new address; one that was there opens nothing any more. Returns the token: it is kept nowhere."""
    token = secrets.token_urlsafe(24)
    CalendarLink.objects.update_or_create(
        user=user, defaults={"token_hash": hash_of(token), "made_at": timezone.now()}
    )
    log(MADE, actor=actor)
    return token


@transaction.atomic
def remove_calendar_link(user: User, *, actor: Actor) -> None:
    gone, _kinds = CalendarLink.objects.filter(user=user).delete()
    if gone:
        log(REMOVED, actor=actor)
