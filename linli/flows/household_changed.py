"""A household was corrected: it may stand in another place now."""

from typing import Any
from uuid import UUID

from linli.care.actions import following as care
from linli.duty.actions.episodes import follow_door
from linli.duty.actions.responsibilities import follow_household
from linli.flows.episode_team import keep_team


def let_responsibilities_follow(payload: dict[str, Any]) -> None:
    """Who answers for a household answers for it where it stands now."""
    follow_household(UUID(payload["household_id"]))
    follow_door(UUID(payload["household_id"]))


def let_care_follow(payload: dict[str, Any]) -> None:
    """Episodes, what is due for them and the marks at the door stand with the file; the place may name others to care."""
    for episode_id in care.follow_household(UUID(payload["household_id"])):
        keep_team({"episode": str(episode_id)})
