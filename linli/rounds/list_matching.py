"""Whom of the register the rows of a list mean, and which place each row names: a few queries for the whole list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import Q

from linli.areas.models import Area
from linli.areas.queries import bare_name
from linli.areas.scopes import Scope
from linli.registers.choices import Presence
from linli.registers.matching import Candidate, Known, Match, MatchIndex
from linli.registers.models import Household, Resident
from linli.rounds.list_reading import Listed

CHUNK = 400
GONE = (Presence.MOVED_OUT, Presence.DECEASED)
KNOWN = (*Known._fields[:8], "household__compound", "household__door")


@dataclass(frozen=True, slots=True)
class Placed:
    """What is known of one row: whom it means, by which rule, and where that is."""

    row: Listed
    match: Match | None = None
    household_id: UUID | None = None
    goes_to: str = ""


def place_rows(rows: Sequence[Listed], scope: Scope) -> list[Placed]:
    """Each row with its resident, if the register of the scope has one, and the place that it goes to."""
    index = MatchIndex(_pool(rows, scope))
    homes = _homes(known.household_id for known in index.people.values())
    names = _Communities(scope)
    return [_placed(row, index, homes, names) for row in rows]


def _placed(row: Listed, index: MatchIndex, homes: dict[UUID, str], names: "_Communities") -> Placed:
    found = [] if row.trouble else index.match(_candidate(row))
    if not found or (len(found) > 1 and not found[0].is_certain):
        return Placed(row, goes_to=names.named_in(row))
    home = index.people[found[0].resident_id].household_id
    return Placed(row, found[0], home, homes.get(home, "") or names.named_in(row))


def _candidate(row: Listed) -> Candidate:
    return Candidate.of(row.name, document=row.document, phone=row.phone, door=row.door)


def _pool(rows: Sequence[Listed], scope: Scope) -> Iterator[Known]:
    """The residents who may be meant, each once."""
    seen: set[UUID] = set()
    people = Resident.objects.within(scope).filter(merged_into=None).exclude(presence__in=GONE)
    asked = (_candidate(row) for row in rows if not row.trouble)
    while some := list(islice(asked, CHUNK)):
        for known in map(Known._make, people.filter(_asked_for(some)).values_list(*KNOWN)):
            if known.id not in seen:
                seen.add(known.id)
                yield known


def _asked_for(people: Sequence[Candidate]) -> Q:
    documents = {one.document_hash for one in people} - {""}
    phones = {one.phone_hash for one in people} - {""}
    doors = [one for one in people if one.door and one.pinyin]
    return (
        Q(document_hash__in=documents)
        | Q(phone_hash__in=phones)
        | Q(pinyin__in={one.pinyin for one in doors}, household__door__in={one.door for one in doors})
    )


def _homes(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Household.everywhere.filter(pk__in=set(ids)).values_list("pk", "area_code"))


class _Communities:
    """The communities of a scope, by what people call them. A name that two of them have means neither."""

    def __init__(self, scope: Scope) -> None:
        areas = list(Area.objects.within(scope).current().filter(level="community").order_by("code"))
        self._short = {area.code: area.short for area in areas}
        self._bare: dict[str, list[str]] = {}
        for area in areas:
            for name in {bare_name(area), area.short, area.name}:
                self._bare.setdefault(name, []).append(area.code)

    def named_in(self, row: Listed) -> str:
        if len(codes := self._bare.get(row.community, [])) == 1:
            return codes[0]
        named = [code for code, short in self._short.items() if len(short) > 2 and short in row.place]
        return named[0] if len(named) == 1 else ""
