"""Which slots of a pattern are filled, short or over, and who fits a slot. Plain data in, plain data out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.lib.area_codes import is_within
from linli.lib.playbook.duty import Pattern, Slot

AREA, COMPOUND, HOUSEHOLD = "area", "compound", "household"
GATE, EPISODE, ORGANISATION = "gate", "episode", "organisation"

RETURNEES = "episode:returnee"
AT_HOME = frozenset({"home_quarantine", "home_monitoring"})

# What somebody must have learned to hold a role at all: nobody is asked for a second proof of it.
BROUGHT_BY_ROLE: Mapping[str, frozenset[str]] = {"family_doctor": frozenset({"medical"})}


class Misfit(StrEnum):
    """Why somebody does not fit a slot."""

    WRONG_KIND = "wrong_kind"  # a person where an organisation is wanted, or the other way round
    NO_ROLE = "no_role"
    NO_QUALIFICATION = "no_qualification"
    NOT_OF_ORGANISATION = "not_of_organisation"
    LOAD_FULL = "load_full"
    SLOT_FULL = "slot_full"
    IN_IT_ALREADY = "in_it_already"


@dataclass(frozen=True)
class SlotState:
    """One slot of a pattern at one target: how many hold it, how many are missing, how many too many."""

    slot: Slot
    holders: int

    @property
    def short(self) -> int:
        return max(0, self.slot.min - self.holders)

    @property
    def over(self) -> int:
        return max(0, self.holders - self.slot.max) if self.slot.max is not None else 0

    @property
    def has_room(self) -> bool:
        return self.slot.max is None or self.holders < self.slot.max


@dataclass(frozen=True)
class Candidate:
    """What a rule needs to know of somebody who shall fill a slot.

    `who` is person, organisation or team; `roles` are (key, code of the area it is held in); `load` is for how many
    targets of this slot they answer already.
    """

    who: str
    roles: tuple[tuple[str, str], ...] = ()
    qualifications: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    load: int = 0


@dataclass(frozen=True)
class Place:
    """What a rule needs to know of a target: where it stands, who holds the slot, which body holds the slot `of`."""

    code: str
    holders: int = 0
    is_in_it: bool = False
    bodies: frozenset[str] = frozenset()


def target_kind(pattern: Pattern, levels: Iterable[str]) -> str:
    """What the pattern's target is in a city whose tree has these levels."""
    if pattern.target.startswith("episode:"):
        return EPISODE
    if pattern.target in (HOUSEHOLD, GATE, ORGANISATION):
        return pattern.target
    return COMPOUND if pattern.target == COMPOUND and COMPOUND not in set(levels) else AREA


def pattern_for_episode(patterns: Sequence[Pattern], measure: str) -> Pattern | None:
    """The one pattern that is about episodes of a measure; of several the last: a city's own stand behind shared ones.

    A pattern for people who came back is about all whom their city keeps or watches at home.
    """
    wanted = {f"{EPISODE}:{measure}"} | ({RETURNEES} if measure in AT_HOME else set())
    return next((one for one in reversed(patterns) if one.target in wanted), None)


def slot_of(pattern: Pattern, called: str) -> Slot | None:
    return next((slot for slot in pattern.slots if slot.called == called), None)


def pattern_of(patterns: Sequence[Pattern], key: str) -> Pattern | None:
    return next((one for one in patterns if one.key == key), None)


def slot_states(pattern: Pattern, holders: Mapping[str, int]) -> tuple[SlotState, ...]:
    """Every slot of the pattern with how many hold it at one target; deputies do not count."""
    return tuple(SlotState(slot, holders.get(slot.called, 0)) for slot in pattern.slots)


def misfits(slot: Slot, candidate: Candidate, place: Place, *, deputy: bool = False) -> tuple[Misfit, ...]:
    """Everything that speaks against it; empty where the candidate fits. A deputy takes no place and no load."""
    if candidate.who != slot.who:
        return (Misfit.WRONG_KIND,)
    found = [Misfit.IN_IT_ALREADY] if place.is_in_it else []
    found += _against_person(slot, candidate, place) if slot.who == "person" else []
    if not deputy:
        full = slot.max is not None and place.holders >= slot.max
        found += [Misfit.SLOT_FULL] if full else []
        found += [Misfit.LOAD_FULL] if not has_room(slot, candidate.load) else []
    return tuple(found)


def _against_person(slot: Slot, candidate: Candidate, place: Place) -> list[Misfit]:
    found = []
    if slot.role and not holds_role(slot.role, candidate.roles, place.code):
        found.append(Misfit.NO_ROLE)
    if slot.qualification and slot.qualification not in known_of(candidate):
        found.append(Misfit.NO_QUALIFICATION)
    if place.bodies and not place.bodies & candidate.organisations:
        found.append(Misfit.NOT_OF_ORGANISATION)
    return found


def holds_role(role: str, held: Iterable[tuple[str, str]], code: str) -> bool:
    """The role, above the target or within it: a cadre of the community for a door in it, a grid head for a compound."""
    return any(key == role and (is_within(code, at) or is_within(at, code)) for key, at in held)


def known_of(candidate: Candidate) -> frozenset[str]:
    """Qualifications on file, and those that a role brings."""
    brought = (BROUGHT_BY_ROLE.get(key, frozenset()) for key, _code in candidate.roles)
    return candidate.qualifications.union(*brought)


def has_room(slot: Slot, load: int) -> bool:
    return slot.load is None or slot.load.max is None or load < slot.load.max


def is_underused(slot: Slot, load: int) -> bool:
    """Answers for some, and for fewer than the playbook wants of one person."""
    return slot.load is not None and 0 < load < slot.load.min


def is_overloaded(slot: Slot, load: int) -> bool:
    return slot.load is not None and slot.load.max is not None and load > slot.load.max
