"""Objections of an area, what a household may object to, and what it is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, AppealState
from linli.care.editions_release import measure_name
from linli.care.models import Appeal, Episode
from linli.care.objected import OBJECTED, Against
from linli.registers.choices import RestrictionSource
from linli.registers.models import Household, Restriction

ANSWERED_SHOWN = timedelta(days=30)


def appeals_of(scope: Scope, *, waiting: bool, now: datetime) -> QuerySet[Appeal]:
    rows = Appeal.objects.within(scope)
    if waiting:
        rows = rows.filter(state=AppealState.WAITING).order_by("due_at", "pk")
    else:
        rows = rows.exclude(state=AppealState.WAITING).filter(made_at__gte=now - ANSWERED_SHOWN)
        rows = rows.order_by("-answered_at", "pk")
    return rows.select_related("household", "episode__resident", "restriction", "answered_by")


def waiting_count(scope: Scope) -> int:
    return Appeal.objects.within(scope).filter(state=AppealState.WAITING).count()


@dataclass(frozen=True)
class Thing:
    """Something that holds for a household, and may be objected to."""

    key: str
    against: Against
    label: str


def things_of(household: Household, *, now: datetime) -> list[Thing]:
    """Episodes of its people that hold or held lately, and marks that something else has set at its door."""
    episodes = Episode.everywhere.filter(household=household, state__in=OBJECTED).select_related("resident")
    found = [
        Thing(f"e:{one.pk}", Against(episode=one), f"{one.resident.name} · {measure_name(one.measure)}")
        for one in episodes.order_by("from_at", "pk")
    ]
    return found + [
        Thing(f"r:{one.pk}", Against(restriction=one), measure_name(one.category))
        for one in marks_of(household, now=now)
        if one.source != RestrictionSource.EPISODE
    ]


def marks_of(household: Household, *, now: datetime) -> list[Restriction]:
    rows = Restriction.everywhere.filter(household=household, lifted_at=None, until_at__gt=now)
    return list(rows.order_by("from_at", "pk"))


def name_of(appeal: Appeal) -> str:
    """What it is about, without why."""
    if appeal.episode is not None:
        return measure_name(appeal.episode.measure)
    return measure_name(appeal.restriction.category) if appeal.restriction else ""


def still_holds(appeal: Appeal, *, now: datetime) -> bool:
    if appeal.episode is not None:
        return appeal.episode.state in IN_FORCE
    mark = appeal.restriction
    return mark is not None and mark.lifted_at is None and mark.until_at > now
