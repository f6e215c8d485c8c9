"""Gates: each stands by a decision and ends by itself."""

from typing import Any

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry, Event, Revision
from linli.core.problems import ChangedMeanwhile
from linli.gates.actions.gates import (
    Decision,
    GateAsked,
    change_gate,
    close_gate,
    extend_gate,
    set_up_gate,
)
from linli.gates.models import Gate
from linli.gates.problems_office import GateClosed, GateNeedsATerm, NoSuchProcedure, NotLonger
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY

pytestmark = pytest.mark.django_db
A_WEEK = Decision("县指挥部通告第 12 号", "县指挥部", TODAY, TODAY + 7 * DAY)


def asked(**values: Any) -> GateAsked:
    return GateAsked(**{"name": "东门", "kind": "compound", "procedure": "scan", **values})


def set_up(area: Area, by: Decision = A_WEEK, actor: User | None = None, **values: Any) -> Gate:
    return set_up_gate(area, gate_id=new_id(), asked=asked(**values), by=by, actor=actor)


def test_it_is_set_up_logged_and_announced(community: Area, clerk: User) -> None:
    made = set_up(community, actor=clerk, phone="0453-3120001")
    assert (made.basis, made.set_up_by, made.phone) == ("县指挥部通告第 12 号", clerk, "0453-3120001")
    assert Event.objects.get().payload == {"gate": str(made.pk)}
    assert AuditEntry.objects.get().action == "gates:gate:set_up"


def test_sent_twice_it_is_set_up_once(community: Area) -> None:
    key = new_id()
    for _time in range(2):
        set_up_gate(community, gate_id=key, asked=asked(), by=A_WEEK, actor=None)
    assert (Gate.everywhere.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("days", [-1, 0, 32])
def test_it_needs_an_end_within_a_month(community: Area, days: int) -> None:
    with pytest.raises(GateNeedsATerm):
        set_up(community, Decision("通告", "指挥部", TODAY, TODAY + days * DAY))


def test_its_procedure_is_one_of_the_playbook(community: Area) -> None:
    with pytest.raises(NoSuchProcedure):
        set_up(community, procedure="as-i-like")


def test_it_is_corrected_and_the_second_to_save_is_told(community: Area) -> None:
    made = set_up(community)
    change_gate(made, version=1, asked=asked(name="和平家园东门", procedure="scan-measure"), actor=None)
    with pytest.raises(ChangedMeanwhile):
        change_gate(made, version=1, asked=asked(name="别的"), actor=None)
    made.refresh_from_db()
    assert (made.name, made.procedure) == ("和平家园东门", "scan-measure")


def test_it_is_extended_by_a_decision_of_its_own_and_the_first_stays_readable(community: Area) -> None:
    made = set_up(community)
    extend_gate(made, basis="通告第 15 号", decided_by="县指挥部", until_on=TODAY + 20 * DAY, actor=None)
    made.refresh_from_db()
    assert (made.basis, made.until_on) == ("通告第 15 号", TODAY + 20 * DAY)
    kept = Revision.objects.filter(subject_id=made.pk).order_by("id").last()
    assert kept is not None
    assert kept.before["basis"] == "县指挥部通告第 12 号"


def test_extending_means_longer_and_not_for_ever(community: Area) -> None:
    made = set_up(community)
    with pytest.raises(NotLonger):
        extend_gate(made, basis="b", decided_by="d", until_on=made.until_on, actor=None)
    with pytest.raises(GateNeedsATerm):
        extend_gate(made, basis="b", decided_by="d", until_on=made.until_on + 32 * DAY, actor=None)


def test_closed_it_stays_closed(community: Area) -> None:
    made = set_up(community)
    close_gate(made, actor=None, now=NOW)
    close_gate(made, actor=None, now=NOW + DAY)
    made.refresh_from_db()
    assert made.closed_at == NOW
    assert (
        list(Event.objects.order_by("at", "id").values_list("name", flat=True)).count("gates.gate_closed")
        == 1
    )
    with pytest.raises(GateClosed):
        change_gate(made, version=None, asked=asked(), actor=None)
    with pytest.raises(GateClosed):
        extend_gate(made, basis="b", decided_by="d", until_on=TODAY + 9 * DAY, actor=None)
