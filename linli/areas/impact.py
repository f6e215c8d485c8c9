"""What a change of an area concerns: how many places, households and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.areas.measures import IN_LISTS, Measure, known
from linli.areas.models import Area
from linli.areas.recoding import places_within
from linli.areas.tallies import figures_at


@dataclass(frozen=True)
class Impact:
    """`numbers` are of the measures that lists show; empty for somebody who sees no figures."""

    places: int
    numbers: Sequence[tuple[Measure, int]]


def impact_of(areas: Sequence[Area], *, day: date, with_figures: bool) -> Impact:
    if not with_figures:
        return Impact(places_within(areas), ())
    figures = figures_at([area.code for area in areas], day=day)
    numbers = [(one, sum(figures[area.code][one.key] for area in areas)) for one in known(IN_LISTS)]
    return Impact(places_within(areas), numbers)
