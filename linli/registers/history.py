"""What a household's record was before, who changed it, and when: read from revisions, shown as the viewer may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.core import moments
from linli.core.audit import sentence
from linli.core.models import AuditEntry, Revision
from linli.lib.masking import mask_document, mask_phone
from linli.people.viewer import Viewer
from linli.registers.actions.merging import UNMERGED
from linli.registers.actions.restoring import can_restore
from linli.registers.choices import MERGED
from linli.registers.file import mask_plate
from linli.registers.labels import label_of
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from linli.registers.shown import Sight, is_minor, needs_of, people_of

Text = str | Promise
SHORT = 5
LONG = 200

# Columns that a person never reads: they follow from others, or say in code what another line says in words.
SILENT = {"area_code", "birth_precision", "building", "stairwell", "floor", "room"}
HEALTH = {"details", "hospital", "medicine"}
PRIVATE = {"notes"}


@dataclass(frozen=True)
class ShownChange:
    """One column of one record, before and after. Empty is said in a word, so that nothing looks forgotten."""

    label: Text
    before: str
    after: str
    restore: tuple[UUID, str] | None = None


@dataclass(frozen=True)
class ShownRecord:
    """What an action did to one record: `whose` names the member, `word` a record that came or went."""

    whose: str
    word: Text
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True)
class ShownEntry:
    """One action in the household's history."""

    id: UUID
    at: datetime
    who: str
    say: str
    records: tuple[ShownRecord, ...]
    can_unmerge: bool


def history_of(household: Household, viewer: Viewer, *, day: date, limit: int = LONG) -> list[ShownEntry]:
    """The latest actions that touched the household, its people, needs, contacts or vehicles.

    The household comes with its people (`shown.with_people`).
    """
    sight = Sight.of(viewer)
    if not sight.history:
        return []
    teller = _Teller(household, sight, day)
    entries = _entries(household, teller.ids, limit)
    teller.look_up(revision for entry in entries for revision in _kept(entry))
    undone = _taken_back(entries)
    return [teller.tell(entry, entry.pk in undone) for entry in entries]


def _kept(entry: AuditEntry) -> Sequence[Revision]:
    revisions: Sequence[Revision] = entry.kept  # type: ignore[attr-defined]  # by the prefetch in _entries
    return revisions


def _entries(household: Household, ids: Sequence[UUID], limit: int) -> list[AuditEntry]:
    touched = Revision.objects.filter(subject_id__in=ids).order_by("-id").values_list("entry_id", flat=True)
    own = AuditEntry.objects.filter(subject_id=household.pk).order_by("-at").values_list("pk", flat=True)
    found = {*touched[: limit * 4], *own[:limit]}
    entries = AuditEntry.objects.filter(pk__in=found).order_by("-at", "-pk")[:limit]
    kept = models.Prefetch(
        "revisions", Revision.objects.filter(subject_id__in=ids).order_by("id"), to_attr="kept"
    )
    return list(entries.prefetch_related(kept))


def _taken_back(entries: Iterable[AuditEntry]) -> set[UUID]:
    merges = [str(entry.pk) for entry in entries if entry.action == MERGED]
    if not merges:
        return set()
    lines = AuditEntry.objects.filter(action=UNMERGED).filter(Q(data__merge__in=merges))
    return {UUID(line.data["merge"]) for line in lines}


class _Teller:
    """Says what revisions hold in words, for one household and one viewer."""

    def __init__(self, household: Household, sight: Sight, day: date) -> None:
        self.sight = sight
        people = people_of(household)
        self.names = {one.pk: one.name for one in people}
        self.minors = {one.pk for one in people if is_minor(one, day)}
        for one in people:
            self.names |= {need.pk: one.name for need in needs_of(one)}
        contacts, vehicles = household.contacts.all(), household.vehicles.all()
        self.related: dict[str, str] = {}
        self.ids = [household.pk, *self.names, *(row.pk for row in contacts), *(row.pk for row in vehicles)]

    def look_up(self, revisions: Iterable[Revision]) -> None:
        """Fetch the names of the records that changed columns led to, in one query a kind of record."""
        wanted: dict[Any, set[str]] = {}
        for revision in revisions:
            model = apps.get_model(revision.subject_kind)
            for name, value in _both(revision):
                column = model._meta.get_field(name)
                if column.is_relation and value:
                    wanted.setdefault(column.related_model, set()).add(value)
        for model, ids in wanted.items():
            self.related |= {str(row.pk): str(row) for row in model._default_manager.filter(pk__in=ids)}

    def tell(self, entry: AuditEntry, taken_back: bool) -> ShownEntry:
        records = tuple(self._record(revision) for revision in _kept(entry))
        return ShownEntry(
            id=entry.pk,
            at=entry.at,
            who=entry.actor_name or _("the system"),
            say=sentence(entry),
            records=tuple(record for record in records if record.changes or record.word),
            can_unmerge=entry.action == MERGED and not taken_back and self.sight.writes,
        )

    def _record(self, revision: Revision) -> ShownRecord:
        model = apps.get_model(revision.subject_kind)
        before: dict[str, Any] = revision.before or {}  # type: ignore[assignment]
        after: dict[str, Any] = revision.after or {}  # type: ignore[assignment]
        word = ""
        if revision.before is None:
            word = _came(model)
        elif revision.after is None:
            word = _went(model)
        columns = [] if word else [name for name in {**before, **after} if self._is_told(model, name)]
        changes = tuple(
            self._change(revision, model, name, before.get(name), after.get(name)) for name in columns
        )
        return ShownRecord(self.names.get(revision.subject_id, ""), word, changes)

    def _is_told(self, model: type[models.Model], name: str) -> bool:
        if name in SILENT:
            return False
        return model is not SupportNeed or self.sight.needs

    def _change(
        self, revision: Revision, model: type[models.Model], name: str, before: Any, after: Any
    ) -> ShownChange:
        can = (
            self.sight.writes
            and can_restore(revision, name)
            and self._is_shown(model, name, revision.subject_id)
        )
        return ShownChange(
            label=label_of(model, name),
            before=self._value(model, name, before, revision.subject_id),
            after=self._value(model, name, after, revision.subject_id),
            restore=(revision.pk, name) if can else None,
        )

    def _is_shown(self, model: type[models.Model], name: str, subject: UUID) -> bool:
        if name in HEALTH:
            return self.sight.health
        if name == "document":
            return self.sight.documents
        return not (name == "phone" and subject in self.minors)

    def _value(self, model: type[models.Model], name: str, value: Any, subject: UUID) -> str:
        if value in (None, "", False):
            return _("empty")
        if name in HEALTH or name in PRIVATE or not self._is_shown(model, name, subject):
            return _("not shown")
        if model._meta.get_field(name).is_relation:
            return self.related.get(value, _("no longer there"))
        return _in_words(model, name, value)


def _both(revision: Revision) -> Iterable[tuple[str, Any]]:
    """The columns of a change, before and after; of a record that came or went nothing is told but that."""
    if revision.before is None or revision.after is None:
        return []
    before: Any = revision.before
    after: Any = revision.after
    return [*before.items(), *after.items()]


def _in_words(model: type[models.Model], name: str, value: Any) -> str:
    if name.endswith("phone"):
        return mask_phone(str(value))
    if name == "document":
        return mask_document(str(value))
    if name == "plate":
        return mask_plate(str(value))
    if name.endswith("_on"):
        return str(moments.day(date.fromisoformat(value)))
    if value is True:
        return _("yes")
    choices: dict[Any, Any] = dict(getattr(model._meta.get_field(name), "flatchoices", ()) or ())
    return str(choices.get(value, value))


def _came(model: type[models.Model]) -> str:
    words: dict[type[models.Model], str] = {
        Household: _("file opened"),
        Resident: _("record opened"),
        SupportNeed: _("support need added"),
        Contact: _("contact added"),
        Vehicle: _("vehicle added"),
    }
    return words.get(model, _("record opened"))


def _went(model: type[models.Model]) -> str:
    return _("contact removed") if model is Contact else _("vehicle removed")
