"""Zones in force, held against the edition in force and the nine prohibitions; what is found goes to oversight."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.rows import among
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Overreach
from linli.incidents.overreach import Found, Rule, Subject, declare, declare_subject, keep_found
from linli.people.choices import Capability as C
from linli.zones.chains import chains_of, zones_since
from linli.zones.choices import ZoneState
from linli.zones.in_force import edition_here, seen
from linli.zones.models import Zone
from linli.zones.objections import answers_due
from linli.zones.rules_lint import findings_of
from linli.zones.words import FINDINGS, said


def look_at_zones(*, at: datetime) -> int:
    """Look at every zone in force, and at those over of which something is still open. Returns how many are new."""
    in_force = list(
        Zone.everywhere.filter(state=ZoneState.IN_FORCE).select_related("area", "incident").order_by("pk")
    )
    due = _answers_due(in_force)
    found = [one for zone in in_force for one in _of(zone, at, due.get(zone.pk))]
    ids = {zone.pk for zone in in_force} | _still_open()
    return keep_found(OverreachAbout.ZONE, ids, found, at=at)


@transaction.atomic
def look_at_zone(zone_id: UUID, *, at: datetime) -> int:
    """After a decision: what is found is seen at once."""
    zone = Zone.everywhere.filter(pk=zone_id).select_related("area", "incident").first()
    if zone is None:
        return 0
    found = _of(zone, at, _answers_due([zone]).get(zone.pk)) if zone.state == ZoneState.IN_FORCE else []
    return keep_found(OverreachAbout.ZONE, [zone_id], found, at=at)


def look_where_it_goes_on(zone_id: UUID, *, at: datetime) -> int:
    """At a zone and at those that renewed it: what is said of the one before counts for the one in force."""
    return sum(look_at_zone(pk, at=at) for pk in zones_since(zone_id))


def open_findings_of(zone: Zone, *, told_too: bool) -> list[Overreach]:
    """What is open of a zone. `told_too`: also what people told of it, which is for those who read findings."""
    rows = Overreach.everywhere.filter(about=OverreachAbout.ZONE, about_id=zone.pk, gone_at=None)
    return list((rows if told_too else rows.filter(code__in=list(FINDINGS))).order_by("-found_at", "pk"))


def _answers_due(zones: list[Zone]) -> dict[UUID, datetime]:
    """By when objections to these zones are answered, or to those that they renewed."""
    at_the_end = chains_of(zones)
    found: dict[UUID, datetime] = {}
    for objected, due in answers_due(at_the_end).items():
        zone = at_the_end[objected]
        found[zone] = min(due, found.get(zone, due))
    return found


def _of(zone: Zone, at: datetime, answer_due: datetime | None) -> list[Found]:
    edition = edition_here(zone.area, at)
    return [
        Found(OverreachAbout.ZONE, zone.pk, zone.area_id, zone.area_code, one.prohibition, one.code, one.data)
        for one in findings_of(seen(zone, answer_due=answer_due), edition, at=at)
    ]


def _still_open() -> set[UUID]:
    about = Overreach.everywhere.filter(about=OverreachAbout.ZONE, gone_at=None).values_list(
        "about_id", flat=True
    )
    return set(Zone.everywhere.filter(among("pk", list(about))).values_list("pk", flat=True))


# ---- in words ------------------------------------------------------------------------------------------------------------
def _describe(code: str) -> Any:
    def described(data: Mapping[str, Any]) -> str:
        return said(code, dict(data))

    return described


_TITLES = {
    "zone.expired": (_("Over, and not opened"), _("Lift it. If it must go on, two officers decide anew.")),
    "zone.no_review": (_("Nobody looked in time"), _("Look at the zone today, or lift it.")),
    "zone.appeal_late": (
        _("An objection was not answered in time"),
        _("Answer it now, with reasons."),
    ),
    "zone.kind_unknown": (_("Not known to the edition"), _("Lift it, or let the new edition hold for it.")),
    "zone.low_risk_closed": (_("Low risk, and closed"), _("Lift it.")),
    "zone.too_wide": (_("Wider than allowed"), _("Lift it, and decide narrower zones around each case.")),
    "zone.too_long": (_("Longer than allowed"), _("Lift it on the day on which it should end, or before.")),
}


def declare_findings() -> None:
    for code in FINDINGS:
        title, to_do = _TITLES[code]
        declare(Rule(code, title, to_do, _describe_of[code]))
    declare_subject(Subject(OverreachAbout.ZONE, _place_of, "zones:zone", (C.ZONES_READ,)))


_describe_of = {code: _describe(code) for code in FINDINGS}


def _place_of(zone_id: UUID) -> tuple[UUID, str] | None:
    return Zone.everywhere.filter(pk=zone_id).values_list("area_id", "area_code").first()
