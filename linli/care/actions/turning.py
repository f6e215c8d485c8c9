"""The next phase of an episode begins by itself, at its minute: five days in a facility, then three at home."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, locked_episode
from linli.care.actions.one_by_one import one_by_one
from linli.care.choices import IN_FORCE
from linli.care.models import EpisodePhase
from linli.core.audit import name_action
from linli.core.outbox import announce

TURNED = name_action("care:episode:turned", _("The next measure of the plan began for somebody of {subject}"))


def turn_phases(*, at: datetime) -> int:
    """Let each episode in force say the measure of the phase that it is in. Returns how many turned; a repeat turns none.

    Papers, the household's page, the team and what is brought go by it.
    """
    begun = EpisodePhase.objects.filter(
        episode__state__in=IN_FORCE, from_at__lte=at, until_at__gt=at, ended_at=None
    ).exclude(measure=F("episode__measure"))
    keys = set(begun.values_list("episode_id", flat=True))
    return one_by_one(sorted(keys), partial(_turn, at=at))


@transaction.atomic
def _turn(episode_id: UUID, *, at: datetime) -> bool:
    row = locked_episode(episode_id)
    if row.state not in IN_FORCE:
        return False
    phases = row.phases.filter(from_at__lte=at, until_at__gt=at, ended_at=None)
    now = phases.order_by("number").last()
    if now is None or now.measure == row.measure:
        return False
    change_row(row, {"measure": now.measure}, TURNED, actor=None)
    announce("care.episode_changed", episode=str(row.pk))
    return True
