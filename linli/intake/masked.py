"""A body as it may be shown before anybody has said why: its form, and nothing that is somebody's. Pure."""

import json
import re
from typing import Any

# Words of the interface (`daily`, `nobody_home`), ids, days and times say nothing about anybody.
_PLAIN = re.compile(
    r"[a-z][a-z_]{1,29}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}(?:[T ][\d:.+Z-]+)?", re.ASCII
)
SHORT = 200


def masked_body(body: str) -> str:
    """The JSON, laid out, with every text hidden; what is no JSON is hidden as a whole."""
    try:
        return json.dumps(_masked(json.loads(body)), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):  # a body may be nested deeper than anybody can read
        return f"… ({len(body)})"


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key)[:40]: _masked(one) for key, one in list(value.items())[:SHORT]}
    if isinstance(value, list):
        return [_masked(one) for one in value[:SHORT]]
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        return "*" * min(len(value), 8)
    # A long number may be a telephone's.
    return "*" * 8 if isinstance(value, int | float) and abs(value) > 1_000_000 else value
