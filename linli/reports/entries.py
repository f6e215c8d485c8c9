"""What each line of a ledger holds for a viewer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from linli.areas.scopes import Scope
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.shown import Sight, needs_of, people_of, shown_household, with_members
from linli.reports.ledgers.base import Entry, Ledger
from linli.reports.queries import Chosen, Key, keys_of

BATCH = 500


def entries_of(
    keys: Iterable[Key],
    ledger: Ledger,
    viewer: Viewer,
    scope: Scope,
    day: date,
    *,
    first: int = 1,
    whole: bool = False,
) -> list[Entry]:
    """The lines with these keys, in their order; a fixed number of queries, however many they are."""
    wanted = list(keys)
    if ledger.source:
        return ledger.source.entries(wanted, viewer, day, first=first, whole=whole)
    found = _households([household for household, _person in wanted], scope)
    shown = {pk: shown_household(home, viewer, day=day) for pk, home in found.items()}
    opens_phones = whole and Sight.of(viewer).open_phones
    entries: list[Entry] = []
    before: UUID | None = None
    for number, (household_id, person_id) in enumerate(wanted, start=first):
        home = found.get(household_id)
        if home is None:  # closed between the two questions
            continue
        resident = next((one for one in people_of(home) if one.pk == person_id), None)
        person = next((one for one in shown[household_id].members if one.id == person_id), None)
        entries.append(
            Entry(
                number=number,
                household=home,
                home=shown[household_id],
                person=person,
                resident=resident,
                needs=needs_of(resident) if resident and viewer.may(C.NEEDS) else (),
                contacts=home.others_to_call,  # type: ignore[attr-defined]
                vehicles=list(home.vehicles.all()),
                whole=whole,
                opens_phones=opens_phones,
                starts_household=household_id != before,
            )
        )
        before = household_id
    return _with_beside(entries, ledger, viewer, day)


def _with_beside(entries: list[Entry], ledger: Ledger, viewer: Viewer, day: date) -> list[Entry]:
    if ledger.beside is None:
        return entries
    found = ledger.beside(entries, viewer, day)
    return [replace(one, beside=found.get(one.resident.pk)) if one.resident else one for one in entries]


def _households(keys: Sequence[UUID], scope: Scope) -> dict[UUID, Household]:
    homes = Household.objects.within(scope).filter(pk__in=set(keys))
    contacts = Prefetch("contacts", to_attr="others_to_call")
    return {home.pk: home for home in with_members(homes).prefetch_related(contacts, "vehicles")}


def all_entries(
    ledger: Ledger, viewer: Viewer, scope: Scope, chosen: Chosen, day: date, *, whole: bool, limit: int
) -> Iterator[list[Entry]]:
    """Every line, in batches. The keys are read at once: what changes meanwhile does not shift the order."""
    keys = list(keys_of(ledger, scope, chosen, day)[:limit])
    for at in range(0, len(keys), BATCH):
        yield entries_of(keys[at : at + BATCH], ledger, viewer, scope, day, first=at + 1, whole=whole)
