"""What the edition in force makes of an episode under way: its days as they are, and what is left of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from linli.areas.models import Area
from linli.care.choices import ChangeKind, HomeSuitable, HomeTrouble
from linli.care.models import Episode, EpisodePhase
from linli.care.plans import Explained, Facts, LocalRule, PhasePlan, Plan
from linli.care.playbook import care_in_force
from linli.care.rules import change_between, local_rules, plan_for, taken_over
from linli.incidents.editions import InForce, edition_at
from linli.lib.days import number_of
from linli.lib.periods import local_day

MOMENT = timedelta(microseconds=1)
KNOWN = {HomeSuitable.SUITABLE.value: True, HomeSuitable.UNSUITABLE.value: False}


@dataclass
class Editions:
    """The edition in force at many areas and what their cities add, each looked up once."""

    at: datetime
    _held: dict[str, InForce] = field(default_factory=dict)
    _local: dict[str, tuple[LocalRule, ...]] = field(default_factory=dict)

    def held(self, area: Area) -> InForce:
        if area.code not in self._held:
            self._held[area.code] = edition_at(area, self.at)
        return self._held[area.code]

    def local(self, area: Area) -> tuple[LocalRule, ...]:
        if area.code not in self._local:
            self._local[area.code] = local_rules(care_in_force(area), on=local_day(self.at))
        return self._local[area.code]


@dataclass(frozen=True)
class Worked:
    """`prescribed` is the newer edition's own; `proposed` what is left of it where nobody may be kept longer."""

    kind: str
    current: Plan
    prescribed: Plan
    proposed: Plan


def worked_out(episode: Episode, phases: Iterable[EpisodePhase], editions: Editions) -> Worked:
    """Heavier only where nothing would become shorter or lighter by the newer edition."""
    current = plan_under_way(episode, phases)
    prescribed = prescribed_now(episode, editions)
    proposed = taken_over(current, prescribed, at=editions.at)
    kind = change_between(current, proposed, at=editions.at)
    if kind == ChangeKind.SAME:
        kind = change_between(current, prescribed, at=editions.at)
    return Worked(kind, current, prescribed, prescribed if kind == ChangeKind.HEAVIER else proposed)


def prescribed_now(episode: Episode, editions: Editions) -> Plan:
    """What the edition in force at its place prescribes for the person; for a category that it has not, nothing."""
    edition = editions.held(episode.area).edition
    if edition.category(episode.category) is None:
        gone = Explained(code="category_gone", source=edition.source)
        return Plan(edition=edition.key, category=episode.category, explained=(gone,))
    local = editions.local(episode.area)
    return plan_for(episode.category, facts_of(episode), edition, at=editions.at, local=local)


def facts_of(episode: Episode) -> Facts:
    """What was known when it was decided. Who chose a facility has chosen it under a newer edition too."""
    said: list[dict[str, Any]] = episode.plan.get("explained", []) if isinstance(episode.plan, dict) else []
    assert episode.from_at is not None
    began_on = episode.arrived_on or local_day(episode.from_at)
    return Facts(
        anchor_on=episode.anchor_on or began_on,
        began_on=began_on,
        home_suitable=KNOWN.get(episode.home),
        wants_facility=any(one.get("code") == "chose_facility" for one in said),
        lives_with_frail=HomeTrouble.VULNERABLE in episode.home_troubles,
    )


def plan_under_way(episode: Episode, phases: Iterable[EpisodePhase]) -> Plan:
    """The days as they are now, with a later end that was signed, or a phase that was ended."""
    anchor = episode.anchor_on or (local_day(episode.from_at) if episode.from_at else None)
    rows = sorted(phases, key=lambda one: one.number)
    made = tuple(
        _phase(one, anchor) for one in rows if min(one.until_at, one.ended_at or one.until_at) > one.from_at
    )
    told = plan_as_decided(episode)
    return Plan(
        edition=episode.edition, category=episode.category, phases=made, tests=told.tests,
        from_at=made[0].from_at if made else None, until_at=made[-1].until_at if made else None,
        tests_for_release=told.tests_for_release, explained=told.explained, certainty=told.certainty,
    )  # fmt: skip


def plan_as_decided(episode: Episode) -> Plan:
    if not episode.plan:
        return Plan(edition=episode.edition, category=episode.category)
    return msgspec.convert(episode.plan, Plan, strict=False)


def _phase(row: EpisodePhase, anchor: Any) -> PhasePlan:
    until = min(row.until_at, row.ended_at) if row.ended_at else row.until_at
    first = local_day(row.from_at)
    return msgspec.convert(
        {
            "measure": row.measure, "first_on": first, "last_on": local_day(until - MOMENT), "from_at": row.from_at,
            "until_at": until, "day_of_first": number_of(first, anchor),
        },
        PhasePlan,
    )  # fmt: skip


def phases_of(episodes: Iterable[Episode]) -> dict[UUID, list[EpisodePhase]]:
    """One query for all of them."""
    found: dict[UUID, list[EpisodePhase]] = {one.pk: [] for one in episodes}
    for row in EpisodePhase.objects.filter(episode__in=list(found)).order_by("number"):
        found[row.episode_id].append(row)
    return found
