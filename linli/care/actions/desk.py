"""A check that somebody told by telephone, entered at the desk."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.actions.checks import check_row, episodes_of
from linli.care.actions.episode_rows import decider
from linli.care.bodies import HealthCheckTold
from linli.care.choices import IN_FORCE, ToldBy
from linli.care.models import Episode, HealthCheck
from linli.care.problems_days import NotInCare
from linli.care.rules_days import is_abnormal
from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.viewer import user_behind

ENTERED = name_action("care:check:entered", _("{actor} entered a check for somebody of {subject}"))


@transaction.atomic
def enter_check(
    *,
    actor: Actor | None,
    episode: Episode,
    told: HealthCheckTold,
    record: UUID,
    at: datetime | None = None,
) -> HealthCheck:
    """The resident's own word. A form that is sent twice (`record`) makes one check."""
    at = at or timezone.now()
    decider(actor, episode.area_code, Capability.CARE_WRITE, at=at)
    found = episodes_of({episode.pk}).get(episode.pk)
    if found is None:
        raise NotFound()
    if twice := HealthCheck.everywhere.filter(pk=record).first():
        return twice
    if found.state not in IN_FORCE:
        raise NotInCare()
    person = user_behind(actor)
    row = check_row(
        record, found, told, at=at, received_at=at, by=person.pk if person else None, device=None,
        told_by=ToldBy.RESIDENT, abnormal=is_abnormal(told.celsius, told.signs),
    )  # fmt: skip
    row.save(force_insert=True)
    log(ENTERED, actor=actor, subject=row, subject_name=episode.area.short)
    if row.abnormal:
        announce("care.check_abnormal", check=str(row.pk))
    return row
