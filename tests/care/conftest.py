"""The epidemic of the cast, its edition of the policy, and episodes of its people."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.care.choices import IN_FORCE, EpisodeState, Evidence, MeasureWord, OpenedFrom
from linli.care.models import Carer, Episode, EpisodePhase
from linli.incidents.actions import open_incident
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.periods import SHANGHAI, day_bounds
from linli.people.models import User
from linli.registers.choices import RestrictionExtent, RestrictionSource
from linli.registers.models import Resident, Restriction
from tests.conftest import NOW, TODAY, appoint

DAY = timedelta(days=1)
MakeEpisode = Callable[..., Episode]
OBJECTION = "和平社区 0453-3120001，24 小时内答复"


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return day_bounds(day)[0]


@pytest.fixture
def medical_officer(city: Area) -> User:
    """The physician of the county's centre for disease control."""
    return appoint("ding", "丁医师", "medical_officer", city)


@pytest.fixture
def epidemic(city: Area) -> Incident:
    """Open in the whole city since the 10th, under the twenty measures."""
    incident = open_incident(
        actor=None, area=city, name_zh="2026年11月疫情", name_en="Outbreak of November 2026", kind="epidemic",
        purpose="控制疫情，照看好隔离的人", basis="县疫情防控指挥部令第 3 号", approved_by="季局长", opened_on=date(2026, 11, 10),
        playbook="muling",
    )  # fmt: skip
    EditionAdopted.objects.create(
        incident=incident, edition="twenty_measures", from_at=midnight(date(2026, 11, 10)),
        basis="县疫情防控指挥部令第 3 号", approved_by="季局长", at=midnight(date(2026, 11, 10)),
    )  # fmt: skip
    return incident


@pytest.fixture
def make_episode(epidemic: Incident, clerk: User, township_officer: User) -> MakeEpisode:
    """`make_episode(resident)`: quarantine at home, seven days from the 17th, signed by 宋文书 and 镇干部.

    `state`, `measure`, `from_on`, `days`, `edition` and any field may be given. In force, its door is marked.
    """

    def made(
        resident: Resident,
        *,
        state: str = EpisodeState.ACTIVE,
        measure: str = MeasureWord.HOME_QUARANTINE,
        from_on: date = TODAY - 3 * DAY,
        days: int = 7,
        **values: Any,
    ) -> Episode:
        from_at, until_at = midnight(from_on), midnight(from_on + days * DAY)
        signed = {
            "signed_by": clerk,
            "signed_at": from_at,
            "approved_by": township_officer,
            "approved_at": from_at,
        }
        if state in (EpisodeState.PROPOSED, EpisodeState.DECLINED):
            signed = {}
        elif state == EpisodeState.SIGNED:
            signed = {"signed_by": clerk, "signed_at": from_at}
        episode = Episode.objects.create(
            **{
                "incident": epidemic, "household": resident.household, "resident": resident, "area": resident.area,
                "area_code": resident.area_code, "state": state, "source": OpenedFrom.BY_HAND,
                "category": "spill_high", "edition": "twenty_measures", "measure": measure,
                "evidence_kind": Evidence.DECLARED, "evidence": "本人报备：11月16日离开高风险区",
                "basis": "联防联控机制综发〔2022〕101号", "objection": OBJECTION, "anchor_on": from_on - DAY,
                "arrived_on": from_on, "from_at": from_at, "until_at": until_at, "proposed_at": from_at,
                "began_at": from_at if state in IN_FORCE else None, **signed, **values,
            }
        )  # fmt: skip
        EpisodePhase.objects.create(
            episode=episode, number=1, measure=measure, from_at=episode.from_at, until_at=episode.until_at
        )
        if state in IN_FORCE and measure in (MeasureWord.HOME_QUARANTINE, MeasureWord.HOME_ISOLATION):
            _mark(episode)
        return episode

    return made


def _mark(episode: Episode) -> None:
    Restriction.objects.create(
        household=episode.household, area=episode.area, area_code=episode.area_code,
        source=RestrictionSource.EPISODE, source_id=episode.pk, extent=RestrictionExtent.DOOR,
        category=episode.measure, basis=episode.basis, objection=episode.objection, decided_by=episode.signed_by,
        agreed_by=episode.approved_by, from_at=episode.from_at, until_at=episode.until_at,
    )  # fmt: skip


@pytest.fixture
def episode(make_episode: MakeEpisode, resident: Resident) -> Episode:
    """柴丽娟 of 3-2-501 is in quarantine at home, day 4 of 7, until the 23rd 24:00."""
    return make_episode(resident)


@pytest.fixture
def carer(episode: Episode, grid_worker: User) -> User:
    """郎玉珍 cares for 柴丽娟."""
    Carer.objects.create(episode=episode, user=grid_worker, slot="village_officer", from_on=TODAY - 3 * DAY)
    return grid_worker


__all__ = ["NOW", "SHANGHAI", "TODAY"]
