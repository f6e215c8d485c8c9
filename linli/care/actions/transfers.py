"""A way to a facility, a hospital, or home: asked for, approved, driven, handed over at both ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.care import marking
from linli.care.choices import IN_FORCE, TransferState
from linli.care.models import Episode, Transfer
from linli.care.problems_release import (
    ApproverAsked,
    OverAlready,
    TransferHeld,
    TransferUnderWay,
    WrongCode,
    WrongStep,
)
from linli.care.queries_release import is_held
from linli.care.queries_transfers import may_go_home
from linli.care.transfer_codes import new_code, read_code
from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.people.viewer import user_behind
from linli.registers.actions.writing import correct, locked

ASKED = name_action("care:transfer:asked", _("{actor} asked for a transfer of somebody of {subject}"))
APPROVED = name_action("care:transfer:approved", _("{actor} approved a transfer of somebody of {subject}"))
DRIVEN = name_action("care:transfer:vehicle", _("{actor} assigned a vehicle for somebody of {subject}"))
HANDED_OVER = name_action("care:transfer:handed_over", _("{actor} handed somebody of {subject} over"))
ARRIVED = name_action("care:transfer:arrived", _("{actor} received somebody of {subject}"))
DROPPED = name_action("care:transfer:dropped", _("{actor} dropped a transfer of somebody of {subject}"))

OVER = (TransferState.ARRIVED, TransferState.DROPPED)


@dataclass(frozen=True)
class TransferAsked:
    """Where to and when, and what somebody must not be parted from."""

    wanted_at: datetime
    to_place: str = ""
    to_room: str = ""
    goes_home: bool = False
    luggage: str = ""
    medicines: str = ""
    pets: str = ""
    dependants: str = ""

    @property
    def values(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Ride:
    vehicle: str
    driver: str
    driver_phone: str


@transaction.atomic
def request_transfer(
    *, actor: Actor, episode: Episode, transfer_id: UUID, asked: TransferAsked, now: datetime | None = None
) -> Transfer:
    """Ask for a way. The same form twice makes one; a suspicious pool alone moves nobody. Who is free goes home only."""
    if there := Transfer.everywhere.filter(pk=transfer_id, episode=episode).first():
        return there
    current, user = _episode(episode.pk, goes_home=asked.goes_home), user_behind(actor)
    if user is None:
        raise NotFound()
    if Transfer.everywhere.filter(episode=current).exclude(state__in=OVER).exists():
        raise TransferUnderWay()
    _check_held(current, goes_home=asked.goes_home)
    made = Transfer.objects.create(
        pk=transfer_id, episode=current, area_id=current.area_id, area_code=current.area_code, code=new_code(),
        asked_by=user, asked_at=now or timezone.now(), **asked.values,
    )  # fmt: skip
    log(ASKED, actor=actor, subject=made, subject_name=current.household.place)
    _tell(made)
    return made


def approve_transfer(
    *, actor: Actor, transfer: Transfer, version: int | None, now: datetime | None = None
) -> Transfer:
    """As the second person."""
    user = user_behind(actor)
    if user is not None and user.pk == transfer.asked_by_id:
        raise ApproverAsked()
    values = {"approved_by": user, "approved_at": now or timezone.now()}
    return _step(transfer, version, TransferState.REQUESTED, TransferState.APPROVED, values, APPROVED, actor)


def assign_vehicle(*, actor: Actor, transfer: Transfer, version: int | None, ride: Ride) -> Transfer:
    return _step(
        transfer, version, TransferState.APPROVED, TransferState.VEHICLE, dict(vars(ride)), DRIVEN, actor
    )


def hand_over(
    *, actor: Actor, transfer: Transfer, code: str, condition: str, now: datetime | None = None
) -> Transfer:
    """Where the way begins. The code says that it is this person; told twice it stays as it was told first."""
    _check_code(transfer, code)
    values = {
        "handed_over_by": user_behind(actor),
        "handed_over_at": now or timezone.now(),
        "condition": condition,
    }
    return _step(
        transfer,
        None,
        TransferState.VEHICLE,
        TransferState.HANDED_OVER,
        values,
        HANDED_OVER,
        actor,
        again=True,
    )


@transaction.atomic
def receive(
    *,
    actor: Actor,
    transfer: Transfer,
    code: str,
    condition: str,
    room: str = "",
    now: datetime | None = None,
) -> Transfer:
    """Where it ends: from now on the person is there, and the door at home is marked or free accordingly."""
    now = now or timezone.now()
    _check_code(transfer, code)
    values = {"received_by": user_behind(actor), "received_at": now, "received_condition": condition}
    if room:
        values["to_room"] = room
    locked(Episode, transfer.episode_id, None)
    there = locked(Transfer, transfer.pk, None)
    if there.state == TransferState.ARRIVED:
        return there  # told twice: the person may have gone on since
    done = _step(transfer, None, TransferState.HANDED_OVER, TransferState.ARRIVED, values, ARRIVED, actor)
    # Also of who was released meanwhile: whoever arrives in a facility is there, until a way home has ended.
    _move(locked(Episode, transfer.episode_id, None), done, actor, now)
    return done


@transaction.atomic
def drop_transfer(*, actor: Actor, transfer: Transfer, version: int | None, why: str) -> Transfer:
    """Not needed any more. Who sits in the car already is driven to the end."""
    current = locked(Transfer, transfer.pk, version)
    if current.state == TransferState.DROPPED:
        return current
    if current.state in (TransferState.HANDED_OVER, TransferState.ARRIVED):
        raise WrongStep()
    correct(
        current, {"state": TransferState.DROPPED, "why_dropped": why}, DROPPED, actor=actor,
        place=current.episode.household.place,
    )  # fmt: skip
    _tell(current)
    return current


@transaction.atomic
def _step(
    transfer: Transfer, version: int | None, before: str, after: str, values: dict[str, Any], action: str,
    actor: Actor, *, again: bool = False,
) -> Transfer:  # fmt: skip
    episode = _episode(
        transfer.episode_id, goes_home=transfer.goes_home, over_too=after == TransferState.ARRIVED
    )
    current = locked(Transfer, transfer.pk, version)
    if again and current.state == after:
        return current
    if current.state != before:
        raise WrongStep()
    if after != TransferState.ARRIVED:
        _check_held(episode, goes_home=current.goes_home)
    users = {
        f"{key}_id": value.pk for key, value in values.items() if key.endswith("_by") and value is not None
    }
    plain = {key: value for key, value in values.items() if not key.endswith("_by")}
    correct(current, {"state": after, **plain, **users}, action, actor=actor, place=episode.household.place)
    _tell(current)
    return current


def _move(episode: Episode, transfer: Transfer, actor: Actor, now: datetime) -> None:
    place = "" if transfer.goes_home else transfer.to_place
    room = "" if transfer.goes_home else transfer.to_room
    values = {"place": place, "room": room}
    correct(episode, values, ARRIVED, actor=actor, place=episode.household.place)
    marking.mark(episode, at=now)
    announce("care.episode_changed", episode=str(episode.pk))


def _episode(pk: UUID, *, goes_home: bool, over_too: bool = False) -> Episode:
    current = locked(Episode, pk, None)
    if current.state in IN_FORCE or over_too or (goes_home and may_go_home(current)):
        return current
    raise OverAlready()


def _check_held(episode: Episode, *, goes_home: bool) -> None:
    if not goes_home and is_held(episode):
        raise TransferHeld()


def _check_code(transfer: Transfer, typed: str) -> None:
    if read_code(typed) != transfer.code:
        raise WrongCode()


def _tell(transfer: Transfer) -> None:
    announce("care.episode_changed", episode=str(transfer.episode_id), transfer=str(transfer.pk))
