"""What a household may object to."""

from dataclasses import dataclass

from linli.care.choices import IN_FORCE, EpisodeState
from linli.care.models import Episode
from linli.registers.models import Restriction

# After its end too: a wrong word that went round is put right then.
OBJECTED = (*IN_FORCE, EpisodeState.RELEASED, EpisodeState.AFTERCARE)


@dataclass(frozen=True)
class Against:
    """An episode of the household, or a mark at its door that something else has set."""

    episode: Episode | None = None
    restriction: Restriction | None = None
