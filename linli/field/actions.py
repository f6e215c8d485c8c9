"""Enrolling a phone with a code, and taking it out of service."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
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


def note_seen(*, device: Device, version: str) -> None:
    """The phone has been here."""
    now = timezone.now()
    stale = Device.objects.filter(pk=device.pk).filter(
        Q(last_seen_at=None) | Q(last_seen_at__lt=now - SEEN_EVERY)
    )
    stale.update(last_seen_at=now, app_version=version)


@transaction.atomic
def note_list(*, device: Device, role: str, area_code: str, people: int) -> None:
    """The first list of households that a person takes along on a day is kept among the looks."""
    begun, _end = day_bounds(local_day(timezone.now()))
    looks = AccessEntry.objects.filter(actor=device.user, at__gte=begun, what=AccessKind.ROUND)
    if not looks.filter(area_code=area_code).exists():
        log_access(
            actor=device.user,
            what=AccessKind.ROUND,
            reason=gettext("the daily round"),
            role=role,
            area_code=area_code,
            rows=people,
        )


def leave(*, device: Device) -> None:
    """The person signs this phone out: its token is refused from now on."""
    revoke_device(actor=device.user, device=device)
