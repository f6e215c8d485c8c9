"""What the actions of the register do alike: lock, compare, write what changed, keep what was."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.areas.tallies import recount
from linli.core.audit import Actor, change, keep_revision, log, plain
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry, Revision
from linli.core.outbox import announce
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.lib.periods import local_day
from linli.registers.models import Contact, Household, Resident, Vehicle

M = TypeVar("M", bound=InArea)

# Columns that follow from others; who writes the one must write these too.
DERIVED: dict[type[models.Model], tuple[str, ...]] = {
    Household: ("door_sort",),
    Resident: ("pinyin", "initials", "document_hash", "phone_hash", "phone_tail"),
    Contact: ("phone_tail",),
    Vehicle: ("plate_hash",),
}
# What a revision keeps of a new or removed record.
NOT_KEPT = {"id", "version", "created_at", "updated_at", "area", "household", "resident", "merged_into"}


def locked(model: type[M], pk: UUID, version: int | None) -> M:
    """The row as it is now, held until the transaction ends; `version` is what the person was shown."""
    rows = lock_rows(model.everywhere.all(), [pk])
    if not rows:
        raise NotFound()
    if version is not None and rows[0].version != version:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(who=last_changed_by(pk))
    return rows[0]


def last_changed_by(pk: UUID) -> str:
    revision = Revision.objects.filter(subject_id=pk).select_related("entry").order_by("-id").first()
    return revision.entry.actor_name if revision else ""


def correct(
    row: M, values: Mapping[str, Any], action: str, *, actor: Actor | None, place: str, **data: Any
) -> AuditEntry | None:
    """Write, log and keep the values that differ. Where none does, nothing is logged: None."""
    before, after = change(row, values)
    if not before:
        return None
    write(row, after)
    entry = log(action, actor=actor, subject=row, subject_name=place, **data)
    keep_revision(entry, row, before=before, after=after)
    return entry


def write(row: InArea, changed: Iterable[str]) -> None:
    """Save these columns and what follows from them; the version grows, so that an older form is refused."""
    columns = [*changed, *DERIVED.get(type(row), ())]
    if hasattr(row, "version"):
        row.version += 1
        columns.append("version")
    if hasattr(row, "updated_at"):
        row.updated_at = timezone.now()
        columns.append("updated_at")
    row.save(update_fields=columns)


def keep_new(entry: AuditEntry, row: InArea) -> None:
    keep_revision(entry, row, before=None, after=contents(row), created=True)


def contents(row: InArea) -> dict[str, Any]:
    """What a record says, without what follows from it."""
    left_out = NOT_KEPT | set(DERIVED.get(type(row), ()))
    return plain(row, [field.name for field in row._meta.concrete_fields if field.name not in left_out])


def finish(event: str, *places: str, **ids: Any) -> None:
    """Count the communities anew and announce what happened; the last step of an action."""
    recount(places, day=local_day(timezone.now()))
    announce(event, **{name: str(value) for name, value in ids.items()})
