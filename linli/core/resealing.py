"""Sealing again, with the current key, what earlier keys sealed: in batches, and at any time gone on with.

A row that is sealed with the current key is skipped, so a second run does what the first one left. A row that
somebody changes meanwhile stays as they wrote it: that is sealed with the current key already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast

from linli.core.crypto import CannotDecrypt, keyring
from linli.core.fields import Sealed

Advance = Callable[[int, int], None]
BATCH = 500


@dataclass(frozen=True)
class Column:
    """A column that holds sealed values."""

    model: type[models.Model]
    field: Any  # both a Sealed and a Field

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    def waiting(self) -> models.QuerySet[Any]:
        """Rows that another key sealed, with the text as it is stored in `stored`."""
        rows = self.model._base_manager.annotate(stored=Cast(self.field.name, TextField()))
        done = Q(stored=None) | Q(stored="") | Q(stored__startswith=f"{keyring().current}:")
        return rows.exclude(done).order_by("pk")


@dataclass
class Resealed:
    """What became of one column."""

    label: str
    done: int = 0
    unreadable: int = 0


def sealed_columns() -> list[Column]:
    """Every sealed field of every model, whichever app it belongs to."""
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, Sealed)
    ]


def newest_sealed() -> Iterator[tuple[Column, str]]:
    """One stored value of each column that has any, as it is stored."""
    for column in sealed_columns():
        rows = column.model._base_manager.annotate(stored=Cast(column.field.name, TextField()))
        stored = rows.exclude(Q(stored=None) | Q(stored="")).order_by("-pk").values_list("stored", flat=True)
        if (newest := stored.first()) is not None:
            yield column, newest


def columns_that_do_not_open() -> list[str]:
    """The columns of whose newest value no key opens: the keys are not those of this database."""
    closed = []
    for column, stored in newest_sealed():
        try:
            column.field.unseal(stored)
        except CannotDecrypt:
            closed.append(column.label)
    return closed


def reseal(column: Column, advance: Advance = lambda done, of: None, *, batch: int = BATCH) -> Resealed:
    """Seal a column's values again with the current key. Values that no key opens are counted and left."""
    result, of = Resealed(column.label), column.waiting().count()
    after: Any = None
    advance(0, of)
    while rows := list(_next(column, after)[:batch]):
        with transaction.atomic():
            for pk, stored in rows:
                _reseal_row(column, pk, stored, result)
        after = rows[-1][0]
        advance(result.done + result.unreadable, of)
    return result


def _next(column: Column, after: Any) -> models.QuerySet[Any, tuple[Any, str]]:
    rows = column.waiting() if after is None else column.waiting().filter(pk__gt=after)
    return rows.values_list("pk", "stored")


def _reseal_row(column: Column, pk: Any, stored: str, result: Resealed) -> None:
    try:
        sealed = column.field.seal(column.field.unseal(stored))
    except CannotDecrypt:
        result.unreadable += 1
        return
    unchanged = column.waiting().order_by().filter(pk=pk, stored=stored)
    result.done += unchanged.update(**{column.field.name: Value(sealed, TextField())})
