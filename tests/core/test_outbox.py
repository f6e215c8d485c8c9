"""Events between areas of the code, and the reactions to them."""

from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.core import outbox
from linli.core.models import Event
from linli.core.outbox import ATTEMPTS, announce, drain
from linli.people.models import User

Payloads = list[dict[str, Any]]


def happened(name: str = "test.happened", **payload: Any) -> Event:
    with transaction.atomic():
        return announce(name, **payload)


@pytest.fixture
def seen() -> Payloads:
    return []


def test_a_reaction_gets_what_was_announced(db: None, seen: Payloads) -> None:
    event = happened(incident="a", area="231085")
    assert drain({"test.happened": [seen.append]}) == 1
    event.refresh_from_db()
    assert seen == [{"incident": "a", "area": "231085"}]
    assert event.handled_at is not None


def test_an_event_is_handled_once(db: None, seen: Payloads) -> None:
    happened()
    assert [drain({"test.happened": [seen.append]}) for _ in range(3)] == [1, 0, 0]
    assert len(seen) == 1


def test_all_reactions_run_in_their_order(db: None) -> None:
    happened()
    order: list[str] = []
    drain({"test.happened": [lambda _: order.append("first"), lambda _: order.append("second")]})
    assert order == ["first", "second"]


def test_the_oldest_event_comes_first(db: None, seen: Payloads) -> None:
    for number in range(3):
        happened(number=number)
    drain({"test.happened": [seen.append]})
    assert [payload["number"] for payload in seen] == [0, 1, 2]


def test_an_event_without_a_reaction_is_done_with(db: None) -> None:
    happened("test.nobody_listens")
    assert drain({}) == 1
    assert not Event.objects.filter(handled_at=None).exists()


def test_an_action_that_fails_announces_nothing(db: None) -> None:
    @transaction.atomic
    def act() -> None:
        announce("test.happened")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        act()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_is_announced_only_in_its_actions_transaction() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        announce("test.happened")


# ---- when a reaction fails ---------------------------------------------------------------------
def fail(payload: dict[str, Any]) -> None:
    raise RuntimeError("the printer is on fire")


def test_a_failed_reaction_is_kept_and_tried_again(db: None, seen: Payloads) -> None:
    event = happened()
    assert drain({"test.happened": [fail]}) == 0
    event.refresh_from_db()
    assert (event.handled_at, event.attempts) == (None, 1)
    assert "on fire" in event.last_error
    assert drain({"test.happened": [seen.append]}) == 1


def test_a_failed_reaction_takes_back_what_those_before_it_wrote(db: None) -> None:
    happened()

    def write(payload: dict[str, Any]) -> None:
        User.objects.create(username="half", name="半途")

    drain({"test.happened": [write, fail]})
    assert not User.objects.exists()


def test_one_failure_does_not_hold_up_the_others(db: None, seen: Payloads) -> None:
    happened("test.bad")
    happened("test.good")
    assert drain({"test.bad": [fail], "test.good": [seen.append]}) == 1
    assert len(seen) == 1


def test_what_fails_on_and_on_is_left_for_a_person(db: None, seen: Payloads) -> None:
    event = happened()
    for _ in range(ATTEMPTS + 3):
        drain({"test.happened": [fail]})
    event.refresh_from_db()
    assert event.attempts == ATTEMPTS
    assert drain({"test.happened": [seen.append]}) == 0


def test_it_takes_no_more_than_it_is_told_to(db: None, seen: Payloads) -> None:
    for _ in range(5):
        happened()
    assert drain({"test.happened": [seen.append]}, limit=2) == 2
    assert Event.objects.filter(handled_at=None).count() == 3


# ---- starting ----------------------------------------------------------------------------------
def test_the_reactions_start_after_the_commit(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    started: list[int] = []
    monkeypatch.setattr(outbox, "after_commit", [lambda: started.append(Event.objects.count())])
    with django_capture_on_commit_callbacks(execute=True):
        happened()
        assert started == []
    assert started == [1]
