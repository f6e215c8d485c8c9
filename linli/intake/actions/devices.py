"""Giving a phone its token, and taking it away."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.intake.devices import PREFIX, hash_of
from linli.intake.models import Device
from linli.intake.problems import NoSuchUser
from linli.lib.periods import local_day
from linli.lib.texts import tidy
from linli.people.models import User
from linli.people.viewer import duties_of

ENROLLED = name_action("intake:device:enrolled", _("{actor} enrolled a phone for {subject}: {device}"))
REVOKED = name_action("intake:device:revoked", _("{actor} revoked a phone of {subject}: {device}"))


@dataclass(frozen=True)
class NewDevice:
    """A device with the token that its person scans or types once. It is kept nowhere."""

    device: Device
    token: str


@transaction.atomic
def enrol_device(*, actor: Actor | None, user: User, name: str = "") -> NewDevice:
    """Let a phone send facts in somebody's name. Each call makes another device."""
    if not user.is_active:
        raise NoSuchUser(username=user.username)
    token = PREFIX + secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user,
        name=tidy(name)[:60] or user.shown_name[:60],
        token_hash=hash_of(token),
        enrolled_at=timezone.now(),
    )
    log(
        ENROLLED,
        actor=actor,
        subject=device,
        subject_name=user.shown_name,
        area_code=_where(user),
        device=device.name,
    )
    return NewDevice(device, token)


@transaction.atomic
def revoke_device(*, actor: Actor | None, device: Device, reason: str = "") -> Device:
    """Refuse a phone from now on, for good. Facts that it has sent stay."""
    rows = lock_rows(Device.objects.select_related("user"), [device.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
        user = current.user
        log(
            REVOKED, actor=actor, subject=current, subject_name=user.shown_name, area_code=_where(user),
            device=current.name, reason=reason,
        )  # fmt: skip
    return current


def _where(user: User) -> str:
    """Where the trail shows it: in the area of the person's first duty."""
    duties = duties_of(user, day=local_day(timezone.now()))
    return duties[0].area_code if duties else ""
