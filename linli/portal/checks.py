"""The checks that a household tells of itself: whose, which half-day, and whether it is told already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.care.choices import IN_FORCE, Half
from linli.care.models import Episode, HealthCheck
from linli.care.queries_days import halves_on
from linli.care.rules_days import half_at
from linli.lib.editions import measure_named
from linli.lib.masking import mask_name
from linli.lib.periods import local_day
from linli.registers.models import Household


@dataclass(frozen=True)
class CheckDue:
    """One person's half-day of now."""

    episode: Episode
    name: str
    half: Half
    told: bool


def checks_due(household: Household, *, now: datetime) -> Sequence[CheckDue]:
    """Of those who may tell it themselves; where only a carer tells, the page does not ask. Two queries at most."""
    day, half = local_day(now), half_at(now)
    rows = Episode.everywhere.filter(household=household, state__in=IN_FORCE).select_related("resident")
    asked = [one for one in rows.order_by("from_at", "pk") if half in halves_on(one, day) and may_tell(one)]
    if not asked:
        return ()
    there = HealthCheck.everywhere.filter(episode__in=asked, on=day, half=half, nobody_answered=False)
    told = set(there.values_list("episode_id", flat=True))
    return [CheckDue(one, mask_name(one.resident.name), half, one.pk in told) for one in asked]


def may_tell(episode: Episode) -> bool:
    measure = measure_named(episode.measure)  # type: ignore[arg-type]
    return measure is not None and measure.by != "carer"


def episode_to_tell(household: Household, episode_id: UUID) -> Episode | None:
    rows = Episode.everywhere.filter(household=household, state__in=IN_FORCE, pk=episode_id)
    found = rows.select_related("resident").first()
    return found if found is not None and may_tell(found) else None
