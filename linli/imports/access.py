"""Doors to batches: whoever may read workbooks in, within their own area."""

from uuid import UUID

from linli.core.problems import NotFound
from linli.imports.models import Batch
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer


def batch_for(viewer: Viewer, batch_id: UUID, *, write: bool = False) -> Batch:
    """The batch; one that is missing, or stands in another area, looks like none."""
    viewer.need(C.IMPORT, write=write)
    found = Batch.objects.within(viewer.scope).select_related("area").filter(pk=batch_id).first()
    if found is None:
        raise NotFound()
    return found
