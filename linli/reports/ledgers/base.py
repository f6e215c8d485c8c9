"""What a ledger is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from linli.areas.scopes import Scope
from linli.lib.playbook import Name
from linli.people.viewer import Viewer
from linli.registers.file import mask_plate
from linli.registers.models import Contact, Household, Resident, SupportNeed, Vehicle
from linli.registers.shown import NumberState, ShownHousehold, ShownNumber, ShownResident
from linli.reports.workbooks import Kind, Value

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.reports.queries import Chosen


@dataclass(frozen=True)
class Entry:
    """One line of a ledger: a person, or a door with nobody behind it. `whole`: numbers are not masked."""

    number: int
    household: Household
    home: ShownHousehold
    person: ShownResident | None
    resident: Resident | None
    needs: Sequence[SupportNeed]
    contacts: Sequence[Contact]
    vehicles: Sequence[Vehicle]
    whole: bool
    opens_phones: bool = False
    starts_household: bool = True
    beside: Any = None  # of this person, what `Ledger.beside` has found

    def phone(self) -> str:
        if self.person is None or self.resident is None:
            return ""
        return _number(self.person.phone, self.resident.phone, whole=self.whole)

    def document(self) -> str:
        if self.person is None or self.resident is None:
            return ""
        return _number(self.person.document, self.resident.document, whole=self.whole)

    def landlord_phone(self) -> str:
        return _number(self.home.landlord_phone, self.household.landlord_phone, whole=self.whole)

    def plates(self) -> str:
        return "；".join(one.plate if self.opens_phones else mask_plate(one.plate) for one in self.vehicles)

    def contact_phones(self) -> str:
        return "；".join(one.phone if self.opens_phones else one.masked_phone for one in self.contacts)


def _number(shown: ShownNumber, stored: str, *, whole: bool) -> str:
    """What the duty shows of a number; all of it only where it was asked for and the duty opens it."""
    if shown.state == NumberState.MINOR:
        return _("a child's, not shown")
    return stored if whole and shown.can_open else shown.masked


class Look(StrEnum):
    """How a page draws a column."""

    TEXT = "text"
    PLATE = "plate"
    NAME = "name"
    NUMBER = "number"
    MASKED = "masked"
    NEEDS = "needs"


@dataclass(frozen=True)
class Column:
    """`needs`: the capabilities without which the column is left out. Without a `look` it is for workbooks only."""

    key: str
    heading: Name
    value: Callable[[Any], Value]  # of an `Entry`, or of what the ledger's own source makes
    width: float
    kind: Kind = Kind.TEXT
    needs: tuple[str, ...] = ()
    look: Look | None = None
    sort: str = ""
    of_household: bool = False  # on a page and on paper said once a household


class Source(Protocol):
    """Lines that are not those of the register: which they are, and what each holds. As `queries` and `entries` do."""

    def keys(self, scope: Scope, chosen: "Chosen", day: date) -> "QuerySet[Any, Any]": ...

    def entries(
        self, keys: Iterable[tuple[UUID, UUID | None]], viewer: Viewer, day: date, *, first: int, whole: bool
    ) -> list[Any]: ...


@dataclass(frozen=True)
class Ledger:
    key: str
    name: Name
    heading: Name  # the long name on the sheet
    meaning: Name
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    needs: tuple[str, ...] = ()  # beside `ledgers.read`
    # Only people with an open support need; else every person, and every door with nobody behind it.
    only_with_needs: bool = False
    source: Source | None = None
    # What other parts know of the people of these lines, by person; asked once for a page.
    beside: "Callable[[Sequence[Entry], Viewer, date], Mapping[UUID, Any]] | None" = None

    def columns_for(self, viewer: Viewer) -> list[Column]:
        return [one for one in self.columns if viewer.may(*one.needs)]

    def left_out_for(self, viewer: Viewer) -> list[Column]:
        return [one for one in self.columns if not viewer.may(*one.needs)]


def column(key: str, zh: str, en: str, value: Callable[[Any], Value], width: float, **more: Any) -> Column:
    return Column(key, Name(zh=zh, en=en), value, width, **more)


def of_person(field: str) -> Callable[[Entry], Value]:
    """A value of the person; empty for a door with nobody behind it."""

    def value(entry: Entry) -> Value:
        found: Value = getattr(entry.person, field) if entry.person else ""
        return found

    return value


def people_to_call(entry: Entry) -> str:
    return "；".join(f"{one.name} {one.relation}".strip() for one in entry.contacts)
