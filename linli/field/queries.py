"""What the day's list needs beside the households themselves; each in one query, however many households."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Max, Q

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.choices import ClaimState
from linli.duty.models import Claim
from linli.duty.rules_posts import LATEST_OUT
from linli.field.rules import ARRIVALS_AHEAD_DAYS, ARRIVALS_BACK_DAYS, CHANGES_DAYS, SILENCE_DAYS
from linli.lib.periods import day_bounds
from linli.people.models import Appointment, User
from linli.people.titles import role_title
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.rows import HouseholdRow, ResidentRow, household_rows, people_by_household
from linli.rounds.choices import ArrivalState, ContactKind, Outcome
from linli.rounds.models import Arrival, ContactEntry, HouseholdDay


class ContactRow(msgspec.Struct, gc=False):
    """An entry of the ledger as the list tells it; a model costs several times as much to make."""

    pk: UUID
    household_id: UUID
    by_id: UUID | None
    at: datetime
    outcome: str
    kind: str
    channel: str
    purpose: str
    details: Any


CONTACT_COLUMNS = ContactRow.__struct_fields__
ARRIVAL_COLUMNS = (
    "id", "household_id", "resident_id", "state", "kind", "arrives_on", "name", "from_place", "companions",
)  # fmt: skip


def households_of(scope: Scope) -> list[HouseholdRow]:
    """In the order in which one walks."""
    found = Household.objects.within(scope).filter(closed_on=None)
    return household_rows(found.order_by("area_code", "compound", "door_sort", "id"))


def people_of(scope: Scope) -> Mapping[UUID, Sequence[ResidentRow]]:
    """The people of each household with their open needs: by the area, since every household of it is on the list."""
    return people_by_household(Resident.objects.within(scope), SupportNeed.objects.within(scope))


def contacts_of(scope: Scope, *, day: date) -> dict[UUID, list[ContactRow]]:
    """Every contact of the day, from whichever department, the earliest first."""
    found: dict[UUID, list[ContactRow]] = defaultdict(list)
    rows = ContactEntry.objects.within(scope).filter(on=day).order_by("at", "pk")
    for values in rows.values_list(*CONTACT_COLUMNS):
        row = ContactRow(*values)
        found[row.household_id].append(row)
    return dict(found)


def areas_of(scope: Scope) -> list[Area]:
    found = Area.objects.within(scope).current().only("id", "code", "name", "level")
    return list(found.order_by("code"))


def last_answers(scope: Scope, *, before: date) -> dict[UUID, date]:
    """The last day before this one on which each household answered."""
    rows = HouseholdDay.objects.within(scope).filter(answered=True, on__in=_days_before(before, SILENCE_DAYS))
    return dict(rows.order_by().values_list("household_id").annotate(last=Max("on")))


def _days_before(day: date, number: int) -> list[date]:
    """Each by itself: the index has the area within the day."""
    return [day - timedelta(days=back) for back in range(1, number + 1)]


def last_changes(scope: Scope, *, before: date) -> dict[UUID, ContactRow]:
    """The last answer of each household, within some days, that told of a change."""
    rows = ContactEntry.objects.within(scope).filter(
        on__in=_days_before(before, CHANGES_DAYS),
        kind=ContactKind.ANSWER,
        outcome=Outcome.CHANGED,
    )
    found = (ContactRow(*values) for values in rows.order_by("at", "pk").values_list(*CONTACT_COLUMNS))
    return {row.household_id: row for row in found}


def arrivals_around(scope: Scope, *, day: date) -> dict[UUID, list[Arrival]]:
    """Who is expected, and who came lately."""
    rows = Arrival.objects.within(scope).filter(
        state__in=(ArrivalState.EXPECTED, ArrivalState.ARRIVED),
        arrives_on__gte=day - timedelta(days=ARRIVALS_BACK_DAYS),
        arrives_on__lte=day + timedelta(days=ARRIVALS_AHEAD_DAYS),
    )
    found: dict[UUID, list[Arrival]] = defaultdict(list)
    for one in rows.only(*ARRIVAL_COLUMNS).order_by("arrives_on", "pk"):
        found[one.household_id].append(one)
    return dict(found)


def shifts_of(user: User, *, day: date) -> list[Claim]:
    """One's own shifts of this day and the next; and one of the evening before that nobody has left yet."""
    begins, _end = day_bounds(day)
    _begin, ends = day_bounds(day + timedelta(days=1))
    unfinished = Q(state=ClaimState.PRESENT, post__ends_at__gt=begins - LATEST_OUT)
    rows = Claim.everywhere.filter(Q(post__ends_at__gt=begins) | unfinished, user=user)
    rows = rows.filter(post__starts_at__lt=ends).exclude(state=ClaimState.DROPPED)
    return list(rows.select_related("post__place").order_by("post__starts_at", "pk"))


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose call it was: their name, and what they are by their first duty that day."""

    name: str
    role: str = ""


def askers(entries: Iterable[ContactRow], *, day: date) -> Mapping[UUID, Asker]:
    """By account, each once however many households they called on."""
    ids = {entry.by_id for entry in entries if entry.by_id is not None}
    if not ids:
        return {}
    held = Appointment.everywhere.filter(user__in=ids).select_related("area").order_by("-from_on", "-pk")
    roles = {one.user_id: role_title(one.role, level=one.area.level) for one in held if one.holds_on(day)}
    people = User.objects.filter(pk__in=ids).only("id", "name", "username")
    return {user.pk: Asker(user.shown_name, roles.get(user.pk, "")) for user in people}
