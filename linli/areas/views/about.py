"""What every page about an area says in its heading, and what may be done from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from linli.areas.access import may_change, may_found_in
from linli.areas.levels import keys_under, level_labels, playbook_of
from linli.areas.models import Area
from linli.areas.past import Place, path_on
from linli.areas.problems import NoPlaybook
from linli.areas.requests import FIGURES, HOUSEHOLDS, PLAYBOOK, AreaRequest
from linli.lib.area_codes import STATISTICAL_LENGTH
from linli.lib.periods import local_day


def label_of(place: Place | Area, labels: Mapping[str, str]) -> str:
    """The source's own word for what it is, else the name of its level."""
    return place.kind or labels.get(place.level, place.level)


def about(request: AreaRequest, area: Area, here: Place, day: date) -> dict[str, Any]:
    viewer, labels = request.viewer, level_labels(playbook_of(area))
    today = local_day(timezone.now())
    return {
        "shown": area,
        "place": here,
        "label": label_of(here, labels),
        "labels": labels,
        "path": [one for one in path_on(here, day) if viewer.scope.covers(one.code) and one.id != here.id],
        "day": day,
        "today": today,
        "is_today": day == today,
        "statistical": here.code.ljust(STATISTICAL_LENGTH, "0")
        if len(here.code) <= STATISTICAL_LENGTH
        else "",
        "may_found": day == today and may_found_in(viewer, area) and bool(found_under(area)),
        "may_change": day == today and may_change(viewer, area),
        "may_households": viewer.may(HOUSEHOLDS),
        "may_figures": viewer.may(FIGURES),
        "may_playbook": viewer.may(PLAYBOOK),
    }


def found_under(area: Area) -> list[str]:
    """The levels that a person may found in the area: cities and counties come by their table alone."""
    try:
        return [key for key in keys_under(area) if key not in {"city", "county"}]
    except NoPlaybook:
        return []
