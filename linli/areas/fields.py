"""The column of counted numbers."""

from typing import Any

import msgspec
from django.db import models

_decoder = msgspec.json.Decoder(dict[str, int])


class NumbersField(models.JSONField):
    """`{measure: n}`. A map of a city reads a thousand of them at once, so they are decoded by their known type."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        if isinstance(value, str | bytes):
            return _decoder.decode(value)
        return value
