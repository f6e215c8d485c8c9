"""The keyring: encrypts identifiers and health details, and hashes them for exact lookup.

Keys lie in a file outside the database (`LINLI_HOME/keys/data.json`). A stored value names its key, so an
old key goes on reading what it wrote after a new one has taken over.
"""

import base64
import hmac
import json
import os
import secrets
import time
from binascii import a2b_base64
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
TAG = 16
CIPHERS = ("aes-256-gcm", "sm4-gcm")


class CannotDecrypt(Exception):
    """The value was written with a key that is not in the ring, or was changed since."""


@dataclass(frozen=True)
class Key:
    id: str
    cipher: str  # "aes-256-gcm" or "sm4-gcm"
    secret: bytes

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(self.secret)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        if self.cipher == "sm4-gcm":
            encryptor = Cipher(algorithms.SM4(self.secret[:16]), modes.GCM(nonce)).encryptor()
            encryptor.authenticate_additional_data(context)
            return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag
        return nonce + self._aes.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        nonce, rest = sealed[:NONCE], sealed[NONCE:]
        if self.cipher == "sm4-gcm":
            body, tag = rest[:-TAG], rest[-TAG:]
            decryptor = Cipher(algorithms.SM4(self.secret[:16]), modes.GCM(nonce, tag)).decryptor()
            decryptor.authenticate_additional_data(context)
            return decryptor.update(body) + decryptor.finalize()
        return self._aes.decrypt(nonce, rest, context)


@dataclass(frozen=True)
class Keyring:
    current: str
    keys: dict[str, Key]
    lookup_secret: bytes

    def encrypt(self, text: str, context: str) -> str:
        sealed = self.keys[self.current].seal(text.encode(), context.encode())
        return f"{self.current}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, stored: str, context: str) -> str:
        key_id, _, body = stored.partition(":")
        try:
            return self.keys[key_id].open(a2b_base64(body), context.encode()).decode()
        except (KeyError, InvalidTag, ValueError) as error:
            raise CannotDecrypt(f"{context}: key {key_id!r} does not open this value") from error

    def is_current(self, stored: str) -> bool:
        return stored.partition(":")[0] == self.current

    def lookup(self, text: str, purpose: str) -> str:
        """A keyed hash by which an exact value is found again; equal values give equal hashes."""
        mac = hmac.digest(self.lookup_secret, f"{purpose}\0{text}".encode(), "sha256")
        return mac.hex()[:40]


def _new_key(number: int, cipher: str) -> dict[str, str]:
    return {
        "id": f"k{number}",
        "cipher": cipher,
        "secret": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


def create_keyring(path: Path, *, cipher: str = "aes-256-gcm") -> None:
    """Make the file with one key, unless it is there. Losing this file loses every encrypted value."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = {
        "current": "k1",
        "keys": [_new_key(1, cipher)],
        "lookup": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    temporary = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as handle:
        json.dump(ring, handle)
    try:
        os.link(temporary, path)  # fails where another process was first, and its ring is the one to use
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def rotate(path: Path, *, cipher: str = "aes-256-gcm") -> str:
    """Add a key and write with it from now on; return its id. Old values stay readable."""
    ring = json.loads(path.read_text())
    key = _new_key(len(ring["keys"]) + 1, cipher)
    ring["keys"].append(key)
    ring["current"] = key["id"]
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as handle:
        json.dump(ring, handle)
    temporary.replace(path)
    forget_keyring()
    return key["id"]


def read_keyring(path: Path) -> Keyring:
    ring = json.loads(path.read_text())
    keys = {k["id"]: Key(k["id"], k["cipher"], base64.b64decode(k["secret"])) for k in ring["keys"]}
    return Keyring(ring["current"], keys, base64.b64decode(ring["lookup"]))


def keyring_path() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "keys" / "data.json"


@dataclass
class _Held:
    """The ring in this process's hands."""

    ring: Keyring | None = None
    stamp: tuple[str, int] = ("", 0)
    looked_at: float = 0.0


_held = _Held()
# Another process may add a key at any time (`linli keys rotate`); what it seals must open here soon after.
LOOK_AGAIN_AFTER = 1.0  # seconds


def keyring() -> Keyring:
    """The ring of this installation, made at first use, and read again when its file has changed."""
    now, ring = time.monotonic(), _held.ring
    if ring is None or not 0 <= now - _held.looked_at < LOOK_AGAIN_AFTER:
        ring = _look_again(keyring_path())
        _held.looked_at = now
    return ring


def _look_again(path: Path) -> Keyring:
    ring = _held.ring
    if not path.exists():
        if ring is not None and _held.stamp[0] == str(path):
            return (
                ring  # somebody took the file away: what is sealed from now on must open with what was there
            )
        create_keyring(path)
    stamp = (str(path), path.stat().st_mtime_ns)
    if ring is None or stamp != _held.stamp:
        ring = read_keyring(path)
        _held.ring, _held.stamp = ring, stamp
    return ring


def forget_keyring() -> None:
    """Read the file again at the next use."""
    _held.ring, _held.stamp = None, ("", 0)
