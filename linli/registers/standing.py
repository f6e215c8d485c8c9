"""What holds a household now: which measure, which day, on what basis, by whose decision, who cares, how to object.

The parts that decide it stand above; they name themselves at start. What none of them tells is told by the mark alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.components import State
from linli.core.rows import among
from linli.lib.periods import local_day
from linli.people.viewer import Viewer
from linli.registers.choices import RestrictionExtent
from linli.registers.models import Household, Restriction

Text = str | Promise


@dataclass(frozen=True)
class StandingDay:
    number: int
    on: date
    position: str  # past, current or ahead
    notes: Sequence[Text] = ()


@dataclass(frozen=True)
class Standing:
    """One block of the household's page. What is empty of basis, decision, care and objection is shown in red."""

    title: Text
    until_at: datetime
    state: tuple[State, Text]
    basis: str = ""
    decided: Sequence[str] = ()
    care_name: str = ""
    care: Sequence[str] = ()
    gaps: Sequence[str] = ()
    asks_care: bool = True  # a zone has no care team of its own
    objection: str = ""
    url: str = ""
    days: Sequence[StandingDay] = field(default_factory=tuple)
    marks: Sequence[UUID] = ()  # the restrictions that it explains


# Asked in this order for the household that is shown, at a moment.
STANDING: list[Callable[[Viewer, Household, datetime], Sequence[Standing]]] = []


def standing(viewer: Viewer, household: Household, *, at: datetime) -> list[Standing]:
    """Everything that holds the household; a mark that no part explains stands for itself."""
    told = [one for ask in STANDING for one in ask(viewer, household, at)]
    explained = {mark for one in told for mark in one.marks}
    rows = holding([household.pk], at=at).select_related("decided_by", "agreed_by")
    return told + [_of_mark(one) for one in rows if one.pk not in explained]


def holding(households: Iterable[UUID], *, at: datetime) -> QuerySet[Restriction]:
    """The marks of these doors that hold at a moment."""
    rows = Restriction.everywhere.filter(among("household_id", list(households)))
    return rows.filter(from_at__lte=at, until_at__gt=at, lifted_at=None).order_by("until_at", "pk")


@dataclass(frozen=True)
class Held:
    """Which doors of a list are held now: behind the door, or within a zone."""

    in_door: frozenset[UUID] = frozenset()
    in_zone: frozenset[UUID] = frozenset()


def held_among(households: Iterable[UUID], *, at: datetime) -> Held:
    """One query for a whole list."""
    wanted = list(households)
    if not wanted:
        return Held()
    found = list(holding(wanted, at=at).values_list("household_id", "extent"))
    in_door = frozenset(home for home, extent in found if extent == RestrictionExtent.DOOR)
    return Held(in_door, frozenset(home for home, _extent in found) - in_door)


def _of_mark(mark: Restriction) -> Standing:
    names = [one.shown_name for one in (mark.decided_by, mark.agreed_by) if one is not None]
    title = _("Stays in") if mark.extent == RestrictionExtent.DOOR else _("Stays within the zone")
    return Standing(
        title=title, until_at=mark.until_at, state=(State.RUN, _("in force")), basis=mark.basis,
        decided=names, asks_care=False, objection=mark.objection, marks=(mark.pk,),
    )  # fmt: skip


def position(day: date, now: datetime) -> str:
    today = local_day(now)
    return "past" if day < today else "current" if day == today else "ahead"
