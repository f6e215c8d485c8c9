"""A change of place in the tree, carried through: the codes of all that lies within, and of all that stands there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, cast

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet, UniqueConstraint, Value
from django.db.models.functions import Concat, Substr

from linli.areas import history, retally
from linli.areas.models import Area, InArea
from linli.areas.scopes import Scope
from linli.core.audit import kind_of
from linli.core.fields import CodeField
from linli.core.models import AuditEntry, Revision


def in_area_models() -> list[type[InArea]]:
    """Everything that stands in areas, whichever app it belongs to."""
    return [model for model in apps.get_models() if issubclass(model, InArea)]


def relocate(area: Area, *, parent: Area, code: str, on: date) -> None:
    """Put an area with all that lies in it under `parent` with a code that nobody ever had."""
    old = area.code
    inside = Area.objects.within(old)
    inside.update(code=_with_prefix("code", old, code))
    area.code, area.parent = code, parent
    area.save(update_fields=["parent", "name", "pinyin", "initials"])
    history.turn_spans_within(old, code, on)
    for model in in_area_models():
        for rows in _by_index(model, Scope((old,)).q()):
            rows.update(area_code=_with_prefix("area_code", old, code))
    retally.carry(old, code, on)


def _by_index(model: type[InArea], where: Q) -> Iterator[QuerySet[InArea]]:
    """The rows, at once; of a table that is kept by day, those of one day after another."""
    rows = model.everywhere.filter(where)
    if not model.kept_by_day:
        yield rows
        return
    for day in _days_of(model):
        yield rows.filter(**{model.kept_by_day: day})


def _days_of(model: type[InArea]) -> Iterator[date]:
    """The days of which there are rows: from each by the index to the next, for a table has thousands of rows a day."""
    days = model.everywhere.order_by(model.kept_by_day).values_list(model.kept_by_day, flat=True)
    day = days.first()
    while day is not None:
        yield day
        day = days.filter(**{f"{model.kept_by_day}__gt": day}).first()


def _with_prefix(field: str, old: str, new: str) -> Concat:
    return Concat(Value(new), Substr(field, len(old) + 1), output_field=CodeField())


def hand_over(old: Area, new: Area, entry: AuditEntry, *, on: date) -> int:
    """Let what stood directly in `old` stand in `new`; return how many rows had to be told apart.

    Rows that a constraint lets stand only once in an area, and that nothing can tell apart, stay with `old`.
    """
    told_apart = 0
    for model in in_area_models():
        staying: list[Any] = []
        for constraint in _one_an_area(model):
            clashing = _clashing(model, constraint, old, new)
            if model.told_apart_by in constraint.fields:
                told_apart += _tell_apart(clashing, model.told_apart_by, old, entry)
            else:
                staying += [row.pk for row in clashing.rows]
        # By the code as well: not every table has an index on the area itself.
        for rows in _by_index(model, Q(area=old, area_code=old.code)):
            rows.exclude(pk__in=staying).update(area=new, area_code=new.code)
    retally.pour([old.code], new.code, on)
    return told_apart


def _one_an_area(model: type[InArea]) -> list[UniqueConstraint]:
    return [c for c in model._meta.constraints if isinstance(c, UniqueConstraint) and "area" in c.fields]


@dataclass(frozen=True)
class Clashing:
    """Rows of the old area that would be refused in the new one, and the keys that are taken there."""

    rows: list[InArea]
    columns: list[str]
    taken: set[tuple[Any, ...]]

    def key(self, row: InArea) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in self.columns)


def _clashing(model: type[InArea], constraint: UniqueConstraint, old: Area, new: Area) -> Clashing:
    columns = [cast(Any, model._meta.get_field(name)).attname for name in constraint.fields if name != "area"]
    rows = model.everywhere.filter(constraint.condition or Q())
    found = Clashing([], columns, set(rows.filter(area=new).values_list(*columns)))
    found.rows.extend(row for row in rows.filter(area=old).order_by("pk") if found.key(row) in found.taken)
    return found


def _tell_apart(found: Clashing, column: str, old: Area, entry: AuditEntry) -> int:
    """Add the old area's name to the column that tells rows apart, and keep what it was."""
    if not found.rows:
        return 0
    model: Any = type(found.rows[0])
    limit = model._meta.get_field(column).max_length
    revisions = []
    for row in found.rows:
        before = getattr(row, column)
        for number in count(1):
            again = "" if number == 1 else str(number)
            setattr(row, column, f"{before} {old.short}".strip()[: limit - len(again)] + again)
            if found.key(row) not in found.taken:
                break
        found.taken.add(found.key(row))
        revisions.append(_revision(entry, row, {column: before}, {column: getattr(row, column)}))
    model.everywhere.bulk_update(found.rows, [column], batch_size=500)
    if any(field.name == "version" for field in model._meta.fields):
        changed = model.everywhere.filter(pk__in=[row.pk for row in found.rows])
        changed.update(version=F("version") + 1)
    Revision.objects.bulk_create(revisions, batch_size=500)
    return len(revisions)


def _revision(entry: AuditEntry, row: Model, before: Any, after: Any) -> Revision:
    return Revision(entry=entry, subject_kind=kind_of(row), subject_id=row.pk, before=before, after=after)


def places_within(areas: Iterable[Area]) -> int:
    """How many open areas lie within these."""
    codes = [area.code for area in areas]
    return Area.objects.within(Scope.of(codes)).current().exclude(code__in=codes).count()
