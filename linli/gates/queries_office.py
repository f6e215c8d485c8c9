"""Reading gates and passes for the office: lists with their filters, what is found by a code, a door, a plate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from django.db.models import Q, QuerySet

from linli.areas.scopes import Scope
from linli.core.fields import lookup
from linli.core.models import AuditEntry
from linli.gates.actions.passes import plain_plate
from linli.gates.choices import GateKind, PassKind, PassState
from linli.gates.models import Errand, Gate, GatePass
from linli.lib.doors import door_label, read_door
from linli.registers.models import Household

SLIP_LETTERS = 8


# ---- gates -----------------------------------------------------------------------------------------------------------
class GateView(StrEnum):
    STANDING = "standing"
    AHEAD = "ahead"
    OVER = "over"


GATE_SORTS = {
    "name": ("name", "pk"),
    "-name": ("-name", "pk"),
    "area": ("area_code", "name", "pk"),
    "-area": ("-area_code", "name", "pk"),
    "until": ("until_on", "name", "pk"),
    "-until": ("-until_on", "name", "pk"),
}


@dataclass(frozen=True)
class GatesWished:
    view: GateView = GateView.STANDING
    kind: str = ""
    sort: str = "area"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Nonsense in the address narrows nothing."""
        view, kind, sort = query.get("view", ""), query.get("kind", ""), query.get("sort", "")
        return cls(
            GateView(view) if view in set(GateView) else GateView.STANDING,
            kind if kind in GateKind.values else "",
            sort if sort in GATE_SORTS else "area",
        )


def standing(day: date) -> Q:
    """Gates that stand on a day: decided, begun, not over, not closed."""
    return Q(closed_at=None, from_on__lte=day, until_on__gt=day)


def gates_of(scope: Scope, wished: GatesWished, *, day: date) -> QuerySet[Gate]:
    rows = Gate.objects.within(scope).filter(_gate_view(wished.view, day))
    if wished.kind:
        rows = rows.filter(kind=wished.kind)
    return rows.select_related("area", "organisation", "responsible").order_by(*GATE_SORTS[wished.sort])


def _gate_view(view: GateView, day: date) -> Q:
    match view:
        case GateView.STANDING:
            return standing(day)
        case GateView.AHEAD:
            return Q(closed_at=None, from_on__gt=day)
        case GateView.OVER:
            return Q(closed_at__isnull=False) | Q(until_on__lte=day)


def history_of(pk: object) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(subject_id=pk).order_by("-at", "-id")[:50]  # type: ignore[misc]


# ---- passes ------------------------------------------------------------------------------------------------------------
class PassView(StrEnum):
    VALID = "valid"
    RAN_OUT = "ran_out"
    REPLACED = "replaced"
    REVOKED = "revoked"


PASS_SORTS = {
    "issued": ("issued_at", "pk"),
    "-issued": ("-issued_at", "pk"),
    "until": ("valid_until", "pk"),
    "-until": ("-valid_until", "pk"),
    "door": ("household__area_code", "household__door_sort", "pk"),
    "-door": ("-household__area_code", "-household__door_sort", "pk"),
}


@dataclass(frozen=True)
class PassesWished:
    view: PassView = PassView.VALID
    kind: str = ""
    text: str = ""
    unprinted: bool = False
    sort: str = "-issued"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        view, kind, sort = query.get("view", ""), query.get("kind", ""), query.get("sort", "")
        return cls(
            PassView(view) if view in set(PassView) else PassView.VALID,
            kind if kind in PassKind.values else "",
            query.get("q", "").strip()[:40],
            query.get("unprinted", "") == "1",
            sort if sort in PASS_SORTS else "-issued",
        )


def passes_of(scope: Scope, wished: PassesWished, *, now: datetime) -> QuerySet[GatePass]:
    """Of an area: those that stand in it, and those of its households. What was asked for by a code is found in any
    state."""
    rows = passes_within(scope)
    rows = rows.filter(found_by(wished.text)) if wished.text else rows.filter(_pass_view(wished.view, now))
    if wished.kind:
        rows = rows.filter(kind=wished.kind)
    if wished.unprinted:
        rows = rows.filter(printed_at=None)
    return rows.select_related("area", "household", "organisation").order_by(*PASS_SORTS[wished.sort])


def passes_within(scope: Scope) -> QuerySet[GatePass]:
    return GatePass.everywhere.filter(scope.q() | scope.q("household__area_code"))


def found_by(text: str) -> Q:
    """The code on the card, a door, or a number plate."""
    found = Q(slip="".join(text.upper().split("-")).replace(" ", ""))
    if plate := plain_plate(text):
        found |= Q(plate_hash=lookup(plate, "plate"))
    door = read_door(text)
    return found | Q(household__door=door_label(door)) if not door.problem else found


def _pass_view(view: PassView, now: datetime) -> Q:
    match view:
        case PassView.VALID:
            return Q(state=PassState.VALID, valid_until__gt=now)
        case PassView.RAN_OUT:
            return Q(state=PassState.VALID, valid_until__lte=now)
        case PassView.REPLACED:
            return Q(state=PassState.REPLACED)
        case PassView.REVOKED:
            return Q(state=PassState.REVOKED)


def valid_pass_of(home: Household, now: datetime) -> GatePass | None:
    """The household pass that holds now."""
    rows = GatePass.everywhere.filter(household=home, kind=PassKind.HOUSEHOLD, state=PassState.VALID)
    return rows.filter(valid_until__gt=now).select_related("area", "key", "household").first()


def errands_of(home: Household, day: date) -> QuerySet[Errand]:
    """Those that hold or lie ahead."""
    rows = Errand.everywhere.filter(household=home, withdrawn_at=None, until_on__gt=day)
    return rows.select_related("granted_by").order_by("from_on", "pk")
