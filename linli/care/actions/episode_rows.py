"""What the actions on episodes do alike: lock, compare versions, write what changed, keep what was."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from linli.care.models import Case, Episode
from linli.care.problems_episodes import NeedsAPerson, NotNow
from linli.core.audit import Actor, change, keep_revision, log
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry, Revision
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.lib.periods import local_day
from linli.people.viewer import Viewer, acting
from linli.registers.actions.writing import last_changed_by
from linli.registers.models import Household, Resident

# Encrypted where they stand; never copied into a revision or the trail.
PRIVATE = frozenset({"evidence", "health", "cancelled_note"})


def moment(at: datetime | None) -> datetime:
    return at or timezone.now()


def decider(actor: Actor | None, area_code: str, *capabilities: str, at: datetime) -> Viewer:
    """The person who decides, with the duty for it at this place. The system decides nothing."""
    if actor is None:
        raise NeedsAPerson()
    viewer = acting(actor, day=local_day(at))
    viewer.need(*capabilities, write=True)
    if not viewer.scope.covers(area_code):
        raise NotFound()
    return viewer


def locked_episode(episode_id: UUID, *, version: int | None = None) -> Episode:
    """The episode as it is now, held until the transaction ends."""
    rows = Episode.everywhere.select_related("household__area", "resident", "area", "incident", "batch")
    found = lock_rows(rows, [episode_id])
    if not found:
        raise NotFound()
    refuse_older(found[0], version)
    return found[0]


def locked_case(case_id: UUID, *, version: int | None = None) -> Case:
    rows = Case.everywhere.select_related("household__area", "resident", "area", "incident")
    found = lock_rows(rows, [case_id])
    if not found:
        raise NotFound()
    refuse_older(found[0], version)
    return found[0]


def locked_people(keys: Iterable[UUID]) -> dict[UUID, Resident]:
    """These people as they are now, by id: two who decide about the same person wait for each other here.

    Their households first, in one order, as the register does it: else who corrects one of them and who proposes one
    would wait for each other for ever. Refused where somebody has moved in this moment; done again, it goes.
    """
    known = dict(Resident.everywhere.filter(pk__in=list(keys)).values_list("pk", "household_id"))
    lock_rows(Household.everywhere.all(), set(known.values()))
    found = lock_rows(Resident.everywhere.select_related("household__area"), known)
    for one in found:
        if one.household_id != known[one.pk]:
            raise ChangedMeanwhile(who=last_changed_by(one.pk))
    return {one.pk: one for one in found}


def refuse_older(row: Episode | Case, version: int | None) -> None:
    if version is not None and row.version != version:
        entry = Revision.objects.filter(subject_id=row.pk).select_related("entry").order_by("-id").first()
        raise ChangedMeanwhile(who=entry.entry.actor_name if entry else "")


def must_be(episode: Episode, *states: str) -> None:
    if episode.state not in states:
        raise NotNow(state=episode.get_state_display())


def change_row(
    row: Episode | Case, values: Mapping[str, Any], action: str, *, actor: Actor | None, **data: Any
) -> AuditEntry:
    """Write, log and keep what differs. The trail names the door, not the person, and no illness."""
    before, after = change(row, values)
    row.version += 1
    row.save(update_fields=[*(_column(row, name) for name in after), "version"])
    entry = log(action, actor=actor, subject=row, subject_name=row.household.place, **data)
    keep_revision(entry, row, before=_public(before), after=_public(after))
    return entry


def _column(row: Model, name: str) -> str:
    """`save` wants the name of a field, a change may name its column."""
    return next((one.name for one in row._meta.concrete_fields if one.attname == name), name)


def _public(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in PRIVATE}
