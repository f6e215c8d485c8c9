"""What happens around zones: who moves in is marked, who moves out is free; an edition is new, an emergency is over."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.zones.actions.closing import open_with_closing
from linli.zones.actions.edition_changes import note_changes
from linli.zones.actions.following import follow_all, follow_household
from linli.zones.lint import look_at_zones


def let_marks_follow(payload: dict[str, Any]) -> None:
    """One household was registered, corrected, moved or closed."""
    follow_household(UUID(payload["household_id"]), at=timezone.now())


def let_all_marks_follow(payload: dict[str, Any]) -> None:
    """A workbook was written or taken back, or the tree of areas has changed."""
    follow_all(at=timezone.now())


def see_what_changes(payload: dict[str, Any]) -> None:
    """An edition was adopted: what it makes of each zone, and what now goes further than the rules."""
    now = timezone.now()
    note_changes(at=now)
    look_at_zones(at=now)


def open_its_zones(payload: dict[str, Any]) -> None:
    """An emergency was closed: what it closed off is open."""
    open_with_closing(UUID(payload["incident"]), at=timezone.now())
