"""How a zone is shown: its state in shape and word, its limits, its conditions in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.core.components import State
from linli.lib.editions import Edition, ZoneKind
from linli.lib.periods import local_day
from linli.zones.choices import ChangeKind, ZoneState
from linli.zones.in_force import edition_of
from linli.zones.models import Zone, ZoneReview
from linli.zones.rules import is_wider, last_day_possible
from linli.zones.words import certainty_word, condition_word, name_word, stays_word, unit_word

SOON = timedelta(days=1)


def state_of(zone: Zone, now: datetime) -> tuple[State, str]:
    """Shape and word. What nobody has looked at in time, and what is over, is red."""
    match zone.state:
        case ZoneState.PROPOSED:
            return State.NEW, _("proposed")
        case ZoneState.SIGNED:
            return State.ASK, _("waits for the second signature")
        case ZoneState.IN_FORCE:
            return _in_force(zone, now)
    return State.NONE, str(ZoneState(zone.state).label)


def _in_force(zone: Zone, now: datetime) -> tuple[State, str]:
    if zone.until_at is not None and zone.until_at <= now:
        return State.STOP, _("over: it must open")
    if is_review_overdue(zone, now):
        return State.STOP, _("review overdue")
    if zone.until_at is not None and zone.until_at - SOON <= now:
        return State.ASK, _("ends soon")
    return State.RUN, pgettext("zone", "in force")


def is_review_overdue(zone: Zone, now: datetime) -> bool:
    return zone.state == ZoneState.IN_FORCE and zone.review_at is not None and zone.review_at <= now


def kind_name(zone: Zone, editions: dict[str, Edition | None] | None = None) -> str:
    """What the edition calls it. `editions`: those that were looked up for a list."""
    edition = editions.get(zone.edition) if editions is not None else edition_of(zone)
    kind = edition.zone(zone.kind) if edition else None
    return name_word(kind.name) if kind else zone.kind


@dataclass(frozen=True)
class ConditionShown:
    words: str
    counted: int
    needed: int
    met: bool
    state: State


def conditions_of(review: ZoneReview | None) -> list[ConditionShown]:
    rows: list[dict[str, Any]] = review.conditions if review else []
    return [
        ConditionShown(
            condition_word(one["key"], one["needed"]), one["counted"], one["needed"], one["met"],
            State.DONE if one["met"] else State.RUN,
        )
        for one in rows
    ]  # fmt: skip


def met_of(review: ZoneReview | None) -> tuple[int, int]:
    rows = review.conditions if review else []
    return sum(one["met"] for one in rows), len(rows)


@dataclass(frozen=True)
class Limits:
    """What the edition in force says of a kind, to be read beside the decision."""

    edition: str
    name: str
    rule: str
    stays: str
    widest: str
    too_wide: bool
    wider_if: str
    days: int
    last_on: date
    review_days: int
    words: str
    source: str
    certainty: str
    conditions: list[str]


def limits(kind: ZoneKind, edition: Edition, *, unit: str, now: datetime) -> Limits:
    return Limits(
        edition=name_word(edition.name), name=name_word(kind.name), rule=name_word(kind.rule),
        stays=stays_word(kind.stays), widest=unit_word(kind.widest),
        too_wide=bool(unit) and is_wider(unit, kind.widest), wider_if=name_word(kind.wider_if),
        days=kind.days, last_on=last_day_possible(kind, local_day(now)), review_days=kind.review_days,
        words=name_word(kind.words), source=kind.source, certainty=certainty_word(kind.certainty),
        conditions=[name_word(one.name) for one in kind.release],
    )  # fmt: skip


CHANGE_STATES = {
    ChangeKind.ENDS: State.STOP, ChangeKind.SHORTER: State.ASK, ChangeKind.LIGHTER: State.ASK,
    ChangeKind.SAME: State.DONE, ChangeKind.HEAVIER: State.STOP,
}  # fmt: skip


def change_state(kind: str) -> tuple[State, str]:
    found = ChangeKind(kind)
    return CHANGE_STATES[found], str(found.label)
