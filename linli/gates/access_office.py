"""The doors to gates, passes, keys and errands. What lies outside the duty looks missing."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from linli.core.problems import NotFound
from linli.gates.models import Errand, Gate, GatePass, PassRun, SigningKey
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.access import household_for
from linli.registers.models import Household

M = TypeVar("M", bound=Model)


def gate_for(viewer: Viewer, gate_id: UUID, *, write: bool = False) -> Gate:
    viewer.need(Capability.GATES_READ)
    viewer.need(Capability.GATES_WRITE if write else Capability.GATES_READ, write=write)
    rows = Gate.objects.within(viewer.scope).filter(pk=gate_id)
    return _one(rows.select_related("area", "organisation", "responsible", "set_up_by"))


def pass_for(viewer: Viewer, pass_id: UUID, *, write: bool = False) -> GatePass:
    """A pass of the duty's area, or of a household in it."""
    viewer.need(Capability.GATES_READ)
    viewer.need(Capability.PASSES_ISSUE if write else Capability.GATES_READ, write=write)
    rows = GatePass.everywhere.filter(viewer.scope.q() | viewer.scope.q("household__area_code"), pk=pass_id)
    return _one(
        rows.select_related(
            "area", "household__area", "organisation", "key", "issued_by", "ended_by", "replaced_by"
        )
    )


def home_for(viewer: Viewer, household_id: UUID) -> Household:
    """The household whose pass or errand it is about; a closed file has neither."""
    viewer.need(Capability.GATES_READ, Capability.HOUSEHOLDS_READ)
    found = household_for(viewer, household_id)
    if found.closed_on is not None:
        raise NotFound()
    return found


def errand_for(viewer: Viewer, errand_id: UUID) -> Errand:
    viewer.need(Capability.PASSES_ISSUE, Capability.HOUSEHOLDS_READ)
    rows = Errand.everywhere.filter(viewer.scope.q("household__area_code"), pk=errand_id)
    return _one(rows.select_related("household__area"))


def run_for(viewer: Viewer, run_id: UUID) -> PassRun:
    """Only whoever asked for a set of passes opens it, and only while the duty covers the area."""
    viewer.need(Capability.PASSES_ISSUE, Capability.HOUSEHOLDS_READ)
    if viewer.real_user is not None:
        raise NotFound()
    rows = PassRun.objects.within(viewer.scope).filter(pk=run_id, by=viewer.user)
    return _one(rows.select_related("area"))


def key_for(viewer: Viewer, number: str) -> SigningKey:
    viewer.need(Capability.PASSES_KEYS)
    rows = SigningKey.objects.filter(pk=int(number)) if number.isdecimal() else SigningKey.objects.none()
    return _one(rows.select_related("made_by"))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
