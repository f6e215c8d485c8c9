"""Who comes to an area: the list with its views, and for each who of the register it may be, with the evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.lib.masking import mask_document, mask_phone
from linli.lib.names import pinyin_of
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.matching import Candidate, Match, find_matches, find_matches_of
from linli.registers.models import Resident
from linli.registers.shown import ShownResident, Sight, shown_resident
from linli.rounds.choices import ArrivalState as S
from linli.rounds.models import Arrival

LIKELY = 60  # from here on somebody is proposed
MOST_PROPOSED = 4
SORTS = {
    "day": ("arrives_on", "area_code", "household__door_sort", "pk"),
    "-day": ("-arrives_on", "area_code", "household__door_sort", "pk"),
    "door": ("area_code", "household__compound", "household__door_sort", "pk"),
    "-door": ("-area_code", "-household__compound", "-household__door_sort", "pk"),
}
VIEWS = ("due", "ahead", "arrived", "ended")


def in_view(view: str, today: date) -> Q:
    expected = Q(state=S.EXPECTED)
    return {
        "due": expected & Q(arrives_on__lte=today),
        "ahead": expected & Q(arrives_on__gt=today),
        "arrived": Q(state=S.ARRIVED),
        "ended": Q(state__in=[S.NOT_COME, S.WITHDRAWN, S.WRONG]),
    }[view]


def arrivals(scope: Scope, view: str, *, today: date, sort: str, on: date | None = None) -> QuerySet[Arrival]:
    rows = Arrival.objects.within(scope).filter(in_view(view, today))
    if on is not None:
        rows = rows.filter(arrives_on=on)
    rows = rows.select_related("household", "by", "settled_by", "resident")
    return rows.defer("document", "declared_phone", "note", "transport_number").order_by(*SORTS[sort])


def counts(scope: Scope, *, today: date) -> dict[str, int]:
    """How many each view has; one query."""
    wanted = {view: Count("pk", filter=in_view(view, today)) for view in VIEWS}
    return Arrival.objects.within(scope).aggregate(**wanted)


def arrival_for(viewer: Viewer, arrival_id: UUID, *, write: bool = False) -> Arrival:
    viewer.need(Capability.HOUSEHOLDS_READ, Capability.ROUND_READ)
    if write:
        viewer.need(Capability.ROUND_WORK, write=True)
    rows = Arrival.objects.within(viewer.scope).select_related(
        "household__area", "resident__household", "by", "settled_by"
    )
    found = rows.filter(pk=arrival_id).first()
    if found is None:
        raise NotFound()
    return found


# ---- what the duty sees -----------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownArrival:
    """One arrival; what the duty does not include is empty."""

    arrival: Arrival
    name: str
    phone: str
    document: str
    declared_phone: str
    is_matched: bool
    likely: "Likely | None" = None

    @property
    def by_household(self) -> bool:
        return self.arrival.by_id is None


def shown(arrival: Arrival, sight: Sight, likely: "Likely | None" = None) -> ShownArrival:
    has_document = sight.documents and "document" not in arrival.get_deferred_fields()
    return ShownArrival(
        arrival=arrival,
        name=arrival.name if sight.names else "",
        phone=arrival.masked_phone if sight.phones else "",
        declared_phone=_declared_phone(arrival, sight),
        document=mask_document(arrival.document) if has_document else "",
        is_matched=arrival.resident_id is not None,
        likely=likely,
    )


def _declared_phone(arrival: Arrival, sight: Sight) -> str:
    if not sight.phones or "declared_phone" in arrival.get_deferred_fields():
        return ""
    return mask_phone(arrival.declared_phone)


# ---- who it may be ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Likely:
    """The likeliest resident, for a list: the name, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """Somebody of the register who may be the one who comes, and why."""

    match: Match
    resident: ShownResident
    door: str
    is_here: bool  # at the very door


def proposals(arrival: Arrival, viewer: Viewer, *, day: date) -> list[Proposal]:
    """The surest first. Nobody is taken for somebody by a rule: a person says so."""
    candidate = Candidate.of(
        arrival.name, document=arrival.document, phone=arrival.phone, household_id=arrival.household_id
    )
    found = [one for one in find_matches(candidate, viewer.scope) if one.score >= LIKELY][:MOST_PROPOSED]
    people = _people(found)
    return [
        Proposal(
            one,
            shown_resident(people[one.resident_id], viewer, day=day),
            people[one.resident_id].household.place,
            people[one.resident_id].household_id == arrival.household_id,
        )
        for one in found
    ]


def likely(rows: Iterable[Arrival], scope: Scope) -> dict[UUID, Likely]:
    """For a list: of those whom nobody has matched yet, the likeliest; a number of queries that does not grow."""
    waiting = [one for one in rows if one.resident_id is None]
    candidates = [
        Candidate(
            one.name,
            pinyin_of(one.name)[0],
            document_hash=one.document_hash,
            phone_hash=one.phone_hash,
            household_id=one.household_id,
        )
        for one in waiting
    ]
    best = {
        arrival.pk: found[0]
        for arrival, found in zip(waiting, find_matches_of(candidates, scope), strict=True)
        if found and found[0].score >= LIKELY
    }
    people = Resident.everywhere.in_bulk([one.resident_id for one in best.values()])
    return {pk: Likely(people[one.resident_id].name, one.why) for pk, one in best.items()}


def _people(found: Sequence[Match]) -> Mapping[UUID, Resident]:
    ids: Iterable[UUID] = [one.resident_id for one in found]
    return Resident.everywhere.select_related("household").in_bulk(list(ids))
