"""The job that takes a written batch back: what it created goes, what it changed gets its values from before.

What somebody has changed since is left as it is, and named. The revisions are gone through from the last to the
first, some at a time; the cursor says how far, so that a job that was killed goes on there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from linli.areas.tallies import recount
from linli.core.audit import change, kind_of, plain
from linli.core.models import AuditEntry, Revision
from linli.core.outbox import announce
from linli.imports import bulk, jobs
from linli.imports.choices import BatchState, RowState
from linli.imports.models import Batch, Row
from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.registers.actions.going_back import plain_to_values
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle

PIECE = 500
WRITTEN = "imports:batch:written"
UNDONE = "imports:batch:undone"
KINDS: dict[str, type[Any]] = {
    kind_of(model): model for model in (Household, Resident, SupportNeed, Contact, Vehicle)
}
MOST_NAMED = 200


def own_entries(batch: Batch) -> list[UUID]:
    """The lines of the trail under which this batch wrote, or took back."""
    lines = AuditEntry.objects.filter(subject_id=batch.pk, action__in=[WRITTEN, UNDONE])
    return list(lines.values_list("pk", flat=True))


def written_revisions(batch: Batch) -> models.QuerySet[Revision]:
    return Revision.objects.filter(entry__subject_id=batch.pk, entry__action=WRITTEN)


# ---- looking ahead -------------------------------------------------------------------------------
@dataclass
class Prospect:
    """What taking back would do: how many records go, how many get old values, which are left."""

    removed: dict[str, int] = field(default_factory=dict)
    restored: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)  # (plate, name) of what was changed since
    left_count: int = 0


def prospect(batch: Batch) -> Prospect:
    """Look before taking back; a few queries, whatever the size."""
    found = Prospect()
    touched = touched_since(batch)
    counts = written_revisions(batch).values_list("subject_kind", "created").annotate(models.Count("pk"))
    for kind, created, n in counts.order_by():
        if created:
            found.removed[kind] = n
        else:
            found.restored += n
    for kind, keys in touched.items():
        found.left_count += len(keys)
        if kind in found.removed:
            found.removed[kind] -= len(keys & _created(batch, kind, keys))
    found.left = _named(touched)
    return found


def touched_since(batch: Batch) -> dict[str, set[UUID]]:
    """By kind, the records of the batch that somebody else has changed since, or added something to."""
    own = own_entries(batch)
    mine = written_revisions(batch)
    first = mine.order_by("id").values_list("id", flat=True).first()
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    if first is None:
        return found
    later = Revision.objects.filter(id__gt=first, subject_id__in=mine.values("subject_id"))
    for kind, pk in later.exclude(entry__in=own).values_list("subject_kind", "subject_id").distinct():
        found[kind].add(pk)
    created = mine.filter(created=True)
    _add_burdened(found, created)
    return found


def _add_burdened(found: dict[str, set[UUID]], created: models.QuerySet[Revision]) -> None:
    """A person to whom somebody added a need, a household with a member, contact or vehicle of other hands."""
    people = created.filter(subject_kind=kind_of(Resident)).values("subject_id")
    homes = created.filter(subject_kind=kind_of(Household)).values("subject_id")
    ours = created.values("subject_id")
    resident, household = kind_of(Resident), kind_of(Household)
    needs = SupportNeed.everywhere.filter(resident__in=people).exclude(pk__in=ours)
    found[resident] |= set(needs.values_list("resident_id", flat=True))
    for model in (Resident, Contact, Vehicle):
        others = model.everywhere.filter(household__in=homes).exclude(pk__in=ours)
        found[household] |= set(others.values_list("household_id", flat=True))
    # A household stays where one of its people stays.
    stay = Resident.everywhere.filter(pk__in=found[resident], household__in=homes)
    found[household] |= set(stay.values_list("household_id", flat=True))


def _created(batch: Batch, kind: str, keys: Iterable[UUID]) -> set[UUID]:
    mine = written_revisions(batch).filter(created=True, subject_kind=kind, subject_id__in=list(keys))
    return set(mine.values_list("subject_id", flat=True))


def _named(touched: dict[str, set[UUID]]) -> list[tuple[str, str]]:
    people = Resident.everywhere.filter(pk__in=list(touched.get(kind_of(Resident), ()))[:MOST_NAMED])
    named = [(one.household.plate, one.name) for one in people.select_related("household")]
    homes = Household.everywhere.filter(pk__in=list(touched.get(kind_of(Household), ()))[:MOST_NAMED])
    doors = {door for door, _ in named}
    named.extend((one.plate, "") for one in homes if one.plate not in doors)
    return sorted(named)[:MOST_NAMED]


# ---- the job -------------------------------------------------------------------------------------
def undo_batch(batch_id: UUID, claim: UUID, *, advance: jobs.Advance = jobs.no_advance) -> None:
    """Take back what a batch has written."""
    with jobs.working(batch_id, claim) as batch:
        if batch is not None:
            Undoing(batch, advance).run()


class Undoing:
    def __init__(self, batch: Batch, advance: jobs.Advance) -> None:
        self.batch, self.advance = batch, advance
        self.today: date = local_day(timezone.now())
        assert batch.entry_id is not None  # start_undo gave it one
        self.entry: UUID = batch.entry_id

    def run(self) -> None:
        self.touched = touched_since(self.batch)
        while revisions := self._waiting():
            with transaction.atomic():
                self._take_back(revisions)
                self.batch.cursor = revisions[-1].pk
                jobs.step(self.batch, done=self.batch.done + len(revisions), cursor=self.batch.cursor)
            self.advance(self.batch.done, self.batch.of)
        self._finish()

    def _waiting(self) -> list[Revision]:
        revisions = written_revisions(self.batch)
        if self.batch.cursor:
            revisions = revisions.filter(id__lt=self.batch.cursor)
        return list(revisions.order_by("-id")[:PIECE])

    def _take_back(self, revisions: Sequence[Revision]) -> None:
        """What was changed is restored before what was created goes, so that nothing hangs on what goes."""
        for kind, model in KINDS.items():
            of_kind = [one for one in revisions if one.subject_kind == kind]
            self._restore(model, [one for one in of_kind if not one.created])
        for kind in (
            kind_of(SupportNeed),
            kind_of(Contact),
            kind_of(Vehicle),
            kind_of(Resident),
            kind_of(Household),
        ):
            created = [r.subject_id for r in revisions if r.created and r.subject_kind == kind]
            self._remove(KINDS[kind], created)

    def _restore(self, model: type[Any], revisions: Sequence[Revision]) -> None:
        if not revisions:
            return
        keys = sorted({one.subject_id for one in revisions})
        rows = {
            row.pk: row
            for row in model.everywhere.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        }
        for revision in revisions:
            row = rows.get(revision.subject_id)
            if row is None or not _is_as_written(row, revision):
                self._leave(revision.subject_id)
                continue
            before, after = change(row, plain_to_values(row, revision.before or {}))  # type: ignore[arg-type]
            _save(row, after)
            self._note(model, row.pk, before=before, after=after)

    def _remove(self, model: type[Any], keys: Sequence[UUID]) -> None:
        staying = self.touched.get(kind_of(model), set())
        going = [pk for pk in keys if pk not in staying]
        for pk in set(keys) & staying:
            self._leave(pk)
        if model is Household:
            # A person who moved in meanwhile keeps the file open.
            lived_in = set(
                Resident.everywhere.filter(household__in=going).values_list("household_id", flat=True)
            )
            going = [pk for pk in going if pk not in lived_in]
        bulk.delete(model, going)

    def _note(self, model: type[models.Model], pk: UUID, *, before: Any, after: Any) -> None:
        Revision.objects.create(
            id=new_id(),
            entry_id=self.entry,
            subject_kind=kind_of(model),
            subject_id=pk,
            before=before,
            after=after,
        )

    def _leave(self, pk: UUID) -> None:
        rows = Row.objects.filter(batch=self.batch).filter(
            models.Q(resident_id=pk) | models.Q(household_id=pk, resident_id=None)
        )
        rows.update(state=RowState.LEFT)

    def _finish(self) -> None:
        batch = self.batch
        with transaction.atomic():
            Row.objects.filter(batch=batch, state=RowState.WRITTEN).update(state=RowState.UNDONE)
            recount(batch.remarks.get("communities") or [batch.area_code], day=self.today)
            jobs.finish(batch, BatchState.UNDONE, undone_at=timezone.now())
            announce("imports.batch_undone", batch=str(batch.pk))


def _is_as_written(row: models.Model, revision: Revision) -> bool:
    after: dict[str, Any] = revision.after or {}  # type: ignore[assignment]
    return plain(row, after) == after


def _save(row: Any, after: dict[str, Any]) -> None:
    row.version += 1
    if hasattr(row, "updated_at"):
        row.updated_at = timezone.now()
    row.save()
