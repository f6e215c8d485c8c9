"""A file comes in: kept, looked at, its columns matched, made ready for the check."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.imports import columns, files, problems
from linli.imports.actions.holding import CHECKABLE, actor_user, begin, locked
from linli.imports.choices import BatchState
from linli.imports.models import Batch, ColumnMapping
from linli.imports.workbooks import Book, open_book

UPLOADED = name_action("imports:batch:uploaded", _("{actor} sent the workbook {subject}"))


@transaction.atomic
def take_workbook(
    content: bytes, file_name: str, *, area: Area, actor: Actor | None, book: Book | None = None
) -> Batch:
    """Keep a file, encrypted, and guess its sheet and its columns. Raises a `FileRefused`; then nothing is kept."""
    book = book or open_book(content, file_name, glimpse=True)
    sheets = columns.glance(book)
    batch = Batch(
        file_name=_short(file_name),
        size=len(content),
        sha256=files.digest(content),
        sheets=[columns.plain(sheet) for sheet in sheets],
        by=actor_user(actor),
        by_name=actor.shown_name if actor else "",
    )
    batch.place_in(area)
    _take_sheet(batch, book, columns.best_of(sheets))
    batch.stored_as = files.store(batch.pk, content)
    batch.save(force_insert=True)
    log(UPLOADED, actor=actor, subject=batch, subject_name=batch.file_name)
    return batch


@transaction.atomic
def choose_sheet(batch: Batch, sheet: str, *, actor: Actor | None, book: Book | None = None) -> Batch:
    """Work with another sheet of the same file."""
    current = locked(batch, CHECKABLE)
    book = book or open_book(files.fetch(current.stored_as), current.file_name, glimpse=True)
    if sheet not in book.names:
        raise problems.NoSuchSheet(sheet=sheet, sheets="、".join(book.names))
    _take_sheet(current, book, sheet)
    current.state, current.counts = BatchState.UPLOADED, {}
    current.save()
    return current


@transaction.atomic
def match_columns(
    batch: Batch, fields: Mapping[int, str], *, remember: bool = True, actor: Actor | None
) -> Batch:
    """Match columns as a person says, and remember it for this layout in this area."""
    current = locked(batch, CHECKABLE)
    plan = columns.plan_from(current.layout)
    columns.choose(plan, fields)
    current.layout = columns.plain(plan)
    current.state = BatchState.MAPPED
    current.save(update_fields=["layout", "state"])
    if remember:
        ColumnMapping.everywhere.update_or_create(
            area=current.area,
            layout_key=current.layout_key,
            defaults={
                "area_code": current.area_code,
                "fields": {column.heading: column.field for column in plan.columns if column.heading},
                "by_name": actor.shown_name if actor else "",
                "at": timezone.now(),
            },
        )
    return current


def _take_sheet(batch: Batch, book: Book, name: str) -> None:
    sheet = book.sheet(name)
    plan = columns.guess(sheet)
    remembered = ColumnMapping.everywhere.filter(area=batch.area, layout_key=plan.key).first()
    if remembered is not None:
        plan = columns.guess(sheet, remembered.fields)
    if not plan.heading_rows:
        raise problems.NoHeadings(sheet=name)
    batch.sheet, batch.layout, batch.layout_key = name, columns.plain(plan), plan.key


def _short(file_name: str) -> str:
    """The name without folders, as some browsers send it with."""
    return file_name.replace("\\", "/").rpartition("/")[2][-160:] or "workbook"


@transaction.atomic
def start_check(batch: Batch, *, actor: Actor | None) -> UUID:
    """Make the batch ready for `checking.check_batch`; return the claim to run it with."""
    current = locked(batch, CHECKABLE)
    columns.check(columns.plan_from(current.layout))
    return begin(current, BatchState.CHECKING, of=_height(current))


def _height(batch: Batch) -> int:
    return next((int(sheet["rows"]) for sheet in batch.sheets if sheet["name"] == batch.sheet), 0)
