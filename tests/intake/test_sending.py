"""Sending facts: what is kept, what is answered, and what is refused."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.intake.actions import NewDevice, revoke_device
from linli.intake.choices import FactState
from linli.intake.models import Fact
from linli.people.actions import close_account
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.intake.conftest import Phone, fact, fact_id

pytestmark = pytest.mark.django_db(transaction=True)
Same = Callable[..., dict[str, Any]]


# ---- kept ----------------------------------------------------------------------------------------
def test_it_keeps_a_fact_as_it_was_sent(phone: Phone, same: Same, device: NewDevice) -> None:
    response = phone.send(same(1))
    assert (response.status, response.states) == (200, ["kept"])
    kept = Fact.objects.get()
    assert (kept.id, kept.kind, kept.device_id, kept.user_id) == (
        fact_id(1), "daily_answer", device.device.pk, device.device.user_id,
    )  # fmt: skip
    assert json.loads(kept.body) == same(1)["body"]
    assert kept.made_at == NOW
    assert kept.state is FactState.KEPT


def test_it_does_not_keep_the_body_in_clear(phone: Phone, household: Household) -> None:
    from django.db import connection

    phone.send(fact(1, household=str(household.pk), note="昨夜发热"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM intake_fact")
        stored = cursor.fetchone()[0]
    assert stored.startswith("k1:")
    assert str(household.pk) not in stored


def test_it_takes_lines_and_gzip_and_a_single_object(phone: Phone, same: Same) -> None:
    lines = "\n".join(json.dumps(same(number)) for number in (1, 2)).encode()
    assert phone.post(lines + b"\n\n", content_type="application/x-ndjson").states == ["kept", "kept"]
    packed = gzip.compress(json.dumps([same(3)]).encode())
    assert phone.post(packed, content_encoding="gzip", content_type="application/json").states == ["kept"]
    assert phone.post(json.dumps(same(4)).encode()).states == ["kept"]
    assert phone.post([json.dumps([same(5)]).encode()[:20], json.dumps([same(5)]).encode()[20:]]).states == [
        "kept"
    ]
    assert Fact.objects.count() == 5


def test_an_empty_array_checks_the_token_and_keeps_nothing(phone: Phone) -> None:
    response = phone.send()
    assert (response.status, response.json["facts"]) == (200, [])
    assert Fact.objects.count() == 0


def test_sent_ten_times_it_counts_once(phone: Phone, same: Same) -> None:
    batch = [same(number) for number in range(20)]
    first = phone.send(*batch)
    assert first.json["kept"] == 20
    for _again in range(9):
        assert phone.send(*batch).json["seen"] == 20
    assert Fact.objects.count() == 20


def test_the_same_fact_twice_in_one_request_counts_once(phone: Phone, same: Same) -> None:
    assert phone.send(same(1), same(1)).states == ["kept", "seen"]
    assert Fact.objects.count() == 1


def test_other_spaces_and_another_order_are_still_the_same_fact(phone: Phone, same: Same) -> None:
    phone.send(same(1))
    again = same(1)
    again["body"] = dict(reversed(again["body"].items()))
    assert phone.post(json.dumps([again], indent=2).encode()).states == ["seen"]
    assert Fact.objects.count() == 1


def test_the_same_id_with_other_content_is_set_aside_and_nothing_is_overwritten(
    phone: Phone, same: Same
) -> None:
    phone.send(same(1))
    other = fact(1, household=same(1)["body"]["household"], note="换了内容")
    told = phone.send(other).json["facts"][0]
    assert (told["state"], told["code"], told["id"]) == (
        "quarantined", "intake.same_id_other_content", str(fact_id(1)),
    )  # fmt: skip
    aside = Fact.objects.get(pk=told["kept_as"])
    assert (aside.same_id_as, aside.state) == (fact_id(1), FactState.QUARANTINED)
    assert json.loads(Fact.objects.get(pk=fact_id(1)).body) == same(1)["body"]
    assert phone.send(other).json["facts"][0] == told
    assert Fact.objects.count() == 2


def test_of_two_with_one_id_in_one_request_the_first_stands(phone: Phone, same: Same) -> None:
    other = fact(1, household=same(1)["body"]["household"], note="换了内容")
    assert phone.send(same(1), other).states == ["kept", "quarantined"]
    assert json.loads(Fact.objects.get(pk=fact_id(1)).body) == same(1)["body"]


# ---- whose ----------------------------------------------------------------------------------------
def test_a_revoked_device_is_refused(phone: Phone, same: Same, device: NewDevice) -> None:
    phone.send(same(1))
    revoke_device(actor=None, device=device.device)
    response = phone.send(same(2))
    assert (response.status, response.json["code"]) == (401, "intake.device_revoked")
    assert Fact.objects.count() == 1


def test_the_device_of_a_closed_account_is_refused(phone: Phone, same: Same, grid_worker: User) -> None:
    close_account(actor=None, user=grid_worker, area_code="")
    assert phone.send(same(1)).json["code"] == "intake.device_revoked"


def test_what_a_device_says_of_itself_is_written_down(phone: Phone, same: Same, device: NewDevice) -> None:
    sent_at = (NOW + timedelta(hours=3)).isoformat()
    response = phone.send(same(1), linli_sent_at=sent_at, linli_waiting="7", linli_app_version="1.4.0")
    assert response.json["clock_error"] == pytest.approx(3 * 3600, abs=30)
    phone.loop.run_until_complete(phone.app.devices.write_notes())
    device.device.refresh_from_db()
    assert (device.device.waiting, device.device.app_version) == (7, "1.4.0")
    assert device.device.clock_error == pytest.approx(3 * 3600, abs=30)
    assert device.device.last_seen_at is not None
    assert Fact.objects.get().clock_error == device.device.clock_error
