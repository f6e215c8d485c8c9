"""Typed reading of environment variables: nonsense stops the start and says what to write instead."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}

SQLITE_PRAGMAS = (
    # FULL: a street office's machine has no battery behind it, and a kept record must survive a power cut.
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456; "
    "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
)


def env_bool(name: str, *, default: bool) -> bool:
    text = os.environ.get(name)
    if text is None:
        return default
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}; write 1 or 0.")


def env_int(name: str, *, default: int, least: int = 1) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name} is {text!r}; write a whole number, {least} or more.")
    return int(text)


def env_list(name: str, *, default: list[str]) -> list[str]:
    text = os.environ.get(name)
    return default if text is None else [part.strip() for part in text.split(",") if part.strip()]


def env_url(name: str) -> str:
    """The address of another server, such as http://127.0.0.1:8001; empty when it is not set."""
    text = os.environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme != "http" or not parts.hostname or parts.path):
        raise ImproperlyConfigured(f"{name} is {text!r}; write http://name:port, without anything after it.")
    return text


def env_service(name: str) -> str:
    """The address of a service of others: https, because what is asked there may be about somebody; empty when not set."""
    text = os.environ.get(name, "").strip()
    parts = urlsplit(text)
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if text and not (parts.hostname and (parts.scheme == "https" or is_here)):
        raise ImproperlyConfigured(
            f"{name} is {text!r}; write https://name/path, or http:// for a service on this machine."
        )
    return text


def env_home(name: str, *, default: str) -> Path:
    """The folder that holds all state, made when missing and readable by its owner only."""
    home = Path(os.environ.get(name) or default).resolve()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {home}, which cannot be made or written: {error.strerror}."
        ) from error
    return home


def env_secret(path: Path) -> str:
    """A random secret kept in a file; made once, by whichever process comes first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def database_from(name: str, *, embedded: Path) -> dict[str, Any]:
    """Django's settings for the PostgreSQL that `name` gives as a URL, or for the embedded SQLite file."""
    url = os.environ.get(name, "")
    if not url:
        return {
            "ENGINE": "linli.core.sqlite",
            "NAME": embedded,
            # IMMEDIATE takes the write lock at once: a deferred one fails where it should wait.
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://; SQLite is used when it is empty.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "") or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }
