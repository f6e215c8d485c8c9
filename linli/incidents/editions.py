"""Which edition of the policy holds in an area at a moment: adopted for an incident that is open there, else the
national one of the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from linli.areas.models import Area
from linli.incidents.access import holding_at
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.editions import (
    Edition,
    EditionError,
    edition_named,
    load_editions,
    national_edition_on,
    read_edition,
)
from linli.lib.periods import local_day


@dataclass(frozen=True)
class InForce:
    """`incident`, `adopted`: None where the national edition of the day holds."""

    edition: Edition
    incident: Incident | None = None
    adopted: EditionAdopted | None = None


def edition_at(area: Area, at: datetime) -> InForce:
    """A real emergency before a drill, the newest first; within it the edition that was adopted last."""
    day = local_day(at)
    code = area.code
    at_or_above = [code[:length] for length in range(2, len(code) + 1)]
    open_then = Incident.everywhere.filter(
        Q(closed_on=None) | Q(closed_on__gte=day), area_code__in=at_or_above, opened_on__lte=day
    )
    incidents = sorted(open_then, key=lambda one: (one.is_drill, -one.opened_on.toordinal(), str(one.pk)))
    if found := _adopted(incidents, at):
        return found
    return InForce(national_edition_on(day))


def _adopted(incidents: list[Incident], at: datetime) -> InForce | None:
    """One query for all of them."""
    rows = EditionAdopted.objects.filter(incident__in=incidents, from_at__lte=at).order_by("-from_at")
    latest: dict[object, EditionAdopted] = {}
    for row in rows if incidents else ():
        latest.setdefault(row.incident_id, row)
    for incident in incidents:
        one = latest.get(incident.pk)
        if one is not None and (edition := edition_of(one)):
            return InForce(edition, incident, one)
    return None


def edition_of(adopted: EditionAdopted) -> Edition | None:
    """What was adopted: its own text, or one that comes with Linli."""
    return _read(adopted.text) if adopted.text else edition_named(adopted.edition)


def find_edition(key: str, incidents: Iterable[Incident] = ()) -> Edition | None:
    """An edition by its key: one of Linli's, or one that these incidents brought along."""
    if found := edition_named(key):
        return found
    rows = EditionAdopted.objects.filter(edition=key).exclude(text="")
    if chosen := list(incidents):
        rows = rows.filter(incident__in=chosen)
    row = rows.order_by("-from_at").first()
    return edition_of(row) if row else None


def editions_known(area: Area) -> list[Edition]:
    """Those that come with Linli, and those that open emergencies here brought along; the newest first."""
    rows = (
        EditionAdopted.objects.filter(incident__in=holding_at(area.code)).exclude(text="").order_by("from_at")
    )
    own = {one.key: one for row in rows if (one := edition_of(row))}
    return sorted([*load_editions(), *own.values()], key=lambda one: -one.number)


@lru_cache(maxsize=32)
def _read(text: str) -> Edition | None:
    """A text that a newer Linli cannot read any more gives way to the national edition; its page says so."""
    try:
        return read_edition(text, "edition.toml")
    except EditionError:
        return None
