"""What care keeps of a household stands where its file stands, and what it keeps of a person where the person lives, so
that those who answer for the place see it and others do not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, locked_episode
from linli.care.choices import OPEN, CaseState
from linli.care.marking import mark
from linli.care.models import (
    Appeal,
    CareTask,
    CareTest,
    Case,
    EditionChange,
    Episode,
    HealthCheck,
    MedicalTrip,
    Transfer,
    TriageNote,
    TripRhythm,
)
from linli.care.rules_trips import OPEN as UNDER_WAY
from linli.core.audit import name_action
from linli.core.locks import lock_rows
from linli.core.models import Revision
from linli.core.outbox import announce
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Overreach
from linli.registers.choices import RestrictionSource
from linli.registers.models import Household, Resident, Restriction

FOLLOWED = name_action(
    "care:episode:followed", _("What was decided for somebody went with them to {subject}, as the register has it")
)  # fmt: skip
HOUSEHOLD = "household"
OF_EPISODE = "episode__household"
HANGING: tuple[tuple[type[models.Model], str], ...] = (
    (Episode, HOUSEHOLD), (Case, HOUSEHOLD), (Appeal, HOUSEHOLD), (MedicalTrip, HOUSEHOLD),
    (HealthCheck, OF_EPISODE), (CareTask, OF_EPISODE), (CareTest, OF_EPISODE), (Transfer, OF_EPISODE),
    (EditionChange, OF_EPISODE),
    (TripRhythm, "need__resident__household"), (TriageNote, "resident__household"),
)  # fmt: skip


@transaction.atomic
def follow_household(household_id: UUID) -> list[UUID]:
    """Bring all that hangs on a household to its area; a repeat changes nothing. Answers with the episodes that moved.

    A file that is corrected stood there all along, so what is past moves too, as its people and their needs do.
    """
    home = Household.everywhere.filter(pk=household_id).first()
    if home is None:
        return []
    where = {"area_id": home.area_id, "area_code": home.area_code}
    elsewhere = Episode.everywhere.filter(household=home).exclude(area_code=home.area_code)
    moved = list(elsewhere.order_by("pk").values_list("pk", flat=True))
    for rows in _hanging_on(home):
        rows.exclude(area_code=home.area_code).update(**where)
    return moved


def _hanging_on(home: Household) -> Iterator[models.QuerySet[models.Model]]:
    for model, path in HANGING:
        yield model.everywhere.filter(**{path: home})  # type: ignore[attr-defined]
    yield Restriction.everywhere.filter(household=home, source=RestrictionSource.EPISODE)


# ---- a person who lives elsewhere, or is one with another record -------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """An episode or a way to a hospital that stands elsewhere now, and where it stood."""

    id: UUID
    household_id: UUID
    area_code: str


@dataclass(frozen=True)
class Followed:
    episodes: tuple[Moved, ...] = ()
    trips: tuple[Moved, ...] = ()
    later: tuple[UUID, ...] = ()  # of two that are open for one person: those opened later


@transaction.atomic
def follow_person(resident_id: UUID, *, at: datetime) -> Followed:
    """Bring what is open for a person to the record that is kept and to the door where they live; a repeat changes nothing.

    What is over stays where it was: it held the old door. A person has one open episode; where the kept record has one
    already, both stay as they are, and people decide which is cancelled.
    """
    person = _held(resident_id)
    if person is None:
        return Followed()
    records = _records(person)
    _take_cases(person, records)
    rows = Episode.everywhere.filter(resident__in=records, state__in=OPEN).order_by("pk")
    own = [row.pk for row in rows if row.resident_id == person.pk]
    # Of several on merged records the first that was opened: the kept record has room for one.
    taken = own or [row.pk for row in sorted(rows, key=_opened)[:1]]
    moved = [one for one in (_take(pk, person, at) for pk in taken) if one is not None]
    trips = _take_trips(person, records)
    open_now = sorted(rows.all(), key=_opened)
    return Followed(tuple(moved), tuple(trips), tuple(one.pk for one in open_now[1:]))


@transaction.atomic
def part_again(kept_id: UUID, merged_id: UUID, *, at: datetime) -> Followed:
    """A merge was taken back: what came from the other record goes back to it, and stands where that one lives."""
    other = _held(merged_id)
    if other is None or other.pk != merged_id:  # merged anew meanwhile
        return Followed()
    mine = Episode.everywhere.filter(resident=kept_id, state__in=OPEN).order_by("pk")
    came = [one.pk for one in mine if _record_before(one.pk) == str(merged_id)]
    if came and not Episode.everywhere.filter(resident=other, state__in=OPEN).exists():
        moved = [one for one in (_take(pk, other, at) for pk in came) if one is not None]
        return Followed(tuple(moved))
    return Followed()


def _held(resident_id: UUID) -> Resident | None:
    """The record that is kept. Households first, then people, then episodes, in one order, as everybody locks them."""
    row = Resident.everywhere.filter(pk=resident_id).first()
    if row is None:
        return None
    records = _records(row)
    homes = set(Resident.everywhere.filter(pk__in=records).values_list("household", flat=True))
    homes |= set(
        Episode.everywhere.filter(resident__in=records, state__in=OPEN).values_list("household", flat=True)
    )
    lock_rows(Household.everywhere.all(), homes)
    found = lock_rows(Resident.everywhere.select_related("household"), records)
    kept = next((one.merged_into_id for one in found if one.pk == resident_id), None) or resident_id
    return next((one for one in found if one.pk == kept), None)


def _records(person: Resident) -> set[UUID]:
    kept = person.merged_into_id or person.pk
    return {kept, *Resident.everywhere.filter(merged_into=kept).values_list("pk", flat=True)}


def _opened(episode: Episode) -> tuple[bool, datetime, UUID]:
    """In the order of their beginning; a proposal after all that are decided."""
    return episode.approved_at is None, episode.approved_at or episode.proposed_at, episode.pk


def _record_before(episode_id: UUID) -> str:
    rows = Revision.objects.filter(subject_id=episode_id).order_by("-id")
    return next((str(one.before["resident_id"]) for one in rows if "resident_id" in (one.before or {})), "")


def _take(episode_id: UUID, person: Resident, at: datetime) -> Moved | None:
    episode, home = locked_episode(episode_id), person.household
    before = Moved(episode.pk, episode.household_id, episode.area_code)
    where = {"area_id": home.area_id, "area_code": home.area_code}
    values = {"resident_id": person.pk, "household_id": home.pk, **where}
    if episode.state not in OPEN or all(getattr(episode, name) == value for name, value in values.items()):
        return None
    change_row(episode, values, FOLLOWED, actor=None)
    for model, path in HANGING:
        if path == OF_EPISODE:
            model.everywhere.filter(episode=episode).update(**where)  # type: ignore[attr-defined]
    of_marks = Q(restriction__source=RestrictionSource.EPISODE, restriction__source_id=episode.pk)
    objections = Appeal.everywhere.filter(Q(episode=episode) | of_marks).values("pk")
    Appeal.everywhere.filter(pk__in=list(objections.values_list("pk", flat=True))).update(
        household=home, **where
    )
    findings = Overreach.everywhere.filter(about=OverreachAbout.EPISODE, about_id=episode.pk, gone_at=None)
    findings.update(**where)
    if before.household_id != home.pk:
        _take_marks(episode, home, at)
    announce("care.episode_changed", episode=str(episode.pk))
    return before


def _take_marks(episode: Episode, home: Household, at: datetime) -> None:
    """The old door is free in this moment, and the new one is marked until the same end."""
    where = {"household": home, "area_id": home.area_id, "area_code": home.area_code}
    marks = Restriction.everywhere.filter(
        source=RestrictionSource.EPISODE, source_id=episode.pk, lifted_at=None, until_at__gt=at
    )
    marks.filter(from_at__gt=at).update(**where)  # has held nobody yet
    marks.filter(from_at__lte=at).exclude(household=home).update(lifted_at=at)
    mark(episode, at=at)


def _take_cases(person: Resident, records: Collection[UUID]) -> None:
    """A case stays where it was found; on a merged record nobody would see that the person is one."""
    for case in Case.everywhere.filter(resident__in=records).exclude(resident=person).order_by("pk"):
        same = Case.everywhere.filter(resident=person, incident=case.incident_id)
        if case.state == CaseState.RULED_OUT or not same.exclude(state=CaseState.RULED_OUT).exists():
            Case.everywhere.filter(pk=case.pk).update(resident=person)


def _take_trips(person: Resident, records: Collection[UUID]) -> Iterator[Moved]:
    """Ways that are still to be made begin at the door where the person lives."""
    home = person.household
    where = {"area_id": home.area_id, "area_code": home.area_code}
    rows = MedicalTrip.everywhere.filter(resident__in=records, state__in=UNDER_WAY)
    elsewhere = rows.exclude(resident=person, household=home, area_code=home.area_code)
    for trip in lock_rows(rows, elsewhere.values_list("pk", flat=True)):
        before = Moved(trip.pk, trip.household_id, trip.area_code)
        MedicalTrip.everywhere.filter(pk=trip.pk).update(
            resident=person, household=home, version=trip.version + 1, **where
        )
        announce("care.trip_changed", trip=str(trip.pk))
        yield before
    TripRhythm.everywhere.filter(need__resident=person).exclude(area_code=home.area_code).update(**where)
    if not TriageNote.everywhere.filter(resident=person).exists():
        other = TriageNote.everywhere.filter(resident__in=records).order_by("-noted_at").first()
        if other is not None:
            TriageNote.everywhere.filter(pk=other.pk).update(resident=person)
    TriageNote.everywhere.filter(resident=person).exclude(area_code=home.area_code).update(**where)
