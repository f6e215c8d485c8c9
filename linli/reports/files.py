"""Where finished workbooks wait for the person who asked: encrypted, below MEDIA_ROOT/exports, for a day."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from linli.core.crypto import keyring

CONTEXT = "reports.export"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"


def store(export_id: UUID, content: bytes) -> str:
    """Keep the file under the export's id, which its encryption is bound to; return the name to read it by."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{export_id}.sealed"
    ring = keyring()
    sealed = ring.keys[ring.current].seal(content, _context(name))
    unfinished = folder() / f"{name}.new"
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(ring.current.encode() + b":" + sealed)
    unfinished.replace(folder() / name)
    return name


def fetch(name: str) -> bytes:
    key_id, _, sealed = (folder() / name).read_bytes().partition(b":")
    return keyring().keys[key_id.decode()].open(sealed, _context(name))


def erase(name: str) -> None:
    """Take the file away; nothing happens when it is gone already."""
    if name:
        (folder() / name).unlink(missing_ok=True)


def _context(name: str) -> bytes:
    return f"{CONTEXT}:{name}".encode()
