"""The end of an episode: by an officer's decision, or by itself when its time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.actions.ending import stop_days
from linli.care.actions.one_by_one import one_by_one
from linli.care.choices import IN_FORCE, EpisodeState, WhyReleased
from linli.care.editions_release import early_words
from linli.care.models import Episode
from linli.care.playbook import care_in_force
from linli.care.problems_release import (
    EarlyNeedsAPhysician,
    NotByThisWay,
    NotEndedByItself,
    OverAlready,
    StillLacking,
)
from linli.care.queries_release import lacking_of
from linli.care.rules_release import Lack, Lacking, holds_back
from linli.care.words_release import lack_words
from linli.core.audit import Actor, name_action
from linli.core.outbox import announce
from linli.core.problems import ChangedMeanwhile, Problem
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.viewer import acting, user_behind
from linli.registers.actions.writing import correct, locked

RELEASED = name_action("care:episode:released", _("{actor} released somebody of {subject}: {why}"))
ENDED = name_action(
    "care:episode:ended", _("The time of an episode of {subject} was over; nobody had decided")
)
LOOKED = name_action(
    "care:episode:end_looked_at", _("{actor} looked at an episode of {subject} that ended by itself")
)
AFTER = name_action("care:episode:aftercare_began", _("Aftercare began for somebody of {subject}"))
CLOSED = name_action("care:episode:closed", _("An episode of {subject} was closed"))

# On these an officer decides; an objection has its own page, a newer edition its own list, and time is no officer.
GROUNDS = (WhyReleased.DAYS_OVER, WhyReleased.EARLY, WhyReleased.HOSPITAL)
BY_ITSELF = (WhyReleased.ENDED, WhyReleased.INCIDENT_CLOSED)
MOST_AT_ONCE = 200


@transaction.atomic
def release_episode(
    *, actor: Actor | None, episode: Episode, why: str, version: int | None, now: datetime | None = None
) -> Episode:
    """Release one person: phases end, marks are undone, the certificate is ready, aftercare begins.

    By days and tests only on the last day or after it, with each result there; once the end has passed, a missing
    test holds nobody. Refused where the episode is over already.
    """
    now = now or timezone.now()
    current = _in_force(episode, version)
    _check_ground(current, why, actor, now)
    finish(current, RELEASED, why=why, actor=actor, now=now)
    return current


def _in_force(episode: Episode, version: int | None) -> Episode:
    current = locked(Episode, episode.pk, None)
    if current.state not in IN_FORCE:
        raise OverAlready()
    if version is not None and current.version != version:
        return locked(Episode, episode.pk, version)  # refused, with who was faster
    return current


def _check_ground(episode: Episode, why: str, actor: Actor | None, now: datetime) -> None:
    if why not in WhyReleased.values or why in BY_ITSELF:
        raise NotByThisWay()
    if why == WhyReleased.DAYS_OVER:
        assert episode.until_at is not None
        lacks = lacking_of([episode], now=now)[episode.pk]
        if holds_back(lacks, episode.until_at, now):
            raise StillLacking(what=lack_words(lacks))
    if why == WhyReleased.EARLY and early_words(episode) is None and not _is_physician(actor, now):
        raise EarlyNeedsAPhysician()


def _is_physician(actor: Actor | None, now: datetime) -> bool:
    return actor is not None and acting(actor, day=local_day(now)).may(Capability.CARE_MEDICAL)


def finish(episode: Episode, action: str, *, why: str, actor: Actor | None, now: datetime) -> None:
    """What every release does, once it is decided. Inside the action's transaction, the episode locked."""
    days = care_in_force(episode.area).aftercare_days
    values: dict[str, Any] = {
        "state": EpisodeState.RELEASED, "released_at": now, "released_why": why,
        "released_by_id": getattr(user_behind(actor), "pk", None),
        "aftercare_until": local_day(now) + timedelta(days=days),
    }  # fmt: skip
    correct(
        episode, values, action, actor=actor, place=episode.household.place,
        why=str(WhyReleased(why).label),
    )  # fmt: skip
    stop_days(episode, at=now)
    announce("care.episode_released", episode=str(episode.pk))


# ---- several at once -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Released:
    """What came of each: those that somebody else was faster with, or that still lack something, stay as they are."""

    done: list[UUID]
    refused: list[tuple[UUID, Problem]]


def release_chosen(
    chosen: Sequence[tuple[Episode, int]], *, actor: Actor | None, now: datetime | None = None
) -> Released:
    """Release those whose days and tests are complete, each by itself: one that is refused holds no other back."""
    done: list[UUID] = []
    refused: list[tuple[UUID, Problem]] = []
    for episode, version in chosen[:MOST_AT_ONCE]:
        try:
            release_episode(actor=actor, episode=episode, why=WhyReleased.DAYS_OVER, version=version, now=now)
            done.append(episode.pk)
        except (OverAlready, StillLacking, ChangedMeanwhile) as refusal:
            refused.append((episode.pk, refusal))
    return Released(done, refused)


# ---- by itself -------------------------------------------------------------------------------------
def end_what_is_over(*, at: datetime) -> int:
    """End what has passed its end and nobody has decided. The marks have ended by then: they carry the same end.

    It stays red in the queue until an officer has looked at it.
    """
    over = Episode.everywhere.filter(state__in=IN_FORCE, until_at__lte=at)
    return one_by_one(list(over.order_by("until_at").values_list("pk", flat=True)), partial(_end, at=at))


@transaction.atomic
def _end(episode_id: UUID, *, at: datetime) -> bool:
    current = locked(Episode, episode_id, None)
    if current.state not in IN_FORCE or current.until_at is None or current.until_at > at:
        return False  # somebody was faster
    finish(current, ENDED, why=WhyReleased.ENDED, actor=None, now=current.until_at)
    return True


@transaction.atomic
def look_at_end(*, actor: Actor, episode: Episode) -> Episode:
    """An officer has seen that it ended by itself, and why nobody had decided. Looked at twice, the first one counts."""
    current = locked(Episode, episode.pk, None)
    if current.released_why != WhyReleased.ENDED or current.state not in AFTER_RELEASE:
        raise NotEndedByItself()
    user = user_behind(actor)
    if current.released_by_id is None and user is not None:
        correct(current, {"released_by_id": user.pk}, LOOKED, actor=actor, place=current.household.place)
    return current


# ---- aftercare --------------------------------------------------------------------------------------
AFTER_RELEASE = (EpisodeState.RELEASED, EpisodeState.AFTERCARE)


def go_on_after_release(*, at: datetime) -> int:
    """From the day after the release there is aftercare; when its days are over, the episode is closed."""
    waiting = Episode.everywhere.filter(state__in=AFTER_RELEASE).order_by("pk")
    return one_by_one(list(waiting.values_list("pk", flat=True)), partial(_go_on, at=at, today=local_day(at)))


@transaction.atomic
def _go_on(episode_id: UUID, at: datetime, today: Any) -> bool:
    current = locked(Episode, episode_id, None)
    state = state_after(current, today)
    if state == current.state:
        return False
    correct(
        current, {"state": state}, AFTER if state == EpisodeState.AFTERCARE else CLOSED, actor=None,
        place=current.household.place,
    )  # fmt: skip
    return True


def state_after(episode: Episode, today: Any) -> str:
    """One that ended by itself is not closed before somebody has looked."""
    if episode.state not in AFTER_RELEASE or episode.released_at is None:
        return str(episode.state)
    unseen = episode.released_why == WhyReleased.ENDED and episode.released_by_id is None
    over = episode.aftercare_until is None or today > episode.aftercare_until
    if over and not unseen:
        return EpisodeState.CLOSED
    begun = today > local_day(episode.released_at)
    return (
        EpisodeState.AFTERCARE if begun or episode.state == EpisodeState.AFTERCARE else EpisodeState.RELEASED
    )


__all__ = [
    "GROUNDS",
    "Lack",
    "Lacking",
    "Released",
    "end_what_is_over",
    "look_at_end",
    "release_chosen",
    "release_episode",
]
