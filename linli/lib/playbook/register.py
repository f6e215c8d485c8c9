"""The register's section: support needs, how a dwelling is lived in, and how long records stay."""

from typing import Literal

from msgspec import field

from linli.lib.playbook.base import Count, Described, Key, Name, Part

Rhythm = Literal["daily", "weekly", "monthly", "none"]
Hint = Literal[
    "home_sampling",
    "medical_route",
    "hard_deadline",
    "refill_alert",
    "restricted",
    "guardian_required",
    "reached_in_person",
    "interpreter",
]


class SupportNeed(Described, frozen=True, kw_only=True):
    """What somebody needs, never what somebody is. `ask` says what to note down with it."""

    code: Key
    name: Name
    rhythm: Rhythm = "none"
    hints: tuple[Hint, ...] = ()
    ask: Name | None = None


class WhoLives(Part, frozen=True, kw_only=True):
    """How a dwelling is lived in, as offices there say it."""

    key: Key
    name: Name
    counts_as_lived_in: bool = True


class Retention(Part, frozen=True, kw_only=True):
    """Days that a kind of record stays `after` something; the end of an incident may come first."""

    key: Key
    name: Name
    days: Count
    after: Name


class Register(Part, frozen=True, kw_only=True):
    needs: tuple[SupportNeed, ...] = field(default=(), name="need")
    who_lives: tuple[WhoLives, ...] = ()
    retention: tuple[Retention, ...] = ()
