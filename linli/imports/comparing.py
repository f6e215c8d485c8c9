"""What a row would change in the register, held against what the register says now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.imports.plans import Home, Plan, with_days
from linli.imports.rules.reading import Contact, Need
from linli.imports.standing import Standing, person_of
from linli.registers.choices import BirthPrecision, Occupancy, Presence, Relation, Sex
from linli.registers.models import Household, Resident, SupportNeed

Values = dict[str, Any]


@dataclass
class Difference:
    """The values to be written, by column, and what is to be added. Empty: the register says it already."""

    resident: Resident | None = None  # None: to be opened, or none at all
    home: Household | None = None  # None: to be opened, or not named by the row
    opens_home: bool = False
    opens_person: bool = False
    moves: bool = False
    person: Values = field(default_factory=dict)
    household: Values = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    confirms: list[SupportNeed] = field(default_factory=list)
    contact: Contact | None = None
    plates: list[str] = field(default_factory=list)
    leavers: list[Resident] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.opens_person or (self.opens_home and self.resident is None)

    @property
    def is_empty(self) -> bool:
        return not (
            self.opens_home
            or self.opens_person
            or self.moves
            or self.person
            or self.household
            or self.needs
            or self.confirms
            or self.contact
            or self.plates
            or self.leavers
        )


def difference(plan: Plan, now: Standing) -> Difference:
    """Compare a settled plan with what stands in the register."""
    found = Difference()
    person = with_days(plan.person)
    found.resident = person_of(plan, now)
    found.home = _home(plan, found, now)
    found.opens_home = plan.home is not None and found.home is None
    if plan.joins and found.resident and found.resident.relation == Relation.OTHER:
        person.pop("relation", None)
    if plan.resident:
        found.opens_person = found.resident is None
        found.moves = plan.moves and found.resident is not None and _is_elsewhere(found.resident, plan.home)
        found.person = person if found.resident is None else changes_of(found.resident, person, plan.fills)
    _compare_household(plan, found)
    _compare_more(plan, found, now)
    if plan.vacates and found.home:
        found.leavers = [one for one in now.members[found.home.pk] if one.pk != plan.resident]
    return found


def _home(plan: Plan, found: Difference, now: Standing) -> Household | None:
    if plan.home is not None:
        return now.homes.get(plan.home.id)
    return now.homes.get(found.resident.household_id) if found.resident else None


def _is_elsewhere(resident: Resident, home: Home | None) -> bool:
    return home is not None and resident.household_id != home.id


def _compare_household(plan: Plan, found: Difference) -> None:
    if found.opens_home:
        found.household = dict(plan.household)
    elif found.home is not None:
        current = {name: getattr(found.home, name) for name in plan.household}
        found.household = {n: v for n, v in plan.household.items() if v != current[n]}
        if plan.fills:
            found.household = {n: v for n, v in found.household.items() if _is_empty(current[n])}


def _compare_more(plan: Plan, found: Difference, now: Standing) -> None:
    has = now.needs[plan.resident] if plan.resident and found.resident else {}
    found.needs = [need for need in plan.needs if need.code not in has]
    found.confirms = [
        has[n.code] for n in plan.needs if n.confirmed and n.code in has and not has[n.code].is_confirmed
    ]
    home = found.home.pk if found.home else None
    if plan.contact and (home is None or plan.contact.phone not in now.contacts[home]):
        found.contact = plan.contact
    found.plates = [plate for plate in plan.plates if home is None or plate not in now.plates[home]]


# ---- a person's columns --------------------------------------------------------------------------
def changes_of(resident: Resident, said: Mapping[str, Any], fills: bool = False) -> Values:
    """The columns of a resident that what is said would change. `fills`: only those that are empty."""
    found = {
        name: value
        for name, value in said.items()
        if name not in _TOGETHER and getattr(resident, name) != value and _is_news(resident, name, value)
    }
    found |= _birth(resident, said)
    if "document" in found:
        found["document_kind"] = said["document_kind"]
    if "notes" in found:
        found["notes"] = _joined(resident.notes, said["notes"])
    if fills:
        return {name: value for name, value in found.items() if _is_empty(getattr(resident, name))}
    return _with_presence(resident, found)


_TOGETHER = frozenset(("birth_on", "birth_precision", "document_kind"))
_UNKNOWN = frozenset(("", None, Sex.UNKNOWN, Relation.UNKNOWN, Occupancy.UNKNOWN))


def _is_empty(value: Any) -> bool:
    return value in _UNKNOWN


def _is_news(resident: Resident, name: str, value: Any) -> bool:
    if name == "notes":
        return value not in resident.notes
    if name == "relation":
        # "Other" says less than what is known.
        return value != Relation.OTHER or _is_empty(resident.relation)
    return True


def _birth(resident: Resident, said: Mapping[str, Any]) -> Values:
    """A more exact date goes before a less exact one; a year reckoned from an age may be one off."""
    born: date | None = said.get("birth_on")
    if born is None:
        return {}
    precision = said["birth_precision"]
    known, known_precision = resident.birth_on, resident.birth_precision
    if known is not None:
        if _EXACT[precision] < _EXACT[known_precision] and abs(known.year - born.year) <= 1:
            return {}
        if precision == BirthPrecision.YEAR and abs(known.year - born.year) <= 1:
            return {}
        if (known, known_precision) == (born, precision):
            return {}
    return {"birth_on": born, "birth_precision": precision}


_EXACT: dict[str, int] = {BirthPrecision.YEAR: 0, BirthPrecision.MONTH: 1, BirthPrecision.DAY: 2}


def _joined(known: str, said: str) -> str:
    return f"{known}；{said}" if known else said


def _with_presence(resident: Resident, found: Values) -> Values:
    """Who is back has no place to be away at."""
    if found.get("presence") == Presence.LIVING:
        for name in ("away_place", "away_return_on"):
            if getattr(resident, name) and name not in found:
                found[name] = "" if name == "away_place" else None
    return found
