"""Several at the same moment: one key signs, a household has one pass, a lost one is replaced once."""

from typing import Any

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.gates.actions.keys import key_that_signs, rotate_key
from linli.gates.actions.passes import (
    Holder,
    Valid,
    issue_household_passes,
    issue_pass,
    replace_pass,
    revoke_pass,
)
from linli.gates.models import GatePass, SigningKey
from linli.gates.problems_office import HasAPass
from linli.lib.ids import new_id
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, settle
from tests.duty.test_posts_at_once import _many_writers, all_at_once, kinds  # noqa: F401 - skips SQLite
from tests.gates.conftest import DAY, MakePass

pytestmark = [pytest.mark.django_db(transaction=True)]
A_WEEK = Valid(NOW, TODAY + 6 * DAY)


def test_the_first_key_is_made_once(db: Any) -> None:
    found = all_at_once([key_that_signs] * 4)
    assert {one.pk for one in found} == {1}
    assert SigningKey.objects.filter(state="signs").count() == 1


def test_two_new_keys_follow_each_other(key: SigningKey) -> None:
    all_at_once([lambda: rotate_key(actor=None, now=NOW)] * 2)
    assert sorted(SigningKey.objects.values_list("number", "state")) == [
        (1, "verifies"), (2, "verifies"), (3, "signs")
    ]  # fmt: skip


def test_an_area_that_two_people_issue_for_has_one_pass_a_household(building: Area) -> None:
    for number in range(40):
        settle(building, f"6-1-{number}")

    def issue() -> int:
        return issue_household_passes(
            building, scope=Scope((building.code,)), rule_key="household-open", valid=A_WEEK, actor=None
        )

    found = all_at_once([issue] * 3)
    assert sum(found) == GatePass.everywhere.count() == 40


def test_a_household_gets_one_pass(household: Household) -> None:
    def issue() -> GatePass:
        return issue_pass(
            household.area, pass_id=new_id(), rule_key="household-open", holder=Holder(household), valid=A_WEEK,
            actor=None,
        )  # fmt: skip

    assert kinds(all_at_once([issue] * 3)) == {GatePass: 1, HasAPass: 2}


def test_a_lost_one_is_replaced_once(household: Household, make_pass: MakePass) -> None:
    old = make_pass(household)
    found = all_at_once([lambda: replace_pass(old, why="丢了", actor=None, now=NOW)] * 3)
    assert len({one.pk for one in found}) == 1
    assert GatePass.everywhere.count() == 2


def test_replaced_and_revoked_at_once_it_is_one_of_both(household: Household, make_pass: MakePass) -> None:
    old = make_pass(household)
    all_at_once([
        lambda: replace_pass(old, why="丢了", actor=None, now=NOW),
        lambda: revoke_pass(old, why="发错了", actor=None, now=NOW),
    ])  # fmt: skip
    old.refresh_from_db()
    assert (old.state, GatePass.everywhere.count()) in {("replaced", 2), ("revoked", 1)}
