"""Which areas report, and by when: the levels of the city's playbook, with a clock each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from linli.areas.levels import read_playbook
from linli.areas.models import Area
from linli.areas.past import Place, places
from linli.areas.rules import is_village
from linli.lib.area_codes import kind_of_town
from linli.lib.playbook import Playbook
from linli.reports.daily.rules import at_clock

# From the lowest up: a level adds up what the one below has reported.
REPORTING = ("community", "town", "county", "city")


def called(place: Area | Place) -> str:
    """The word by which a playbook gives the level its cut-off."""
    if place.level == "community":
        return "village" if is_village(place.code, place.kind) else "community"
    if place.level == "town":
        return "subdistrict" if _is_subdistrict(place) else "township"
    return place.level


def _is_subdistrict(place: Area | Place) -> bool:
    if place.kind:
        return "街道" in place.kind
    found = kind_of_town(place.code)
    return found is not None and found.key == "subdistrict"


def cut_off_of(place: Area | Place, playbook: Playbook | None, day: date) -> datetime | None:
    """When the report of the area is due on that day; None where its city asks for none."""
    if playbook is None or place.level not in REPORTING:
        return None
    clock: str | None = getattr(playbook.report.daily.cut_off, called(place), None)
    return at_clock(day, clock) if clock else None


@dataclass(frozen=True)
class Playbooks:
    """The playbooks of all cities, by the code of each city's root; for a job that walks through all areas."""

    @cached_property
    def by_root(self) -> Mapping[str, str]:
        return dict(Area.objects.exclude(playbook="").values_list("code", "playbook"))

    def of(self, code: str) -> Playbook | None:
        above = (code[:length] for length in range(len(code), 1, -1))
        name = next((self.by_root[one] for one in above if one in self.by_root), None)
        return read_playbook(name) if name else None


def due_by(day: date, now: datetime) -> list[tuple[Place, datetime]]:
    """The areas whose report of that day is due by now, each with its cut-off: the lowest level first."""
    playbooks = Playbooks()
    found = [
        (place, cut_off)
        for place in places(Q(level__in=REPORTING), day)
        if (cut_off := cut_off_of(place, playbooks.of(place.code), day)) is not None and cut_off <= now
    ]
    return sorted(found, key=lambda one: (REPORTING.index(one[0].level), one[0].code))
