"""What the tests of imports share: taking, checking and writing a workbook in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from linli.areas.models import Area
from linli.imports import actions
from linli.imports.checking import check_batch
from linli.imports.models import Batch, Row
from linli.imports.plans import Contents, unseal
from linli.imports.writing import write_batch
from linli.people.models import User


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """Uploaded files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"


Check = Callable[..., Batch]


@pytest.fixture
def check(community: Area, clerk: User) -> Check:
    """`check(content)`: a workbook taken in 和平社区 and checked."""

    def checked(content: bytes, name: str = "台账.xlsx", area: Area | None = None, **fields: str) -> Batch:
        batch = actions.take_workbook(content, name, area=area or community, actor=clerk)
        if fields:
            letters = {ord(letter) - 65: field for letter, field in fields.items()}
            actions.match_columns(batch, letters, actor=clerk)
        check_batch(batch.pk, actions.start_check(batch, actor=clerk))
        batch.refresh_from_db()
        return batch

    return checked


@pytest.fixture
def write(clerk: User) -> Callable[[Batch], Batch]:
    """`write(batch)`: what is new and changed goes into the register."""

    def written(batch: Batch) -> Batch:
        write_batch(batch.pk, actions.start_writing(batch, actor=clerk))
        batch.refresh_from_db()
        return batch

    return written


def row_of(batch: Batch, number: int) -> Row:
    return Row.objects.get(batch=batch, number=number)


def contents_of(batch: Batch, number: int) -> Contents:
    return unseal(row_of(batch, number).sealed)


def said_of(batch: Batch, number: int) -> list[str]:
    """The codes of what is said about a row."""
    return [str(one.code) for one in contents_of(batch, number).said]
