"""Many at the same moment: one link opens, one answer counts, one arrival is confirmed."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from linli.core.models import AuditEntry
from linli.people.models import User
from linli.portal.actions import answer_daily, declare, make_link
from linli.portal.models import HouseholdLink
from linli.registers.models import Household
from linli.rounds.actions import settle_arrival
from linli.rounds.bodies import Arrival as Body
from linli.rounds.bodies import DailyAnswer
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival, ContactEntry, HouseholdDay
from tests.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True)]
MANY = 4


@pytest.fixture(autouse=True)
def _many_writers(transactional_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")


def all_at_once(work: Callable[[int], object]) -> list[Any]:
    """Start together; what each came back with."""
    ready, found = threading.Barrier(MANY), list[Any]()

    def run(number: int) -> None:
        try:
            ready.wait(60)
            found.append(work(number))
        except Exception as error:  # noqa: BLE001 - handed to the test
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


def test_one_link_opens_whoever_made_theirs_last(household: Household, clerk: User) -> None:
    found = all_at_once(lambda _number: make_link(household, actor=clerk, now=NOW))
    assert [one for one in found if isinstance(one, Exception)] == []
    assert HouseholdLink.everywhere.filter(household=household).count() == MANY
    assert HouseholdLink.everywhere.filter(household=household, revoked_at=None).count() == 1


def test_one_form_sent_by_an_impatient_thumb_counts_once(household: Household, clerk: User) -> None:
    link, record = make_link(household, actor=clerk, now=NOW).link, uuid4()
    body = DailyAnswer(household=household.pk, same=True, channel="online")
    found = all_at_once(lambda _number: answer_daily(link, record=record, body=body, now=NOW))
    assert [one for one in found if isinstance(one, Exception)] == []
    assert ContactEntry.everywhere.count() == 1
    assert HouseholdDay.everywhere.get().contacts == 1


def test_one_declaration_sent_many_times_is_one(household: Household, clerk: User) -> None:
    link, record = make_link(household, actor=clerk, now=NOW).link, uuid4()
    body = Body(household=household.pk, name="冯雨欣", arrives_on=TODAY, state="expected")
    found = all_at_once(lambda _number: declare(link, record=record, body=body, now=NOW))
    assert [one for one in found if isinstance(one, Exception)] == []
    assert len({one.pk for one in found}) == Arrival.everywhere.count() == 1
    assert AuditEntry.objects.filter(action="rounds:arrival:declared").count() == 1


def test_one_of_many_officers_confirms_the_arrival(household: Household, clerk: User) -> None:
    link = make_link(household, actor=clerk, now=NOW).link
    body = Body(household=household.pk, name="冯雨欣", arrives_on=TODAY, state="expected")
    arrival = declare(link, record=uuid4(), body=body, now=NOW)
    found = all_at_once(
        lambda _number: settle_arrival(
            arrival.pk, version=1, state=ArrivalState.ARRIVED, actor=clerk, now=NOW
        )
    )
    assert [one for one in found if isinstance(one, Exception)] == []
    arrival.refresh_from_db()
    assert (arrival.state, arrival.version) == (ArrivalState.ARRIVED, 2)
    assert AuditEntry.objects.filter(action="rounds:arrival:confirmed").count() == 1
