"""The numbers of gates: as they were counted when facts came in, each against a plain count of the same rows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.gates import books
from linli.gates.actions.scans import take_from_gates
from linli.gates.figures import gate_figures, parts_of
from linli.gates.measures import ENTRIES, EXITS, OF_THE_DAY, PEOPLE, REFUSALS, TALLIED
from linli.gates.models import Gate, GatePass, GateScan
from linli.gates.queries_outside import Span, refusals
from linli.lib.playbook.base import Name
from linli.lib.playbook.gates import Gates, Procedure
from linli.people.models import User
from linli.registers.models import Household
from linli.reports.daily.counting import came_late, numbers_as_of, numbers_now
from tests.conftest import NOW, TODAY
from tests.gates.conftest import DAY, HOUR, MakeGate, MakePass
from tests.gates.told import amended, fact_id, scan

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _playbook(monkeypatch: pytest.MonkeyPatch) -> None:
    procedure = Procedure(
        key="scan", name=Name(zh="测温", en="Measure"), steps=("temperature",), fever_at=37.3
    )
    monkeypatch.setattr(books, "gates_in_force", lambda area: Gates(procedures=(procedure,)))


@pytest.fixture
def day(
    gate: Gate,
    keeper: User,
    make_gate: MakeGate,
    make_pass: MakePass,
    household: Household,
    other_community: Area,
) -> Gate:
    """A morning: out and overdue, in by car, turned back, an errand, an error, yesterday, and one next door."""
    issued, far = make_pass(household), make_gate(area=other_community, name="沿河卡口")
    take_from_gates(
        [
            scan(1, gate, keeper, NOW - 3 * HOUR, pass_id=issued.pk, due_back_at=NOW - HOUR),
            scan(2, gate, keeper, shown="vehicle", vehicle=True, people=4, direction="in", temperature=38.0),
            scan(3, gate, keeper, done="refused", ground="outsider", people=2, direction="in"),
            scan(4, gate, keeper, done="refused", verdict="stop", reason="gates.expired"),
            scan(5, gate, keeper, errand="medicine", reason="gates.must_pass"),
            scan(6, gate, keeper, people=9),
            amended(7, 6, keeper, taken_back=True),
            scan(8, gate, keeper, NOW - DAY, people=7),
            scan(9, far, keeper, people=3),
        ]
    )
    return gate


def numbers(area: Area) -> dict[str, int]:
    return gate_figures([area.code], within=area.code, day=TODAY)[area.code]


def test_every_number_of_a_morning(day: Gate, community: Area) -> None:
    assert numbers(community) == {
        "gates.gates": 1, "gates.people": 9, "gates.vehicles": 1, "gates.entries": 4, "gates.exits": 2,
        "gates.refusals": 2, "gates.fevers": 1, "gates.exceptions": 1, "gates.passes": 1, "gates.outside_overdue": 1,
        "gates.findings_open": 1,
    }  # fmt: skip
    assert set(numbers(community)) == {one.key for one in OF_THE_DAY}
    assert parts_of(community.code, day=TODAY).refusals == {"none": 1, "outsider": 1}
    assert parts_of(community.code, day=TODAY).exceptions == {"medicine": 1}


def test_a_question_that_no_keeper_has_answered_turned_nobody_back(
    day: Gate, keeper: User, community: Area
) -> None:
    """The server writes it down when it asks; a fever is one all the same."""
    asked = {"done": "refused", "verdict": "ask", "reason": "gates.still_out"}
    take_from_gates([scan(20, day, keeper, list_minutes=0, temperature=38.0, **asked)])
    told = numbers(community)
    assert (told["gates.people"], told["gates.refusals"], told["gates.fevers"]) == (10, 2, 2)
    assert told["gates.findings_open"] == 1
    assert not refusals(Scope((community.code,)), Span(TODAY, TODAY)).filter(pk=fact_id(20)).exists()
    rows = GateScan.objects.within(community.code).filter(REFUSALS.where(TODAY))
    assert rows.count() == told["gates.refusals"]
    # By a phone's own list, with a ground, or as the gate's own stop, it is one.
    take_from_gates(
        [
            scan(21, day, keeper, list_minutes=4, **asked),
            scan(22, day, keeper, list_minutes=0, **asked, ground="turns_used"),
            scan(23, day, keeper, list_minutes=0, **asked, ground_words="改天再出"),
            scan(24, day, keeper, list_minutes=0, **{**asked, "verdict": "stop"}),
        ]
    )
    assert numbers(community)["gates.refusals"] == 6
    assert GateScan.objects.within(community.code).filter(REFUSALS.where(TODAY)).count() == 6
    take_from_gates([amended(25, 20, keeper, taken_back=True)])
    assert numbers(community)["gates.people"] == 13


def test_the_county_adds_its_communities_up(
    day: Gate, city: Area, community: Area, other_community: Area
) -> None:
    codes = [city.code, community.code, other_community.code]
    found = gate_figures(codes, within=city.code, day=TODAY)
    assert all(
        found[city.code][one.key] == found[community.code][one.key] + found[other_community.code][one.key]
        for one in OF_THE_DAY
    )
    assert found[other_community.code]["gates.people"] == 3


def test_a_gate_counts_once_beside_the_parts_of_its_area(
    day: Gate, keeper: User, make_gate: MakeGate, city: Area, community: Area, grid: Area
) -> None:
    take_from_gates([scan(20, make_gate(area=grid, name="北门"), keeper, people=5)])
    alone = numbers(community)
    found = gate_figures([community.code, grid.code], within=community.code, day=TODAY)
    assert found[community.code] == alone
    assert (alone["gates.people"], alone["gates.gates"]) == (14, 2)
    assert (found[grid.code]["gates.people"], found[grid.code]["gates.gates"]) == (5, 1)
    told = numbers_now([community.code, grid.code], within=community.code, day=TODAY)
    assert (told[community.code]["gates.people"], told[grid.code]["gates.people"]) == (14, 5)


def test_what_was_counted_is_what_the_rows_say(day: Gate, community: Area) -> None:
    told = numbers(community)
    for measure in TALLIED:
        rows = GateScan.objects.within(community.code).filter(measure.where(TODAY))
        summed = measure in (PEOPLE, ENTRIES, EXITS)
        assert told[measure.key] == (rows.aggregate(n=Sum("people"))["n"] if summed else rows.count()), (
            measure.key
        )


def test_a_community_costs_as_many_queries_as_a_county(day: Gate, city: Area, community: Area) -> None:
    counted = []
    for codes in ([community.code], [community.code, *(f"2310851000{n:02}" for n in range(10, 60))]):
        with CaptureQueriesContext(connection) as seen:
            gate_figures(codes, within=city.code, day=TODAY)
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_a_pass_that_ended_is_not_valid_from_its_day_on(day: Gate, community: Area) -> None:
    GatePass.everywhere.update(state="revoked", ended_at=NOW)
    assert numbers(community)["gates.passes"] == 0
    yesterday = gate_figures([community.code], within=community.code, day=TODAY - DAY)[community.code]
    assert yesterday["gates.passes"] == 1


# ---- the daily report ------------------------------------------------------------------------------------------------
def test_the_report_says_what_had_happened_by_its_hour(day: Gate, community: Area) -> None:
    early = numbers_as_of(community.code, day=TODAY, at=NOW - HOUR)
    late = numbers_as_of(community.code, day=TODAY, at=NOW)
    keys = ("gates.people", "gates.vehicles", "gates.refusals", "gates.fevers")
    assert [early[key] for key in keys] == [1, 0, 0, 0]
    assert [late[key] for key in keys] == [9, 1, 2, 1]
    now = numbers_now([community.code], within=community.code, day=TODAY)[community.code]
    assert [now[key] for key in keys] == [9, 1, 2, 1]


def test_a_phone_that_tells_later_makes_the_report_doubtful(
    gate: Gate, keeper: User, community: Area
) -> None:
    assert not came_late(community.code, day=TODAY, at=NOW, since=NOW - HOUR)
    take_from_gates([scan(1, gate, keeper, NOW - 2 * HOUR)])
    assert came_late(community.code, day=TODAY, at=NOW, since=NOW - HOUR)


# ---- the pages -------------------------------------------------------------------------------------------------------
def test_the_board_shows_numbers_and_opens_their_rows(
    day: Gate, community: Area, clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    page = browser.get("/figures/gates/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "outsider" in text
    assert f"/figures/gates/rows/?measure=gates.people&amp;area={community.code}" in text
    rows = browser.get("/figures/gates/rows/", {"measure": "gates.refusals"}).content.decode()
    assert rows.count("<tr><td") == 2
    assert "柴丽娟" not in rows
    again = browser.get(
        "/figures/gates/", headers={"if-none-match": page.headers["ETag"], "hx-request": "true"}
    )
    assert again.status_code == 304


def test_rows_that_have_vanished_leave_their_number(day: Gate, clerk: User, sign_in: SignIn) -> None:
    GateScan.everywhere.filter(pk=fact_id(3)).delete()
    browser = sign_in(clerk)
    assert ">2<" in browser.get("/figures/gates/").content.decode()
    assert (
        browser.get("/figures/gates/rows/", {"measure": "gates.refusals"}).content.decode().count("<tr><td")
        == 1
    )


def test_no_other_number_has_rows(day: Gate, clerk: User, sign_in: SignIn) -> None:
    assert sign_in(clerk).get("/figures/gates/rows/", {"measure": "households.lived_in"}).status_code == 404
