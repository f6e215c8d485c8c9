"""What the rules need to know of people who may fill a slot, for many of them in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from linli.duty.choices import BookState, Standing
from linli.duty.models import Responsibility, Training, Volunteer
from linli.duty.rules_responsibilities import Candidate
from linli.duty.rules_volunteers import still_qualified
from linli.duty.targets import Seat, overlapping
from linli.people.models import Appointment, Membership


def loads(seat: Seat, users: Collection[UUID], *, from_on: date, until_on: date | None) -> Counter[UUID]:
    """For how many targets of a slot each person answers in a term."""
    held = Responsibility.everywhere.filter(
        overlapping(from_on, until_on), **seat.keys, user__in=users, standing=Standing.HOLDER
    )
    counted = held.values_list("user").annotate(n=Count("pk")).order_by()
    return Counter(dict(counted))


def candidates(
    seat: Seat, users: Collection[UUID], *, from_on: date, until_on: date | None = None
) -> dict[UUID, Candidate]:
    """Five queries, however many people. A role counts that holds on the first day of the term."""
    roles: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for user, role, code in _appointments(users, from_on):
        roles[user].append((role, code))
    known = qualifications(users, day=from_on)
    bodies: dict[UUID, set[str]] = defaultdict(set)
    for user, body in _memberships(users, from_on):
        bodies[user].add(str(body))
    load = loads(seat, users, from_on=from_on, until_on=until_on)
    return {
        user: Candidate("person", tuple(roles[user]), known[user], frozenset(bodies[user]), load[user])
        for user in users
    }


def qualifications(users: Collection[UUID], *, day: date) -> dict[UUID, frozenset[str]]:
    """What the volunteers' book has confirmed and what trainings give, as far as it is still valid on the day."""
    pages = Volunteer.everywhere.filter(user__in=users).exclude(state__in=(BookState.APPLIED, BookState.LEFT))
    trained: dict[UUID, list[tuple[str, date | None]]] = defaultdict(list)
    held = Training.objects.filter(volunteer__in=pages, on__lte=day).exclude(gives="")
    for user, gives, until in held.values_list("volunteer__user", "gives", "valid_until"):
        trained[user].append((gives, until))
    confirmed: dict[UUID, list[str]] = dict(pages.values_list("user", "qualifications"))
    found = {
        user: still_qualified({*named, *(gives for gives, _until in trained[user])}, trained[user], day=day)
        for user, named in confirmed.items()
    }
    return defaultdict(frozenset, found)


def _appointments(users: Collection[UUID], day: date) -> Iterable[tuple[UUID, str, str]]:
    held = Appointment.everywhere.filter(
        Q(until_on=None) | Q(until_on__gt=day), user__in=users, from_on__lte=day
    )
    return held.values_list("user", "role", "area_code")


def _memberships(users: Collection[UUID], day: date) -> Iterable[tuple[UUID, UUID]]:
    held = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=day), user__in=users, organisation__closed_on=None
    )
    return held.values_list("user", "organisation")
