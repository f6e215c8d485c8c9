"""Episodes as lists and pages ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, CaseState, EpisodeState, MeasureWord
from linli.care.models import Case, Episode, EpisodeBatch
from linli.core.models import AuditEntry

VIEWS: Mapping[str, Q] = {
    "": Q(state__in=IN_FORCE),
    "proposed": Q(state=EpisodeState.PROPOSED),
    "signed": Q(state=EpisodeState.SIGNED),
    "over": Q(state__in=[EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED]),
    "undone": Q(state__in=[EpisodeState.CANCELLED, EpisodeState.DECLINED]),
}
SORTS: Mapping[str, tuple[str, ...]] = {
    "door": ("household__compound", "household__door_sort"),
    "until": ("until_at",),
    "from": ("from_at",),
    "measure": ("measure",),
    "proposed": ("proposed_at",),
}
BEHIND = ("household", "resident")


@dataclass(frozen=True)
class EpisodesWished:
    """What is asked for by the address of the list; what is not known there is nothing asked."""

    view: str = ""
    measure: str = ""
    sort: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> "EpisodesWished":
        view, measure, sort = (str(asked.get(name, "")) for name in ("view", "measure", "sort"))
        return cls(
            view=view if view in VIEWS else "",
            measure=measure if measure in MeasureWord.values else "",
            sort=sort if sort.removeprefix("-") in SORTS else "",
        )

    @property
    def order(self) -> tuple[str, ...]:
        key = self.sort or ("proposed" if self.view in ("proposed", "signed") else "until")
        down = "-" if key.startswith("-") else ""
        return (*(down + column for column in SORTS[key.removeprefix("-")]), "pk")


def episodes_within(scope: Scope, wished: EpisodesWished) -> QuerySet[Episode]:
    rows = Episode.objects.within(scope).filter(VIEWS[wished.view])
    if wished.measure:
        rows = rows.filter(measure=wished.measure)
    return rows.select_related(*BEHIND).defer("evidence", "health", "plan").order_by(*wished.order)


def counts_by_view(scope: Scope) -> dict[str, int]:
    """One query for the numbers on the tabs."""
    wanted = {f"n_{key or 'open'}": Count("pk", filter=where) for key, where in VIEWS.items()}
    found = Episode.objects.within(scope).aggregate(**wanted)
    return {key: found[f"n_{key or 'open'}"] for key in VIEWS}


def overdue(episode: Episode, now: datetime) -> bool:
    return episode.state in IN_FORCE and episode.until_at is not None and episode.until_at <= now


def cases_within(scope: Scope, *, state: str = "") -> QuerySet[Case]:
    rows = Case.objects.within(scope).select_related(*BEHIND).defer("evidence")
    return (rows.filter(state=state) if state in CaseState.values else rows).order_by("-found_on", "pk")


def batches_within(scope: Scope) -> QuerySet[EpisodeBatch]:
    return EpisodeBatch.objects.within(scope).select_related("made_by", "agreed_by").order_by("-made_at")


def history_of(subject_id: UUID) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(subject_id=subject_id).order_by("-at", "-pk")[:50])
