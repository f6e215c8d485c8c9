"""Proposals of zones: by the playbook's rule around a case, or by an officer. They restrict nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import acting, user_behind
from linli.zones.actions.deciding import hold_emergency, kind_in, save_in_place
from linli.zones.cases import cases_in_community, cases_near, seen_of
from linli.zones.choices import WAITING, UnitWord, ZoneState
from linli.zones.in_force import edition_here, incident_here, proposals_here
from linli.zones.models import KnownCase, Zone
from linli.zones.places import Place, doors_in, households_of, is_village, place_around, said_of, zones_around
from linli.zones.problems import HouseholdHasItsEpisode, NobodyThere, UnitNeedsItsName
from linli.zones.rules import WIDTH
from linli.zones.rules_proposals import Doors, Proposed, propose
from linli.zones.words import REPLACED, place_of, why_declined

PROPOSED = name_action("zones:zone:proposed", _("{actor} proposed the zone {subject}"))
PROPOSED_BY_RULE = name_action(
    "zones:zone:proposed_by_rule", _("The rule {rule} proposed the zone {subject}, with {cases} cases known")
)
WITHDRAWN = name_action("zones:zone:withdrawn", _("The proposal of the zone {subject} was withdrawn: {why}"))
RENEWAL = name_action(
    "zones:zone:renewal_proposed", _("{actor} proposed to renew the zone {subject}: {reason}")
)


@dataclass(frozen=True)
class ZoneAsked:
    """What an officer proposes by hand."""

    unit: str
    doors: Doors
    kind: str
    reason: str
    wider_because: str = ""


@transaction.atomic
def propose_by_hand(area: Area, *, zone_id: UUID, asked: ZoneAsked, actor: Actor | None) -> Zone:
    """Propose a zone around an area. The same form twice makes one."""
    _check_area(actor, area)
    if there := Zone.everywhere.filter(pk=zone_id).first():
        return there
    incident = hold_emergency(incident_here(area).pk)
    edition = edition_here(area, timezone.now())
    kind = kind_in(edition, asked.kind)
    place = place_asked(area, asked.unit, asked.doors)
    made = _new(zone_id, incident, place, edition=edition.key, kind=kind.key)
    made.reason, made.wider_because, made.proposed_by = asked.reason, asked.wider_because, user_behind(actor)
    made.cases = len(cases_near(made))
    save_in_place(made)
    log(PROPOSED, actor=actor, subject=made, subject_name=place_of(made))
    announce("zones.zone_proposed", zone=str(made.pk))
    return made


def place_asked(area: Area, unit: str, doors: Doors) -> Place:
    """Where a zone that is asked for would stand; somebody lives there."""
    if unit == "household":
        raise HouseholdHasItsEpisode()
    named = Doors(doors.compound, doors.building, doors.stairwell, doors.floor, village=is_village(area))
    place = place_around(area, named, unit)
    stands = place.area.level == unit or WIDTH[unit] > WIDTH["building"]
    if not stands and not _names(place, unit):
        raise UnitNeedsItsName(unit=UnitWord(unit).label)
    if unit == "compound" and place.area.level != "compound" and not place.doors.compound:
        raise UnitNeedsItsName(unit=UnitWord(unit).label)
    if not doors_in(place).exists():
        raise NobodyThere()
    return place


def _names(place: Place, unit: str) -> bool:
    return bool(getattr(place.doors, unit, ""))


@transaction.atomic
def propose_around(case: KnownCase, *, at: datetime) -> Zone | None:
    """What the playbook proposes around a case. Run again it proposes nothing new; without a rule, or under a closed
    emergency, nothing at all.

    A zone that holds the place already, in force or proposed as wide, is enough.
    """
    if case.ruled_out_at is not None or not case.incident.is_open:
        return None
    found, rule = proposed_around(case, at=at)
    if found.nothing:
        return None
    village = is_village(case.area)
    place = place_around(case.area, seen_of(case, village=village).doors, found.unit)
    if any(_holds(zone, place) for zone in _open_zones(case)):
        return None
    _withdraw_narrower(case, place)
    made = _new(new_id(), case.incident, place, edition=edition_here(case.area, at).key, kind=found.kind)
    made.rule, made.cases = rule, found.cases
    made.explained = msgspec.to_builtins(found.explained)
    save_in_place(made)
    log(
        PROPOSED_BY_RULE, actor=None, subject=made, subject_name=place_of(made), rule=rule,
        cases=found.cases,
    )  # fmt: skip
    announce("zones.zone_proposed", zone=str(made.pk))
    return made


def proposed_around(case: KnownCase, *, at: datetime) -> tuple[Proposed, str]:
    """The first rule of the playbook that says something, and its key."""
    edition, said = edition_here(case.area, at), Proposed()
    community = cases_in_community(case)
    around = seen_of(case, village=is_village(case.area))
    for rule in proposals_here(case.area):
        said = propose(rule, community, around=around, edition=edition, on=local_day(at))
        if not said.nothing:
            return said, rule.key
    return said, ""


@transaction.atomic
def propose_renewal(zone: Zone, *, zone_id: UUID, reason: str, kind: str, actor: Actor | None) -> Zone:
    """A zone that follows one in force. It needs both signatures anew; until then the old one ends when it ends."""
    _check_area(actor, zone.area)
    if there := Zone.everywhere.filter(pk=zone_id).first():
        return there
    hold_emergency(zone.incident_id)
    edition = edition_here(zone.area, timezone.now())
    place = Place(zone.area, zone.unit, Doors(zone.compound, zone.building, zone.stairwell, zone.floor))
    made = _new(zone_id, zone.incident, place, edition=edition.key, kind=kind_in(edition, kind).key)
    made.reason, made.follows, made.proposed_by = reason.strip(), zone, user_behind(actor)
    before = edition.zone(zone.kind)
    if before is not None and before.down_to == kind:
        made.came_from, made.came_down_at = zone.kind, timezone.now()
    made.cases = len(cases_near(made))
    save_in_place(made)
    log(RENEWAL, actor=actor, subject=made, subject_name=place_of(made), reason=made.reason)
    announce("zones.zone_proposed", zone=str(made.pk))
    return made


# ---- writing -------------------------------------------------------------------------------------------------------------
def withdraw(zone: Zone, *, why: str) -> None:
    """Take a proposal back, by no officer: nobody has signed it, or its emergency is closed. `why` is a code of
    `words.why_declined`."""
    zone.state, zone.declined_why = ZoneState.DECLINED, why
    zone.version += 1
    zone.save(update_fields=["state", "declined_why", "version"])
    log(WITHDRAWN, actor=None, subject=zone, subject_name=place_of(zone), why=why_declined(why))
    announce("zones.zone_declined", zone=str(zone.pk))


def _new(zone_id: UUID, incident: Incident, place: Place, *, edition: str, kind: str) -> Zone:
    doors = place.doors
    return Zone(
        pk=zone_id, incident=incident, area=place.area, area_code=place.area.code, edition=edition, kind=kind,
        unit=place.unit, compound=doors.compound, building=doors.building, stairwell=doors.stairwell,
        floor=doors.floor, place=said_of(place), version=0,
    )  # fmt: skip


def _open_zones(case: KnownCase) -> list[Zone]:
    rows = Zone.everywhere.filter(
        zones_around(case.area_code), incident=case.incident, state__in=[*WAITING, ZoneState.IN_FORCE]
    )
    return list(rows.select_related("area"))


def _holds(zone: Zone, place: Place) -> bool:
    """Whether every door of the place lies in the zone."""
    inside = households_of(zone).values("pk")
    return not doors_in(place).exclude(pk__in=inside).exists()


def _withdraw_narrower(case: KnownCase, place: Place) -> None:
    """Proposals of the rule that lie within the new one, and that nobody has signed."""
    meant = doors_in(place).values("pk")
    proposed = [one for one in _open_zones(case) if one.state == ZoneState.PROPOSED and one.rule]
    within = [one.pk for one in proposed if not households_of(one).exclude(pk__in=meant).exists()]
    for zone in lock_rows(Zone.everywhere.select_related("area", "incident"), within):
        if zone.state == ZoneState.PROPOSED:  # nobody has signed it since it was read
            withdraw(zone, why=REPLACED)


def _check_area(actor: Actor | None, area: Area) -> None:
    if actor is None:
        raise NotFound()
    viewer = acting(actor, day=local_day(timezone.now()))
    viewer.need(C.ZONES_READ, C.ZONES_DECIDE, write=True)
    if not viewer.scope.covers(area.code):
        raise NotFound()
