"""The register has changed: households that came into a zone are marked, those that left it are free."""

from typing import Any
from uuid import UUID

from django.utils import timezone

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
