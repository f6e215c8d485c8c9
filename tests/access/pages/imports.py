"""Imports: the list, a new file, and each step of a batch."""

from collections.abc import Callable
from typing import Any

from linli.imports.actions import take_workbook
from linli.imports.choices import BatchState
from linli.imports.models import Batch
from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.world import Side

IMPORT = (Capability.IMPORT,)
SHEET = "姓名,门牌,电话\n柴丽娟,3-2-501,15100004108\n".encode()


def batch(state: BatchState) -> Callable[[Side], dict[str, Any]]:
    """A batch that stands at this step."""

    def made(side: Side) -> Batch:
        taken = take_workbook(SHEET, f"{state.value}.csv", area=side.building, actor=None)
        Batch.everywhere.filter(pk=taken.pk).update(state=state)
        return taken

    return lambda side: {"batch_id": side.make(f"batch-{state.value}", lambda: made(side)).pk}


def row(side: Side) -> dict[str, Any]:
    return {**batch(BatchState.CHECKED)(side), "number": 2}


MAPPED, CHECKED = batch(BatchState.MAPPED), batch(BatchState.CHECKED)
FAILED, WRITTEN = batch(BatchState.FAILED), batch(BatchState.WRITTEN)

PAGES = [
    Page("imports:batches", IMPORT),
    Page("imports:new", IMPORT, expects=FORM),
    Page("imports:mapping", IMPORT, kwargs=MAPPED),
    Page("imports:sheet", IMPORT, kwargs=MAPPED, expects={"post": 422}),
    Page("imports:preview", IMPORT, kwargs=CHECKED),
    Page("imports:answer", IMPORT, kwargs=row, expects={"post": 422}),
    Page("imports:answer_alike", IMPORT, kwargs=CHECKED, expects={"post": 303}),
    Page("imports:commit", IMPORT, kwargs=CHECKED, expects={"post": 422}),
    Page("imports:workbook", IMPORT, kwargs=CHECKED),
    Page("imports:progress", IMPORT, kwargs=FAILED),
    Page("imports:stop", IMPORT, kwargs=CHECKED, expects={"post": 409}),
    Page("imports:resume", IMPORT, kwargs=CHECKED, expects={"post": 303}),
    Page("imports:result", IMPORT, kwargs=WRITTEN),
    Page("imports:undo", IMPORT, kwargs=WRITTEN, expects={"get": 409}),
    Page("imports:discard", IMPORT, kwargs=CHECKED, expects={"get": 200, "post": 303}),
]
