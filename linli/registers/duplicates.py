"""Residents who may be one person, in an area small enough to be looked at by one desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from linli.areas.scopes import Scope
from linli.areas.tallies import figures_of
from linli.core import moments
from linli.core.audit import plain
from linli.core.models import AuditEntry
from linli.lib.masking import mask_document, mask_phone
from linli.people.viewer import Viewer
from linli.registers.actions.merging import FIELDS, UNMERGED
from linli.registers.choices import MERGED, BirthPrecision
from linli.registers.labels import Text, label_of
from linli.registers.matching import Match, MatchIndex, Pair
from linli.registers.models import Household, KnownApart, Resident
from linli.registers.shown import ShownResident, Sight, is_minor, shown_resident

# More residents than this are the work of several desks: they choose a community each.
MOST_RESIDENTS = 12_000
PER_PAGE = 20
# Columns that only make sense together are chosen together, under the label of the first.
CHOICES = (
    ("name",),
    ("sex",),
    ("birth_on", "birth_precision"),
    ("relation",),
    ("document", "document_kind"),
    ("phone",),
    ("presence", "away_place", "away_return_on", "left_on"),
    ("workplace",),
    ("notes",),
    ("household_id",),
)


@dataclass(frozen=True)
class ShownPair:
    """Two records side by side, and why they may be one."""

    first: ShownResident
    second: ShownResident
    first_home: Household
    second_home: Household
    match: Match


@dataclass(frozen=True)
class Difference:
    """One choice in merging two records: what each says. `chosen` is the one proposed."""

    name: str
    label: Text
    first: str
    second: str
    chosen: str  # "first" | "second" | "same"


def is_too_large(area_code: str, *, day: date) -> bool:
    return figures_of(area_code, day=day)["residents.registered"] > MOST_RESIDENTS


def possible_duplicates(scope: Scope) -> list[Pair]:
    """All pairs, the surest first, without those that somebody has already told apart."""
    apart = set(KnownApart.objects.within(scope).values_list("first_id", "second_id"))
    return [pair for pair in MatchIndex.load(scope).pairs() if (pair.first, pair.second) not in apart]


def shown_pairs(pairs: Sequence[Pair], scope: Scope, viewer: Viewer, *, day: date) -> list[ShownPair]:
    ids = {pk for pair in pairs for pk in (pair.first, pair.second)}
    rows = Resident.objects.within(scope).filter(pk__in=ids).select_related("household", "household__area")
    people = {row.pk: row for row in rows.prefetch_related("needs")}
    shown = {pk: shown_resident(_without_needs(row), viewer, day=day) for pk, row in people.items()}
    return [
        ShownPair(
            shown[pair.first],
            shown[pair.second],
            people[pair.first].household,
            people[pair.second].household,
            pair.match,
        )
        for pair in pairs
        if pair.first in people and pair.second in people
    ]


def _without_needs(resident: Resident) -> Resident:
    resident.open_needs = []  # type: ignore[attr-defined]  # a list of pairs shows none
    return resident


# ---- one pair --------------------------------------------------------------------------------------
def differences(first: Resident, second: Resident, viewer: Viewer, *, day: date) -> list[Difference]:
    """What the two say, field by field; where only one says something, that is proposed."""
    sight = Sight.of(viewer)
    found = []
    for names in CHOICES:
        if names[0] == "document" and not sight.documents:
            continue
        one, other = _say(first, names, day), _say(second, names, day)
        same = plain(first, names) == plain(second, names)
        chosen = "same" if same else "second" if other and not one else "first"
        found.append(Difference(names[0], label_of(Resident, names[0]), one, other, chosen))
    return found


def chosen_values(first: Resident, second: Resident, answers: dict[str, str]) -> dict[str, Any]:
    """The columns that the kept record takes from the other, by the answers for each choice."""
    taken = [name for names in CHOICES if answers.get(names[0]) == "second" for name in names]
    return {name: getattr(second, name) for name in taken if name in FIELDS}


def _say(resident: Resident, names: tuple[str, ...], day: date) -> str:
    name = names[0]
    if name == "household_id":
        return resident.household.place
    if name == "phone":
        return "" if is_minor(resident, day) else mask_phone(resident.phone) if resident.phone else ""
    if name == "document":
        kind = f" {resident.get_document_kind_display()}" if resident.document else ""
        return mask_document(resident.document) + kind if resident.document else ""
    if name == "birth_on":
        exact = resident.birth_precision == BirthPrecision.DAY
        return (
            (resident.birth_on.isoformat() if exact else str(resident.birth_on.year))
            if resident.birth_on
            else ""
        )
    if name == "presence":
        back = f" {moments.day(resident.away_return_on)}" if resident.away_return_on else ""
        return f"{resident.get_presence_display()} {resident.away_place}{back}".strip()
    display = getattr(resident, f"get_{name}_display", None)
    return str(display() if display else getattr(resident, name))


# ---- merges already done ---------------------------------------------------------------------------
@dataclass(frozen=True)
class DoneMerge:
    entry: AuditEntry
    is_taken_back: bool


def merges_in(scope: Scope, *, limit: int = 20) -> list[DoneMerge]:
    """The latest merges of an area, with whether each was taken back."""
    entries = list(AuditEntry.objects.filter(scope.q("area_code"), action=MERGED).order_by("-at")[:limit])
    ids = [str(entry.pk) for entry in entries]
    lines = AuditEntry.objects.filter(scope.q("area_code"), action=UNMERGED, data__merge__in=ids)
    back = {UUID(line.data["merge"]) for line in lines}
    return [DoneMerge(entry, entry.pk in back) for entry in entries]
