"""Large workbooks: made in the background, kept encrypted, deleted after a day."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.people.models import Appointment, User
from linli.registers.models import Household
from linli.reports import actions, files, tasks
from linli.reports.actions import claim_export, delete_old_exports
from linli.reports.choices import ExportState
from linli.reports.models import Export
from tests.conftest import TODAY

SignIn = Callable[[User], Client]
FORM = {"purpose": "visits", "numbers": "masked", "taken_as": "workbook"}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows count as many."""
    monkeypatch.setattr(actions, "ROWS_WHILE_WAITING", 2)


@pytest.fixture
def not_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker has not come to it."""
    monkeypatch.setattr(tasks, "make_export", lambda export_id: None)


def ask(client: Client) -> Export:
    response = client.post("/ledgers/residents/take/", FORM)
    export = Export.everywhere.get()
    assert response["Location"] == f"/ledgers/taken/{export.pk}/"
    return export


def file_url(export: Export) -> str:
    return f"/ledgers/taken/{export.pk}/file/"


@pytest.mark.usefixtures("large", "household")
def test_a_large_workbook_is_made_in_the_background_and_fetched(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    export = ask(client)
    assert export.state == ExportState.READY
    response = client.get(file_url(export))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert "柴丽娟" in {cell for row in sheet.values for cell in row}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("large", "household")
def test_the_kept_file_is_encrypted(clerk: User, sign_in: SignIn) -> None:
    export = ask(sign_in(clerk))
    kept = (files.folder() / export.stored_as).read_bytes()
    assert b"PK\x03\x04" not in kept
    assert files.fetch(export.stored_as).startswith(b"PK\x03\x04")


@pytest.mark.usefixtures("large", "household", "not_yet")
def test_the_page_says_how_far_it_is_and_asks_again(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    export = ask(client)
    Export.everywhere.update(state=ExportState.RUNNING, done=1)
    page = client.get(f"/ledgers/taken/{export.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "1 / 3" in page
    assert "<html" not in page


@pytest.mark.usefixtures("large", "household", "not_yet")
def test_a_job_that_runs_twice_makes_it_once(clerk: User, sign_in: SignIn) -> None:
    export = ask(sign_in(clerk))
    assert claim_export(export.pk) is not None
    assert claim_export(export.pk) is None


@pytest.mark.usefixtures("large", "household", "not_yet")
def test_a_duty_that_has_ended_meanwhile_gets_nothing(
    clerk: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(sign_in(clerk))
    Appointment.everywhere.update(until_on=TODAY)
    monkeypatch.undo()
    tasks.make_export.call_local(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.stored_as) == (ExportState.FAILED, "")
    assert AuditEntry.objects.filter(action="reports:export:failed").exists()


@pytest.mark.usefixtures("large", "household", "not_yet")
def test_what_goes_wrong_is_said_without_a_value(
    clerk: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(clerk)
    export = ask(client)
    monkeypatch.undo()

    def broken(*args: object) -> None:
        raise ValueError("柴丽娟 15100004108")

    monkeypatch.setattr(tasks, "workbook_of", broken)
    tasks.make_export.call_local(str(export.pk))
    assert AuditEntry.objects.get(action="reports:export:failed").data == {"why": "ValueError"}
    assert "没做成" in client.get(f"/ledgers/taken/{export.pk}/").content.decode()


@pytest.mark.usefixtures("large", "household")
def test_after_a_day_the_file_is_gone(clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    export = ask(client)
    assert delete_old_exports(timezone.now()) == 0
    Export.everywhere.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(file_url(export)).status_code == 410
    assert delete_old_exports(timezone.now()) == 1
    assert not (files.folder() / export.stored_as).exists()
    assert delete_old_exports(timezone.now()) == 0


@pytest.mark.usefixtures("large", "household")
def test_only_whoever_asked_may_fetch_it(
    clerk: User, community: Area, other_clerk: User, township_officer: User, sign_in: SignIn
) -> None:
    export = ask(sign_in(clerk))
    for user in (other_clerk, township_officer):
        for url in (file_url(export), f"/ledgers/taken/{export.pk}/"):
            assert sign_in(user).get(url).status_code == 404


@pytest.mark.usefixtures("large")
def test_the_list_of_ledgers_shows_what_was_taken(household: Household, clerk: User, sign_in: SignIn) -> None:
    client = sign_in(clerk)
    export = ask(client)
    assert export.number in client.get("/ledgers/").content.decode()
