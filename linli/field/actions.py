"""Enrolling a phone with a code, and taking it out of service."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.access_log import AccessKind, log_access
from linli.core.audit import Actor, log, name_action
from linli.core.fields import lookup
from linli.core.models import AccessEntry
from linli.field.access import phone_viewers
from linli.field.models import EnrolmentCode
from linli.field.problems import CodeNotGood, NoRound
from linli.field.rules import CODE_MINUTES, new_code, read_code
from linli.intake.actions import NewDevice, enrol_device, revoke_device
from linli.intake.models import Device
from linli.lib.periods import day_bounds, local_day
from linli.people.models import User

CODE_MADE = name_action("field:code:made", _("{actor} made a code to enrol a phone for {subject}"))
PURPOSE = "enrolment code"
SEEN_EVERY = timedelta(minutes=5)


@transaction.atomic
def make_enrolment_code(*, actor: Actor | None, user: User) -> str:
    """A code with which one phone can be enrolled for this person; an earlier one that is unused ends."""
    now = timezone.now()
    duties = phone_viewers(user, day=local_day(now))
    if not user.is_active or not duties:
        raise NoRound(name=user.shown_name)
    EnrolmentCode.objects.filter(user=user, used_at=None).delete()
    code = new_code()
    EnrolmentCode.objects.create(
        user=user, code_hash=lookup(code, PURPOSE), expires_at=now + timedelta(minutes=CODE_MINUTES)
    )
    log(
        CODE_MADE,
        actor=actor,
        subject=user,
        subject_name=user.shown_name,
        area_code=duties[0].scope.prefixes[0],
    )
    return code


@transaction.atomic
def enrol_with_code(*, code: str, name: str = "") -> NewDevice:
    """Use a code up; of two phones that send it in one moment the first gets the token."""
    now = timezone.now()
    asked = EnrolmentCode.objects.filter(code_hash=lookup(read_code(code), PURPOSE))
    found = asked.select_related("user").first()
    used = asked.filter(used_at=None, expires_at__gt=now).update(used_at=now) if read_code(code) else 0
    if not used or found is None:
        raise CodeNotGood(minutes=CODE_MINUTES)
    if not found.user.is_active or not phone_viewers(found.user, day=local_day(now)):
        raise NoRound(name=found.user.shown_name)
    return enrol_device(actor=found.user, user=found.user, name=name)


def note_fetched(
    *, device: Device, version: str, role: str = "", area_code: str = "", people: int = 0
) -> None:
    """The phone has been here; the first list of households that a person takes along on a day is among the looks.

    Most fetches change neither, and then nothing is locked: on the embedded database each lock is everybody's.
    """
    now = timezone.now()
    fresh = device.last_seen_at is not None and device.last_seen_at > now - SEEN_EVERY
    if fresh and (not area_code or _has_looked(device, area_code)):
        return
    with transaction.atomic():
        if not fresh:
            Device.objects.filter(pk=device.pk).update(last_seen_at=now, app_version=version)
        if area_code and not _has_looked(device, area_code):
            log_access(
                actor=device.user,
                what=AccessKind.ROUND,
                reason=gettext("the daily round"),
                role=role,
                area_code=area_code,
                rows=people,
            )


def _has_looked(device: Device, area_code: str) -> bool:
    begun, _end = day_bounds(local_day(timezone.now()))
    looks = AccessEntry.objects.filter(actor=device.user, at__gte=begun, what=AccessKind.ROUND)
    return looks.filter(area_code=area_code).exists()


def leave(*, device: Device) -> None:
    """The person signs this phone out: its token is refused from now on."""
    revoke_device(actor=device.user, device=device)
