"""A household was corrected: it may stand in another place now."""

from typing import Any
from uuid import UUID

from linli.duty.actions.episodes import follow_door
from linli.duty.actions.responsibilities import follow_household


def let_responsibilities_follow(payload: dict[str, Any]) -> None:
    """Who answers for a household answers for it where it stands now."""
    follow_household(UUID(payload["household_id"]))
    follow_door(UUID(payload["household_id"]))
