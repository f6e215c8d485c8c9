"""Care: episodes, their days, objections, and people who must not wait."""

from linli.care.models.appeals import Appeal
from linli.care.models.daily import CareTask, CareTest, HealthCheck
from linli.care.models.episodes import (
    Carer,
    Case,
    EditionChange,
    Episode,
    EpisodeBatch,
    EpisodePhase,
    Prolongation,
    Told,
    Transfer,
)
from linli.care.models.needs import MedicalTrip, TriageNote, TripRhythm
from linli.care.models.release import ProlongationAsked

__all__ = [
    "Appeal",
    "CareTask",
    "CareTest",
    "Carer",
    "Case",
    "EditionChange",
    "Episode",
    "EpisodeBatch",
    "EpisodePhase",
    "HealthCheck",
    "MedicalTrip",
    "Prolongation",
    "ProlongationAsked",
    "Told",
    "Transfer",
    "TriageNote",
    "TripRhythm",
]
