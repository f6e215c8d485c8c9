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
# What a phone needs at a gate: the rules come with the shell, what the camera needs only when somebody stands there.
GATE_SCRIPTS, GATE_LARGE = "gates/js", "gates/vendor"
HASH_LENGTH = 12


@cache
def shell_files() -> tuple[tuple[str, str], ...]:
    """(address, hash) of every static file of the app."""
    return tuple((static(name), _hash(path.read_bytes())) for name, path in static_paths())


@cache
def large_files() -> tuple[tuple[str, str], ...]:
    """(address, hash) of what is fetched only for a camera at a gate, and kept from then on."""
    names = [name for name in _names("linli.gates", GATE_LARGE) if name.endswith((".js", ".mjs", ".wasm"))]
    return tuple((static(name), _hash(_found(name).read_bytes())) for name in names)


def static_paths() -> list[tuple[str, Path]]:
    names = (*SHARED, *_names("linli.field", OWN), *_names("linli.gates", GATE_SCRIPTS))
    return [(name, _found(name)) for name in names]


def _names(package: str, within: str) -> list[str]:
    folder = Path(str(files(package))) / "static"
    return sorted(str(path.relative_to(folder)) for path in (folder / within).rglob("*") if path.is_file())


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
