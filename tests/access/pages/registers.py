"""The register: the list, the search, one household, its forms, duplicates, print."""

from typing import Any

from linli.core.models import AuditEntry, Revision
from linli.people.choices import Capability
from linli.registers.actions import correct_resident, merge_residents
from tests.access.page import FORM, SEND, Page
from tests.access.world import Side
from tests.conftest import join

READ = (Capability.HOUSEHOLDS_READ,)
HISTORY = (*READ, Capability.CONTACT_MASKED, Capability.NEEDS)
PRINT = (*READ, Capability.LEDGERS_EXPORT)
WRITE = (*READ, Capability.HOUSEHOLDS_WRITE)
PEOPLE = (*WRITE, Capability.CONTACT_MASKED)
NEEDS = (*WRITE, Capability.NEEDS)
# Shown, and gone on from when it is sent, for there is nothing that must be filled in.
CONFIRM = {"get": 200, "post": 303}


def household(side: Side) -> dict[str, Any]:
    _ = side.resident
    return {"household_id": side.household.pk}


def resident(side: Side) -> dict[str, Any]:
    return {"resident_id": side.resident.pk}


def need(side: Side) -> dict[str, Any]:
    return {"need_id": side.need.pk}


def contact(side: Side) -> dict[str, Any]:
    return {"contact_id": side.contact.pk}


def vehicle(side: Side) -> dict[str, Any]:
    return {"vehicle_id": side.vehicle.pk}


def two(side: Side) -> dict[str, Any]:
    return {"first_id": side.resident.pk, "second_id": side.second_resident.pk}


def earlier(side: Side) -> dict[str, Any]:
    """A correction of the resident's record, to be restored from."""

    def corrected() -> Revision:
        correct_resident(side.resident, version=None, values={"workplace": "市供水公司"}, actor=None)
        return Revision.objects.get(subject_id=side.resident.pk)

    return household(side) | {"revision_id": side.make("registers:revision", corrected).pk}


def merge(side: Side) -> dict[str, Any]:
    def merged() -> AuditEntry:
        first, second = (join(side.household, name) for name in ("佘建业", "佘建叶"))
        return merge_residents(first, second, actor=None)

    return {"entry_id": side.make("registers:merge", merged).pk}


PAGES = [
    Page("registers:households", READ),
    Page("registers:search", (*READ, Capability.NAMES), expects={"get": 200, "post": 302}),
    Page(
        "registers:print_sheets", PRINT, expects={"post": 200}, data=lambda s: {"chosen": str(s.household.pk)}
    ),
    Page("registers:household", READ, kwargs=household),
    Page("registers:household_history", HISTORY, kwargs=household),
    Page("registers:household_looks", HISTORY, kwargs=household),
    Page("registers:household_print", PRINT, kwargs=household),
    Page("registers:household_new", WRITE, expects=FORM),
    Page("registers:household_edit", WRITE, kwargs=household, expects=FORM),
    Page("registers:household_close", WRITE, kwargs=household, expects=FORM),
    Page("registers:visited", WRITE, kwargs=household, expects=SEND),
    Page("registers:restore", WRITE, kwargs=earlier, expects=SEND, data=lambda side: {"column": "workplace"}),
    Page("registers:resident_new", PEOPLE, kwargs=household, expects=FORM),
    Page("registers:resident_edit", PEOPLE, kwargs=resident, expects=FORM),
    Page("registers:resident_presence", PEOPLE, kwargs=resident, expects=FORM),
    Page("registers:resident_move", PEOPLE, kwargs=resident, expects=FORM),
    Page("registers:need_new", NEEDS, kwargs=resident, expects=FORM),
    Page("registers:need_edit", NEEDS, kwargs=need, expects=CONFIRM),
    Page("registers:need_end", NEEDS, kwargs=need, expects=FORM),
    Page("registers:contact_new", PEOPLE, kwargs=household, expects=FORM),
    Page("registers:contact_edit", PEOPLE, kwargs=contact, expects=FORM),
    Page("registers:contact_remove", PEOPLE, kwargs=contact, expects=CONFIRM),
    Page("registers:vehicle_new", PEOPLE, kwargs=household, expects=FORM),
    Page("registers:vehicle_remove", PEOPLE, kwargs=vehicle, expects=CONFIRM),
    Page(
        "registers:reveal",
        (*READ, Capability.CONTACT_OPEN),
        kwargs=lambda side: {"secret": "phone", "subject_id": side.resident.pk},
        expects=FORM,
    ),
    Page("registers:duplicates", PEOPLE),
    Page("registers:compare", PEOPLE, kwargs=two, expects={"get": 200, "post": 409}),
    Page("registers:keep_apart", PEOPLE, kwargs=two, expects=SEND),
    Page("registers:unmerge", PEOPLE, kwargs=merge, expects=SEND),
]
