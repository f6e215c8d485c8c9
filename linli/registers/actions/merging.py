"""Two records of one person become one, and can become two again."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry
from linli.core.problems import ChangedMeanwhile
from linli.registers.actions.going_back import go_back
from linli.registers.actions.residents import keep_one_head, move_to
from linli.registers.actions.writing import finish, last_changed_by, write
from linli.registers.choices import MERGED
from linli.registers.models import Household, KnownApart, Resident, SupportNeed
from linli.registers.problems import MergedAlready, SamePerson, TakenBackAlready

name_action(MERGED, _("{actor} merged two records of one person at {subject}"))
UNMERGED = name_action("registers:residents:unmerged", _("{actor} took back a merge at {subject}"))
APART = name_action(
    "registers:residents:kept_apart", _("{actor} said that two people at {subject} are not one")
)

# What may be taken from the other record. The telephone and the document come with their kinds.
FIELDS = (
    "name", "sex", "birth_on", "birth_precision", "relation",
    "presence", "away_place", "away_return_on", "left_on",
    "document_kind", "document", "phone", "workplace", "notes",
)  # fmt: skip


@transaction.atomic
def merge_residents(
    keep: Resident,
    other: Resident,
    *,
    versions: tuple[int, int] | None = None,
    values: Mapping[str, Any] | None = None,
    home: Household | None = None,
    actor: Actor | None,
) -> AuditEntry:
    """Make `other` a part of `keep`: with the chosen values, in the chosen household, with the needs of both.

    `versions` are those that the person compared. The entry returned is what `unmerge_residents` takes back.
    """
    if keep.pk == other.pk:
        raise SamePerson()
    homes = {keep.household_id, other.household_id, *([home.pk] if home else [])}
    households = {row.pk: row for row in lock_rows(Household.everywhere.all(), homes)}
    kept, merged = _both(keep, other, versions)
    place = kept.household.place
    entry = log(MERGED, actor=actor, subject=kept, subject_name=place, other=str(merged.pk))
    before, after = change(kept, {name: value for name, value in (values or {}).items() if name in FIELDS})
    if after:
        write(kept, after)
        keep_revision(entry, kept, before=before, after=after)
    _fold(merged, kept, entry)
    _take_needs(merged, kept, entry)
    if home is not None and home.pk != kept.household_id:
        move_to(kept, households[home.pk], entry)
    keep_one_head(kept, entry)
    finish("registers.residents_merged", kept.area_code, keep.area_code, merged.area_code,
           kept=kept.pk, merged=merged.pk)  # fmt: skip
    return entry


@transaction.atomic
def unmerge_residents(entry: AuditEntry, *, actor: Actor | None) -> AuditEntry:
    """Take a merge back exactly. Refused where anything that it changed has been changed since."""
    current = lock_rows(AuditEntry.objects.all(), [entry.pk])[0]
    if AuditEntry.objects.filter(action=UNMERGED, data__merge=str(entry.pk)).exists():
        raise TakenBackAlready()
    line = log(
        UNMERGED,
        actor=actor,
        subject_name=current.subject_name,
        area_code=current.area_code,
        merge=str(entry.pk),
    )
    places = go_back(current, line)
    finish("registers.merge_taken_back", *places, merge=entry.pk)
    return line


@transaction.atomic
def keep_apart(first: Resident, second: Resident, *, actor: Actor | None) -> KnownApart:
    """Remember that these two are two, so that nobody is asked again."""
    if first.pk == second.pk:
        raise SamePerson()
    one, two = sorted((first, second), key=lambda resident: resident.pk)
    known, is_new = KnownApart.everywhere.get_or_create(
        first=one, second=two, defaults={"area": one.area, "area_code": one.area_code}
    )
    if is_new:
        log(APART, actor=actor, subject=one, subject_name=one.household.place, other=str(two.pk))
    return known


def _both(keep: Resident, other: Resident, versions: tuple[int, int] | None) -> tuple[Resident, Resident]:
    rows = {row.pk: row for row in lock_rows(Resident.everywhere.all(), [keep.pk, other.pk])}
    kept, merged = rows[keep.pk], rows[other.pk]
    if kept.merged_into_id or merged.merged_into_id:
        raise MergedAlready()
    for row, seen in zip((kept, merged), versions or (), strict=False):
        if row.version != seen:
            raise ChangedMeanwhile(who=last_changed_by(row.pk))
    return kept, merged


def _fold(merged: Resident, kept: Resident, entry: AuditEntry) -> None:
    before, after = change(merged, {"merged_into_id": kept.pk})
    write(merged, after)
    keep_revision(entry, merged, before=before, after=after)
    # Records that were merged into the other one earlier now point at the one that is left.
    for earlier in Resident.everywhere.filter(merged_into=merged).order_by("pk"):
        before, after = change(earlier, {"merged_into_id": kept.pk})
        write(earlier, after)
        keep_revision(entry, earlier, before=before, after=after)


def _take_needs(merged: Resident, kept: Resident, entry: AuditEntry) -> None:
    """The needs go with the person; one of a kind that is already open is ended."""
    has = set(kept.needs.filter(ended_on=None).values_list("code", flat=True))
    for need in lock_rows(SupportNeed.everywhere.all(), _ids(merged.needs.all())):
        moved = {"resident_id": kept.pk, "area_id": kept.area_id, "area_code": kept.area_code}
        if need.ended_on is None and need.code in has:
            moved = {"ended_on": timezone.localdate()}
        before, after = change(need, moved)
        write(need, after)
        keep_revision(entry, need, before=before, after=after)


def _ids(rows: Any) -> Iterable[UUID]:
    return list(rows.values_list("pk", flat=True))
