"""Kept facts become rows, once; what cannot be used goes into quarantine, and comes back when it can."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from linli.core import facts as registry
from linli.core.audit import keep_revision, log
from linli.core.facts import FieldFact, kind_named
from linli.core.models import AuditEntry, Revision
from linli.intake import tasks
from linli.intake.actions import (
    NewDevice,
    derive_facts,
    enrol_device,
    mend_fact,
    purge_bodies,
    purge_unreadable,
    purge_unused,
    put_aside,
    replay_facts,
)
from linli.intake.actions.quarantine import MENDED
from linli.intake.choices import FactState
from linli.intake.models import Fact, PutAside
from linli.intake.problems import NotInQuarantine, StillWrong
from linli.intake.queries import Counted, count_facts, count_reasons
from linli.intake.rules import LONGEST_REST
from linli.intake.sealing import digest_of, seal_all
from linli.people.models import Appointment, User
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay
from tests.conftest import NOW, TODAY
from tests.intake.conftest import fact_id

pytestmark = pytest.mark.django_db
Keep = Callable[..., Fact]


@pytest.fixture
def device(grid_worker: User) -> NewDevice:
    return enrol_device(actor=None, user=grid_worker)


@pytest.fixture
def keep(device: NewDevice, household: Household) -> Keep:
    """`keep(1)`: a kept fact, as the intake writes it: the household answers that nothing has changed."""

    def one(number: int, kind: str = "daily_answer", body: Any = None, **values: Any) -> Fact:
        told = json.dumps(body or {"household": str(household.pk), "same": True})
        columns = {"made_at": NOW - timedelta(hours=1), "received_at": NOW, **values}
        fact = Fact(
            pk=fact_id(number), device=device.device, user=device.device.user, kind=kind, body=told, **columns
        )
        fact.digest = digest_of(told.encode())
        fact.save(force_insert=True)
        return fact

    return one


def state(number: int) -> tuple[FactState, str]:
    fact = Fact.objects.defer("body").get(pk=fact_id(number))
    return fact.state, fact.reason


# ---- into rows ----------------------------------------------------------------------------------------
def test_a_kept_fact_becomes_a_row_with_its_id(keep: Keep) -> None:
    keep(1)
    assert derive_facts().derived == 1
    assert ContactEntry.everywhere.get().pk == fact_id(1)
    assert state(1) == (FactState.DERIVED, "")


def test_deriving_again_changes_nothing(keep: Keep) -> None:
    keep(1)
    derive_facts()
    assert derive_facts().facts == 0
    assert HouseholdDay.everywhere.get().contacts == 1


def test_a_fact_whose_mark_was_lost_does_not_become_a_second_row(keep: Keep) -> None:
    keep(1)
    derive_facts()
    Fact.objects.update(derived_at=None)
    derive_facts()
    assert HouseholdDay.everywhere.get().contacts == 1


def test_between_batches_it_lets_others_go_first(keep: Keep) -> None:
    for number in range(5):
        keep(number)
    rests: list[float] = []
    assert derive_facts(batch=2, rest=rests.append).derived == 5
    assert len(rests) == 2
    assert all(0 <= seconds <= LONGEST_REST for seconds in rests)


def test_small_batches_give_what_one_large_one_gives(keep: Keep) -> None:
    for number in range(7):
        keep(number, made_at=NOW - timedelta(minutes=number))
    assert derive_facts(batch=2).derived == 7
    assert HouseholdDay.everywhere.get().contacts == 7
    assert ContactEntry.everywhere.get(after_id=None).pk == fact_id(6)


def test_a_wrong_clock_is_reckoned_with_and_both_times_are_kept(keep: Keep) -> None:
    keep(1, made_at=NOW + timedelta(days=3), clock_error=3 * 86400)
    derive_facts()
    entry = ContactEntry.everywhere.get()
    assert (entry.at, entry.on) == (NOW, TODAY)
    assert Fact.objects.get().made_at == NOW + timedelta(days=3)


def test_the_job_goes_on_only_if_its_time_was_not_enough(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(1)
    again: list[int] = []
    monkeypatch.setattr(tasks, "derive", lambda: again.append(1))
    tasks.derive_and_go_on()
    assert (state(1)[0], again) == (FactState.DERIVED, [])
    keep(2)
    monkeypatch.setattr(tasks, "SECONDS", -1.0)
    tasks.derive_and_go_on()
    assert (state(2)[0], again) == (FactState.DERIVED, [1])


# ---- into quarantine -----------------------------------------------------------------------------------
def test_what_is_outside_the_duty_goes_into_quarantine_and_is_used_after_the_role_is_given(
    keep: Keep, grid_worker: User
) -> None:
    appointment = Appointment.everywhere.get(user=grid_worker)
    Appointment.everywhere.update(from_on=TODAY + timedelta(days=1))
    keep(1)
    assert derive_facts().quarantined == 1
    assert state(1) == (FactState.QUARANTINED, "rounds.outside_duty")
    Appointment.everywhere.update(from_on=appointment.from_on)
    assert replay_facts(actor=None, reason="rounds.outside_duty") == 1
    assert derive_facts().derived == 1
    assert state(1) == (FactState.DERIVED, "")
    assert AuditEntry.objects.filter(action="intake:facts:replayed").exists()


def test_one_that_cannot_be_decrypted_does_not_stop_the_others(keep: Keep) -> None:
    keep(1)
    keep(2)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_fact SET body = 'k9:AAAA' WHERE id = %s", [Fact(pk=fact_id(1)).pk.hex])
    derive_facts()
    assert state(1) == (FactState.QUARANTINED, "intake.cannot_open")
    assert state(2)[0] is FactState.DERIVED


def test_a_kind_that_is_no_longer_known_and_a_body_that_no_longer_fits(keep: Keep) -> None:
    keep(1, kind="forgotten")
    keep(2, body={"household": "x"})
    derive_facts()
    assert (state(1)[1], state(2)[1]) == ("intake.unknown_kind", "intake.wrong_body")


def test_a_fault_in_one_fact_does_not_stop_the_others(
    keep: Keep, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(9):
        keep(number)
    kind = registry.kind_named("daily_answer")
    assert kind is not None

    def faulty(facts: Sequence[FieldFact]) -> Any:
        if fact_id(4) in {fact.id for fact in facts}:
            raise IntegrityError("Key (name)=(王芳) exists")
        return kind.take(facts)

    broken = registry.FactKind(kind.name, kind.title, kind.body, faulty, kind.examples)
    monkeypatch.setitem(registry._kinds, "daily_answer", broken)
    done = derive_facts()
    assert (done.derived, done.quarantined) == (8, 1)
    assert state(4) == (FactState.QUARANTINED, "intake.could_not_derive")
    assert str(fact_id(4)) in caplog.text
    assert "王芳" not in caplog.text
    monkeypatch.undo()
    assert replay_facts(actor=None, ids=[fact_id(4)]) == 1
    assert derive_facts().derived == 1
    assert HouseholdDay.everywhere.get().contacts == 9


def test_a_busy_database_is_no_fault_of_the_facts(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(1)
    kind = registry.kind_named("daily_answer")
    assert kind is not None

    def busy(facts: Sequence[FieldFact]) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setitem(
        registry._kinds, "daily_answer", registry.FactKind("daily_answer", "", kind.body, busy, ())
    )
    with pytest.raises(OperationalError):
        derive_facts()
    monkeypatch.undo()
    assert state(1)[0] is FactState.KEPT


# ---- mending -------------------------------------------------------------------------------------------
def test_a_mended_fact_is_used_and_what_it_said_before_is_kept(
    keep: Keep, household: Household, clerk: User
) -> None:
    fact = keep(1, body={"household": "3-2-501"})
    derive_facts()
    body = json.dumps({"household": str(household.pk), "same": True}).encode()
    mend_fact(fact, actor=clerk, kind="daily_answer", made_at=fact.made_at, body=body)
    assert derive_facts().derived == 1
    before = Revision.objects.get(subject_id=fact.pk).before
    assert json.loads(before["body"]) == {"household": "3-2-501"}


def test_a_fact_that_is_still_wrong_is_not_changed(keep: Keep, clerk: User) -> None:
    fact = keep(1, body={"household": "x"})
    derive_facts()
    for kind, body in (("daily_answer", b"{}"), ("dance", b"{}"), ("daily_answer", b"{oh")):
        with pytest.raises(StillWrong):
            mend_fact(fact, actor=clerk, kind=kind, made_at=fact.made_at, body=body)
    assert state(1) == (FactState.QUARANTINED, "intake.wrong_body")


def test_only_what_is_in_quarantine_can_be_mended(keep: Keep, clerk: User) -> None:
    fact = keep(1)
    with pytest.raises(NotInQuarantine):
        mend_fact(fact, actor=clerk, kind="visit", made_at=fact.made_at, body=b"{}")


def test_replaying_all_leaves_what_nobody_could_read_and_second_facts_of_one_id(keep: Keep) -> None:
    keep(1, kind="", quarantined_at=NOW, reason="intake.unreadable")
    second = keep(2, quarantined_at=NOW, reason="intake.same_id_other_content", same_id_as=UUID(int=1))
    assert replay_facts(actor=None) == 0
    assert not AuditEntry.objects.exclude(action="intake:device:enrolled").exists()
    assert replay_facts(actor=None, ids=[second.pk]) == 1


# ---- counting, purging -----------------------------------------------------------------------------------
def test_it_counts_by_kind_and_state(keep: Keep) -> None:
    keep(1)
    keep(2, kind="visit", body={"household": "x", "outcome": "met"})
    derive_facts()
    keep(3)
    assert count_facts() == [Counted("daily_answer", 1, 1, 0), Counted("visit", 0, 0, 1)]
    assert count_reasons() == [("visit", "intake.wrong_body", 1)]


def test_old_bodies_of_used_facts_are_emptied_and_quarantine_is_left_alone(keep: Keep) -> None:
    keep(1)
    keep(2, kind="forgotten")
    derive_facts()
    keep(3)
    assert purge_bodies(before=timezone.now() - timedelta(days=1)) == 0
    assert purge_bodies(before=timezone.now() + timedelta(days=1)) == 1
    assert purge_bodies(before=timezone.now() + timedelta(days=1)) == 0
    bodies = [Fact.objects.get(pk=fact_id(number)).body for number in (1, 2, 3)]
    assert [bool(body) for body in bodies] == [False, True, True]


def test_bodies_of_a_kind_may_go_earlier(keep: Keep) -> None:
    keep(1)
    derive_facts()
    later = timezone.now() + timedelta(days=1)
    assert purge_bodies(before=later, kinds=["gate.scan"]) == 0
    assert purge_bodies(before=later, kinds=["daily_answer"]) == 1


def test_what_could_not_be_used_goes_after_the_term_of_its_kind(keep: Keep) -> None:
    """Mended or put aside: what was sent stands nowhere any more, also not in the trail."""
    kind = kind_named("gate.scan")
    assert kind is not None
    old, now = NOW - timedelta(days=15), timezone.now()
    keep(1, kind="gate.scan", received_at=old, quarantined_at=old, reason="gates.no_such_gate")
    keep(2, kind="gate.scan", received_at=now, quarantined_at=now, reason="gates.no_such_gate")
    keep(3, kind="daily_answer", received_at=old, quarantined_at=old, reason="intake.wrong_body")
    aside = keep(4, kind="gate.scan", received_at=old, quarantined_at=old, reason="gates.no_such_gate")
    put_aside(aside, actor=None, reason="别处的卡口")
    waits = keep(5, kind="gate.scan", received_at=old, quarantined_at=old, reason="gates.no_such_gate")
    with transaction.atomic():
        entry = log(MENDED, actor=None, subject=waits, kind="gate.scan")
        keep_revision(entry, waits, before={"body": "柴丽娟"}, after={"body": "柴丽娟"})
    assert [purge_unused(kind, now=now) for _time in range(2)] == [3, 0]
    bodies = [Fact.objects.get(pk=fact_id(number)).body for number in range(1, 6)]
    assert [bool(body) for body in bodies] == [False, True, True, False, False]
    assert {one.reason for one in PutAside.objects.all() if one.is_by_term} == {""}
    assert PutAside.objects.count() == 3
    assert Fact.objects.to_settle().count() == 2
    assert {str(one.before) + str(one.after) for one in Revision.objects.all()} == {str({"body": ""}) * 2}
    entry = AuditEntry.objects.get(action="facts:unused:vanished")
    assert entry.data == {"kind": "gate.scan", "count": 3, "days": 14}


def test_a_kind_without_a_term_waits_for_somebody(keep: Keep) -> None:
    kind = kind_named("daily_answer")
    assert kind is not None
    keep(1, received_at=NOW - timedelta(days=400), quarantined_at=NOW, reason="intake.wrong_body")
    assert purge_unused(kind, now=NOW) == 0
    assert Fact.objects.to_settle().count() == 1


def test_what_nobody_could_read_goes_after_the_term_of_what_gates_tell(keep: Keep) -> None:
    old, now = NOW - timedelta(days=15), timezone.now()
    keep(1, kind="", received_at=old, quarantined_at=old, reason="intake.unreadable")
    keep(2, kind="", received_at=now, quarantined_at=now, reason="intake.unreadable")
    assert [purge_unreadable(now=now) for _time in range(2)] == [1, 0]
    assert [bool(Fact.objects.get(pk=fact_id(number)).body) for number in (1, 2)] == [False, True]
    assert AuditEntry.objects.get(action="facts:unused:vanished").data == {
        "kind": "?",
        "count": 1,
        "days": 14,
    }


def test_what_the_intake_seals_is_what_the_model_opens(keep: Keep) -> None:
    keep(1)
    sealed = seal_all(['{"甲": 1}'.encode()])[0]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_fact SET body = %s", [sealed])
    assert Fact.objects.get().body == '{"甲": 1}'
