"""Passes: issued, replaced, revoked; one a household, whoever asks how often."""

from datetime import timedelta
from typing import Any

import pytest

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.models import AuditEntry
from linli.core.problems import TooMany
from linli.gates.actions import passes
from linli.gates.actions.passes import (
    Holder,
    Valid,
    issue_household_passes,
    issue_pass,
    replace_pass,
    revoke_pass,
)
from linli.gates.codes import code_of
from linli.gates.models import GatePass, SigningKey
from linli.gates.problems_office import (
    HasAPass,
    HolderMissing,
    NoSuchRule,
    PassEnded,
    PlateMissing,
    TermTooLong,
)
from linli.lib.ids import new_id
from linli.lib.passes import read_pass
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, settle
from tests.gates.conftest import DAY, PRIVATE, MakePass, in_base64, public_of

pytestmark = pytest.mark.django_db
A_MONTH = Valid(NOW, TODAY + 29 * DAY)
A_DAY = Valid(NOW, TODAY)


def issue(area: Area, rule: str, valid: Valid = A_MONTH, **holder: Any) -> GatePass:
    return issue_pass(area, pass_id=new_id(), rule_key=rule, holder=Holder(**holder), valid=valid, actor=None)


def issue_all(area: Area, rule: str = "household-two-hours", valid: Valid = A_MONTH) -> int:
    return issue_household_passes(area, scope=Scope((area.code,)), rule_key=rule, valid=valid, actor=None)


# ---- one ------------------------------------------------------------------------------------------------------------
def test_a_household_pass_has_the_numbers_of_its_rule(community: Area, household: Household) -> None:
    made = issue(community, "household-two-hours", household=household)
    assert (made.people, made.every_days, made.times, made.max_hours, made.forfeits) == (1, 2, 1, 2, 1)
    assert made.valid_until > NOW + 29 * DAY
    assert len(made.slip) == 8


def test_what_it_says_is_read_and_names_nobody(community: Area, household: Household) -> None:
    made = issue(community, "household-two-hours", household=household)
    text = code_of(made)
    found = read_pass(text, public_of(SigningKey.objects.get()), city="231085")
    assert found.claims
    assert (found.reading, found.claims.id, found.claims.max_hours) == ("read", made.pk, 2)
    # Not the building that the door stands in: the grid, which fits the small code.
    assert found.claims.area == household.area_code[:15]
    assert text == code_of(GatePass.everywhere.select_related("key").get(pk=made.pk))


def test_sent_twice_it_is_issued_once(community: Area, household: Household) -> None:
    key = new_id()
    for _time in range(2):
        issue_pass(
            community,
            pass_id=key,
            rule_key="household-open",
            holder=Holder(household),
            valid=A_MONTH,
            actor=None,
        )
    assert GatePass.everywhere.count() == 1


def test_a_second_pass_for_a_household_is_refused(community: Area, household: Household) -> None:
    issue(community, "household-open", household=household)
    with pytest.raises(HasAPass):
        issue(community, "household-two-hours", household=household)


def test_when_the_first_has_run_out_a_new_one_is_issued(community: Area, household: Household) -> None:
    issue(community, "household-open", A_DAY, household=household)
    later = Valid(NOW + 2 * DAY, TODAY + 10 * DAY)
    assert issue(community, "household-open", later, household=household).state == "valid"


@pytest.mark.parametrize(
    ("rule", "holder", "problem"),
    [
        ("worker", {}, HolderMissing),
        ("household-open", {}, HolderMissing),
        ("vehicle", {}, PlateMissing),
        ("no-such-rule", {"name": "某人"}, NoSuchRule),
    ],
)
def test_what_a_rule_wants_must_be_there(
    community: Area, rule: str, holder: dict[str, Any], problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        issue(community, rule, A_DAY, **holder)


@pytest.mark.parametrize("days", [-1, 14, 400])
def test_a_worker_pass_ends_within_its_fortnight(community: Area, days: int) -> None:
    with pytest.raises(TermTooLong):
        issue(community, "worker", Valid(NOW, TODAY + days * DAY), name="某人")


def test_a_plate_is_found_however_it_is_typed(community: Area) -> None:
    made = issue(community, "vehicle", Valid(NOW, TODAY + 3 * DAY), plate="黑c·12345")
    assert (made.plate, made.area) == ("黑C12345", community)
    assert made.plate_hash


def test_a_worker_pass_of_the_town_says_no_name_in_the_trail(town: Area, township_officer: User) -> None:
    issue_pass(
        town,
        pass_id=new_id(),
        rule_key="worker",
        holder=Holder(name="巴图"),
        valid=A_DAY,
        actor=township_officer,
    )
    entry = AuditEntry.objects.get(action="gates:pass:issued")
    assert "巴图" not in f"{entry.subject_name} {entry.data}"


# ---- an area --------------------------------------------------------------------------------------------------------
def test_every_household_that_is_lived_in_gets_one(
    community: Area, household: Household, elder: Any, vacant: Household, stranger_resident: Any
) -> None:
    assert issue_all(community) == 2
    holders = set(GatePass.everywhere.values_list("household", flat=True))
    assert holders == {household.pk, elder.household_id}


def test_asked_again_it_issues_none(community: Area, household: Household) -> None:
    assert (issue_all(community), issue_all(community)) == (1, 0)


def test_a_building_can_be_done_alone(building: Area, other_grid: Area, household: Household) -> None:
    settle(other_grid, "9-1-101")
    assert issue_all(building) == 1


def test_after_they_ran_out_the_next_term_is_issued(community: Area, household: Household) -> None:
    issue_all(community, valid=A_DAY)
    assert issue_all(community, valid=Valid(NOW + DAY, TODAY + 9 * DAY)) == 1
    assert sorted(GatePass.everywhere.values_list("state", flat=True)) == ["replaced", "valid"]


def test_only_rules_for_households_are_for_areas(community: Area, household: Household) -> None:
    with pytest.raises(NoSuchRule):
        issue_all(community, "worker")


def test_a_thousand_doors_are_written_in_batches(building: Area, django_assert_max_num_queries: Any) -> None:
    Household.objects.bulk_create(
        Household(area=building, area_code=building.code, door=f"3-1-{n}", door_sort=f"{n:05}")
        for n in range(1000)
    )
    with django_assert_max_num_queries(60):
        assert issue_all(building) == 1000


def test_too_many_at_once_are_refused(
    community: Area, household: Household, elder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "MOST_AT_ONCE", 1)
    with pytest.raises(TooMany):
        issue_all(community)
    assert not GatePass.everywhere.exists()


# ---- replaced, revoked ------------------------------------------------------------------------------------------------
def test_a_lost_one_is_replaced_and_keeps_its_term(
    household: Household, make_pass: MakePass, clerk: User
) -> None:
    old = make_pass(household)
    new = replace_pass(old, why="丢了", actor=clerk, now=NOW)
    old.refresh_from_db()
    assert (old.state, old.replaced_by, old.ended_by, old.why) == ("replaced", new, clerk, "丢了")
    assert (new.state, new.valid_until, new.every_days) == ("valid", old.valid_until, 2)
    assert new.slip != old.slip


def test_replaced_twice_by_two_people_it_is_replaced_once(household: Household, make_pass: MakePass) -> None:
    old = make_pass(household)
    first = replace_pass(old, why="丢了", actor=None, now=NOW)
    assert replace_pass(old, why="丢了", actor=None, now=NOW) == first
    assert GatePass.everywhere.count() == 2


def test_a_replacement_is_signed_by_the_key_that_signs_now(
    household: Household, make_pass: MakePass, key: SigningKey
) -> None:
    old = make_pass(household)
    SigningKey.objects.update(state="verifies")
    SigningKey.objects.create(number=2, private=in_base64(PRIVATE), public="x")
    assert replace_pass(old, why="丢了", actor=None, now=NOW).key_id == 2


def test_a_revoked_one_stays_revoked_and_makes_room(
    community: Area, household: Household, make_pass: MakePass, clerk: User
) -> None:
    old = make_pass(household)
    revoke_pass(old, why="发错了", actor=clerk, now=NOW)
    revoke_pass(old, why="再来一次", actor=clerk, now=NOW + timedelta(hours=1))
    old.refresh_from_db()
    assert (old.state, old.why, old.ended_at) == ("revoked", "发错了", NOW)
    assert issue(community, "household-open", household=household)


def test_what_has_ended_is_not_replaced(household: Household, make_pass: MakePass) -> None:
    old = make_pass(household, state="revoked")
    with pytest.raises(PassEnded):
        replace_pass(old, why="丢了", actor=None, now=NOW)
    with pytest.raises(PassEnded):
        revoke_pass(make_pass(household, state="replaced"), why="x", actor=None, now=NOW)
