"""Taking an action back: every record that it touched gets its values from before."""

from typing import Any

from django.apps import apps
from django.db import models

from linli.areas.models import InArea
from linli.core.audit import change, keep_revision, plain
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry, Revision
from linli.registers.actions.writing import last_changed_by, write
from linli.registers.labels import label_of
from linli.registers.problems import CannotTakeBack


def go_back(entry: AuditEntry, line: AuditEntry) -> set[str]:
    """Undo what `entry` did, kept under `line`; return the area codes of what changed.

    Raises `CannotTakeBack` where a value is no longer the one that the entry wrote. For actions that change
    records and create none.
    """
    places: set[str] = set()
    for revision in reversed(list(Revision.objects.filter(entry=entry).order_by("id"))):
        row = _row(revision)
        _refuse_if_changed(row, revision)
        places.add(row.area_code)
        before, after = change(row, plain_to_values(row, revision.before or {}))
        write(row, after)
        keep_revision(line, row, before=before, after=after)
        places.add(row.area_code)
    return places


def plain_to_values(row: models.Model, kept: dict[str, Any]) -> dict[str, Any]:
    """Values as a revision keeps them, as the model has them: dates from text, ids from text."""
    columns = {field.attname: field for field in row._meta.concrete_fields}
    return {name: _to_python(columns[name], value) for name, value in kept.items()}


def _to_python(column: Any, value: Any) -> Any:
    target = column.target_field if column.is_relation else column
    return target.to_python(value)


def _row(revision: Revision) -> InArea:
    model = apps.get_model(revision.subject_kind)
    rows = lock_rows(model._default_manager.all(), [revision.subject_id])
    if not rows:
        raise CannotTakeBack(what=model._meta.verbose_name, who="")
    found: InArea = rows[0]
    return found


def _refuse_if_changed(row: InArea, revision: Revision) -> None:
    after = revision.after or {}
    now = plain(row, after)
    for name, value in after.items():
        if now[name] != value:
            raise CannotTakeBack(what=label_of(type(row), name), who=last_changed_by(row.pk))
