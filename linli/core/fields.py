"""Model fields: text that is encrypted at rest, and codes that sort alike on both databases."""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.core.crypto import keyring

if TYPE_CHECKING:  # Django's fields take type arguments for the type checker only
    TextColumn = models.TextField[str, str]
    JSONColumn = models.TextField[Any, Any]
    CharColumn = models.CharField[str, str]
else:
    TextColumn = JSONColumn = models.TextField
    CharColumn = models.CharField


class Sealed:
    """What both encrypted fields do. The value is bound to its model and field: copied elsewhere it does not open."""

    model: type[models.Model]
    name: str

    @cached_property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def seal(self, text: str) -> str:
        return keyring().encrypt(text, self.context)

    def unseal(self, stored: str) -> str:
        return keyring().decrypt(stored, self.context)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)  # type: ignore[misc]
        raise TypeError(f"{self.name} is encrypted and cannot be filtered by {lookup_name!r}; use its hash.")


class EncryptedText(Sealed, TextColumn):
    """Text that the database never sees. It cannot be filtered; keep a `lookup()` hash beside it for that."""

    def get_prep_value(self, value: Any) -> Any:
        return self.seal(str(value)) if value else value

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return self.unseal(value) if value else value


class EncryptedJSON(Sealed, JSONColumn):
    """A JSON value, encrypted as a whole."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else self.seal(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return json.loads(self.unseal(value)) if value else None

    def to_python(self, value: Any) -> Any:
        return value


class LookupHash(CharColumn):
    """The keyed hash of an identifier: finds an exact value without keeping it in clear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


class CodeField(CharColumn):
    """An area code. Compared byte by byte, so that "all within x" is one range scan on either database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}


def lookup(text: str, purpose: str) -> str:
    """Hash for a `LookupHash` column; empty for empty. `purpose` keeps one number's hashes apart by use."""
    return keyring().lookup(text, purpose) if text else ""
