"""The two signatures. The first is somebody's who has read the plan; nothing is in force until a second person agrees."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, decider, locked_episode, moment, must_be
from linli.care.batch_rules import refuse_unagreed
from linli.care.choices import CaseState, EpisodeState, Evidence, HomeSuitable, HomeTrouble, Housemates
from linli.care.grounds import Ground, ground_at, plan_on, seal_of
from linli.care.marking import mark
from linli.care.models import Case, Episode, EpisodePhase
from linli.care.problems_episodes import (
    DaysOver,
    EditionChanged,
    NeedsAPhysician,
    NoConfirmedCase,
    NoIncident,
    NothingPrescribed,
    PlanChanged,
    ReasonsMissing,
    SamePerson,
)
from linli.care.rules import Facts, Plan
from linli.core.audit import Actor, name_action
from linli.core.outbox import announce
from linli.incidents.models import Incident
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.viewer import Viewer, acting, user_behind

SIGNED = name_action(
    "care:episode:signed", _("{actor} signed for somebody of {subject}; a second person must agree")
)
AGREED = name_action(
    "care:episode:agreed", _("{actor} agreed as the second person for somebody of {subject}")
)


@dataclass(frozen=True)
class Home:
    """What is known of the home when it is signed; it is looked at again when the notice is handed over."""

    suitable: str = HomeSuitable.UNKNOWN
    troubles: tuple[str, ...] = ()
    housemates: str = Housemates.UNKNOWN
    wants_facility: bool = False

    def facts(self, anchor_on: date, began_on: date) -> Facts:
        known = {HomeSuitable.SUITABLE.value: True, HomeSuitable.UNSUITABLE.value: False}
        return Facts(
            anchor_on=anchor_on, began_on=began_on, home_suitable=known.get(self.suitable),
            wants_facility=self.wants_facility, lives_with_frail=HomeTrouble.VULNERABLE in self.troubles,
        )  # fmt: skip


@transaction.atomic
def sign_episode(
    *,
    actor: Actor | None,
    episode: Episode,
    version: int | None,
    category: str,
    evidence_kind: str,
    evidence: str,
    basis: str,
    objection: str,
    anchor_on: date,
    began_on: date,
    home: Home | None = None,
    health: str = "",
    shown: str = "",
    at: datetime | None = None,
) -> Episode:
    """The first signature. `shown`: `grounds.seal_of` the plan that the officer has read; another one is refused.

    Signed again before anybody agreed, the later signature stands.
    """
    at, home = moment(at), home or Home()
    found = locked_episode(episode.pk, version=version)
    must_be(found, EpisodeState.PROPOSED, EpisodeState.SIGNED)
    viewer = decider(actor, found.area_code, Capability.CARE_WRITE, at=at)
    refuse_unagreed(found, at=at)
    reasons = {
        "evidence": evidence.strip(),
        "basis": basis.strip()[:200],
        "objection": objection.strip()[:200],
    }
    if not all(reasons.values()) or evidence_kind not in Evidence.values:
        raise ReasonsMissing()
    ground = ground_at(found.area, at)
    plan = plan_on(ground, category, home.facts(anchor_on, began_on), at=at)
    _hold_open(ground.incident.pk)
    _refuse_unfit(found, ground, plan, shown, at)
    values = {
        **reasons, **_of_plan(plan, at), "incident_id": ground.incident.pk, "evidence_kind": evidence_kind,
        "anchor_on": anchor_on, "arrived_on": began_on, "health": health.strip() or found.health,
        "home": home.suitable, "home_troubles": list(home.troubles), "housemates": home.housemates,
        "state": EpisodeState.SIGNED.value, "signed_by_id": _person(viewer).pk, "signed_at": at,
    }  # fmt: skip
    change_row(found, values, SIGNED, actor=actor)
    announce("care.episode_signed", episode=str(found.pk))
    return found


@transaction.atomic
def agree_episode(
    *, actor: Actor | None, episode: Episode, version: int | None, at: datetime | None = None
) -> Episode:
    """The second signature, of another person: from now on it is in force, and the door is marked."""
    at = moment(at)
    found = locked_episode(episode.pk, version=version)
    must_be(found, EpisodeState.SIGNED)
    viewer = decider(actor, found.area_code, Capability.CARE_AGREE, at=at)
    if found.signed_by_id == _person(viewer).pk:
        raise SamePerson()
    plan = plan_of(found)
    _hold_open(found.incident_id)
    _refuse_stale(found, plan, at)
    _refuse_unverified(found, plan, viewer, at)
    values = {
        "state": EpisodeState.NOTIFIED.value, "approved_by_id": _person(viewer).pk, "approved_at": at,
        "measure": _measure_at(plan, at),  # signed on the last day of a phase, agreed on the first of the next
    }  # fmt: skip
    change_row(found, values, AGREED, actor=actor)
    EpisodePhase.objects.bulk_create(
        EpisodePhase(episode=found, number=n, measure=one.measure, from_at=one.from_at, until_at=one.until_at)
        for n, one in enumerate(plan.phases, start=1)
        if one.until_at > one.from_at
    )
    mark(found, at=at)
    announce("care.episode_opened", episode=str(found.pk))
    return found


def plan_of(episode: Episode) -> Plan:
    """The plan as it was decided; of a proposal without one, an empty plan."""
    if not episode.plan:
        return Plan(edition=episode.edition, category=episode.category)
    return msgspec.convert(episode.plan, Plan, strict=False)


def _of_plan(plan: Plan, at: datetime) -> dict[str, Any]:
    return {
        "plan": msgspec.to_builtins(plan), "category": plan.category, "edition": plan.edition,
        "measure": _measure_at(plan, at), "from_at": plan.from_at, "until_at": plan.until_at,
    }  # fmt: skip


def _measure_at(plan: Plan, at: datetime) -> str:
    now = plan.phase_at(at) or next((one for one in plan.phases if one.from_at > at), plan.phases[-1])
    return str(now.measure)


def _hold_open(incident_id: UUID) -> None:
    """Nothing is decided under an emergency that is closed; one that is being closed waits, and releases who is decided
    on here. Not the key: rows that name the emergency may be written beside this."""
    if not Incident.everywhere.select_for_update(no_key=True).get(pk=incident_id).is_open:
        raise NoIncident()


def _refuse_unfit(episode: Episode, ground: Ground, plan: Plan, shown: str, at: datetime) -> None:
    if plan.nothing or plan.from_at is None or plan.until_at is None:
        raise NothingPrescribed()
    if plan.until_at <= at:
        raise DaysOver()
    if shown and shown != seal_of(plan):
        raise PlanChanged()
    if ground.category(plan.category).infected and not _is_case(episode):
        raise NoConfirmedCase()


def _is_case(episode: Episode) -> bool:
    return Case.everywhere.filter(resident_id=episode.resident_id, state=CaseState.CONFIRMED).exists()


def _refuse_stale(episode: Episode, plan: Plan, at: datetime) -> None:
    ground = ground_at(episode.area, at)
    if ground.edition.key != episode.edition or ground.incident.pk != episode.incident_id:
        raise EditionChanged()
    if ground.category(episode.category).infected and not _is_case(episode):
        raise NoConfirmedCase()
    if plan.nothing:
        raise NothingPrescribed()
    if episode.until_at is None or episode.until_at <= at:
        raise DaysOver()


def _refuse_unverified(episode: Episode, plan: Plan, viewer: Viewer, at: datetime) -> None:
    """What nobody has read in a document is decided with a physician."""
    if plan.certainty == "verified" or viewer.may(Capability.CARE_MEDICAL):
        return
    first = episode.signed_by
    if first is None or not acting(first, day=local_day(at)).may(Capability.CARE_MEDICAL):
        raise NeedsAPhysician()


def _person(viewer: Viewer) -> User:
    user = user_behind(viewer)
    assert user is not None
    return user
