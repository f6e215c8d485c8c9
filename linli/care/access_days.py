"""The doors to checks, tests and tasks. What lies outside the duty looks missing."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from linli.care.choices import IN_FORCE
from linli.care.models import CareTask, CareTest, Episode, HealthCheck
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer

M = TypeVar("M", bound=Model)
READ = (C.CARE_READ, C.HOUSEHOLDS_READ)
BEHIND = ("episode__household", "episode__resident", "area")


def may_enter_results(viewer: Viewer) -> bool:
    return viewer.may(C.CARE_WRITE) or viewer.may(C.CARE_MEDICAL)


def check_for(viewer: Viewer, check_id: UUID) -> HealthCheck:
    viewer.need(C.CARE_READ)
    return _one(HealthCheck.objects.within(viewer.scope).filter(pk=check_id).select_related(*BEHIND))


def sample_for(viewer: Viewer, test_id: UUID) -> CareTest:
    """To enter a result, which who signs for episodes and physicians may."""
    viewer.need(*READ, write=True)
    if not may_enter_results(viewer):
        raise NotFound()
    return _one(CareTest.objects.within(viewer.scope).filter(pk=test_id).select_related(*BEHIND))


def task_for(viewer: Viewer, task_id: UUID) -> CareTask:
    viewer.need(*READ, C.CARE_WRITE, write=True)
    return _one(CareTask.objects.within(viewer.scope).filter(pk=task_id).select_related(*BEHIND))


def episode_to_check(viewer: Viewer, episode_id: UUID) -> Episode:
    """Somebody in care who calls, or is called: their check is entered at the desk."""
    viewer.need(*READ, C.CARE_WRITE, write=True)
    rows = Episode.objects.within(viewer.scope).filter(pk=episode_id, state__in=IN_FORCE)
    return _one(rows.select_related("household", "resident", "area"))


def _one(rows: "QuerySet[M]") -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
