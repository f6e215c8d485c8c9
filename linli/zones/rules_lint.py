"""Zones held against the edition in force and the nine prohibitions (九不准). Pure: it says, and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from linli.lib.editions import Edition
from linli.zones.rules import is_wider, term_of
from linli.zones.rules_editions import ZoneSeen

# Keys of the prohibitions, the closest first: an edition may have one of its own beside the nine.
REACH = ("widen_high_risk", "limit_others", "widen_travel_limits")
LASTING = ("prolong_zones",)
LOW_RISK = ("close_low_risk_places",)


@dataclass(frozen=True)
class Finding:
    code: str  # its sentence stands in `zones.words`
    prohibition: str
    data: dict[str, str | int] = field(default_factory=dict)


def findings_of(zone: ZoneSeen, edition: Edition, *, at: datetime) -> Iterator[Finding]:
    """What a zone in force asks beyond the rules in force."""
    if zone.until_at <= at:
        yield Finding("zone.expired", _key(edition, LASTING))
    elif zone.review_at <= at:
        yield Finding("zone.no_review", _key(edition, LASTING))
    if zone.answer_due is not None and zone.answer_due < at:
        yield Finding("zone.appeal_late", _key(edition, LASTING), {"due": zone.answer_due.isoformat()})
    kind = edition.zone(zone.kind)
    if kind is None:
        yield Finding("zone.kind_unknown", _key(edition, REACH), {"edition": edition.key})
        return
    if kind.stays == "free" and zone.stays != "free":
        yield Finding("zone.low_risk_closed", _key(edition, LOW_RISK))
    if is_wider(zone.unit, kind.widest):
        yield Finding("zone.too_wide", _key(edition, REACH), {"unit": zone.unit, "widest": kind.widest})
    if zone.until_at > term_of(kind, zone.from_at).until_at:
        yield Finding("zone.too_long", _key(edition, LASTING), {"days": kind.days})


def _key(edition: Edition, wanted: tuple[str, ...]) -> str:
    """Of an edition that is older than all of them, the last: what is wrong stays wrong."""
    known = {one.key for one in edition.prohibitions}
    return next((key for key in wanted if key in known), wanted[-1])
