"""The doors to responsibilities, and to those who hold them. What lies outside the duty looks missing."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.duty.choices import TargetKind
from linli.duty.models import DutyPlace, EpisodeInForce, Proposal, Responsibility
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_responsibilities import WITH_NAMES
from linli.duty.targets import COMMUNITY_DIGITS, Seat, Target, episode_target, fits_pattern, seat_of
from linli.people.access import accounts_within
from linli.people.choices import Capability
from linli.people.models import Organisation, User
from linli.people.viewer import Viewer
from linli.registers.models import Household

M = TypeVar("M", bound=Model)


def responsibility_for(viewer: Viewer, responsibility_id: UUID, *, write: bool = False) -> Responsibility:
    viewer.need(Capability.DUTY_READ)
    if write:
        viewer.need(Capability.DUTY_ASSIGN)
    rows = Responsibility.objects.within(viewer.scope).filter(pk=responsibility_id)
    return _one(rows.select_related(*WITH_NAMES, "team__lead"))


def person_for(viewer: Viewer, user_id: UUID) -> User:
    """Somebody who holds a role here, or answers for something here."""
    held = Responsibility.objects.within(viewer.scope).filter(user=user_id).values("user")
    known = User.objects.filter(Q(pk__in=accounts_within(viewer.scope).values("pk")) | Q(pk__in=held))
    return _one(known.filter(pk=user_id))


def body_for(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """An organisation of this area, or one from above that answers for something here."""
    held = Responsibility.objects.within(viewer.scope).filter(organisation=organisation_id)
    rows = Organisation.everywhere.filter(pk=organisation_id).select_related("area")
    return _one(rows.filter(viewer.scope.q() | Q(pk__in=held.values("organisation"))))


def proposal_for(viewer: Viewer, proposal_id: UUID) -> Proposal:
    viewer.need(Capability.DUTY_ASSIGN)
    rows = Proposal.objects.within(viewer.scope).filter(pk=proposal_id)
    return _one(rows.select_related("area", "asked_by", "decided_by"))


# ---- what somebody may answer for ---------------------------------------------------------------------------
def household_target_for(viewer: Viewer, household_id: UUID) -> Target:
    rows = Household.objects.within(viewer.scope).filter(pk=household_id, closed_on=None)
    found = _one(rows.select_related("area"))
    return Target(TargetKind.HOUSEHOLD, found.area, household=found)


def area_target_for(viewer: Viewer, code: str, *, compound: str = "") -> Target:
    """An area of the duty; with a name, the compound of that name in a community of the duty."""
    found = _one(Area.objects.current().within(viewer.scope).filter(code=code))
    if not compound:
        return Target(TargetKind.AREA, found)
    homes = Household.objects.within(Scope((found.code,))).filter(compound=compound, closed_on=None)
    if len(found.code) != COMMUNITY_DIGITS or not homes.exists():
        raise NotFound()
    return Target(TargetKind.COMPOUND, found, compound=compound)


def place_target_for(viewer: Viewer, place_id: UUID) -> Target:
    """A gate, or another place at which people stand."""
    found = _one(DutyPlace.objects.within(viewer.scope).filter(pk=place_id).select_related("area"))
    return Target(TargetKind.GATE, found.area, other_id=found.pk, called=str(found.name))


def episode_target_for(viewer: Viewer, episode_id: UUID) -> Target:
    """Somebody's days at home, for those who may know of them."""
    viewer.need(Capability.HOUSEHOLDS_READ, Capability.CARE_READ)
    rows = EpisodeInForce.objects.within(viewer.scope).filter(pk=episode_id)
    return episode_target(_one(rows.select_related("area", "household")))


def seat_for(area: Area, pattern: str, slot: str, target: Target | None = None) -> Seat:
    """A slot of the playbook in force; for a target, one that is about such a target."""
    seat = seat_of(playbook_in_force(area), pattern, slot)
    if seat is None or (target is not None and not fits_pattern(seat, target)):
        raise NotFound()
    return seat


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
