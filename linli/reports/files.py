"""Where finished workbooks wait for the person who asked: encrypted, below MEDIA_ROOT/exports, for a day."""

from pathlib import Path
from uuid import UUID

from linli.core.sealed_files import SealedFolder

EXPORTS = SealedFolder("exports", "reports.export")


def folder() -> Path:
    return EXPORTS.path


def store(export_id: UUID, content: bytes) -> str:
    """Keep the file under the export's id, which its encryption is bound to; return the name to read it by."""
    return EXPORTS.store(str(export_id), content)


def fetch(name: str) -> bytes:
    return EXPORTS.fetch(name)


def erase(name: str) -> None:
    """Take the file away; nothing happens when it is gone already."""
    EXPORTS.erase(name)
