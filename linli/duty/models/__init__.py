"""Who answers for what (responsibilities), who stands where and when (posts and claims), and who is willing."""

from linli.duty.models.episodes import EpisodeInForce
from linli.duty.models.posts import (
    CalendarLink,
    Call,
    CallAnswer,
    Claim,
    DutyPlace,
    Handover,
    Offer,
    PlaceCheck,
    Post,
    new_place_code,
)
from linli.duty.models.responsibilities import Proposal, Responsibility, Team, TeamMember
from linli.duty.models.rosters import Roster, RosterLine
from linli.duty.models.volunteers import Availability, Training, Volunteer

__all__ = [
    "Availability",
    "CalendarLink",
    "Call",
    "CallAnswer",
    "Claim",
    "DutyPlace",
    "EpisodeInForce",
    "Handover",
    "Offer",
    "PlaceCheck",
    "Post",
    "Proposal",
    "Responsibility",
    "Roster",
    "RosterLine",
    "Team",
    "TeamMember",
    "Training",
    "Volunteer",
    "new_place_code",
]
