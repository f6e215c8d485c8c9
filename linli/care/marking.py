"""The mark of an episode at its door: while somebody stays in at home, the register, gates and phones know.

The mark says the measure and its end, who decided and how to object. It says nothing of why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from linli.care.choices import IN_FORCE
from linli.care.models import Episode
from linli.lib.editions import measure_named
from linli.registers.choices import RestrictionExtent, RestrictionSource
from linli.registers.models import Restriction


@dataclass(frozen=True)
class Stay:
    """From when to when somebody stays behind their own door, under which measure."""

    measure: str
    from_at: datetime
    until_at: datetime


def mark(episode: Episode, *, at: datetime) -> None:
    """Make the marks what the phases say now; again, it changes nothing. Inside the action's transaction.

    An end comes earlier or later with its phase. What no phase asks for any more is lifted.
    """
    open_marks = list(_marks(episode).filter(lifted_at=None, until_at__gt=at).order_by("from_at"))
    for stay in stays(episode, at=at):
        there = next((one for one in open_marks if _meet(one, stay)), None)
        if there is None:
            _place(episode, stay, at)
        else:
            open_marks.remove(there)
            _fit(there, stay, at)
    for left in open_marks:
        _lift(left, at)


def unmark(episode: Episode, *, at: datetime) -> None:
    """Lift every mark of an episode: released, cancelled, gone to hospital."""
    for one in _marks(episode).filter(lifted_at=None, until_at__gt=at):
        _lift(one, at)


def stays(episode: Episode, *, at: datetime) -> Sequence[Stay]:
    """The days from now on that somebody spends behind their own door, by the phases that are not over."""
    if episode.state not in IN_FORCE or episode.approved_at is None or episode.place:
        return ()
    phases = episode.phases.filter(ended_at=None, until_at__gt=at).order_by("number")
    return [
        Stay(one.measure, max(one.from_at, episode.approved_at), one.until_at)
        for one in phases
        if keeps_in(one.measure) and one.until_at > episode.approved_at
    ]


def keeps_in(measure: str) -> bool:
    """At home and behind the door. In a facility the door at home is free; who only watches their health goes out."""
    return measure.startswith("home_") and measure_named(measure).stays == "in"


def _marks(episode: Episode) -> QuerySet[Restriction]:
    return Restriction.everywhere.filter(source=RestrictionSource.EPISODE, source_id=episode.pk)


def _meet(mark: Restriction, stay: Stay) -> bool:
    return mark.category == stay.measure and mark.from_at < stay.until_at and stay.from_at < mark.until_at


def _fit(mark: Restriction, stay: Stay, at: datetime) -> None:
    if mark.until_at != stay.until_at and stay.until_at > mark.from_at:
        mark.until_at = stay.until_at
        mark.save(update_fields=["until_at"])


def _lift(mark: Restriction, at: datetime) -> None:
    mark.lifted_at = at
    mark.save(update_fields=["lifted_at"])


def _place(episode: Episode, stay: Stay, at: datetime) -> None:
    """Where one from the same moment was lifted, the new one begins now."""
    from_at = max(stay.from_at, at) if _marks(episode).filter(from_at=stay.from_at).exists() else stay.from_at
    home = episode.household
    assert episode.signed_by_id is not None  # nothing is in force without
    Restriction.everywhere.get_or_create(
        household=home, source_id=episode.pk, from_at=from_at,
        defaults={
            "area_id": home.area_id, "area_code": home.area_code, "source": RestrictionSource.EPISODE,
            "extent": RestrictionExtent.DOOR, "category": stay.measure, "basis": episode.basis,
            "objection": episode.objection, "decided_by_id": episode.signed_by_id,
            "agreed_by_id": episode.approved_by_id, "until_at": stay.until_at,
        },
    )  # fmt: skip
