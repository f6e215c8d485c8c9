"""The shell of the app: the files that a phone keeps, each with the hash of its content, and the version of all."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

LANGUAGES = ("zh-hans", "en")
# The look that it shares with the pages; everything of its own is found in `static/field/`.
SHARED = (
    "linli/tokens.css",
    "linli/forms.css",
    "linli/plate.svg",
    "linli/states.svg",
    "linli/vendor/tabler-icons/icons.svg",
)
OWN = "field"
HASH_LENGTH = 12


@cache
def shell_files() -> tuple[tuple[str, str], ...]:
    """(address, hash) of every static file of the app."""
    return tuple((static(name), _hash(path.read_bytes())) for name, path in static_paths())


def static_paths() -> list[tuple[str, Path]]:
    folder = Path(str(files("linli.field"))) / "static"
    own = sorted(str(path.relative_to(folder)) for path in (folder / OWN).rglob("*") if path.is_file())
    return [(name, _found(name)) for name in (*SHARED, *own)]


def page_addresses() -> list[str]:
    return [reverse("field:shell", args=[language]) for language in LANGUAGES]


def precache(pages: dict[str, str]) -> list[tuple[str, str]]:
    """All that the app needs without a line; `pages` are the shells with their hashes."""
    return [*pages.items(), *shell_files()]


def version_of(precached: list[tuple[str, str]]) -> str:
    return _hash("\n".join(f"{address} {digest}" for address, digest in precached).encode())


def hash_of(text: str) -> str:
    return _hash(text.encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def _found(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is not among the static files"
    return Path(path)
