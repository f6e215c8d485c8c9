"""What staff decide about somebody who was declared: who it is, where from, whether they came."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.core.models import AuditEntry, Revision
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.lib.documents import read_document
from linli.registers.actions import add_resident, mark_presence
from linli.registers.actions.writing import last_changed_by
from linli.registers.choices import DocumentKind, Presence, Relation
from linli.registers.models import Household, Resident
from linli.rounds.actions.arrivals import tell_of_arrivals
from linli.rounds.arrival_rules import KEPT, may_become
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from linli.rounds.origins import places, resolve_origin
from linli.rounds.problems_returnees import ArrivalSettled, NoSuchOrigin, NotOfThisDoor

CONFIRMED = name_action("rounds:arrival:confirmed", _("{actor} confirmed that somebody arrived at {subject}"))
NOT_COME = name_action("rounds:arrival:not_come", _("{actor} noted that somebody did not come to {subject}"))
MISTAKEN = name_action("rounds:arrival:mistaken", _("{actor} struck out a mistaken arrival at {subject}"))
REOPENED = name_action("rounds:arrival:reopened", _("{actor} expects somebody at {subject} again"))
MATCHED = name_action("rounds:arrival:matched", _("{actor} said which resident it is who comes to {subject}"))
PLACED = name_action(
    "rounds:arrival:placed", _("{actor} said where somebody comes from who comes to {subject}")
)
FORGOTTEN = name_action("rounds:arrivals:forgotten", _("Numbers and notes of {n} old arrivals were deleted"))

SETTLES = {
    ArrivalState.ARRIVED: CONFIRMED,
    ArrivalState.NOT_COME: NOT_COME,
    ArrivalState.WRONG: MISTAKEN,
    ArrivalState.EXPECTED: REOPENED,
}
DERIVED = ("phone_hash", "phone_tail", "document_hash")
NUMBERS_AND_NOTES = {
    "phone": "", "document": "", "transport_number": "", "note": "", "declared_phone": "", "declared_by": "",
}  # fmt: skip


@transaction.atomic
def settle_arrival(
    arrival_id: UUID,
    *,
    version: int | None,
    state: ArrivalState,
    actor: Actor,
    now: datetime,
    arrived_at: datetime | None = None,
    note_at_home: bool = False,
) -> Arrival:
    """They came, did not come, or it was a mistake. Two who say the same: the second changes nothing.

    `note_at_home`: somebody of this household who was away is noted as living here again.
    """
    arrival = locked_arrival(arrival_id)
    if arrival.state == state:
        return arrival
    _refuse_older(arrival, version)
    if not may_become(arrival.state, state):
        raise ArrivalSettled(state=arrival.get_state_display())
    has_come = state == ArrivalState.ARRIVED
    values = {
        "state": state.value,
        "arrived_at": (arrived_at or now) if has_come else None,
        "settled_at": None if state == ArrivalState.EXPECTED else now,
        "settled_by_id": None if state == ArrivalState.EXPECTED else actor.pk,
    }
    change_arrival(arrival, values, SETTLES[state], actor=actor)
    if has_come and note_at_home:
        _note_at_home(arrival, actor)
    tell_of_arrivals([arrival])
    return arrival


@transaction.atomic
def match_arrival(
    arrival_id: UUID, *, version: int | None, resident: Resident | None, actor: Actor
) -> Arrival:
    """Say who of the register it is; None: nobody of those proposed."""
    arrival = locked_arrival(arrival_id)
    if arrival.resident_id == (resident.pk if resident else None):
        return arrival
    _refuse_older(arrival, version)
    if resident is not None and resident.merged_into_id is not None:
        raise NotOfThisDoor()
    change_arrival(arrival, {"resident_id": resident.pk if resident else None}, MATCHED, actor=actor)
    tell_of_arrivals([arrival])
    return arrival


@transaction.atomic
def enter_arrival(arrival_id: UUID, *, version: int | None, relation: Relation, actor: Actor) -> Arrival:
    """Enter somebody whom the register does not have as a member of the household, and say that it is this person."""
    arrival = locked_arrival(arrival_id)
    if arrival.resident_id is not None:
        return arrival
    _refuse_older(arrival, version)
    here = arrival.state == ArrivalState.ARRIVED
    values = {
        "name": arrival.name,
        "relation": relation,
        "phone": arrival.phone,
        "presence": Presence.LIVING if here else Presence.AWAY,
        "away_place": "" if here else arrival.from_place[:80],
        "away_return_on": None if here else arrival.arrives_on,
        **_document(arrival),
    }
    resident = add_resident(
        arrival.household, resident_id=uuid5(arrival.pk, "resident"), values=values, actor=actor
    )
    change_arrival(arrival, {"resident_id": resident.pk}, MATCHED, actor=actor)
    tell_of_arrivals([arrival])
    return arrival


@transaction.atomic
def place_arrival(arrival_id: UUID, *, version: int | None, code: str, actor: Actor) -> Arrival:
    """Say which of the places is meant that the words may mean; an empty code keeps the words alone."""
    arrival = locked_arrival(arrival_id)
    if arrival.from_code == code:
        return arrival
    _refuse_older(arrival, version)
    if code and code not in places():
        raise NoSuchOrigin()
    asked = {one.code for one in resolve_origin(arrival.from_place).candidates}
    if code and code not in asked and code != resolve_origin(arrival.from_place).code:
        raise NoSuchOrigin()
    change_arrival(arrival, {"from_code": code}, PLACED, actor=actor)
    return arrival


@transaction.atomic
def forget_arrivals(*, today: date, now: datetime, most: int = 2000) -> int:
    """Delete numbers and notes of those whose day of arrival is four weeks past; the origin and the day stay."""
    old = Arrival.everywhere.filter(forgotten_at=None, arrives_on__lt=today - KEPT)
    ids = list(old.order_by("arrives_on", "pk").values_list("pk", flat=True)[:most])
    for arrival in lock_rows(Arrival.everywhere.all(), ids):
        for column, value in NUMBERS_AND_NOTES.items():
            setattr(arrival, column, value)
        arrival.forgotten_at = now
        arrival.save(update_fields=[*NUMBERS_AND_NOTES, *DERIVED, "forgotten_at"])
    # What they were before a change goes with them.
    Revision.objects.filter(subject_id__in=ids).update(before={}, after={})
    if ids:
        log(FORGOTTEN, actor=None, n=len(ids))
    return len(ids)


# ---- what these share -------------------------------------------------------------------------------
def locked_arrival(
    arrival_id: UUID, *, version: int | None = None, household: Household | None = None
) -> Arrival:
    """The row as it is now, held until the transaction ends."""
    rows = lock_rows(Arrival.everywhere.all(), [arrival_id])
    if not rows or (household is not None and rows[0].household_id != household.pk):
        raise NotFound()
    _refuse_older(rows[0], version)
    return rows[0]


def change_arrival(
    arrival: Arrival, values: Mapping[str, Any], action: str, *, actor: Actor | None
) -> AuditEntry | None:
    """Write, log and keep what differs; nothing where nothing does."""
    before, after = change(arrival, values)
    if not before:
        return None
    arrival.version += 1
    arrival.save(update_fields=[*(name.removesuffix("_id") for name in after), *DERIVED, "version"])
    entry = log(action, actor=actor, subject=arrival, subject_name=arrival.household.place)
    keep_revision(entry, arrival, before=before, after=after)
    return entry


def _refuse_older(arrival: Arrival, version: int | None) -> None:
    if version is not None and arrival.version != version:
        raise ChangedMeanwhile(who=last_changed_by(arrival.pk))


def _note_at_home(arrival: Arrival, actor: Actor) -> None:
    resident = arrival.resident
    if resident is None or resident.household_id != arrival.household_id:
        return
    if resident.presence == Presence.AWAY and resident.merged_into_id is None:
        mark_presence(resident, version=None, presence=Presence.LIVING, actor=actor)


def _document(arrival: Arrival) -> dict[str, str]:
    if not arrival.document:
        return {}
    read = read_document(arrival.document)
    kind = DocumentKind.OTHER if read.problem else DocumentKind(read.kind.value)
    return {"document": arrival.document, "document_kind": kind}
