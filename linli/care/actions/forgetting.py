"""What is kept of an episode, and how long: health details and evidence thirty days beyond its end, the rows until the
emergency's own term is over. Figures stay; they say nothing about anybody."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.care.choices import OPEN, CaseState
from linli.care.models import Appeal, CareTask, Case, Episode, EpisodeBatch, HealthCheck, Transfer
from linli.core.audit import log, name_action
from linli.core.rows import among
from linli.incidents.models import Incident
from linli.incidents.retention import Kept, declare
from linli.incidents.rules import purge_day
from linli.lib.periods import local_day
from linli.registers.choices import RestrictionSource
from linli.registers.models import Restriction

FORGOTTEN = name_action(
    "care:episodes:forgotten", _("Evidence and health details of {n} episodes were deleted, {days} days old")
)
PURGED = name_action(
    "care:episodes:purged", _("{episodes} episodes and {cases} cases of {subject} were deleted")
)
KEPT = timedelta(days=30)
PIECE = 500
OF_TRANSFERS = (
    "vehicle", "driver", "driver_phone", "medicines", "dependants", "condition", "received_condition",
)  # fmt: skip

declare(
    Kept(
        "care.health",
        _("Evidence, temperatures, symptoms and what carers had to know"),
        _("nobody cares for the person any more; thirty days beyond the end of each episode at the latest"),
        days=KEPT.days,
    ),
    Kept(
        "care.episodes",
        _("Quarantine, isolation and monitoring, with who decided and why they ended"),
        _("complaints and objections may still come while the emergency's term runs"),
    ),
)


def forget_health(*, now: datetime) -> int:
    """Empty what is over for thirty days; return how many episodes. Again, it empties nothing more."""
    done = 0
    while ids := _over_for_long(now):
        _forget(ids, now)
        done += len(ids)
    _forget_cases(now)
    return done


def _over_for_long(now: datetime) -> list[UUID]:
    """Released, cancelled, or never in force: counted from the last thing that was decided."""
    before = now - KEPT
    over = (
        Q(released_at__lt=before)
        | Q(cancelled_at__lt=before)
        | Q(released_at=None, cancelled_at=None, proposed_at__lt=before)
    )
    rows = Episode.everywhere.filter(over, forgotten_at=None).exclude(state__in=OPEN)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])


@transaction.atomic
def _forget(ids: list[UUID], now: datetime) -> None:
    rows = Episode.everywhere.filter(among("pk", ids)).exclude(state__in=OPEN)
    rows.update(evidence="", health="", cancelled_note="", forgotten_at=now, version=F("version") + 1)
    HealthCheck.everywhere.filter(among("episode_id", ids)).update(celsius="", signs=[])
    CareTask.everywhere.filter(among("episode_id", ids)).update(note="")
    Transfer.everywhere.filter(among("episode_id", ids)).update(**dict.fromkeys(OF_TRANSFERS, ""))
    Appeal.everywhere.filter(among("episode_id", ids)).update(text="", reasons="")
    log(FORGOTTEN, actor=None, n=len(ids), days=KEPT.days)


def _forget_cases(now: datetime) -> None:
    settled = Case.everywhere.exclude(state=CaseState.SUSPECTED)
    settled.filter(settled_at__lt=now - KEPT).update(evidence="")


def purge_closed(*, now: datetime) -> int:
    """Delete the rows of emergencies whose term is over; return of how many emergencies."""
    today, done = local_day(now), 0
    for incident in Incident.everywhere.exclude(closed_on=None).order_by("closed_on", "pk"):
        assert incident.closed_on is not None
        if purge_day(incident.closed_on, incident.retention_days) <= today and _has_rows(incident):
            _purge(incident)
            done += 1
    return done


def _has_rows(incident: Incident) -> bool:
    return (
        Episode.everywhere.filter(incident=incident).exists()
        or Case.everywhere.filter(incident=incident).exists()
    )


@transaction.atomic
def _purge(incident: Incident) -> None:
    episodes = Episode.everywhere.filter(incident=incident)
    n_episodes, cases = episodes.count(), Case.everywhere.filter(incident=incident)
    batches = {one for one in episodes.values_list("batch_id", flat=True) if one}
    n_cases = cases.count()
    for piece in _pieces(episodes):
        marks = Restriction.everywhere.filter(among("source_id", piece), source=RestrictionSource.EPISODE)
        Appeal.everywhere.filter(Q(among("episode_id", piece)) | Q(restriction__in=marks)).delete()
        marks.delete()
        Episode.everywhere.filter(among("pk", piece)).delete()
    cases.delete()
    left = Episode.everywhere.filter(batch__in=batches).values("batch_id")
    EpisodeBatch.everywhere.filter(pk__in=batches).exclude(pk__in=left).delete()
    log(
        PURGED,
        actor=None,
        subject=incident,
        subject_name=incident.name_zh,
        episodes=n_episodes,
        cases=n_cases,
    )


def _pieces(rows: QuerySet[Episode]) -> Iterable[list[UUID]]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + PIECE] for start in range(0, len(ids), PIECE)]
