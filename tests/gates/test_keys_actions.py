"""The keys that sign passes."""

import pytest

from linli.core.models import AuditEntry
from linli.core.problems import NotFound
from linli.gates.actions.keys import key_that_signs, rotate_key, withdraw_key
from linli.gates.actions.passes import replace_pass
from linli.gates.codes import code_of
from linli.gates.models import GatePass, SigningKey
from linli.gates.problems_office import KeyWithdrawn
from linli.lib.passes import read_pass
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW
from tests.gates.conftest import MakePass, public_of

pytestmark = pytest.mark.django_db


def states() -> dict[int, str]:
    return dict(SigningKey.objects.values_list("number", "state"))


def test_the_first_is_made_when_it_is_needed_and_then_stays(clerk: User) -> None:
    first = key_that_signs(actor=clerk)
    assert key_that_signs() == first
    assert states() == {1: "signs"}


def test_the_private_half_is_sealed_in_the_database(clerk: User) -> None:
    from django.db import connection

    made = key_that_signs(actor=clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM gates_signingkey")
        (stored,) = cursor.fetchone()
    assert made.private not in stored


def test_a_new_one_signs_and_the_old_one_is_still_read(
    household: Household, make_pass: MakePass, key: SigningKey, administrator: User
) -> None:
    old = make_pass(household)
    text = code_of(old)
    made = rotate_key(actor=administrator, now=NOW)
    assert states() == {1: "verifies", 2: "signs"}
    assert read_pass(text, public_of(key) | public_of(made), city="231085").reading == "read"
    new = GatePass.everywhere.select_related("key").get(
        pk=replace_pass(old, why="丢了", actor=None, now=NOW).pk
    )
    assert read_pass(code_of(new), public_of(made), city="231085").reading == "read"


def test_a_withdrawn_one_refuses_what_it_signed_and_another_signs(
    household: Household, make_pass: MakePass, key: SigningKey, administrator: User
) -> None:
    make_pass(household)
    withdraw_key(1, actor=administrator, now=NOW)
    assert states() == {1: "withdrawn", 2: "signs"}
    assert AuditEntry.objects.get(action="gates:key:withdrawn").data == {"number": 1, "n": 1}


def test_an_old_one_is_withdrawn_alone(key: SigningKey) -> None:
    rotate_key(actor=None, now=NOW)
    withdraw_key(1, actor=None, now=NOW)
    assert states() == {1: "withdrawn", 2: "signs"}


def test_it_is_withdrawn_once(key: SigningKey) -> None:
    withdraw_key(1, actor=None, now=NOW)
    with pytest.raises(KeyWithdrawn):
        withdraw_key(1, actor=None, now=NOW)
    with pytest.raises(NotFound):
        withdraw_key(77, actor=None, now=NOW)
