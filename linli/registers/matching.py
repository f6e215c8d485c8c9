"""Who may be somebody that the register already has: for imports, for forms, for the list of duplicates."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.registers.likeness import CERTAIN, Candidate, Known, Match, Reason, Rule, judge
from linli.registers.models import Resident

__all__ = [
    "CERTAIN",
    "Candidate",
    "Known",
    "Match",
    "MatchIndex",
    "Pair",
    "Reason",
    "Rule",
    "find_matches",
    "find_matches_of",
    "judge",
    "match",
]

LARGE_GROUP = 30  # more people than this behind one telephone: it is an office's number, not a family's


@dataclass(frozen=True, slots=True)
class Pair:
    """Two residents who may be one; the one with the earlier id stands first."""

    first: UUID
    second: UUID
    match: Match


def match(candidate: Candidate, pool: Iterable[Known]) -> list[Match]:
    """Whom of `pool` the candidate may be, the surest first."""
    found = (judged for known in pool if (judged := judge(candidate, known)))
    return sorted(found, key=lambda judged: (-judged.score, judged.resident_id))


def _known(rows: QuerySet[Any]) -> Iterator[Known]:
    columns = (*Known._fields[:8], "household__compound", "household__door")
    return map(Known._make, rows.values_list(*columns).iterator(chunk_size=5000))


def _residents(scope: Scope) -> QuerySet[Any]:
    return Resident.objects.within(scope).filter(merged_into=None)


def find_matches(candidate: Candidate, scope: Scope, *, leave_out: Collection[UUID] = ()) -> list[Match]:
    """Whom the candidate may be within `scope`, by three small queries. For many, load a `MatchIndex`."""
    residents = _residents(scope).exclude(pk__in=leave_out)
    pool: dict[UUID, Known] = {}
    for rows in _pools(candidate, residents):
        pool.update((known.id, known) for known in _known(rows))
    return match(candidate, pool.values())


def find_matches_of(candidates: Sequence[Candidate], scope: Scope) -> list[list[Match]]:
    """Whom each of these may be by a number, or at their own door; three queries, however many they are."""
    residents = _residents(scope)
    index = MatchIndex(())
    for column, wanted in (
        ("document_hash", {one.document_hash for one in candidates} - {""}),
        ("phone_hash", {one.phone_hash for one in candidates} - {""}),
        ("household_id", {one.household_id for one in candidates} - {None}),
    ):
        for known in _known(residents.filter(**{f"{column}__in": wanted})) if wanted else ():
            if known.id not in index.people:
                index.add(known)
    return [index.match(one) for one in candidates]


def _pools(candidate: Candidate, residents: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    if candidate.document_hash:
        yield residents.filter(document_hash=candidate.document_hash)
    if candidate.phone_hash:
        yield residents.filter(phone_hash=candidate.phone_hash)
    if candidate.pinyin and (where := _same_birth_or_door(candidate)):
        yield residents.filter(where, pinyin=candidate.pinyin)


def _same_birth_or_door(candidate: Candidate) -> Q:
    where = Q()
    if candidate.birth_on:
        where |= Q(birth_on__year=candidate.birth_on.year)
    if candidate.household_id:
        where |= Q(household_id=candidate.household_id)
    elif candidate.door:
        where |= Q(household__door=candidate.door)
    return where


class MatchIndex:
    """Every resident of a scope in memory: for many candidates, or to find duplicates among them."""

    def __init__(self, pool: Iterable[Known]) -> None:
        self.people: dict[UUID, Known] = {}
        # By number, or by a name's sound with a year, a household or a door: hundreds share a name alone.
        self._groups: defaultdict[object, list[Known]] = defaultdict(list)
        for known in pool:
            self.add(known)

    @classmethod
    def load(cls, scope: Scope) -> "MatchIndex":
        return cls(_known(_residents(scope)))

    def add(self, known: Known) -> None:
        """Also for rows of the same workbook, which may repeat a person."""
        self.people[known.id] = known
        for key in _keys(known):
            self._groups[key].append(known)

    def match(self, candidate: Candidate) -> list[Match]:
        """Whom the candidate may be, the surest first."""
        pool: dict[UUID, Known] = {}
        for key in _keys(candidate):
            for known in self._groups.get(key, ()):
                pool[known.id] = known
        return match(candidate, pool.values()) if pool else []

    def pairs(self) -> list[Pair]:
        """Residents who may be one and the same, the surest first."""
        found: dict[tuple[UUID, UUID], Pair] = {}
        for one, other in self._neighbours():
            first, second = (one, other) if one.id < other.id else (other, one)
            key = (first.id, second.id)
            if key not in found and (judged := judge(_as_candidate(first), second)):
                found[key] = Pair(*key, judged)
        return sorted(found.values(), key=lambda pair: (-pair.match.score, pair.first, pair.second))

    def _neighbours(self) -> Iterator[tuple[Known, Known]]:
        for group in self._groups.values():
            if len(group) <= LARGE_GROUP:
                yield from combinations(group, 2)
            else:
                ordered = sorted(group, key=lambda known: (known.pinyin, known.birth_on or date.min))
                yield from pairwise(ordered)


def _keys(person: Candidate | Known) -> Iterator[object]:
    if person.document_hash:
        yield "document", person.document_hash
    if person.phone_hash:
        yield "phone", person.phone_hash
    if not person.pinyin:
        return
    if person.birth_on:
        yield person.pinyin, person.birth_on.year
    if person.household_id:
        yield person.pinyin, person.household_id
    if person.door:
        yield person.pinyin, person.door


def _as_candidate(known: Known) -> Candidate:
    return Candidate(
        known.name,
        known.pinyin,
        birth_on=known.birth_on,
        birth_precision=known.birth_precision,
        document_hash=known.document_hash,
        phone_hash=known.phone_hash,
        household_id=known.household_id,
    )
