"""A paper leaves the office: who printed it is kept, and who is told by it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.models import Episode, Told
from linli.care.papers import TITLES, TOLD_AS, Paper, papers_of
from linli.care.problems_release import PaperNotYet
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import log, name_action
from linli.people.viewer import Viewer

PRINTED = name_action("care:paper:printed", _("{actor} printed for {subject}: {paper}"))
# `Told.whom`, where it is no account: who reads the paper.
READERS: dict[Paper, str] = {
    Paper.NOTICE: "household", Paper.NEIGHBOURS: "neighbours", Paper.BUILDING: "building",
    Paper.CERTIFICATE: "employer",
}  # fmt: skip


@transaction.atomic
def take_paper(paper: Paper, episode: Episode, *, actor: Viewer, now: datetime | None = None) -> None:
    """Keep that it was printed and who is told. Refused where it does not exist (yet)."""
    if paper not in papers_of(episode):
        raise PaperNotYet()
    keep_told(paper, episode, now=now)
    log(PRINTED, actor=actor, subject=episode, subject_name=episode.household.place, paper=str(TITLES[paper]))
    log_access(
        actor=actor, what=AccessKind.PRINT, reason=str(TITLES[paper]), role=actor.role,
        household_id=episode.household_id, resident_id=episode.resident_id, area_code=episode.area_code,
    )  # fmt: skip


def keep_told(paper: Paper, episode: Episode, *, now: datetime | None = None) -> None:
    """Once for each reader, however often it is printed."""
    if paper in TOLD_AS:
        Told.objects.get_or_create(
            episode=episode, kind=TOLD_AS[paper], user=None, whom=READERS[paper],
            defaults={"at": now or timezone.now()},
        )  # fmt: skip
