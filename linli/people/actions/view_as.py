"""Looking with somebody else's eyes: an administrator sees their pages, changes nothing, leaves a trace."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import log, name_action
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.viewer import Viewer, viewing_as

STARTED = name_action("people:view_as:started", _("{actor} began to view as {subject} ({role}, {area})"))
STOPPED = name_action("people:view_as:stopped", _("{actor} stopped viewing as {subject}"))


@transaction.atomic
def start_view_as(*, actor: Viewer, appointment: Appointment) -> Viewer:
    """Return what the actor sees from now on; like something missing where the other's reach is wider."""
    actor.need(Capability.VIEW_AS, write=True)
    shown = viewing_as(actor, appointment.pk, day=local_day(timezone.now()))
    if shown is None or shown.area is None:
        raise NotFound()
    log(STARTED, actor=actor, subject=shown.user, subject_name=shown.user.name, area_code=shown.area.code,
        role=appointment.role, area=shown.area.name)  # fmt: skip
    return shown


@transaction.atomic
def stop_view_as(*, actor: Viewer) -> None:
    if actor.real_user is None:
        return
    area_code = actor.area.code if actor.area else ""
    log(STOPPED, actor=actor.real_user, subject=actor.user, subject_name=actor.user.name, area_code=area_code)
