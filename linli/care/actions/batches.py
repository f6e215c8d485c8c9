"""Many at once, from a list. Over the playbook's limit nothing is signed before a second person agreed to the number."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.care.actions.episode_rows import decider, locked_people, moment
from linli.care.actions.proposing import propose_episode
from linli.care.batch_rules import limit_for, needs_agreement
from linli.care.models import EpisodeBatch
from linli.care.problems_episodes import NotRegistered, SamePerson, WhyMissing
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.viewer import user_behind
from linli.registers.models import Resident

OPENED = name_action("care:batch:opened", _("{actor} proposed {n} people at once: {why}"))
AGREED = name_action("care:batch:agreed", _("{actor} agreed that {n} are opened at once"))


@transaction.atomic
def propose_many(
    *,
    actor: Actor | None,
    area: Area,
    residents: Sequence[Resident],
    source: str,
    why: str,
    source_ids: Sequence[UUID | None] = (),
    category: str = "",
    anchor_on: date | None = None,
    batch_id: UUID | None = None,
    at: datetime | None = None,
) -> EpisodeBatch:
    """Propose these people together. With the same `batch_id` again: the first batch. Each is still decided by itself."""
    at = moment(at)
    viewer = decider(actor, area.code, Capability.CARE_WRITE, at=at)
    if batch_id and (there := EpisodeBatch.everywhere.filter(pk=batch_id).first()):
        return there
    if not why.strip():
        raise WhyMissing()
    if not residents:
        raise NotRegistered()
    batch = EpisodeBatch(
        number=len(residents), source=source, why=why.strip()[:200], made_by=user_behind(viewer), made_at=at
    )
    batch.pk = batch_id or batch.pk
    batch.place_in(area)
    batch.save(force_insert=True)
    locked_people(one.pk for one in residents)  # all of them at once: one after another, two lists could meet
    ids = list(source_ids) or [None] * len(residents)
    pairs = sorted(zip(residents, ids, strict=True), key=lambda one: str(one[0].pk))
    for resident, source_id in pairs:
        if not viewer.scope.covers(resident.area_code):
            raise NotFound()
        propose_episode(
            actor=actor, resident=resident, source=source, source_id=source_id, category=category,
            anchor_on=anchor_on, batch=batch, at=at,
        )  # fmt: skip
    log(OPENED, actor=actor, subject=batch, n=batch.number, why=batch.why)
    announce("care.batch_opened", batch=str(batch.pk), over=needs_agreement(batch))
    return batch


@transaction.atomic
def agree_batch(
    *, actor: Actor | None, batch: EpisodeBatch, number: int, at: datetime | None = None
) -> EpisodeBatch:
    """Another person agrees to the number, and types it: whoever agrees has looked how many they are."""
    at = moment(at)
    rows = lock_rows(EpisodeBatch.everywhere.select_related("area"), [batch.pk])
    if not rows:
        raise NotFound()
    found = rows[0]
    viewer = decider(actor, found.area_code, Capability.CARE_AGREE, at=at)
    user = user_behind(viewer)
    assert user is not None
    if found.made_by_id == user.pk:
        raise SamePerson()
    if found.agreed_at is not None:
        return found
    if number != found.number:
        raise WhyMissing()
    found.agreed_by, found.agreed_at = user, at
    found.save(update_fields=["agreed_by", "agreed_at"])
    log(AGREED, actor=actor, subject=found, n=found.number, limit=limit_for(found))
    announce("care.batch_agreed", batch=str(found.pk))
    return found
