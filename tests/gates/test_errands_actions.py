"""Errands that a community grants ahead."""

import pytest

from linli.core.models import AuditEntry
from linli.gates.actions.errands import Days, grant_errand, withdraw_errand
from linli.gates.models import Errand
from linli.gates.problems_office import NotAnErrand, TermTooLong
from linli.lib.ids import new_id
from linli.lib.playbook.gates import MUST_PASS
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY

pytestmark = pytest.mark.django_db


def grant(
    home: Household, kind: str = "regular_treatment", days: int = 7, actor: User | None = None
) -> Errand:
    return grant_errand(
        home, errand_id=new_id(), kind=kind, days=Days(TODAY, TODAY + days * DAY), actor=actor
    )


def test_it_is_granted_and_the_trail_does_not_say_what_for(household: Household, clerk: User) -> None:
    made = grant(household, actor=clerk)
    assert (made.granted_by, made.area_code) == (clerk, household.area_code)
    entry = AuditEntry.objects.get()
    assert "regular_treatment" not in f"{entry.data}{entry.subject_name}"


def test_sent_twice_it_is_granted_once(household: Household) -> None:
    key = new_id()
    for _time in range(2):
        grant_errand(household, errand_id=key, kind="medicine", days=Days(TODAY, TODAY + DAY), actor=None)
    assert Errand.everywhere.count() == 1


def test_only_errands_that_must_pass_are_granted(household: Household) -> None:
    with pytest.raises(NotAnErrand):
        grant(household, kind="shopping")


@pytest.mark.usefixtures("no_playbook")
@pytest.mark.parametrize("kind", sorted(MUST_PASS))
def test_what_must_pass_is_granted_without_a_playbook_too(household: Household, kind: str) -> None:
    assert grant(household, kind=kind).kind == kind


@pytest.mark.parametrize("days", [0, 93])
def test_it_has_an_end(household: Household, days: int) -> None:
    with pytest.raises(TermTooLong):
        grant(household, days=days)


def test_it_is_withdrawn_once(household: Household) -> None:
    made = grant(household)
    withdraw_errand(made, actor=None, now=NOW)
    withdraw_errand(made, actor=None, now=NOW + DAY)
    made.refresh_from_db()
    assert made.withdrawn_at == NOW
    assert AuditEntry.objects.filter(action="gates:errand:withdrawn").count() == 1
