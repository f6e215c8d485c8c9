"""Where several may write, two hands make rows at once. Each fact becomes one row, and of each phone in its order."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from linli.core.facts import FieldFact
from linli.intake.actions import derive_facts, deriving, enrol_device
from linli.intake.actions.deriving import Derived, Share
from linli.intake.models import Device, Fact
from linli.intake.sealing import digest_of
from linli.people.models import User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay
from tests.conftest import NOW
from tests.intake.conftest import fact_id

ANSWER = '{{"household":"{}","same":true}}'


def keep(number: int, device: Device, household: Household) -> Fact:
    body = ANSWER.format(household.pk)
    made_at, digest = NOW - timedelta(minutes=number), digest_of(body.encode())
    return Fact.objects.create(
        pk=fact_id(number), device=device, user=device.user, kind="daily_answer", body=body,
        digest=digest, made_at=made_at, received_at=NOW,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_several_phones_told_of_one_household_counts_once_each(
    household: Household, grid_worker: User
) -> None:
    phones = [enrol_device(actor=None, user=grid_worker).device for _one in range(6)]
    for number in range(60):
        keep(number, phones[number % 6], household)
    assert derive_facts(batch=5) == Derived(derived=60)
    day = HouseholdDay.everywhere.get()
    assert (day.contacts, ContactEntry.everywhere.count()) == (60, 60)
    # The earliest stands, whichever hand brought it.
    assert day.answer_id == fact_id(59)
    assert set(ContactEntry.everywhere.values_list("after_id", flat=True)) == {None, fact_id(59)}


@pytest.mark.django_db(transaction=True)
def test_a_hand_takes_the_phones_that_are_its_own(household: Household, grid_worker: User) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")
    kept: dict[int, set[UUID]] = {0: set(), 1: set()}
    for number in range(12):
        phone = enrol_device(actor=None, user=grid_worker).device
        kept[phone.pk.bytes[-1] % 2].add(keep(number, phone, household).pk)
    for hand in (0, 1):
        deriving._derive_batch(100, Share(hand, 2))
        derived = set(Fact.objects.derived().values_list("pk", flat=True))
        assert derived == kept[0] | (kept[1] if hand else set())


def test_a_batch_that_stood_in_anothers_way_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    went = iter([OperationalError("deadlock detected"), Derived(derived=3)])

    def batch(_limit: int, _share: Share) -> Derived:
        done = next(went)
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(deriving, "_derive_batch", batch)
    assert deriving._tried(100, Share(0, 2)) == Derived(derived=3)


def test_a_database_that_stays_away_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def batch(_limit: int, _share: Share) -> Derived:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(deriving, "_derive_batch", batch)
    with pytest.raises(OperationalError):
        deriving._tried(100, Share(0, 2))


def test_two_batches_go_through_the_parts_in_one_order() -> None:
    told = [
        FieldFact(fact_id(number), kind, None, NOW, NOW, None, None)
        for number, kind in enumerate(("gate.scan", "visit", "daily_answer"))
    ]
    one, other = deriving._by_take(told), deriving._by_take(told[::-1])
    assert list(one) == list(other)
    assert [[fact.kind for fact in facts] for facts in one.values()] == [
        ["visit", "daily_answer"],
        ["gate.scan"],
    ]
