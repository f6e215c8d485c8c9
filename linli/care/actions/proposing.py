"""A proposal: somebody may belong to a category. Nobody is restricted by it; two people decide, or say it is not needed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import (
    change_row,
    decider,
    locked_episode,
    locked_people,
    moment,
    must_be,
)
from linli.care.choices import OPEN, EpisodeState
from linli.care.grounds import Ground, ground_at
from linli.care.models import Episode, EpisodeBatch
from linli.care.problems_episodes import NotRegistered, WhyMissing
from linli.core.audit import Actor, keep_revision, log, name_action
from linli.core.outbox import announce
from linli.people.choices import Capability
from linli.people.viewer import user_behind
from linli.registers.models import Resident
from linli.registers.shown import REGISTERED

PROPOSED = name_action("care:episode:proposed", _("{actor} proposed to look at somebody of {subject}"))
DECLINED = name_action("care:episode:declined", _("{actor} noted that nothing is needed at {subject}"))


@transaction.atomic
def propose_episode(
    *,
    actor: Actor | None,
    resident: Resident,
    source: str,
    source_id: UUID | None = None,
    category: str = "",
    anchor_on: date | None = None,
    arrived_on: date | None = None,
    evidence_kind: str = "",
    evidence: str = "",
    batch: EpisodeBatch | None = None,
    at: datetime | None = None,
) -> Episode:
    """Propose somebody; the one that is open, or that came of the same source before, where there is one.

    Run twice it happens once: what was declined or is over is not proposed again by the same source.
    """
    person = locked_people([resident.pk])[resident.pk]
    if there := _known(person, source, source_id):
        return there
    if person.presence not in REGISTERED or person.merged_into_id or person.household.closed_on:
        raise NotRegistered()
    ground = ground_at(person.household.area, moment(at))
    made = _made(person, ground, batch, source=source, source_id=source_id, category=category, anchor_on=anchor_on,
                 arrived_on=arrived_on, evidence_kind=evidence_kind, evidence=evidence,
                 proposed_by=user_behind(actor), proposed_at=moment(at))  # fmt: skip
    entry = log(PROPOSED, actor=actor, subject=made, subject_name=person.household.place, source=source)
    keep_revision(entry, made, before=None, after={"state": made.state, "source": source}, created=True)
    announce("care.episode_proposed", episode=str(made.pk))
    return made


@transaction.atomic
def decline_episode(
    *, actor: Actor | None, episode: Episode, version: int | None, why: str, at: datetime | None = None
) -> Episode:
    """A proposal, or one that waits for the second signature, is not needed. Who signs or agrees may say so."""
    found = locked_episode(episode.pk, version=version)
    if found.state == EpisodeState.DECLINED:
        return found
    must_be(found, EpisodeState.PROPOSED, EpisodeState.SIGNED)
    need = Capability.CARE_WRITE if found.state == EpisodeState.PROPOSED else Capability.CARE_AGREE
    viewer = decider(actor, found.area_code, need, at=moment(at))
    if not why.strip():
        raise WhyMissing()
    values = {
        "state": EpisodeState.DECLINED.value,
        "declined_by_id": user_behind(viewer).pk,  # type: ignore[union-attr]
        "declined_why": why.strip()[:200],
    }
    change_row(found, values, DECLINED, actor=actor)
    announce("care.episode_declined", episode=str(found.pk))
    return found


def _known(person: Resident, source: str, source_id: UUID | None) -> Episode | None:
    rows = Episode.everywhere.filter(resident=person).order_by("-proposed_at")
    same = rows.filter(source=source, source_id=source_id).first() if source_id else None
    return same or rows.filter(state__in=OPEN).first()


def _made(person: Resident, ground: Ground, batch: EpisodeBatch | None, **values: object) -> Episode:
    home = person.household
    made = Episode(
        incident=ground.incident, household=home, resident=person, area_id=home.area_id, area_code=home.area_code,
        batch=batch, **values,
    )  # fmt: skip
    made.save(force_insert=True)
    return made
