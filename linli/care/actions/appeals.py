"""Objections: kept as they are said, answered in time, with reasons, by somebody who did not decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care.actions.cancelling import cancel_episode
from linli.care.actions.releasing import release_episode
from linli.care.choices import (
    IN_FORCE,
    AppealState,
    AppealWay,
    ChangeState,
    EpisodeState,
    WhyCancelled,
    WhyReleased,
)
from linli.care.models import Appeal, EditionChange, Episode, Prolongation
from linli.care.objected import OBJECTED, Against
from linli.care.playbook import care_in_force
from linli.care.problems_release import (
    AnsweredAlready,
    AnswerWithoutReasons,
    AppealWaits,
    NothingToObject,
    SignerAnswers,
)
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.people.viewer import user_behind
from linli.registers.actions.writing import correct, locked
from linli.registers.models import Household

__all__ = ["OBJECTED", "Against", "Answer", "answer_appeal", "make_appeal", "signers_of", "withdraw_appeal"]

MADE = name_action("care:appeal:made", _("{subject} objected"))
TAKEN = name_action("care:appeal:taken", _("{actor} took an objection of {subject} down"))
UPHELD = name_action(
    "care:appeal:upheld", _("{actor} answered the objection of {subject}: the household is right")
)
REJECTED = name_action(
    "care:appeal:rejected", _("{actor} answered the objection of {subject}: the decision stands")
)
WITHDRAWN = name_action("care:appeal:withdrawn", _("The objection of {subject} was taken back"))
LIFTED = name_action(
    "care:restriction:lifted", _("{actor} lifted the mark at {subject}: the objection was right")
)


@transaction.atomic
def make_appeal(
    *, household: Household, appeal_id: UUID, against: Against, text: str, way: str = AppealWay.LINK,
    actor: Actor | None = None, now: datetime | None = None,
) -> Appeal:  # fmt: skip
    """Keep an objection; its clock runs from now. The same form again is the same objection."""
    now = now or timezone.now()
    home = lock_rows(Household.everywhere.all(), [household.pk])[0]
    if there := Appeal.everywhere.filter(pk=appeal_id, household=home).first():
        return there
    _check_against(home, against, now)
    hours = timedelta(hours=care_in_force(home.area).appeal_hours)
    made = Appeal.objects.create(
        pk=appeal_id, household=home, area_id=home.area_id, area_code=home.area_code, text=text, way=way,
        episode=against.episode, restriction=against.restriction, made_at=now, due_at=now + hours,
        taken_by=user_behind(actor),
    )  # fmt: skip
    log(TAKEN if actor else MADE, actor=actor, subject=made, subject_name=home.place)
    announce("care.appeal_made", appeal=str(made.pk))
    return made


def _check_against(home: Household, against: Against, now: datetime) -> None:
    episode, mark = against.episode, against.restriction
    ours = [one for one in (episode, mark) if one is not None and one.household_id == home.pk]
    if len(ours) != 1:
        raise NothingToObject()
    if episode is not None and episode.state not in OBJECTED:
        raise NothingToObject()
    if mark is not None and (mark.lifted_at is not None or mark.until_at <= now):
        raise NothingToObject()
    waiting = Appeal.everywhere.filter(household=home, state=AppealState.WAITING)
    if waiting.filter(episode=episode, restriction=mark).exists():
        raise AppealWaits()


@dataclass(frozen=True)
class Answer:
    """`right`: the household is. Then `cancels`: it was wrong from the beginning; else it ends now."""

    right: bool
    reasons: str
    cancels: bool = False


@transaction.atomic
def answer_appeal(*, actor: Actor, appeal: Appeal, answer: Answer, now: datetime | None = None) -> Appeal:
    """Answer once. Whoever is right sees it come true in the same moment."""
    now = now or timezone.now()
    if not answer.reasons.strip():
        raise AnswerWithoutReasons()
    current = _waiting(appeal)
    user = user_behind(actor)
    if user is None:
        raise NotFound()
    if user.pk in signers_of(current):
        raise SignerAnswers()
    state = AppealState.UPHELD if answer.right else AppealState.REJECTED
    values = {
        "state": state,
        "answered_at": now,
        "answered_by_id": user.pk,
        "reasons": answer.reasons.strip(),
    }
    correct(current, values, UPHELD if answer.right else REJECTED, actor=actor, place=current.household.place)
    if answer.right:
        _carry_out(current, answer, actor, now)
    announce("care.appeal_answered", appeal=str(current.pk))
    return current


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, actor: Actor | None = None, now: datetime | None = None) -> Appeal:
    """Taken back by whoever made it. Taken back twice is once."""
    current = locked(Appeal, appeal.pk, None)
    if current.state == AppealState.WITHDRAWN:
        return current
    if current.state != AppealState.WAITING:
        raise AnsweredAlready(who=str(current.answered_by or ""))
    values = {"state": AppealState.WITHDRAWN, "answered_at": now or timezone.now()}
    correct(current, values, WITHDRAWN, actor=actor, place=current.household.place)
    announce("care.appeal_withdrawn", appeal=str(current.pk))
    return current


def signers_of(appeal: Appeal) -> set[UUID | None]:
    """Whoever decided what the objection is about, in any of its signatures."""
    found: set[UUID | None] = set()
    if appeal.episode is not None:
        found |= {appeal.episode.signed_by_id, appeal.episode.approved_by_id}
        longer = Prolongation.objects.filter(episode=appeal.episode_id)
        for asked, signed in longer.values_list("asked_by_id", "signed_by_id"):
            found |= {asked, signed}
        found |= _who_decided_by_edition(appeal.episode)
    if appeal.restriction is not None:
        found |= {appeal.restriction.decided_by_id, appeal.restriction.agreed_by_id}
    return found - {None}


def _who_decided_by_edition(episode: Episode) -> set[UUID | None]:
    """Who made it stricter by a newer edition, or kept it as it was. What one officer takes over is shorter or lighter:
    nobody objects to that."""
    decided = EditionChange.everywhere.filter(
        episode=episode, state__in=[ChangeState.TAKEN, ChangeState.KEPT]
    ).exclude(state=ChangeState.TAKEN, signed_by=None)
    return {one for pair in decided.values_list("decided_by_id", "signed_by_id") for one in pair}


def _waiting(appeal: Appeal) -> Appeal:
    current = locked(Appeal, appeal.pk, None)
    if current.state != AppealState.WAITING:
        raise AnsweredAlready(who=str(current.answered_by or ""))
    return current


def _carry_out(appeal: Appeal, answer: Answer, actor: Actor, now: datetime) -> None:
    """The episode ends, or was never right. A zone's mark goes from this door; the zone itself is told by its event."""
    if appeal.episode is not None:
        _end_episode(appeal.episode, answer, actor, now)
    elif appeal.restriction is not None and appeal.restriction.lifted_at is None:
        correct(appeal.restriction, {"lifted_at": now}, LIFTED, actor=actor, place=appeal.household.place)


def _end_episode(episode: Episode, answer: Answer, actor: Actor, now: datetime) -> None:
    current = locked(Episode, episode.pk, None)
    if answer.cancels and current.state != EpisodeState.CANCELLED:
        cancel_episode(actor=actor, episode=current, why=WhyCancelled.APPEAL, note=answer.reasons)
    elif current.state in IN_FORCE:
        release_episode(actor=actor, episode=current, why=WhyReleased.APPEAL, version=None, now=now)
