"""The doors to a ledger and to what somebody has taken from it."""

from uuid import UUID

from django.utils import timezone

from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.reports.choices import ExportState, TakenAs
from linli.reports.ledgers import LEDGERS, Ledger
from linli.reports.models import Export
from linli.reports.problems import NoLongerKept


def ledgers_for(viewer: Viewer) -> list[Ledger]:
    viewer.need(C.LEDGERS_READ)
    return [one for one in LEDGERS.values() if viewer.may(*one.needs)]


def ledger_for(viewer: Viewer, key: str) -> Ledger:
    found = LEDGERS.get(key)
    if found is None:
        raise NotFound(ledger=key)
    viewer.need(C.LEDGERS_READ, *found.needs)
    return found


def export_for(viewer: Viewer, export_id: UUID) -> Export:
    """Only whoever took a list may open it, and only while the duty covers the area."""
    viewer.need(C.LEDGERS_EXPORT)
    found = Export.objects.within(viewer.scope).filter(pk=export_id, by=viewer.user).first()
    if found is None or viewer.real_user is not None:
        raise NotFound()
    return found


def file_for(viewer: Viewer, export_id: UUID) -> Export:
    """A finished workbook that is still kept."""
    found = export_for(viewer, export_id)
    if (
        found.taken_as != TakenAs.WORKBOOK
        or found.state != ExportState.READY
        or found.until <= timezone.now()
    ):
        raise NoLongerKept()
    return found


def print_for(viewer: Viewer, export_id: UUID) -> Export:
    """A list that was taken on paper, for a day; the sheet shows the register as it stands."""
    found = export_for(viewer, export_id)
    if found.taken_as != TakenAs.PRINT or found.until <= timezone.now():
        raise NoLongerKept()
    return found
