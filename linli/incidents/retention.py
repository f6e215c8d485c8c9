"""What is kept of an incident after its end, how long, and why. Apps that keep such records declare them here.

The purge reads the same list; until an app declares its records, the incident's own term holds for all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.incidents.rules import purge_day

Text = str | Promise
THREE_YEARS = 3 * 365


@dataclass(frozen=True)
class Kept:
    """Records of one kind. `days` after the end; None: as many as the incident itself names; 0 is not allowed."""

    key: str
    what: Text
    why: Text
    days: int | None = None
    forever: bool = False


@dataclass(frozen=True)
class Purge:
    """One line of what will be gone when; without a day it stays."""

    kept: Kept
    on: date | None


_kept: dict[str, Kept] = {}


def declare(*kinds: Kept) -> None:
    for kind in kinds:
        if _kept.setdefault(kind.key, kind) != kind:
            raise ValueError(f"What is kept as {kind.key!r} is declared twice.")


def kinds() -> Iterable[Kept]:
    return _kept.values()


def purges(*, closed_on: date, days: int) -> list[Purge]:
    """What will be gone when, the soonest first, and what stays."""
    planned = [
        Purge(kind, None if kind.forever else purge_day(closed_on, kind.days or days)) for kind in kinds()
    ]
    return sorted(planned, key=lambda purge: purge.on or date.max)


declare(
    Kept(
        "incident.records",
        _("Records of people made for this incident alone"),
        _("the purpose is reached; the law asks for deletion"),
    ),
    Kept(
        "incident.trail",
        _("Who did what, and who opened whose record, without its content"),
        _("evidence, for complaints and for the audit"),
        days=THREE_YEARS,
    ),
    Kept("incident.figures", _("Figures without names"), _("they say nothing about anybody"), forever=True),
)
