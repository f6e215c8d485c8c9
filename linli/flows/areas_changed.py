"""The tree of areas has changed: places have other codes, or stand in another community."""

from datetime import date
from typing import Any

from linli.rounds.tallies import recount_since


def count_days_anew(payload: dict[str, Any]) -> None:
    """Count the daily round again from the day of the change: its counters stand under the old codes."""
    codes = [payload["code"], payload.get("before", ""), *payload.get("old", ()), *payload.get("parts", ())]
    recount_since([code for code in codes if code], since=date.fromisoformat(payload["on"]))
