"""Files that wait for whoever asked for them: encrypted, each bound to its name, below MEDIA_ROOT."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from linli.core.crypto import keyring


@dataclass(frozen=True)
class SealedFolder:
    """`name` below MEDIA_ROOT; `context` says what kind of file it is, so that none is taken for another."""

    name: str
    context: str

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.name

    def store(self, key: str, content: bytes) -> str:
        """Keep the file under a key of its own; return the name to read it by."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{key}.sealed"
        ring = keyring()
        sealed = ring.keys[ring.current].seal(content, self._context(name))
        unfinished = self.path / f"{name}.new"
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(ring.current.encode() + b":" + sealed)
        unfinished.replace(self.path / name)
        return name

    def fetch(self, name: str) -> bytes:
        key_id, _, sealed = (self.path / name).read_bytes().partition(b":")
        return keyring().keys[key_id.decode()].open(sealed, self._context(name))

    def erase(self, name: str) -> None:
        """Take the file away; nothing happens when it is gone already."""
        if name:
            (self.path / name).unlink(missing_ok=True)

    def _context(self, name: str) -> bytes:
        return f"{self.context}:{name}".encode()
