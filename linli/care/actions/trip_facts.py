"""What escorts' phones tell of trips. A fact that comes twice changes nothing the second time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.care.actions.trips import locked_trips, tell_locked
from linli.care.models import MedicalTrip
from linli.care.problems_needs import NoSuchTrip, NotYourTrip
from linli.core.facts import FieldFact
from linli.core.problems import Problem
from linli.lib.area_codes import is_within
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment, User
from linli.people.viewer import roles


@transaction.atomic
def take_trips(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """By the hour at which it happened, whichever came first. Told by the escort, or by who arranges trips there."""
    refused: dict[UUID, Problem] = {}
    trips = locked_trips([fact.body.trip for fact in facts])
    tellers = _Tellers(fact.user_id for fact in facts)
    for fact in sorted(facts, key=lambda one: (one.at, one.id)):
        trip = trips.get(fact.body.trip)
        by = tellers.people.get(fact.user_id) if fact.user_id else None
        if trip is None:
            refused[fact.id] = NoSuchTrip()
        elif by is None or not tellers.may_tell(by, trip, local_day(fact.at)):
            refused[fact.id] = NotYourTrip()
        elif problem := _take(fact, trip, by):
            refused[fact.id] = problem
    return refused


def _take(fact: FieldFact, trip: MedicalTrip, by: User) -> Problem | None:
    try:
        tell_locked(trip, fact.body.outcome, at=fact.at, actor=by, note=fact.body.note)
    except Problem as refusal:
        return refusal
    return None


class _Tellers:
    """Who tells, and where their duties let them arrange trips: two queries."""

    def __init__(self, user_ids: Iterable[UUID | None]) -> None:
        wanted = {one for one in user_ids if one}
        self.people = {one.pk: one for one in User.objects.filter(pk__in=wanted)}
        able = [key for key, role in roles().items() if Capability.TRIPS_WRITE in role.sees]
        self._held: dict[UUID, list[Appointment]] = defaultdict(list)
        for one in Appointment.everywhere.filter(user_id__in=wanted, role__in=able):
            self._held[one.user_id].append(one)

    def may_tell(self, by: User, trip: MedicalTrip, on: date) -> bool:
        if trip.escort_id == by.pk:
            return True
        held = self._held.get(by.pk, ())
        return any(is_within(trip.area_code, one.area_code) and one.holds_on(on) for one in held)
