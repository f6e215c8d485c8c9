"""To whom each row belongs, and what is to be asked about that. `judging` holds it against the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.imports import plans
from linli.imports.doors import Doors, beside, plate
from linli.imports.homes import Homes
from linli.imports.placing import Places
from linli.imports.plans import Ask, Home, Plan
from linli.imports.reading_ahead import Line
from linli.imports.rules.reading import Doubt, Reading, Refusal, Said
from linli.lib.doors import door_label
from linli.registers.choices import BirthPrecision, Presence, Relation
from linli.registers.matching import Candidate, Known, Match, MatchIndex, Rule
from linli.registers.models import Resident

ASK_FROM = 60
LIKELY_FROM = 74
MOST_PROPOSED = 2
MOST_HOMES = 5


@dataclass
class Family:
    """A second family at a door that has a head already: what is answered for its head holds for all of it."""

    home: UUID
    leader: int  # the row of its head
    beside: Home
    head: str  # the head that the door has


@dataclass
class Draft:
    """A row on its way: what was read, what is to be done, what is asked and said so far."""

    reading: Reading
    plan: Plan = field(default_factory=Plan)
    asks: list[Ask] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    refusal: Said | None = None
    leader: int = 0  # the row whose answer holds for this one too

    def ask(self, code: Doubt, options: list[str], preset: str, *, column: int = -1, **data: Any) -> None:
        self.asks.append(Ask(code, column, options, preset, data))


class Decider:
    """Goes through the rows of one sheet in order, and remembers whom it has met."""

    def __init__(
        self, places: Places, homes: Homes, index: MatchIndex, heads: dict[UUID, tuple[UUID, str]]
    ) -> None:
        self.doors, self.index = Doors(places, homes), index
        self._heads = heads  # household -> its head
        self._home_of: dict[UUID, UUID] = {}  # of people whom the sheet brings
        self._met: dict[UUID, int] = {}  # person -> the row in which the sheet has them first
        self._said: dict[UUID, dict[str, Any]] = {}  # household -> what the sheet has said of it
        self._family: Family | None = None

    @classmethod
    def load(cls, root: Area) -> "Decider":
        scope = Scope((root.code,))
        heads = (
            Resident.objects.within(scope)
            .filter(relation=Relation.HEAD, merged_into=None)
            .filter(presence__in=[Presence.LIVING, Presence.AWAY])
            .values_list("household_id", "id", "name")
        )
        known = {home: (person, name) for home, person, name in heads.iterator(chunk_size=5000)}
        return cls(Places.load(root), Homes.load(scope), MatchIndex.load(scope), known)

    def draft(self, line: Line) -> Draft:
        """Decide about one row of data; rows must come in order."""
        assert line.reading is not None
        reading = line.reading
        found = Draft(reading, refusal=reading.refusal)
        if found.refusal:
            return found
        homes = self.doors.of(reading)
        if isinstance(homes, Said):
            found.refusal = homes
            return found
        found.said.extend(reading.remarks)
        if reading.is_dwelling:
            self._dwelling(found, homes)
        else:
            found.plan.derived = line.derived
            self._person(found, homes)
        return found

    # ---- an empty dwelling -------------------------------------------------------------------
    def _dwelling(self, found: Draft, homes: list[Home]) -> None:
        if len(homes) > 1:
            self._ask_building(found, homes)
            return
        found.plan.home = homes[0]
        self._say_of_household(found, homes[0].id)
        self.doors.open(homes[0])

    def _say_of_household(self, found: Draft, home: UUID) -> None:
        """Of what the rows of one household say about it, the first holds."""
        said = self._said.setdefault(home, {})
        values = found.reading.household
        found.plan.household = {n: v for n, v in values.items() if said.setdefault(n, v) == v}

    # ---- a person ----------------------------------------------------------------------------
    def _person(self, found: Draft, homes: list[Home]) -> None:
        reading, plan = found.reading, found.plan
        plan.person, plan.needs = reading.person, reading.needs
        plan.contact, plan.plates = reading.contact, reading.plates
        candidate = self._candidate(reading, plan.derived, homes)
        matches = self._likely(candidate)
        target = matches[0] if matches and matches[0].is_certain else None
        home = self._choose_home(found, homes, target)
        if found.refusal:
            return
        plan.home = home
        if home is not None:
            self.doors.open(home)
            self._say_of_household(found, home.id)
        if target is not None:
            self._family = None
            self._known_person(found, target, home)
        elif matches:
            self._ask_person(found, matches, candidate, home)
        else:
            plan.resident, plan.opens = self._meet(candidate, reading, home), True
            self._ask_head(found, home)

    @staticmethod
    def _candidate(reading: Reading, derived: Mapping[str, str], homes: Sequence[Home]) -> Candidate:
        person = reading.person
        return Candidate(
            name=reading.name,
            pinyin=derived["pinyin"],
            birth_on=person.get("birth_on"),
            birth_precision=person.get("birth_precision", BirthPrecision.DAY),
            document_hash=derived["document_hash"],
            phone_hash=derived["phone_hash"],
            # Nobody is on file behind a door that this row opens; the rows after it are found by the door.
            household_id=homes[0].id if len(homes) == 1 and not homes[0].is_new else None,
            compound=reading.door.compound,
            door=door_label(reading.door) if homes else "",
        )

    def _likely(self, candidate: Candidate) -> list[Match]:
        found = [m for m in self.index.match(candidate) if m.score >= ASK_FROM]
        return [m for m in found if not self._is_another(candidate, m)]

    def _is_another(self, candidate: Candidate, match: Match) -> bool:
        """Two people of one name and year whose days of birth are both known, and differ."""
        known = self.index.people[match.resident_id]
        if match.rule is not Rule.NAME_AND_BIRTH or known.birth_on == candidate.birth_on:
            return False
        if candidate.household_id is not None and candidate.household_id == known.household_id:
            return False
        return candidate.birth_precision == known.birth_precision == BirthPrecision.DAY

    def _choose_home(self, found: Draft, homes: list[Home], target: Match | None) -> Home | None:
        known = self.index.people[target.resident_id] if target else None
        if not homes:
            if known is None:
                missing = Said(Refusal.NO_DOOR, found.reading.door_column)
                found.refusal = found.reading.door_refusal or missing
            return None
        if known is not None:
            for home in homes:
                if home.id == self._household_of(known):
                    return home
            if same := self.doors.written_otherwise(homes, self._household_of(known)):
                return same
        if len(homes) == 1:
            return homes[0]
        self._ask_building(found, homes)
        return homes[0]

    def _ask_building(self, found: Draft, homes: list[Home]) -> None:
        shown = homes[:MOST_HOMES]
        found.plan.homes = shown
        found.plan.home = shown[0]
        options = [str(number) for number in range(len(shown))]
        places = [" ".join(filter(None, (home.compound, home.door, home.part))) for home in shown]
        column = found.reading.door_column
        found.ask(Doubt.BUILDING, [*options, plans.HOLD], plans.HOLD, column=column, homes=places)

    def _household_of(self, known: Known) -> UUID | None:
        return self._home_of.get(known.id) or known.household_id

    # ---- who it is ---------------------------------------------------------------------------
    def _known_person(self, found: Draft, target: Match, home: Home | None) -> None:
        plan, person = found.plan, target.resident_id
        known = self.index.people[person]
        plan.resident = person
        household = self._household_of(known)
        head = self._heads.get(household) if household else None
        plan.joins = head is not None and head[0] != person
        if first := self._met.get(person):
            plan.fills, plan.twin = True, first
        self._met.setdefault(person, found.reading.number)
        if home is not None and home.id != household and not plan.fills:
            there = self.doors.homes.by_id.get(household) if household else None
            data = {"there": plate(there) if there else "", "here": home.door}
            found.ask(
                Doubt.MOVED,
                [plans.MOVE, plans.STAY, plans.HOLD],
                plans.MOVE,
                column=found.reading.door_column,
                **data,
            )
        elif plan.fills:
            plan.home = None
        if known.name != found.reading.name and not plan.fills:
            found.ask(Doubt.NAME, [plans.KEEP, plans.TAKE], plans.KEEP, name=known.name)

    def _ask_person(
        self, found: Draft, matches: Sequence[Match], candidate: Candidate, home: Home | None
    ) -> None:
        """Someone alike is in the register, or further up in the sheet: is it one person?"""
        plan = found.plan
        shown = matches[:MOST_PROPOSED]
        people = [self._proposal(match) for match in shown]
        plan.others = {_key(n): match.resident_id for n, match in enumerate(shown)}
        plan.twins = {_key(n): one["row"] for n, one in enumerate(people) if one["row"]}
        plan.others[plans.NEW] = self._meet(candidate, found.reading, home)
        plan.twin = people[0]["row"]
        preset = plans.SAME if shown[0].score >= LIKELY_FROM else plans.NEW
        plan.resident = plan.others[preset]
        found.ask(Doubt.PERSON, [*plan.others, plans.HOLD], preset, people=people)

    def _proposal(self, match: Match) -> dict[str, Any]:
        known = self.index.people[match.resident_id]
        household = self._household_of(known)
        home = self.doors.homes.by_id.get(household) if household else None
        return {
            "name": known.name,
            "door": plate(home) if home else known.door,
            "reasons": [str(reason.value) for reason in match.reasons],
            "row": self._met.get(match.resident_id, 0),
        }

    def _meet(self, candidate: Candidate, reading: Reading, home: Home | None) -> UUID:
        """A person whom the register lacks; later rows may be the same one."""
        person = self.doors.new_id()
        self._met[person] = reading.number
        if home is not None:
            self._home_of[person] = home.id
        self.index.add(
            Known(
                person,
                candidate.name,
                candidate.pinyin,
                candidate.birth_on,
                candidate.birth_precision,
                candidate.document_hash,
                candidate.phone_hash,
                None,  # type: ignore[arg-type]  # opened with the row; see _home_of
                candidate.compound,
                candidate.door,
            )
        )
        return person

    def _ask_head(self, found: Draft, home: Home | None) -> None:
        """A new head at a door that has one: new people, or one more household? Its members follow the head."""
        plan, number = found.plan, found.reading.number
        asked = any(doubt.code == Doubt.DOOR_BLANK for doubt in found.reading.doubts)
        if home is None or plan.resident is None or plan.homes or asked:
            self._family = None
            return
        if plan.person.get("relation") == Relation.HEAD:
            head, name = self._heads.setdefault(home.id, (plan.resident, found.reading.name))
            is_second = head != plan.resident
            self._family = (
                Family(home.id, number, beside(home, self.doors.homes, self.doors.new_id()), name)
                if is_second
                else None
            )
            if is_second:
                self.doors.open(self._family.beside)  # type: ignore[union-attr]
        family = self._family
        if family is None or family.home != home.id:
            self._family = None
            return
        plan.homes = [home, family.beside]
        found.leader = family.leader
        options = [plans.JOIN, plans.BESIDE, plans.HOLD]
        if not home.is_new:
            options.insert(1, plans.REPLACE)
        data = {"name": family.head, "leader": family.leader}
        found.ask(Doubt.HEAD, options, plans.JOIN, column=found.reading.door_column, **data)


def _key(number: int) -> str:
    return plans.SAME if number == 0 else f"{plans.SAME}{number + 1}"
