"""Who was asked, by whom, and what they said: looked at before anybody is contacted again."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from linli.areas.scopes import Scope
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay


def contacts_on(household_ids: Iterable[UUID], *, day: date) -> dict[UUID, list[ContactEntry]]:
    """Every contact of these households on a day, from whichever department, the earliest first; one query."""
    rows = ContactEntry.everywhere.filter(household__in=set(household_ids), on=day).select_related("by")
    found: dict[UUID, list[ContactEntry]] = defaultdict(list)
    for entry in rows.order_by("at", "pk"):
        found[entry.household_id].append(entry)
    return dict(found)


def days_on(household_ids: Iterable[UUID], *, day: date) -> dict[UUID, HouseholdDay]:
    """What is known of these households on a day; none for those with whom nobody has been in touch."""
    rows = HouseholdDay.everywhere.filter(household__in=set(household_ids), on=day)
    return {row.household_id: row for row in rows}


def ledger_of(household: Household, *, scope: Scope) -> QuerySet[ContactEntry]:
    """The contact ledger of one household, the latest first."""
    entries = ContactEntry.objects.within(scope).filter(household=household)
    return entries.select_related("by", "resident").order_by("-at", "-pk")


def later_answers(scope: Scope, *, day: date) -> QuerySet[ContactEntry]:
    """Answers of households that had answered that day already: two phones, or two departments."""
    return (
        ContactEntry.objects.within(scope)
        .filter(on=day, after_id__isnull=False)
        .select_related("household", "by")
    )
