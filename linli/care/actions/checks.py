"""Temperature and symptoms, as carers' phones, households and desks tell them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.care.bodies import HealthCheckTold
from linli.care.carers import Tellers, against
from linli.care.choices import ToldBy
from linli.care.models import Episode, HealthCheck
from linli.care.problems_days import SaysNothing
from linli.care.rules_days import is_abnormal
from linli.core.facts import FieldFact
from linli.core.outbox import announce
from linli.core.problems import Problem
from linli.core.rows import among
from linli.lib.periods import local_day


@transaction.atomic
def take_checks(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter checks; a fact that comes twice is one check. All are kept: two carers may both have asked."""
    refused: dict[UUID, Problem] = {}
    episodes = episodes_of({fact.body.episode for fact in facts})
    tellers = Tellers((fact.user_id for fact in facts), episodes)
    there = set(
        HealthCheck.everywhere.filter(among("pk", {fact.id for fact in facts})).values_list("pk", flat=True)
    )
    rows: dict[UUID, HealthCheck] = {}
    for fact in facts:
        episode = episodes.get(fact.body.episode)
        problem = against(fact, episode, tellers) or _empty(fact.body)
        if problem:
            refused[fact.id] = problem
        elif fact.id not in there and episode is not None:
            rows[fact.id] = _row(fact, episode)
    HealthCheck.everywhere.bulk_create(rows.values())
    for row in rows.values():
        if row.abnormal:
            announce("care.check_abnormal", check=str(row.pk))
    return refused


def episodes_of(ids: set[UUID]) -> dict[UUID, Episode]:
    """Held in one order, so that a check and a release do not pass each other."""
    rows = (
        Episode.everywhere.filter(among("pk", ids))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    return {row.pk: row for row in rows}


def _empty(body: HealthCheckTold) -> Problem | None:
    says = body.celsius is not None or body.signs or body.no_signs or body.nobody_answered
    return None if says else SaysNothing()


def _row(fact: FieldFact, episode: Episode) -> HealthCheck:
    body: HealthCheckTold = fact.body
    silent = body.nobody_answered
    return check_row(
        fact.id, episode, body, at=fact.at, received_at=fact.received_at, by=fact.user_id, device=fact.device_id,
        told_by=ToldBy.RESIDENT if fact.user_id is None else ToldBy.CARER,
        abnormal=not silent and is_abnormal(body.celsius, body.signs),
    )  # fmt: skip


def check_row(
    pk: UUID,
    episode: Episode,
    body: HealthCheckTold,
    *,
    at: datetime,
    received_at: datetime,
    by: UUID | None,
    device: UUID | None,
    told_by: ToldBy,
    abnormal: bool,
) -> HealthCheck:
    return HealthCheck(
        pk=pk, episode=episode, area_id=episode.area_id, area_code=episode.area_code, on=local_day(at), half=body.half,
        at=at, received_at=received_at, told_by=told_by, by_id=by, device_id=device,
        celsius="" if body.celsius is None else f"{body.celsius:.1f}", signs=list(body.signs), abnormal=abnormal,
        nobody_answered=body.nobody_answered,
    )  # fmt: skip
