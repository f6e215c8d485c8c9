"""Somebody came, was found by a list, or is a case: care is asked to look at them. A proposal restricts nobody.

Which places are of high, medium or low risk is not known to the system, and never guessed: the proposal asks the officer,
who has the list.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.care.actions.proposing import propose_episode
from linli.care.choices import CaseState, Evidence, OpenedFrom
from linli.care.grounds import ground_at
from linli.care.models import Case
from linli.care.problems_episodes import NoIncident, NotRegistered
from linli.core.problems import NotFound
from linli.gates.models import Registration
from linli.lib.area_codes import county_of
from linli.lib.editions import Edition
from linli.lib.periods import local_day
from linli.registers.models import Resident
from linli.rounds.actions.checks import STAYS_IN
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival, Check

# What the days of people who come from elsewhere are counted from.
OF_TRAVELLERS = ("left_area", "entered_country")


def propose_arrival(payload: dict[str, Any]) -> None:
    """Who came from another county, where the edition in force prescribes something for people who come from elsewhere."""
    rows = Arrival.everywhere.select_related("resident__household__area", "household")
    arrival = rows.filter(pk=UUID(payload["arrival"]), state=ArrivalState.ARRIVED).first()
    if arrival is None or arrival.resident is None or not _from_elsewhere(arrival):
        return
    at = arrival.arrived_at or arrival.at
    if not _prescribes(arrival.resident, at, lambda edition: _for_travellers(edition)):
        return
    came_by_gate = Registration.everywhere.filter(Q(pk=arrival.pk) | Q(pk=arrival.settled_fact)).exists()
    _propose(
        arrival.resident, OpenedFrom.GATE if came_by_gate else OpenedFrom.DECLARATION, arrival.pk,
        arrived_on=local_day(at), evidence_kind=Evidence.DECLARED.value, evidence=arrival.from_place,
    )  # fmt: skip


def propose_found(payload: dict[str, Any]) -> None:
    """Whom a check of a list found isolated: it needs a decision, an end and a way to object, or it must stop."""
    rows = Check.everywhere.select_related("resident__household__area")
    check = rows.filter(pk=UUID(payload["check"]), outcome__in=STAYS_IN).first()
    if check is None or check.resident is None:
        return
    if _prescribes(
        check.resident, check.told_at, lambda edition: any(one.days for one in edition.categories)
    ):
        _propose(check.resident, OpenedFrom.LIST, check.pk)


def propose_case(payload: dict[str, Any]) -> None:
    """A confirmed case, where the edition prescribes isolation for those who are infected."""
    rows = Case.everywhere.select_related("resident__household__area").filter(state=CaseState.CONFIRMED)
    case = rows.filter(pk=UUID(payload["case"])).first()
    if case is None:
        return
    found: list[str] = []

    def infected(edition: Edition) -> bool:
        found.extend(one.key for one in edition.categories if one.infected and one.phases)
        return bool(found)

    if _prescribes(case.resident, case.settled_at, infected):
        _propose(
            case.resident, OpenedFrom.CASE, case.pk, category=found[0], anchor_on=case.found_on,
            evidence_kind=Evidence.PHYSICIAN.value,
        )  # fmt: skip


def _from_elsewhere(arrival: Arrival) -> bool:
    """Another county, or a place that nobody could read: then the officer is asked."""
    return not arrival.from_code or county_of(arrival.from_code) != county_of(arrival.area_code)


def _for_travellers(edition: Edition) -> bool:
    return any(one.phases and one.anchor in OF_TRAVELLERS for one in edition.categories)


def _prescribes(resident: Resident, at: Any, wanted: Any) -> bool:
    """Whether there is an emergency at the person's door, and its edition prescribes something of the kind."""
    try:
        ground = ground_at(resident.household.area, at)
    except NoIncident:
        return False
    return bool(wanted(ground.edition))


def _propose(resident: Resident, source: OpenedFrom, source_id: UUID, **known: Any) -> None:
    """By nobody: the system proposes. Who has left meanwhile is not proposed."""
    try:
        propose_episode(actor=None, resident=resident, source=source, source_id=source_id, **known)
    except (NoIncident, NotRegistered, NotFound):
        return
