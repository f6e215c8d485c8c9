"""One box: people by name, sound, telephone or document, households by door. What was typed is never logged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.areas.scopes import Scope
from linli.areas.tallies import figures_of
from linli.core.fields import lookup
from linli.lib.phones import phone_tail
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.models import Household, Resident
from linli.registers.questions import Kind, Question, questions_in
from linli.registers.rows import household_rows, with_families
from linli.registers.shown import ShownHousehold, ShownResident, shown_household, shown_resident

MOST = 20  # of one kind; who needs more types more
SMALL = 30_000  # residents that may be looked through one by one
SAME_TAIL = 2_000

WHY: dict[Kind, Promise] = {
    Kind.DOCUMENT: _("Same document number"),
    Kind.PHONE: _("Same telephone number"),
    Kind.PHONE_END: _("Last digits of the telephone"),
    Kind.DOOR: _("Doors"),
    Kind.NAME: _("Same name"),
    Kind.SOUND: _("Name is read the same"),
    Kind.BEGINNING: _("Name begins so"),
    Kind.PART: _("Part of the name"),
    Kind.PINYIN: _("Same pinyin"),
    Kind.PINYIN_BEGINNING: _("Pinyin begins so"),
    Kind.PINYIN_PART: _("Part of the pinyin"),
    Kind.INITIALS: _("Same initials"),
    Kind.INITIALS_BEGINNING: _("Initials begin so"),
}
NEEDED = {
    Kind.DOCUMENT: Capability.DOCUMENT_MASKED,
    Kind.PHONE: Capability.CONTACT_MASKED,
    Kind.PHONE_END: Capability.CONTACT_MASKED,
    Kind.DOOR: Capability.HOUSEHOLDS_READ,
}


@dataclass(frozen=True)
class FoundPerson:
    person: ShownResident
    household: ShownHousehold


@dataclass(frozen=True)
class Found:
    """What one meaning of the words has found. `is_more`: there are others of this kind."""

    kind: Kind
    people: tuple[FoundPerson, ...] = ()
    households: tuple[ShownHousehold, ...] = ()
    is_more: bool = False

    @property
    def why(self) -> str | Promise:
        return WHY[self.kind]

    @property
    def number(self) -> int:
        return len(self.people) or len(self.households)


def search(typed: str, *, scope: Scope, viewer: Viewer, day: date) -> list[Found]:
    """People and doors in `scope`, grouped by why they match, each person once; only what the viewer may ask for."""
    asked = [one for one in questions_in(typed) if viewer.may(NEEDED.get(one.kind, Capability.NAMES))]
    few = sum(figures_of(code, day=day)["residents.registered"] for code in scope.prefixes) <= SMALL
    seen: set[UUID] = set()
    found = []
    for question in asked:
        if question.kind == Kind.DOOR:
            found.append(_households(question, scope, viewer, day))
        elif not any(group.is_more for group in found):  # more of the better kind: no need to look for worse
            found.append(_people(question, scope, viewer, day, seen, few))
    return [group for group in found if group.number]


# ---- people ----------------------------------------------------------------------------------------
def _people(question: Question, scope: Scope, viewer: Viewer, day: date, seen: set[UUID], few: bool) -> Found:
    residents = Resident.objects.within(scope).filter(merged_into=None).exclude(pk__in=seen)
    rows = list(_ask(question, residents, few))
    seen.update(row.pk for row in rows[:MOST])
    people = tuple(_found_person(row, viewer, day) for row in rows[:MOST])
    return Found(question.kind, people, is_more=len(rows) > MOST)


def _ask(question: Question, residents: QuerySet[Resident], few: bool) -> Iterator[Resident]:
    rows = residents.select_related("household")
    if question.kind == Kind.PHONE_END:
        return _by_phone_end(question.text, rows)
    where, order = _CONDITIONS[question.kind](question.text, few)
    if where is None:
        return iter(())
    return iter(rows.filter(where).order_by(*order)[: MOST + 1])


def _by_phone_end(end: str, rows: QuerySet[Resident]) -> Iterator[Resident]:
    """Four digits are a column; with more, the numbers that end so are looked at one by one."""
    found = rows.filter(phone_tail=phone_tail(end)).order_by("area_code", "pk")
    if len(end) <= 4:
        return iter(found[: MOST + 1])
    return (row for row in found[:SAME_TAIL] if row.phone.endswith(end))


Condition = tuple[Q | None, tuple[str, ...]]


def _equals(column: str) -> Callable[[str, bool], Condition]:
    return lambda text, few: (Q(**{column: text}), (column, "area_code", "pk"))


def _begins(column: str) -> Callable[[str, bool], Condition]:
    """A range on the column's own order; the equal ones have been found before."""
    return lambda text, few: (
        Q(**{f"{column}__gt": text, f"{column}__lt": _after(text)}),
        (column, "area_code", "pk"),
    )


def _contains(column: str) -> Callable[[str, bool], Condition]:
    """Looks at every name, so only where they are few."""
    return lambda text, few: (Q(**{f"{column}__contains": text}) if few else None, ("pinyin", "pk"))


def _hashed(column: str, purpose: str) -> Callable[[str, bool], Condition]:
    return lambda text, few: (Q(**{column: lookup(text, purpose)}), ("area_code", "pk"))


_CONDITIONS: dict[Kind, Callable[[str, bool], Condition]] = {
    Kind.DOCUMENT: _hashed("document_hash", "document"),
    Kind.PHONE: _hashed("phone_hash", "phone"),
    Kind.NAME: _equals("name"),
    Kind.SOUND: _equals("pinyin"),
    Kind.BEGINNING: _begins("name"),
    Kind.PART: _contains("name"),
    Kind.PINYIN: _equals("pinyin"),
    Kind.PINYIN_BEGINNING: _begins("pinyin"),
    Kind.PINYIN_PART: _contains("pinyin"),
    Kind.INITIALS: _equals("initials"),
    Kind.INITIALS_BEGINNING: _begins("initials"),
}


def _after(text: str) -> str:
    """The first text behind all that begin with `text`."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def _found_person(resident: Resident, viewer: Viewer, day: date) -> FoundPerson:
    resident.open_needs = []  # type: ignore[attr-defined]  # a result shows none
    home = shown_household(resident.household, viewer, members=(), day=day)
    return FoundPerson(shown_resident(resident, viewer, day=day), home)


# ---- doors -----------------------------------------------------------------------------------------
def _households(question: Question, scope: Scope, viewer: Viewer, day: date) -> Found:
    rows = Household.objects.within(scope).filter(_door(question), closed_on=None)
    rows = rows.order_by("area_code", "compound", "door_sort", "pk")[: MOST + 1]
    found = with_families(household_rows(rows))
    shown = tuple(shown_household(one, viewer, day=day) for one in found[:MOST])
    return Found(Kind.DOOR, households=shown, is_more=len(found) > MOST)


def _door(question: Question) -> Q:
    """The whole label where building and stairwell are said; else the parts that are."""
    door: Any = question.door
    where = Q(compound__contains=door.compound) if door.compound else Q()
    if door.building and door.stairwell:
        return where & Q(door=question.text)
    if door.building:
        # 2-501 is building 2, and for somebody who stands in front of a building it is stairwell 2.
        part = Q(building=door.building) | Q(stairwell=door.building)
        return where & part & Q(room=door.room)
    return where & Q(room=door.room)
