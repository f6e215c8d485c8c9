"""What a household declares through its own link: who comes, what changed, and that nobody comes after all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.lib.periods import local_day
from linli.lib.texts import tidy
from linli.registers.models import Household
from linli.rounds.actions.arrivals import columns_of, take_arrivals
from linli.rounds.actions.returnees import change_arrival, locked_arrival
from linli.rounds.arrival_rules import is_in_reach, may_become
from linli.rounds.bodies import Arrival as ArrivalBody
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from linli.rounds.problems_returnees import ArrivalSettled, ArrivesTooFarOff

DECLARED = name_action("rounds:arrival:declared", _("{subject} declared through its own link who comes"))
CHANGED = name_action("rounds:arrival:changed", _("{subject} changed through its own link who comes"))
WITHDRAWN = name_action(
    "rounds:arrival:withdrawn", _("{subject} withdrew through its own link that somebody comes")
)


@transaction.atomic
def declare_arrival(household: Household, *, arrival_id: UUID, body: ArrivalBody, now: datetime) -> Arrival:
    """Somebody comes to this household. With the same id again it returns the first declaration.

    Somebody whose arrival a worker has recorded is not expected again: what that record lacks is added to it. Else, said by
    the household itself, it stays expected until somebody has confirmed it, even if the day has passed.
    """
    if not is_in_reach(body.arrives_on, today=local_day(now)):
        raise ArrivesTooFarOff()
    fact = FieldFact(
        id=arrival_id,
        kind="arrival",
        body=body,
        at=now,
        received_at=now,
        user_id=None,
        device_id=None,
        told_by=household.pk,
    )
    # A thumb that taps twice sends two requests: the second waits here, and finds the first one's row.
    lock_rows(Household.everywhere.all(), [household.pk])
    if come := _come_already(household, body):
        missing = {
            name: value for name, value in columns_of(body).items() if value and not getattr(come, name)
        }
        change_arrival(come, missing, DECLARED, actor=None)
        return come
    is_new = not Arrival.everywhere.filter(pk=arrival_id).exists()
    for problem in take_arrivals([fact]).values():
        raise problem
    arrival = Arrival.everywhere.get(pk=arrival_id)
    if is_new:
        log(DECLARED, actor=None, subject=arrival, subject_name=household.place)
    return arrival


def _come_already(household: Household, body: ArrivalBody) -> Arrival | None:
    """The arrival that a worker has recorded of this person within a week of the day: then nobody is expected."""
    week = timedelta(days=7)
    rows = Arrival.everywhere.filter(
        household=household,
        state=ArrivalState.ARRIVED,
        name=tidy(body.name),
        arrives_on__gte=body.arrives_on - week,
        arrives_on__lte=body.arrives_on + week,
        forgotten_at=None,
    )
    found = lock_rows(Arrival.everywhere.all(), rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def change_declaration(
    household: Household, *, arrival_id: UUID, version: int | None, values: Mapping[str, Any], now: datetime
) -> Arrival:
    """Change what was declared, as long as it is expected."""
    arrival = locked_arrival(arrival_id, version=version, household=household)
    if arrival.state != ArrivalState.EXPECTED:
        raise ArrivalSettled(state=arrival.get_state_display())
    if not is_in_reach(values.get("arrives_on", arrival.arrives_on), today=local_day(now)):
        raise ArrivesTooFarOff()
    change_arrival(arrival, values, CHANGED, actor=None)
    return arrival


@transaction.atomic
def withdraw_declaration(household: Household, *, arrival_id: UUID, now: datetime) -> Arrival:
    """Nobody comes after all. Withdrawn twice is withdrawn once."""
    arrival = locked_arrival(arrival_id, version=None, household=household)
    if arrival.state == ArrivalState.WITHDRAWN:
        return arrival
    if not may_become(arrival.state, ArrivalState.WITHDRAWN):
        raise ArrivalSettled(state=arrival.get_state_display())
    change_arrival(arrival, {"state": ArrivalState.WITHDRAWN.value, "settled_at": now}, WITHDRAWN, actor=None)
    return arrival
