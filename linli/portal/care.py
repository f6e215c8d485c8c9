"""What holds for a household, as it reads it behind its own link: until when, why, what one may do, who helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from linli.care.choices import IN_FORCE, AppealState, EpisodeState
from linli.care.editions_release import category_name, measure_name, measure_of
from linli.care.models import Appeal, Episode
from linli.care.papers import Helper, Paper, helpers_of, papers_of
from linli.care.queries_appeals import marks_of
from linli.care.rules_release import day_of
from linli.lib.editions import Measure
from linli.lib.masking import mask_name
from linli.lib.periods import local_day
from linli.registers.choices import RestrictionExtent, RestrictionSource
from linli.registers.models import Household, Restriction

# For so long a certificate or an apology stays behind the link.
SHOWN_AFTER = timedelta(days=60)
OVER = (EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED)


@dataclass(frozen=True)
class Held:
    """One person's episode in force."""

    episode: Episode
    name: str
    measure: str
    category: str
    rule: Measure | None
    day: int
    days: int
    helpers: Sequence[Helper]
    appeal: Appeal | None

    @property
    def day_said(self) -> str:
        return _("day {day} of {days}").format(day=self.day, days=self.days)


@dataclass(frozen=True)
class Marked:
    """The door is in a zone: from the register's mark alone, as gates read it."""

    mark: Restriction
    kind: str
    behind_the_door: bool
    appeal: Appeal | None


@dataclass(frozen=True)
class Past:
    """Released, or cancelled with an apology."""

    episode: Episode
    name: str
    measure: str
    paper: Paper


@dataclass(frozen=True)
class CareShown:
    held: Sequence[Held]
    marked: Sequence[Marked]
    past: Sequence[Past]
    appeals: Sequence[Appeal]

    def __bool__(self) -> bool:
        return bool(self.held or self.marked or self.past or self.appeals)

    @property
    def holds(self) -> bool:
        return bool(self.held or self.marked)

    @property
    def until(self) -> datetime | None:
        """The latest end of what holds: then the whole household is free."""
        ends = [one.episode.until_at for one in self.held] + [one.mark.until_at for one in self.marked]
        return max((one for one in ends if one is not None), default=None)


def care_of(home: Household, *, now: datetime) -> CareShown:
    """Nothing of what is only proposed or signed by one: it restricts nobody, and may never."""
    episodes = _episodes(home)
    appeals = list(
        Appeal.everywhere.filter(household=home, made_at__gt=now - SHOWN_AFTER)
        .select_related("episode__resident", "restriction", "answered_by")
        .order_by("-made_at", "pk")
    )
    waiting = {
        one.episode_id or one.restriction_id: one for one in appeals if one.state == AppealState.WAITING
    }
    held = [one for one in episodes if _in_force(one, now)]
    return CareShown(
        held=[_held(one, waiting, now) for one in held],
        marked=[
            Marked(one, measure_name(one.category), one.extent == RestrictionExtent.DOOR, waiting.get(one.pk))
            for one in marks_of(home, now=now)
            if one.source != RestrictionSource.EPISODE and one.from_at <= now
        ],
        past=[found for one in episodes if (found := _past(one, now)) is not None],
        appeals=appeals,
    )


def episode_of(home: Household, episode_id: UUID) -> Episode | None:
    """One of this household that was in force; a proposal is not there."""
    return next((one for one in _episodes(home) if one.pk == episode_id), None)


def mark_of(home: Household, mark_id: UUID, *, now: datetime) -> Restriction | None:
    return next((one for one in marks_of(home, now=now) if one.pk == mark_id), None)


def _episodes(home: Household) -> list[Episode]:
    rows = Episode.everywhere.filter(household=home, approved_at__isnull=False)
    return list(rows.select_related("resident", "area", "household__area").order_by("from_at", "pk"))


def _in_force(episode: Episode, now: datetime) -> bool:
    return episode.state in IN_FORCE and episode.until_at is not None and episode.until_at > now


def _held(episode: Episode, waiting: dict[UUID | None, Appeal], now: datetime) -> Held:
    assert episode.from_at is not None
    assert episode.until_at is not None
    day, days = day_of(episode.from_at, episode.until_at, now)
    return Held(
        episode=episode,
        name=mask_name(episode.resident.name),
        measure=measure_name(episode.measure),
        category=category_name(episode),
        rule=measure_of(episode.measure),
        day=day,
        days=days,
        helpers=helpers_of(episode, day=local_day(now)),
        appeal=waiting.get(episode.pk),
    )


def _past(episode: Episode, now: datetime) -> Past | None:
    at = episode.released_at or episode.apology_at
    if at is None or at < now - SHOWN_AFTER or not papers_of(episode):
        return None
    paper = Paper.CORRECTION if episode.state == EpisodeState.CANCELLED else Paper.CERTIFICATE
    if episode.state not in (*OVER, EpisodeState.CANCELLED):
        return None
    return Past(episode, mask_name(episode.resident.name), measure_name(episode.measure), paper)
