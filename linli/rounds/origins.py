"""Places of origin: what somebody's words mean by the division tables at hand."""

import csv
from functools import lru_cache
from pathlib import Path

from linli.lib.area_codes import AreaCodeError, prefix
from linli.lib.origins import Origin, Places

TABLES = Path(__file__).parents[1] / "playbooks" / "divisions"


@lru_cache(maxsize=1)
def places() -> Places:
    """All provinces, cities and counties; of the cities that Linli comes with also what lies below. Read once."""
    rows: list[tuple[str, str]] = []
    for table in sorted(TABLES.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows.extend((row["code"], row["name"]) for row in csv.DictReader(file))
    return Places(rows)


def resolve_origin(text: str) -> Origin:
    """The area that is meant; or those of which somebody must choose; or nothing."""
    return places().resolve(text)


def code_of_origin(text: str, *, stated: str = "") -> str:
    """The prefix code: as it was stated, else as the text says without doubt, else empty. Nothing is guessed."""
    try:
        return prefix(stated) if stated else resolve_origin(text).code
    except AreaCodeError:
        return resolve_origin(text).code


def origin_path(code: str) -> str:
    """`黑龙江省哈尔滨市`; empty where the tables do not have it."""
    return places().path(code) if code else ""
