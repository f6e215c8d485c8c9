"""The notice, handed over at the door: the hour from which the resident knows, and what was seen of the home."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from linli.care.actions.cancelling import HOUSEHOLD
from linli.care.actions.checks import episodes_of
from linli.care.actions.homes import record_home
from linli.care.bodies import NoticeHanded
from linli.care.carers import Tellers, against
from linli.care.choices import IN_FORCE, WordKind
from linli.care.models import Episode, Told
from linli.core.facts import FieldFact
from linli.core.outbox import announce
from linli.core.problems import Problem
from linli.people.models import User


@transaction.atomic
def take_notices(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """The earliest hand-over stands. Sent again, nothing changes."""
    refused: dict[UUID, Problem] = {}
    episodes = episodes_of({fact.body.episode for fact in facts})
    tellers = Tellers((fact.user_id for fact in facts), episodes)
    for fact in sorted(facts, key=lambda one: (one.at, one.id)):
        episode = episodes.get(fact.body.episode)
        problem = against(fact, episode, tellers)
        if problem is None and episode is not None:
            problem = _hand_over(fact, episode)
        if problem is not None:
            refused[fact.id] = problem
    return refused


def _hand_over(fact: FieldFact, episode: Episode) -> Problem | None:
    if episode.notice_at is None or fact.at < episode.notice_at:
        Episode.everywhere.filter(pk=episode.pk).update(notice_at=fact.at)
        episode.notice_at = fact.at
        announce("care.notice_handed", episode=str(episode.pk))
    Told.objects.get_or_create(
        episode=episode, kind=WordKind.NOTICE, whom=HOUSEHOLD, defaults={"at": fact.at}
    )
    return _home(fact, episode)


def _home(fact: FieldFact, episode: Episode) -> Problem | None:
    """Looked at once: what came later by another phone, or again, does not turn it."""
    body: NoticeHanded = fact.body
    fresh = Episode.everywhere.get(pk=episode.pk)
    if not body.home or fresh.state not in IN_FORCE or fresh.screened_at is not None:
        return None
    by = User.objects.filter(pk=fact.user_id).first() if fact.user_id else None
    try:
        with transaction.atomic():
            record_home(
                actor=by, episode=fresh, version=None, home=body.home, troubles=body.troubles,
                housemates=body.housemates, by_carer=True, at=fact.at,
            )  # fmt: skip
    except Problem as refusal:
        return refusal
    return None
