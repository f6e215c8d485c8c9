"""`linli keys`: a new key, and sealing again with it what older keys sealed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import TextField
from django.db.models.functions import Cast
from pytest_django import Settings
from typer.testing import CliRunner

from linli.cli.app import app
from linli.core import crypto, resealing
from linli.core.crypto import forget_keyring, keyring, keyring_path, read_keyring
from linli.people.adapters import MFAAdapter
from linli.people.models import User
from linli.registers.models import Household, Resident

runner = CliRunner()


@pytest.fixture(autouse=True)
def _own_ring(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A ring of its own for each test, and no waiting for other processes."""
    settings.HOME = tmp_path
    monkeypatch.setattr("linli.cli.keys.LOOK_AGAIN_AFTER", 0.0)
    forget_keyring()
    yield
    forget_keyring()


def keys(*words: str, status: int = 0) -> Any:
    done = runner.invoke(app, ["keys", *words])
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done


def key_of(model: Any, field: str) -> set[str]:
    """Which keys the stored values of a column name."""
    stored = model._base_manager.annotate(stored=Cast(field, TextField())).values_list("stored", flat=True)
    return {text.partition(":")[0] for text in stored if text}


def test_a_new_key_writes_and_the_old_one_still_reads(household: Household, resident: Resident) -> None:
    facts = json.loads(keys("rotate", "--json").stdout)
    assert facts["key"] == "k2"
    resident.refresh_from_db()
    assert resident.phone == "15100004108"
    resident.save()
    assert key_of(Resident, "phone") == {"k1", "k2"}


def test_the_file_of_the_keys_is_for_its_owner_only(db: None) -> None:
    keys("rotate")
    assert keyring_path().stat().st_mode & 0o077 == 0
    assert len(read_keyring(keyring_path()).keys) == 2


def test_it_knows_the_chinese_cipher_too(household: Household, resident: Resident) -> None:
    keys("rotate", "--cipher", "sm4-gcm")
    keys("reencrypt")
    resident.refresh_from_db()
    assert resident.phone == "15100004108"
    assert keyring().keys["k2"].cipher == "sm4-gcm"


def test_it_knows_no_other_cipher(db: None) -> None:
    assert "aes-256-gcm" in keys("rotate", "--cipher", "rot13", status=1).stderr
    assert keyring().current == "k1"


def test_it_seals_everything_again(household: Household, resident: Resident, clerk: User) -> None:
    clerk.phone = "0453-3120000"
    clerk.save()
    keys("rotate")
    results = {one["label"]: one for one in json.loads(keys("reencrypt", "--json").stdout)}
    assert results["registers.resident.phone"]["done"] == 2
    assert results["people.user.phone"] == {"label": "people.user.phone", "done": 1, "unreadable": 0}
    assert key_of(Resident, "phone") == key_of(Resident, "document") == key_of(User, "phone") == {"k2"}
    resident.refresh_from_db()
    assert (resident.phone, resident.document) == ("15100004108", "231085197403020426")


def test_every_sealed_field_of_every_model_is_gone_through() -> None:
    labels = {column.label for column in resealing.sealed_columns()}
    assert {
        "core.revision.before", "core.revision.after", "people.user.phone", "people.organisation.contact_phone",
        "registers.resident.document", "registers.resident.phone", "registers.supportneed.details",
        "registers.vehicle.plate",
    } <= labels  # fmt: skip


def test_a_second_run_has_nothing_to_do(household: Household) -> None:
    keys("rotate")
    keys("reencrypt")
    again = json.loads(keys("reencrypt", "--json").stdout)
    assert sum(one["done"] for one in again) == 0


def test_stopped_half_way_the_next_run_does_the_rest(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys("rotate")
    phones = next(c for c in resealing.sealed_columns() if c.label == "registers.resident.phone")

    def stop(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.reseal(phones, stop, batch=1)
    assert key_of(Resident, "phone") == {"k1", "k2"}
    assert resealing.reseal(phones, batch=1).done == 1
    assert key_of(Resident, "phone") == {"k2"}


def test_what_somebody_writes_meanwhile_stays(household: Household, resident: Resident) -> None:
    keys("rotate")
    phones = next(c for c in resealing.sealed_columns() if c.label == "registers.resident.phone")
    result = resealing.Resealed(phones.label)
    stored = phones.waiting().get(pk=resident.pk).stored
    resident.phone = "13900000000"
    resident.save()
    resealing._reseal_row(phones, resident.pk, stored, result)
    resident.refresh_from_db()
    assert (resident.phone, result.done) == ("13900000000", 0)


def test_a_value_that_no_key_opens_is_said_and_left(household: Household, resident: Resident) -> None:
    Resident.everywhere.filter(pk=resident.pk).update(phone="15100004108")
    ring = json.loads(keyring_path().read_text())
    ring["keys"][0]["id"] = "lost"
    keys("rotate")
    ring = json.loads(keyring_path().read_text())
    ring["keys"] = ring["keys"][1:]
    keyring_path().write_text(json.dumps(ring))
    forget_keyring()
    done = keys("reencrypt", status=1)
    assert str(keyring_path()) in done.stderr.replace("\n", "")
    assert key_of(Resident, "phone") == {"k1"}


def test_the_secrets_of_second_factors_are_sealed_again(clerk: User) -> None:
    adapter = MFAAdapter()
    Authenticator.objects.create(user=clerk, type="totp", data={"secret": adapter.encrypt("ABC")})
    keys("rotate")
    keys("reencrypt")
    stored = Authenticator.objects.get().data["secret"]
    assert stored.startswith("k2:")
    assert adapter.decrypt(stored) == "ABC"


def test_a_process_that_serves_learns_of_a_new_key(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process adds a key: the file changes under this one, which has the old ring in hand."""
    assert keyring().current == "k1"
    held, stamp = crypto._held.ring, crypto._held.stamp
    keys("rotate")
    crypto._held.ring, crypto._held.stamp, crypto._held.looked_at = held, stamp, -10.0
    assert keyring().current == "k2"


def test_without_the_keys_nothing_starts_and_no_new_ones_are_made(resident: Resident) -> None:
    assert keyring()
    keyring_path().rename(keyring_path().with_suffix(".away"))
    forget_keyring()
    done = runner.invoke(app, ["device", "list"])
    assert done.exit_code == 1
    assert str(keyring_path()) in done.stderr.replace("\n", "")
    assert runner.invoke(app, ["check"]).exit_code == 1
    assert not keyring_path().exists()


def test_keys_that_open_nothing_are_found_by_check(resident: Resident) -> None:
    keyring_path().unlink()
    forget_keyring()
    keyring()
    done = runner.invoke(app, ["check", "--json"])
    assert done.exit_code == 1
    finding = next(f for f in json.loads(done.stdout)["findings"] if f["what"] == "sealed values")
    assert not finding["good"]
    assert "registers.resident.phone" in finding["detail"]


def test_a_running_program_goes_on_with_the_keys_it_holds(resident: Resident) -> None:
    held = keyring()
    keyring_path().unlink()
    assert crypto._look_again(keyring_path()) is held
    assert not keyring_path().exists()


def test_without_anything_sealed_new_keys_are_made(db: None) -> None:
    runner.invoke(app, ["device", "list"])
    assert keyring_path().exists()
