"""`linli device`: enrolling, listing, revoking."""

import json

import pytest
from typer.testing import CliRunner

from linli.cli.app import app
from linli.core.audit import sentence
from linli.core.models import AuditEntry
from linli.intake.devices import hash_of
from linli.intake.models import Device
from linli.people.actions import close_account
from linli.people.models import User

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["device", *words])
    return result.exit_code, result.stdout


def test_enrolling_prints_a_token_once_and_keeps_only_its_hash(grid_worker: User) -> None:
    status, out = run("enrol", "--user", "lang", "--name", "华为", "--json")
    told = json.loads(out)
    device = Device.objects.get()
    assert (status, told["id"], told["user"], told["name"]) == (0, str(device.pk), "lang", "华为")
    assert device.token_hash == hash_of(told["token"])
    assert told["token"] not in json.dumps(json.loads(run("list", "--json")[1]))
    entry = AuditEntry.objects.get(action="intake:device:enrolled")
    assert "华为" in sentence(entry)
    assert told["token"] not in sentence(entry) + json.dumps(entry.data)


def test_each_enrolment_is_another_device(grid_worker: User) -> None:
    tokens = {run("enrol", "--user", "LANG")[1].strip() for _time in range(2)}
    assert len(tokens) == Device.objects.count() == 2


def test_nobody_and_a_closed_account_get_no_device(grid_worker: User) -> None:
    close_account(actor=None, user=grid_worker, area_code="")
    for username in ("nobody", "lang"):
        assert run("enrol", "--user", username)[0] == 1
    assert not Device.objects.exists()


def test_revoking_is_for_good_and_is_written_down_once(grid_worker: User) -> None:
    run("enrol", "--user", "lang")
    device = Device.objects.get()
    for _time in range(2):
        status, out = run("revoke", str(device.pk), "--json")
        assert (status, json.loads(out)["revoked_at"] is None) == (0, False)
    assert AuditEntry.objects.filter(action="intake:device:revoked").count() == 1
    assert json.loads(run("list", "--json")[1])[0]["revoked_at"]


def test_a_device_that_is_not_there_cannot_be_revoked(grid_worker: User) -> None:
    assert run("revoke", "0192f6b0-7c00-7000-8000-000000000501")[0] == 1
