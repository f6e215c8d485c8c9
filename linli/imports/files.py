"""Where uploaded workbooks lie: encrypted, below MEDIA_ROOT/imports, until the batch can no longer be taken back."""

import hashlib
from pathlib import Path
from uuid import UUID

from django.conf import settings

from linli.core.crypto import keyring

CONTEXT = b"imports.file"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def store(batch_id: UUID, content: bytes) -> str:
    """Keep the file encrypted under the batch's id; return the name to read it by."""
    name = f"{batch_id}.sealed"
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = keyring()
    sealed = f"{ring.current}:".encode() + ring.keys[ring.current].seal(content, CONTEXT)
    temporary = folder() / f"{name}.new"
    temporary.write_bytes(sealed)
    temporary.chmod(0o600)
    temporary.replace(folder() / name)
    return name


def fetch(name: str) -> bytes:
    key_id, _, sealed = (folder() / name).read_bytes().partition(b":")
    return keyring().keys[key_id.decode()].open(sealed, CONTEXT)


def erase(name: str) -> None:
    """Take the file away; nothing happens when it is gone already."""
    if name:
        (folder() / name).unlink(missing_ok=True)
