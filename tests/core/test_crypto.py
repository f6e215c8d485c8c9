"""The keyring, and the fields that stand on it."""

import base64
import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from linli.core.crypto import (
    CannotDecrypt,
    Key,
    Keyring,
    create_keyring,
    forget_keyring,
    keyring,
    read_keyring,
    rotate,
)
from linli.core.fields import lookup
from linli.people.models import User
from linli.registers.models import Resident

CIPHERS = ["aes-256-gcm", "sm4-gcm"]
PHONE = "15100004108"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "data.json"


@pytest.fixture(params=CIPHERS)
def ring(request: pytest.FixtureRequest, path: Path) -> Keyring:
    create_keyring(path, cipher=request.param)
    return read_keyring(path)


# ---- one value ---------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "a", PHONE, "赵钱孙李，周吴郑王", "x" * 10_000])
def test_what_is_sealed_opens_again(ring: Keyring, text: str) -> None:
    stored = ring.encrypt(text, "people.user.phone")
    assert len(text) < 5 or text not in stored
    assert ring.decrypt(stored, "people.user.phone") == text


def test_equal_values_are_sealed_differently(ring: Keyring) -> None:
    assert len({ring.encrypt(PHONE, "a") for _ in range(50)}) == 50


def test_a_value_copied_to_another_column_does_not_open(ring: Keyring) -> None:
    stored = ring.encrypt(PHONE, "registers.resident.phone")
    with pytest.raises(CannotDecrypt):
        ring.decrypt(stored, "registers.resident.document")


def test_a_value_that_was_changed_does_not_open(ring: Keyring) -> None:
    name, _, body = ring.encrypt(PHONE, "a").partition(":")
    sealed = bytearray(base64.b64decode(body))
    for place in (0, len(sealed) // 2, len(sealed) - 1):
        bent = bytearray(sealed)
        bent[place] ^= 1
        with pytest.raises(CannotDecrypt):
            ring.decrypt(f"{name}:{base64.b64encode(bytes(bent)).decode()}", "a")


@pytest.mark.parametrize("stored", [PHONE, "", ":", "k9:AAAA", "k1:", "k1:not base64!", "k1:AAAA"])
def test_what_was_never_sealed_does_not_open(ring: Keyring, stored: str) -> None:
    with pytest.raises(CannotDecrypt):
        ring.decrypt(stored, "a")


def test_the_refusal_does_not_tell_the_value(ring: Keyring) -> None:
    with pytest.raises(CannotDecrypt) as refused:
        ring.decrypt(PHONE, "registers.resident.phone")
    assert PHONE[3:] not in str(refused.value).replace(repr(PHONE), "")


# ---- looking up --------------------------------------------------------------------------------
def test_equal_values_have_equal_hashes_for_one_use(ring: Keyring) -> None:
    assert ring.lookup(PHONE, "phone") == ring.lookup(PHONE, "phone")
    assert ring.lookup(PHONE, "phone") != ring.lookup(PHONE, "document")
    assert ring.lookup("ab", "c") != ring.lookup("b", "ca")
    assert len(ring.lookup(PHONE, "phone")) == 40


def test_a_hash_cannot_be_made_without_the_secret(path: Path, tmp_path: Path, ring: Keyring) -> None:
    other = tmp_path / "other.json"
    create_keyring(other)
    assert ring.lookup(PHONE, "phone") != read_keyring(other).lookup(PHONE, "phone")


def test_nothing_has_no_hash(db: None) -> None:
    assert lookup("", "phone") == ""


# ---- the file ----------------------------------------------------------------------------------
def test_the_file_is_for_its_owner_only(path: Path) -> None:
    create_keyring(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_first_ring_stays(path: Path) -> None:
    create_keyring(path)
    first = path.read_text()
    create_keyring(path)
    assert path.read_text() == first
    assert list(path.parent.iterdir()) == [path]


def test_of_many_at_once_one_makes_the_ring(path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(create_keyring, [path] * 8)
    assert list(path.parent.iterdir()) == [path]
    assert read_keyring(path).current == "k1"


def test_a_new_key_writes_and_the_old_one_reads(path: Path) -> None:
    create_keyring(path)
    before = read_keyring(path).encrypt(PHONE, "a")
    assert rotate(path, cipher="sm4-gcm") == "k2"
    ring = read_keyring(path)
    after = ring.encrypt(PHONE, "a")
    assert (before[:3], after[:3]) == ("k1:", "k2:")
    assert ring.decrypt(before, "a") == ring.decrypt(after, "a") == PHONE
    assert (ring.is_current(before), ring.is_current(after)) == (False, True)


def test_a_new_key_leaves_the_hashes_as_they_are(path: Path) -> None:
    create_keyring(path)
    before = read_keyring(path).lookup(PHONE, "phone")
    rotate(path)
    assert read_keyring(path).lookup(PHONE, "phone") == before


def test_no_two_rings_and_no_two_keys_are_alike(path: Path, tmp_path: Path) -> None:
    create_keyring(path)
    create_keyring(tmp_path / "b.json")
    rotate(path)
    secrets = [
        key["secret"] for file in (path, tmp_path / "b.json") for key in json.loads(file.read_text())["keys"]
    ]
    assert len(set(secrets)) == 3


def test_sm4_uses_its_whole_key_and_aes_its_whole_key() -> None:
    sealed = Key("k1", "aes-256-gcm", b"\1" * 32).seal(b"x", b"")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library raises, it does not open
        Key("k1", "aes-256-gcm", b"\1" * 31 + b"\2").open(sealed, b"")


# ---- the ring of the installation --------------------------------------------------------------
@pytest.fixture
def own_home(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.HOME = tmp_path
    forget_keyring()
    yield tmp_path / "keys" / "data.json"
    forget_keyring()


def test_the_ring_is_made_at_first_use(own_home: Path) -> None:
    assert not own_home.exists()
    stored = keyring().encrypt(PHONE, "a")
    assert own_home.exists()
    forget_keyring()
    assert keyring().decrypt(stored, "a") == PHONE


def test_it_is_read_once(own_home: Path) -> None:
    assert keyring() is keyring()


# ---- fields ------------------------------------------------------------------------------------
def stored_phone(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_user WHERE username = %s", [user.username])
        return str(cursor.fetchone()[0])


def test_the_database_never_sees_the_text(clerk: User) -> None:
    clerk.phone = PHONE
    clerk.save()
    assert PHONE not in stored_phone(clerk)
    assert User.objects.get(pk=clerk.pk).phone == PHONE
    assert User.objects.values_list("phone", flat=True).get(pk=clerk.pk) == PHONE


def test_an_empty_text_stays_empty(clerk: User) -> None:
    assert stored_phone(clerk) == ""
    assert User.objects.get(pk=clerk.pk).phone == ""


def test_a_value_moved_to_another_column_is_refused(resident: Resident, clerk: User) -> None:
    clerk.phone = PHONE
    clerk.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_resident SET document = %s", [stored_phone(clerk)])
    with pytest.raises(CannotDecrypt):
        resident.refresh_from_db()


@pytest.mark.parametrize("condition", ["exact", "contains", "startswith", "in"])
def test_an_encrypted_field_cannot_be_filtered(db: None, condition: str) -> None:
    with pytest.raises(TypeError, match="use its hash"):
        list(User.objects.filter(**{f"phone__{condition}": PHONE}))


def test_an_exact_value_is_found_by_its_hash(resident: Resident) -> None:
    assert Resident.everywhere.get(phone_hash=lookup(PHONE, "phone")) == resident
    assert not Resident.everywhere.filter(phone_hash=lookup(PHONE, "document")).exists()
