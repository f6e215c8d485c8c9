"""What a newer edition makes of a zone that is in force: never a later end. Pure."""

from dataclasses import dataclass
from datetime import datetime

from linli.lib.editions import Edition, ZoneKind
from linli.zones.rules import HOLDS, Said, is_wider, term_of


@dataclass(frozen=True)
class ZoneSeen:
    """A zone as the rules see it."""

    kind: str
    stays: str  # by the edition under which it was decided
    unit: str
    from_at: datetime
    until_at: datetime
    review_at: datetime
    wider_because: str = ""
    answer_due: datetime | None = None  # of the objection to it that waits longest


@dataclass(frozen=True)
class Change:
    """`kind`: a `zones.choices.ChangeKind`. The end is never later than it was."""

    kind: str
    until_at: datetime | None = None
    new_kind: str = ""
    explained: tuple[Said, ...] = ()


def change_by(zone: ZoneSeen, edition: Edition, *, at: datetime) -> Change:
    """What the edition makes of the zone from a moment on."""
    after = counterpart(zone, edition)
    if after is None:
        return Change("ends", at, explained=(Said(code="edition_has_no_such_zone", source=edition.source),))
    if after.stays == "free":
        return Change("ends", at, after.key, (_of(after, "edition_frees"),))
    if is_wider(zone.unit, after.widest) and not (after.wider_if and zone.wider_because):
        return Change("ends", at, after.key, (_of(after, "edition_narrower", unit=zone.unit),))
    return _held(zone, after, at)


def counterpart(zone: ZoneSeen, edition: Edition) -> ZoneKind | None:
    """The kind that holds people as this one does; else the next lighter one. Of the same key first."""
    same = edition.zone(zone.kind)
    if same is not None and HOLDS[same.stays] == HOLDS[zone.stays]:
        return same
    lighter = [one for one in edition.zones if HOLDS[one.stays] <= HOLDS[zone.stays]]
    found = max(lighter, key=lambda one: HOLDS[one.stays], default=None)
    return found or same


def _held(zone: ZoneSeen, after: ZoneKind, at: datetime) -> Change:
    until = min(zone.until_at, term_of(after, zone.from_at).until_at)
    if HOLDS[after.stays] > HOLDS[zone.stays]:
        return Change("heavier", zone.until_at, after.key, (_of(after, "edition_heavier"),))
    if until <= at:
        return Change("ends", at, after.key, (_of(after, "edition_days_over", days=after.days),))
    if HOLDS[after.stays] < HOLDS[zone.stays]:
        return Change("lighter", until, after.key, (_of(after, "edition_lighter"),))
    if until < zone.until_at:
        return Change("shorter", until, after.key, (_of(after, "edition_shorter", days=after.days),))
    return Change("same", zone.until_at, after.key, (_of(after, "edition_same"),))


def _of(kind: ZoneKind, code: str, **data: str | int) -> Said:
    return Said(code=code, data=data, words=kind.name, source=kind.source, certainty=kind.certainty)
