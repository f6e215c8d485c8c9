"""The doors to episodes and cases. What lies outside the duty looks missing; health details open for few, with a reason."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from linli.care.choices import EpisodeState
from linli.care.models import Carer, Case, Episode, EpisodeBatch
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer

M = TypeVar("M", bound=Model)
BEHIND = (
    "area", "household__area", "resident", "incident", "batch", "signed_by", "approved_by", "proposed_by",
    "declined_by", "released_by", "cancelled_by",
)  # fmt: skip


def episodes_of(viewer: Viewer) -> "QuerySet[Episode]":
    viewer.need(C.CARE_READ)
    return Episode.objects.within(viewer.scope)


def episode_for(viewer: Viewer, episode_id: UUID, *, write: bool = False) -> Episode:
    """An episode of the duty's area; to sign, begin or cancel it the duty must include that."""
    viewer.need(C.CARE_READ)
    if write:
        viewer.need(C.CARE_WRITE, write=True)
    return _one(Episode.objects.within(viewer.scope).filter(pk=episode_id).select_related(*BEHIND))


def episode_to_agree(viewer: Viewer, episode_id: UUID, *, write: bool = False) -> Episode:
    """For the second person, who decides and need not otherwise see who is in care."""
    viewer.need(C.CARE_AGREE, write=write)
    return _one(Episode.objects.within(viewer.scope).filter(pk=episode_id).select_related(*BEHIND))


def case_for(viewer: Viewer, case_id: UUID, *, write: bool = False) -> Case:
    """`write`: to confirm it or rule it out, which only physicians do."""
    viewer.need(C.CARE_READ)
    if write:
        viewer.need(C.CARE_MEDICAL, write=True)
    rows = Case.objects.within(viewer.scope).filter(pk=case_id)
    return _one(
        rows.select_related("area", "household__area", "resident", "incident", "reported_by", "settled_by")
    )


def batch_for(viewer: Viewer, batch_id: UUID, *, agree: bool = False) -> EpisodeBatch:
    viewer.need(C.CARE_AGREE if agree else C.CARE_READ, write=agree)
    rows = EpisodeBatch.objects.within(viewer.scope).filter(pk=batch_id)
    return _one(rows.select_related("area", "made_by", "agreed_by"))


def cares_for(viewer: Viewer, episode: Episode, *, day: date) -> bool:
    """A carer of this episode today, as duty has it."""
    now = Q(until_on=None) | Q(until_on__gt=day)
    return Carer.objects.filter(now, episode=episode, user=viewer.user, from_on__lte=day).exists()


def may_open_health(viewer: Viewer, episode: Episode, *, day: date) -> bool:
    """Carers of the episode and physicians of the place; the second person while they decide. Always with a reason."""
    if viewer.real_user is not None or not viewer.scope.covers(episode.area_code):
        return False
    if viewer.may(C.CARE_MEDICAL) or viewer.may(C.HEALTH):
        return True
    decides = viewer.may(C.CARE_AGREE) and episode.state == EpisodeState.SIGNED
    return decides or cares_for(viewer, episode, day=day)


def _one(rows: "QuerySet[M]") -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
