"""Gate logs vanish after their term, and figures stay."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.audit import log
from linli.core.facts import UNUSED_VANISHED, kind_named
from linli.core.models import AuditEntry
from linli.gates import books
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.patrols import take_checks
from linli.gates.actions.purge import purge_logs
from linli.gates.actions.scans import take_from_gates
from linli.gates.bodies import Person
from linli.gates.figures import gate_figures
from linli.gates.models import (
    Finding,
    Gate,
    GateScan,
    PassUse,
    PatrolCheck,
    PatrolRoute,
    Registration,
    ScanAmendment,
)
from linli.gates.queries_logs import kept_days
from linli.gates.queries_patrols import rounds_of, standings
from linli.lib.playbook.gates import Gates
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY, MakePass
from tests.gates.patrols import point_of, route_in, told
from tests.gates.told import amended, fact_id, scan

pytestmark = pytest.mark.django_db
LOGS = (GateScan, PassUse, Registration, Finding, ScanAmendment)


@pytest.fixture(autouse=True)
def _fourteen_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "gates_in_force", lambda area: Gates(log_days=14))


@pytest.fixture
def logs(gate: Gate, keeper: User, make_pass: MakePass, household: Household) -> None:
    """The same on the first day that is kept, and on the last that is not: twice out, one of them registered."""
    issued = make_pass(household, valid_from=NOW - 90 * DAY)
    facts = []
    for number, ago in enumerate((14, 15)):
        at = NOW.replace(hour=0, minute=0) - ago * DAY + timedelta(minutes=0 if ago == 14 else 1439)
        person = (Person(name="甘来", document="231085197403020426"),)
        facts += [
            scan(
                10 * number, gate, keeper, at - timedelta(seconds=1) if ago == 15 else at, pass_id=issued.pk
            ),
            scan(10 * number + 1, gate, keeper, at, pass_id=issued.pk, persons=person),
            amended(10 * number + 2, 10 * number, keeper, at, temperature=36.5),
        ]
    assert take_from_gates(facts) == {}


def counts() -> list[int]:
    return [model._default_manager.count() for model in LOGS]


def test_what_is_older_than_the_term_goes_and_the_rest_stays(logs: None) -> None:
    assert counts() == [4, 4, 2, 3, 2]
    purge_logs(now=NOW)
    assert counts() == [2, 2, 1, 2, 1]
    assert {one.pk for one in GateScan.everywhere.all()} == {fact_id(0), fact_id(1)}
    assert {one.scan_id for one in Finding.everywhere.all()} == {fact_id(0), fact_id(1)}
    purge_logs(now=NOW + DAY)
    assert counts() == [0, 0, 0, 0, 0]


def test_figures_stay(logs: None, gate: Gate) -> None:
    days = [TODAY - 14 * DAY, TODAY - 15 * DAY]
    before = [gate_figures([gate.area_code], within=gate.area_code, day=day, whole=False) for day in days]
    purge_logs(now=NOW + 30 * DAY)
    after = [gate_figures([gate.area_code], within=gate.area_code, day=day, whole=False) for day in days]
    assert before == after
    assert [one[gate.area_code]["gates.people"] for one in after] == [2, 2]


def test_it_leaves_a_line_that_says_how_many_and_none_where_there_were_none(logs: None) -> None:
    for _time in range(2):
        purge_logs(now=NOW)
    entry = AuditEntry.objects.get(action="gates:logs:purged")
    assert entry.data == {"days": 14, "scans": 2, "uses": 2, "registrations": 1, "findings": 1, "checks": 0}
    assert entry.area_code == "231085"


def test_each_city_keeps_logs_by_its_own_playbook(logs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "gates_in_force", lambda area: Gates(log_days=15))
    assert purge_logs(now=NOW) == {}
    assert counts()[0] == 4


def test_what_was_said_of_a_scan_that_never_came_goes_too(gate: Gate, keeper: User) -> None:
    take_from_gates([amended(2, 1, keeper, NOW - 20 * DAY, temperature=36.5)])
    purge_logs(now=NOW)
    assert not ScanAmendment.objects.exists()


def test_what_was_sent_does_not_outlive_the_rows() -> None:
    for name in ("gate.scan", "gate.scan_amended", "patrol.check"):
        kind = kind_named(name)
        assert kind is not None
        assert (kind.body_days, kind.quarantine_days) == (1, 14)


# ---- patrols ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def walked(community: Area, keeper: User) -> PatrolRoute:
    """Three points; the first two were walked sixteen days ago, and something was found at the second."""
    long_ago = NOW - 16 * DAY
    route = route_in(community, now=long_ago - DAY)
    told_at = [
        told(point_of(route, n), keeper, long_ago + timedelta(minutes=n), found="墙上有洞" * (n - 1))
        for n in (1, 2)
    ]
    assert take_checks(told_at) == {}
    return route


def test_checks_of_patrols_go_and_the_round_stays_as_it_was_counted(
    walked: PatrolRoute, auditor: User, sign_in: Callable[[User], Client]
) -> None:
    purge_logs(now=NOW)
    assert PatrolCheck.everywhere.count() == 2  # not counted yet: what was missed rests on them
    count_rounds(now=NOW)
    before = standings(rounds_of(walked), now=NOW)[0]
    browser = sign_in(auditor)
    assert [one.checks for one in browser.get("/gates/logs/").context["kept"]] == [2]
    purge_logs(now=NOW)
    assert not PatrolCheck.everywhere.exists()
    after = standings(rounds_of(walked), now=NOW)[0]
    assert (after.done, after.total, after.missed, after.nobody_walked) == (2, 3, before.missed, False)
    assert (before.done, before.total, before.state) == (2, 3, after.state)
    assert [one.numbers["checks"] for one in browser.get("/gates/logs/").context["vanished"]] == [2]
    assert purge_logs(now=NOW) == {}


def test_a_round_that_nobody_walked_stays_one(community: Area) -> None:
    route = route_in(community, now=NOW - 20 * DAY)
    note_not_begun(now=NOW)
    purge_logs(now=NOW)
    found = standings(rounds_of(route), now=NOW)
    assert found
    assert all(one.nobody_walked and one.done == 0 for one in found)


def test_an_auditor_sees_what_could_not_be_used_and_has_gone(
    gate: Gate, auditor: User, sign_in: Callable[[User], Client]
) -> None:
    with transaction.atomic():
        for kind, n in (("patrol.check", 2), ("daily_answer", 9), ("gone_kind", 1)):
            log(UNUSED_VANISHED, actor=None, kind=kind, count=n, days=14)
    shown = sign_in(auditor).get("/gates/logs/")
    assert [(one.kind, one.n, one.days) for one in shown.context["unused"]] == [("巡逻点检查", 2, 14)]


# ---- the auditor -----------------------------------------------------------------------------------------------------
def test_an_auditor_sees_what_is_kept_what_is_overdue_and_what_has_gone(
    logs: None, auditor: User, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(auditor)
    before = browser.get("/gates/logs/")
    assert [(one.day, one.scans, one.is_overdue) for one in before.context["kept"]] == [
        (TODAY - 15 * DAY, 2, False), (TODAY - 14 * DAY, 2, False),
    ]  # fmt: skip
    assert before.context["kept"][0].goes_on == TODAY
    purge_logs(now=NOW)
    after = browser.get("/gates/logs/")
    assert [one.day for one in after.context["kept"]] == [TODAY - 14 * DAY]
    assert [one.numbers["scans"] for one in after.context["vanished"]] == [2]
    assert "甘来" not in after.content.decode()


def test_logs_that_should_have_gone_are_named(logs: None, community: Area) -> None:
    found = kept_days(Scope((community.code,)), days=13, now=NOW)
    assert [one.is_overdue for one in found] == [True, False]
