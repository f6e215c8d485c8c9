"""A later end. Asked for by one person with a reason, signed by another; until then the old end holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care import marking
from linli.care.choices import IN_FORCE
from linli.care.editions_release import allowed_until
from linli.care.models import Episode, EpisodePhase, Prolongation, ProlongationAsked
from linli.care.problems_release import (
    AnotherMustSign,
    AnsweredAlready,
    AskedAlready,
    AskedOfAnotherEnd,
    EndHasPassed,
    EndNotLater,
    EndTooFar,
    OverAlready,
    PhysicianMustSign,
)
from linli.care.rules_release import MOST_DAYS_LONGER, Longer, longer
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.viewer import acting, user_behind
from linli.registers.actions.writing import correct, locked

ASKED = name_action(
    "care:episode:longer_asked", _("{actor} asked for a later end for somebody of {subject}: {why}")
)
PROLONGED = name_action(
    "care:episode:prolonged", _("{actor} signed a later end for somebody of {subject}: {why}")
)
REFUSED = name_action(
    "care:episode:longer_refused", _("{actor} refused a later end for somebody of {subject}")
)


@transaction.atomic
def ask_prolongation(
    *,
    actor: Actor,
    episode: Episode,
    until: datetime,
    why: str,
    version: int | None,
    now: datetime | None = None,
) -> ProlongationAsked:
    """Ask for a later end. Nothing changes until another person has signed. The same again is the same question."""
    now = now or timezone.now()
    current = _standing(episode, now, version)
    _check_end(current, until)
    there = ProlongationAsked.objects.filter(episode=current, answered_at=None).first()
    user = _person(actor)
    if there is not None:
        if (there.asked_by_id, there.until_at, there.why) == (user.pk, until, why):
            return there
        raise AskedAlready()
    assert current.until_at is not None
    asked: ProlongationAsked = ProlongationAsked.objects.create(
        episode=current, before=current.until_at, until_at=until, why=why, asked_by=user, asked_at=now
    )
    log(ASKED, actor=actor, subject=current, subject_name=current.household.place, why=why)
    return asked


@dataclass(frozen=True)
class _Signed:
    """Who asks, and who signs: two people."""

    asked_by: User
    signed_by: User
    physician: bool


@transaction.atomic
def sign_prolongation(*, actor: Actor, asked: ProlongationAsked, now: datetime | None = None) -> Prolongation:
    """Sign it as the second person; only then the end moves."""
    now = now or timezone.now()
    current = _standing(asked.episode, now, None)
    waiting = _waiting(asked)
    if waiting.before != current.until_at:
        raise AskedOfAnotherEnd()
    made = _prolong(
        current, until=waiting.until_at, why=waiting.why, asked_by=waiting.asked_by, signer=actor, now=now
    )
    _answer(waiting, actor, now, signed=True)
    return made


@transaction.atomic
def refuse_prolongation(*, actor: Actor, asked: ProlongationAsked, now: datetime | None = None) -> None:
    """The end stays as it is. Who asked may take it back in the same way."""
    locked(Episode, asked.episode_id, None)
    waiting = _waiting(asked)
    _answer(waiting, actor, now or timezone.now(), signed=False)
    log(REFUSED, actor=actor, subject=waiting.episode, subject_name=waiting.episode.household.place)


@transaction.atomic
def prolong_episode(
    *,
    actor: Actor,
    episode: Episode,
    until: datetime,
    why: str,
    signed_by: Actor,
    now: datetime | None = None,
) -> Prolongation:
    """Move the end by two people's decision: `actor` asks, `signed_by` signs, and may not be the same person.

    Pages never call this: there each signs under the own name (`ask_prolongation`, `sign_prolongation`).
    """
    now = now or timezone.now()
    current = _standing(episode, now, None)
    return _prolong(current, until=until, why=why, asked_by=_person(actor), signer=signed_by, now=now)


def _prolong(
    episode: Episode, *, until: datetime, why: str, asked_by: User, signer: Actor, now: datetime
) -> Prolongation:
    signed = _Signed(asked_by, _person(signer), _is_physician(signer, now))
    _check_signature(episode, until, signed, signer, now)
    before = episode.until_at
    assert before is not None
    made: Prolongation = Prolongation.objects.create(
        episode=episode,
        before=before,
        after=until,
        why=why,
        asked_by=asked_by,
        signed_by=signed.signed_by,
        at=now,
    )
    values: dict[str, Any] = {"until_at": until}
    correct(episode, values, PROLONGED, actor=signer, place=episode.household.place, why=why)
    _move_last_phase(episode, before, until)
    marking.mark(episode, at=now)
    announce("care.episode_changed", episode=str(episode.pk))
    return made


def _move_last_phase(episode: Episode, before: datetime, until: datetime) -> None:
    last = EpisodePhase.objects.filter(episode=episode, ended_at=None).order_by("-number").first()
    if last is not None:
        last.until_at = until
        last.save(update_fields=["until_at"])


def _check_signature(
    episode: Episode, until: datetime, signed: _Signed, signer: Actor, now: datetime
) -> None:
    if signed.asked_by.pk == signed.signed_by.pk:
        raise AnotherMustSign()
    needs = _check_end(episode, until)
    if needs == Longer.MEDICAL and not signed.physician:
        raise PhysicianMustSign()
    if not signed.physician and not acting(signer, day=local_day(now)).may(Capability.CARE_AGREE):
        raise NotFound()


def _check_end(episode: Episode, until: datetime) -> Longer:
    assert episode.until_at is not None
    needs = longer(episode.until_at, until, allowed_until(episode))
    if needs == Longer.NOT_LATER:
        raise EndNotLater()
    if needs == Longer.TOO_FAR:
        raise EndTooFar(most=MOST_DAYS_LONGER.days)
    return needs


def _standing(episode: Episode, now: datetime, version: int | None) -> Episode:
    current = locked(Episode, episode.pk, None)
    if current.state not in IN_FORCE:
        raise OverAlready()
    if current.until_at is None or current.until_at <= now:
        raise EndHasPassed()
    return current if version is None else locked(Episode, episode.pk, version)


def _waiting(asked: ProlongationAsked) -> ProlongationAsked:
    current = lock_rows(ProlongationAsked.objects.all(), [asked.pk])[0]
    if current.answered_at is not None:
        raise AnsweredAlready(who=str(current.answered_by or ""))
    return current


def _answer(asked: ProlongationAsked, actor: Actor, now: datetime, *, signed: bool) -> None:
    asked.answered_by, asked.answered_at, asked.signed = _person(actor), now, signed
    asked.save(update_fields=["answered_by", "answered_at", "signed"])


def _is_physician(actor: Actor, now: datetime) -> bool:
    return acting(actor, day=local_day(now)).may(Capability.CARE_MEDICAL)


def _person(actor: Actor) -> User:
    """A named person: the system asks for no later end and signs none."""
    user = user_behind(actor)
    if user is None:
        raise NotFound()
    return user
