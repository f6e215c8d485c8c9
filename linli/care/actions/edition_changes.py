"""What a newer edition makes of episodes under way: proposed for each, and taken over by a named officer.

Shorter or lighter by one officer. Longer or stricter is asked for with a reason and signed by a physician, another person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, decider, locked_episode, moment
from linli.care.actions.releasing import release_episode
from linli.care.choices import IN_FORCE, ChangeKind, ChangeState, WhyReleased
from linli.care.edition_plans import Editions, Worked, phases_of, worked_out
from linli.care.marking import mark
from linli.care.models import EditionChange, Episode, EpisodePhase, Prolongation
from linli.care.plans import Plan
from linli.care.problems_editions import (
    AskFirst,
    ChangeDecided,
    ChangeStale,
    NotAskedYet,
    OnlyAPhysician,
    OtherPersonSigns,
    WhyMissing,
)
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.people.choices import Capability as C
from linli.people.viewer import user_behind

TAKEN = name_action("care:change:taken", _("{actor} let edition {edition} hold for somebody of {subject}"))
KEPT = name_action("care:change:kept", _("{actor} kept an episode of {subject} as it was: {why}"))
ASKED = name_action(
    "care:change:asked", _("{actor} asked for what is stricter for somebody of {subject}: {why}")
)
SIGNED = name_action(
    "care:change:signed", _("{actor} signed as a physician what is stricter for somebody of {subject}")
)

BY_ONE = (ChangeKind.ENDS, ChangeKind.SHORTER, ChangeKind.LIGHTER)
AT_ONCE = 500


# ---- proposing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_changes(*, at: datetime, episodes: Iterable[UUID] | None = None) -> int:
    """For each episode in force that another edition has decided than the one that holds there now. Once each.

    What has waited is worked out anew: the days go on. Nothing changes for anybody by it.
    """
    rows = Episode.everywhere.filter(state__in=IN_FORCE, until_at__gt=at).select_related("area")
    found = list(rows.filter(pk__in=list(episodes)) if episodes is not None else rows)
    editions, phases = Editions(at), phases_of(found)
    other = [one for one in found if editions.held(one.area).edition.key != one.edition]
    there = {(one.episode_id, one.edition): one for one in EditionChange.everywhere.filter(episode__in=other)}
    made: list[EditionChange] = []
    for episode in other:
        key = (episode.pk, editions.held(episode.area).edition.key)
        worked = worked_out(episode, phases[episode.pk], editions)
        if key not in there:
            made.append(_row(episode, worked, at))
        elif there[key].state == ChangeState.WAITING and there[key].decided_by_id is None:
            _note(there[key], worked)
    EditionChange.everywhere.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _row(episode: Episode, worked: Worked, at: datetime) -> EditionChange:
    """What changes nothing waits for nobody."""
    same = worked.kind == ChangeKind.SAME
    return EditionChange(
        episode=episode, area_id=episode.area_id, area_code=episode.area_code, edition=worked.prescribed.edition,
        kind=worked.kind, state=ChangeState.TAKEN if same else ChangeState.WAITING, made_at=at,
        plan=msgspec.to_builtins(worked.proposed), until_at=worked.proposed.until_at,
    )  # fmt: skip


def _note(change: EditionChange, worked: Worked) -> None:
    change.kind, change.until_at = worked.kind, worked.proposed.until_at
    change.plan = msgspec.to_builtins(worked.proposed)
    change.save(update_fields=["kind", "until_at", "plan"])


# ---- deciding ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def take_change(*, actor: Actor | None, change: EditionChange, at: datetime | None = None) -> Episode:
    """Let the newer edition hold: it ends, or becomes shorter or lighter. By one officer."""
    at = moment(at)
    kept, episode = _waiting(change)
    decider(actor, episode.area_code, C.CARE_WRITE, at=at)
    worked = _still(kept, episode, at)
    if worked.kind not in (*BY_ONE, ChangeKind.SAME):
        raise AskFirst()
    _decide(kept, actor, at, state=ChangeState.TAKEN)
    if worked.kind == ChangeKind.ENDS:
        release_episode(actor=actor, episode=episode, why=WhyReleased.LIGHTER_EDITION, version=None, now=at)
        return episode
    _apply(episode, worked.proposed, TAKEN, actor, at)
    return episode


@transaction.atomic
def keep_change(
    *, actor: Actor | None, change: EditionChange, why: str, at: datetime | None = None
) -> EditionChange:
    """Leave it as it was, with a reason that stays readable. Where the edition is lighter, that is a finding."""
    at = moment(at)
    kept, episode = _waiting(change)
    decider(actor, episode.area_code, C.CARE_WRITE, at=at)
    if not why.strip():
        raise WhyMissing()
    kept.why = why.strip()[:200]
    _decide(kept, actor, at, state=ChangeState.KEPT)
    log(KEPT, actor=actor, subject=episode, subject_name=episode.household.place, why=kept.why)
    announce("care.episode_changed", episode=str(episode.pk))
    return kept


@transaction.atomic
def ask_heavier(
    *, actor: Actor | None, change: EditionChange, why: str, at: datetime | None = None
) -> EditionChange:
    """Ask a physician to sign what is longer or stricter. Nothing changes until they have."""
    at = moment(at)
    kept, episode = _waiting(change)
    decider(actor, episode.area_code, C.CARE_WRITE, at=at)
    if not why.strip():
        raise WhyMissing()
    kept.why, kept.decided_by, kept.decided_at = why.strip()[:200], user_behind(actor), at
    kept.save(update_fields=["why", "decided_by", "decided_at"])
    log(ASKED, actor=actor, subject=episode, subject_name=episode.household.place, why=kept.why)
    return kept


@transaction.atomic
def sign_heavier(*, actor: Actor | None, change: EditionChange, at: datetime | None = None) -> Episode:
    """A physician, another person than who asked, signs it; only then it holds."""
    at = moment(at)
    kept, episode = _waiting(change)
    viewer = decider(actor, episode.area_code, C.CARE_READ, at=at)
    if not viewer.may(C.CARE_MEDICAL):
        raise OnlyAPhysician()
    if kept.decided_by_id is None or not kept.why:
        raise NotAskedYet()
    if kept.decided_by_id == viewer.user.pk:
        raise OtherPersonSigns()
    worked = _still(kept, episode, at)
    before, signer = episode.until_at, viewer.user
    kept.signed_by, kept.state = signer, ChangeState.TAKEN
    kept.save(update_fields=["signed_by", "state"])
    plan = worked.prescribed if worked.kind == ChangeKind.HEAVIER else worked.proposed
    if before is not None and plan.until_at is not None and plan.until_at > before:
        Prolongation.objects.create(
            episode=episode, before=before, after=plan.until_at, why=kept.why, asked_by_id=kept.decided_by_id,
            signed_by=signer, at=at,
        )  # fmt: skip
    _apply(episode, plan, SIGNED, actor, at)
    return episode


# ---- several at once ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class TakenOver:
    done: int
    refused: int


def take_lighter(
    *, actor: Actor | None, changes: Iterable[EditionChange], at: datetime | None = None
) -> TakenOver:
    """Take each that is shorter or lighter, by itself: one that is refused holds no other back."""
    done = refused = 0
    for change in list(changes)[:AT_ONCE]:
        try:
            take_change(actor=actor, change=change, at=at)
            done += 1
        except NotFound:
            raise
        except Problem:
            refused += 1
    return TakenOver(done, refused)


# ---- inside ------------------------------------------------------------------------------------------------------------
def _waiting(change: EditionChange) -> tuple[EditionChange, Episode]:
    """The episode first, then the change: the same order for all who lock both."""
    episode = locked_episode(change.episode_id)
    found = lock_rows(EditionChange.everywhere.select_related("decided_by"), [change.pk])
    if not found:
        raise NotFound()
    if found[0].state != ChangeState.WAITING or episode.state not in IN_FORCE:
        raise ChangeDecided()
    return found[0], episode


def _still(change: EditionChange, episode: Episode, at: datetime) -> Worked:
    """Worked out anew under the lock: days have gone by, and the episode may have changed."""
    editions = Editions(at)
    if editions.held(episode.area).edition.key != change.edition:
        raise ChangeStale()
    return worked_out(episode, episode.phases.all(), editions)


def _decide(change: EditionChange, actor: Actor | None, at: datetime, *, state: str) -> None:
    change.state, change.decided_by, change.decided_at = state, user_behind(actor), at
    change.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _apply(episode: Episode, plan: Plan, action: str, actor: Actor | None, at: datetime) -> None:
    """Write the newer plan into an episode under way: its phases from now on, its end, its mark."""
    now = plan.phase_at(at) or next((one for one in plan.phases if one.from_at > at), plan.phases[-1])
    values: dict[str, Any] = {
        "plan": msgspec.to_builtins(plan), "edition": plan.edition, "measure": str(now.measure),
        "until_at": plan.until_at,
    }  # fmt: skip
    change_row(episode, values, action, actor=actor, edition=plan.edition)
    _rewrite_phases(episode, plan, at)
    mark(episode, at=at)
    announce("care.episode_changed", episode=str(episode.pk))
    announce("care.edition_taken", episode=str(episode.pk), edition=plan.edition)


def _rewrite_phases(episode: Episode, plan: Plan, at: datetime) -> None:
    """What was is left as it was; what has not begun gives way; one under way goes on, or ends now."""
    rows = EpisodePhase.objects.filter(episode=episode, ended_at=None)
    rows.filter(from_at__gte=at).delete()
    under_way = rows.filter(until_at__gt=at).order_by("-number").first()
    ahead = [one for one in plan.phases if one.until_at > at]
    if under_way is not None:
        if ahead and ahead[0].measure == under_way.measure:
            under_way.until_at = ahead.pop(0).until_at
            under_way.save(update_fields=["until_at"])
        else:
            under_way.ended_at = at
            under_way.save(update_fields=["ended_at"])
    last = (
        EpisodePhase.objects.filter(episode=episode)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    EpisodePhase.objects.bulk_create(
        EpisodePhase(
            episode=episode,
            number=number,
            measure=one.measure,
            from_at=max(one.from_at, at),
            until_at=one.until_at,
        )
        for number, one in enumerate(ahead, start=(last or 0) + 1)
    )
