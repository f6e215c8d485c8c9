"""The keys that sign passes: the first is made when it is needed; a new one signs while the old ones are still read."""

import base64
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.gates.choices import KeyState, PassState
from linli.gates.models import GatePass, SigningKey
from linli.gates.problems_office import KeyWithdrawn
from linli.lib.passes import new_key
from linli.people.viewer import user_behind

MADE = name_action("gates:key:made", _("{actor} made key {number}, which signs passes from now on"))
WITHDRAWN = name_action("gates:key:withdrawn", _("{actor} withdrew key {number}: {n} passes are refused"))


@transaction.atomic
def key_that_signs(*, actor: Actor | None = None) -> SigningKey:
    """The key that signs now; the first one is made by whoever issues the first pass."""
    return _signing() or _first(actor)


@transaction.atomic
def rotate_key(*, actor: Actor | None, now: datetime) -> SigningKey:
    """From now on a new key signs. Passes of the old one are read until they end, or it is withdrawn."""
    _locked_keys()
    SigningKey.objects.filter(state=KeyState.SIGNS).update(state=KeyState.VERIFIES, ended_at=now)
    return _make(_next_number(), actor)


@transaction.atomic
def withdraw_key(number: int, *, actor: Actor | None, now: datetime) -> SigningKey:
    """Refuse every pass that a key has signed: it may be in other hands. If it signed until now, a new one does."""
    found = next((one for one in _locked_keys() if one.number == number), None)
    if found is None:
        raise NotFound()
    if found.state == KeyState.WITHDRAWN:
        raise KeyWithdrawn(number=number)
    signed = found.state == KeyState.SIGNS
    found.state, found.ended_at = KeyState.WITHDRAWN, now
    found.save(update_fields=["state", "ended_at"])
    log(
        WITHDRAWN,
        actor=actor,
        subject_name=str(number),
        number=number,
        n=passes_of(found, now).count(),
    )
    if signed:
        rotate_key(actor=actor, now=now)
    return found


def passes_of(key: SigningKey, now: datetime) -> QuerySet[GatePass]:
    """Those that it signed and that are still valid: so many are refused when it is withdrawn."""
    return GatePass.everywhere.filter(key=key, state=PassState.VALID, valid_until__gt=now)


def _signing() -> SigningKey | None:
    return SigningKey.objects.filter(state=KeyState.SIGNS).first()


def _first(actor: Actor | None) -> SigningKey:
    try:
        with transaction.atomic():
            return _make(_next_number(), actor)
    except IntegrityError:  # somebody else was faster: theirs signs
        found = _signing()
        if found is None:
            raise
        return found


def _next_number() -> int:
    """Asked for behind the lock: whoever was faster has made one meanwhile."""
    return (SigningKey.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _make(number: int, actor: Actor | None) -> SigningKey:
    private, public = new_key()
    made = SigningKey.objects.create(
        number=number,
        private=_text(private),
        public=_text(public),
        made_by=user_behind(actor),
        made_at=timezone.now(),
    )
    log(MADE, actor=actor, subject_name=str(number), number=number)
    return made


def _locked_keys() -> list[SigningKey]:
    return lock_rows(SigningKey.objects.all(), SigningKey.objects.values_list("number", flat=True))


def _text(half: bytes) -> str:
    return base64.b64encode(half).decode()
