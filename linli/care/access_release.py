"""The doors to releases, transfers, papers and objections. What lies outside the duty looks missing."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from linli.care.choices import EpisodeState
from linli.care.models import Appeal, Episode, ProlongationAsked, Transfer
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.access import household_for
from linli.registers.models import Household

M = TypeVar("M", bound=Model)
READ = (C.CARE_READ, C.HOUSEHOLDS_READ)
# A proposal restricts nobody: there is nothing to release, to print or to drive.
DECIDED = tuple(
    state for state in EpisodeState if state not in (EpisodeState.PROPOSED, EpisodeState.DECLINED)
)


def may_sign_second(viewer: Viewer) -> bool:
    return viewer.may(C.CARE_AGREE) or viewer.may(C.CARE_MEDICAL)


def may_answer(viewer: Viewer) -> bool:
    """An objection is answered by an officer or a physician who may sign second, and may set right what was wrong."""
    return viewer.may(C.CARE_WRITE) and may_sign_second(viewer)


def episodes_in(viewer: Viewer) -> QuerySet[Episode]:
    viewer.need(*READ)
    return Episode.objects.within(viewer.scope).filter(state__in=DECIDED)


def decided_episode(viewer: Viewer, episode_id: UUID, *, write: str = "") -> Episode:
    """`write`: the capability that the act needs beside reading."""
    rows = episodes_in(viewer)
    if write:
        viewer.need(write, write=True)
    found = rows.filter(pk=episode_id).select_related(
        "household__area", "resident", "area", "signed_by", "approved_by", "released_by"
    )
    return _one(found)


def asked_prolongation(viewer: Viewer, asked_id: UUID, *, write: bool = False) -> ProlongationAsked:
    """What waits for the second person. Of those who may not sign, only who asked: they may take it back."""
    viewer.need(*READ, write=write)
    rows = ProlongationAsked.objects.filter(viewer.scope.q("episode__area_code"), pk=asked_id)
    if not may_sign_second(viewer):
        rows = rows.filter(asked_by=viewer.user)
    found = rows.select_related("episode__household__area", "episode__resident", "asked_by").first()
    if found is None:
        raise NotFound()
    return found


def transfer_for(viewer: Viewer, transfer_id: UUID, *, write: bool = False) -> Transfer:
    viewer.need(*READ, write=write)
    rows = Transfer.objects.within(viewer.scope).filter(pk=transfer_id)
    return _one(rows.select_related("episode__household__area", "episode__resident", "area"))


def appeal_for(viewer: Viewer, appeal_id: UUID, *, write: bool = False) -> Appeal:
    viewer.need(*READ, write=write)
    rows = Appeal.objects.within(viewer.scope).filter(pk=appeal_id)
    return _one(rows.select_related("household__area", "episode__resident", "restriction", "answered_by"))


def home_of_appeal(viewer: Viewer, household_id: UUID) -> Household:
    viewer.need(C.CARE_READ, C.CARE_WRITE)
    return household_for(viewer, household_id)


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
