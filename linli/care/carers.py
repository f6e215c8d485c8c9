"""Who cares for whom, as duty told it: the door of carers' phones, and of what they send."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from linli.care.choices import IN_FORCE, EpisodeState, WordKind
from linli.care.models import Carer, Episode, Told
from linli.care.problems_days import NotInCare, NotYourCare
from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.core.rows import among
from linli.lib.periods import local_day
from linli.people.models import User


class Tellers:
    """Who cared for which episode on which days; one query for a batch of facts."""

    def __init__(self, users: Iterable[UUID | None], episodes: Iterable[UUID]) -> None:
        wanted = {one for one in users if one}
        self._terms: dict[tuple[UUID, UUID], list[tuple[date, date | None]]] = defaultdict(list)
        rows = Carer.objects.filter(among("user_id", wanted), among("episode_id", set(episodes)))
        for user, episode, from_on, until_on in rows.values_list(
            "user_id", "episode_id", "from_on", "until_on"
        ):
            self._terms[user, episode].append((from_on, until_on))

    def care(self, user: UUID | None, episode: UUID, on: date) -> bool:
        if user is None:
            return False
        terms = self._terms.get((user, episode), ())
        return any(first <= on and (until is None or on < until) for first, until in terms)


def against(fact: FieldFact, episode: Episode | None, tellers: Tellers) -> Problem | None:
    """Why somebody may not tell this of an episode: it is not theirs, or it was not in force at that hour."""
    if episode is None:
        return NotYourCare()
    if fact.user_id is None:
        theirs = fact.told_by == episode.household_id
    else:
        theirs = tellers.care(fact.user_id, episode.pk, local_day(fact.at))
    if not theirs:
        return NotYourCare()
    return None if was_in_force(episode, fact) else NotInCare()


def was_in_force(episode: Episode, fact: FieldFact) -> bool:
    """Also of one that is over by now: a phone may have been without a line."""
    if episode.from_at is None or fact.at < episode.from_at:
        return False
    if episode.state in IN_FORCE:
        return True
    over = (EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED)
    return episode.state in over and episode.released_at is not None and fact.at <= episode.released_at


def cared_for_by(user: User, *, day: date) -> QuerySet[Episode]:
    """The episodes in force that somebody cares for today; nobody else's."""
    now = Q(carers__user=user, carers__from_on__lte=day) & (
        Q(carers__until_on=None) | Q(carers__until_on__gt=day)
    )
    rows = Episode.everywhere.filter(now, state__in=IN_FORCE).distinct()
    return rows.select_related("household", "resident", "area")


@transaction.atomic
def set_carers(episode_id: UUID, people: Sequence[tuple[UUID, str, date, date | None]]) -> int:
    """Make the carers those whom duty names: (account, slot, from, until). Again, it changes nothing; returns how many
    there are. Who cared once stays with an end, so that what they told late is theirs to tell."""
    episode = Episode.everywhere.select_for_update(of=("self",)).filter(pk=episode_id).first()
    if episode is None:
        return 0
    wanted: dict[tuple[UUID, str], tuple[date, date | None]] = {}
    for user, slot, from_on, until_on in people:
        first, last = wanted.get((user, slot), (from_on, until_on))
        ends = None if last is None or until_on is None else max(last, until_on)
        wanted[user, slot] = (min(first, from_on), ends)
    for row in Carer.objects.filter(episode=episode):
        term = wanted.pop((row.user_id, row.slot), None)
        if term is None:
            row.delete()
        elif (row.from_on, row.until_on) != term:
            row.from_on, row.until_on = term
            row.save(update_fields=["from_on", "until_on"])
    Carer.objects.bulk_create(
        Carer(episode=episode, user_id=user, slot=slot, from_on=first, until_on=last)
        for (user, slot), (first, last) in wanted.items()
    )
    _keep_told(episode, {user for user, _slot, _from, _until in people})
    return Carer.objects.filter(episode=episode).count()


def _keep_told(episode: Episode, users: set[UUID]) -> None:
    """They have heard of it: if it was wrong, the correction reaches them too."""
    Told.objects.bulk_create(
        (Told(episode=episode, kind=WordKind.TEAM, user_id=user) for user in users), ignore_conflicts=True
    )
