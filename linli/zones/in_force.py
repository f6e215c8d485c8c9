"""Editions and playbooks as zones need them: what holds at a place now, and which kind a zone is of."""

from datetime import datetime

from linli.areas.models import Area
from linli.incidents.access import holding_at
from linli.incidents.choices import HazardKind
from linli.incidents.editions import edition_at, find_edition
from linli.incidents.in_force import playbook_in_force
from linli.incidents.models import Incident
from linli.lib.editions import Edition, ZoneKind
from linli.lib.playbook.care import Proposal
from linli.zones.models import Zone
from linli.zones.problems import NoIncident
from linli.zones.rules_editions import ZoneSeen


def incident_here(area: Area) -> Incident:
    """The epidemic that is open here: a real one before a drill, the newest first."""
    found = [one for one in holding_at(area.code) if one.kind == HazardKind.EPIDEMIC]
    if not found:
        raise NoIncident()
    return min(found, key=lambda one: (one.is_drill, -one.opened_on.toordinal(), str(one.pk)))


def edition_here(area: Area, at: datetime) -> Edition:
    return edition_at(area, at).edition


def edition_of(zone: Zone) -> Edition | None:
    """The edition under which it was decided."""
    return find_edition(zone.edition, [zone.incident])


def kind_of(zone: Zone) -> ZoneKind | None:
    edition = edition_of(zone)
    return edition.zone(zone.kind) if edition else None


def stays_in(zone: Zone) -> str:
    """What people do in it. Where nobody can read the edition any more, they are held to nothing new."""
    kind = kind_of(zone)
    return kind.stays if kind else "free"


def seen(zone: Zone, *, answer_due: datetime | None = None) -> ZoneSeen:
    """A zone in force as the rules see it."""
    assert zone.from_at is not None
    assert zone.until_at is not None
    assert zone.review_at is not None
    return ZoneSeen(
        kind=zone.kind, stays=stays_in(zone), unit=zone.unit, from_at=zone.from_at, until_at=zone.until_at,
        review_at=zone.review_at, wider_because=zone.wider_because, answer_due=answer_due,
    )  # fmt: skip


def proposals_here(area: Area) -> tuple[Proposal, ...]:
    """The playbook's rules about cases; a city's own stand behind shared ones and go first."""
    playbook = playbook_in_force(area)
    found = playbook.zones.proposals if playbook else ()
    return tuple(one for one in reversed(found) if one.when == "cases")
