"""What the day's list needs beside the households themselves; each in one query, however many households."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.field.rules import ARRIVALS_AHEAD_DAYS, ARRIVALS_BACK_DAYS, CHANGES_DAYS, SILENCE_DAYS
from linli.people.models import Appointment, User
from linli.people.titles import role_title
from linli.registers.models import Household, Resident, SupportNeed
from linli.registers.shown import GONE, ROW_COLUMNS
from linli.rounds.choices import ArrivalState, ContactKind, Outcome
from linli.rounds.models import Arrival, ContactEntry, HouseholdDay

ARRIVAL_COLUMNS = (
    "id", "household_id", "resident_id", "state", "kind", "arrives_on", "name", "from_place", "companions",
)  # fmt: skip


def households_of(scope: Scope) -> list[Household]:
    """In the order in which one walks."""
    found = Household.objects.within(scope).filter(closed_on=None).defer("notes", "landlord_phone")
    return list(found.order_by("area_code", "compound", "door_sort", "id"))


def people_of(scope: Scope) -> dict[UUID, list[Resident]]:
    """The people of each household with their open needs: by the area, since every household of it is on the list."""
    found = Resident.objects.within(scope).filter(merged_into=None).exclude(presence__in=GONE)
    needs: dict[UUID, list[SupportNeed]] = defaultdict(list)
    open_needs = SupportNeed.objects.within(scope).filter(ended_on=None)
    for need in open_needs.only("id", "resident_id", "code", "is_confirmed").order_by("code"):
        needs[need.resident_id].append(need)
    people: dict[UUID, list[Resident]] = defaultdict(list)
    for one in found.only(*ROW_COLUMNS).order_by("pk"):
        one.open_needs = needs.get(one.pk, [])  # type: ignore[attr-defined]
        people[one.household_id].append(one)
    return dict(people)


def contacts_of(scope: Scope, *, day: date) -> dict[UUID, list[ContactEntry]]:
    """Every contact of the day, from whichever department, the earliest first."""
    found: dict[UUID, list[ContactEntry]] = defaultdict(list)
    rows = ContactEntry.objects.within(scope).filter(on=day)
    for entry in rows.select_related("by").order_by("at", "pk"):
        found[entry.household_id].append(entry)
    return dict(found)


def areas_of(scope: Scope) -> list[Area]:
    found = Area.objects.within(scope).current().only("id", "code", "name", "level")
    return list(found.order_by("code"))


def last_answers(scope: Scope, *, before: date) -> dict[UUID, date]:
    """The last day before this one on which each household answered."""
    rows = HouseholdDay.objects.within(scope).filter(
        answered=True, on__lt=before, on__gte=before - timedelta(days=SILENCE_DAYS)
    )
    return dict(rows.order_by().values_list("household_id").annotate(last=Max("on")))


def last_changes(scope: Scope, *, before: date) -> dict[UUID, ContactEntry]:
    """The last answer of each household, within some days, that told of a change."""
    rows = ContactEntry.objects.within(scope).filter(
        on__lt=before,
        on__gte=before - timedelta(days=CHANGES_DAYS),
        kind=ContactKind.ANSWER,
        outcome=Outcome.CHANGED,
    )
    return {entry.household_id: entry for entry in rows.select_related("by").order_by("at", "pk")}


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


def roles_of(users: Iterable[User | None], *, day: date) -> Mapping[UUID, str]:
    """What each of these people is by their first duty that day: whose call it was."""
    ids = {user.pk for user in users if user is not None}
    held = Appointment.everywhere.filter(user__in=ids).select_related("area").order_by("-from_on", "-pk")
    return {one.user_id: role_title(one.role, level=one.area.level) for one in held if one.holds_on(day)}
