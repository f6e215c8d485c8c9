"""What offices see of gates: who is outside, who came in, who was turned back, findings, running counts, lint."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.models import AccessEntry
from linli.gates.actions.scans import take_from_gates
from linli.gates.bodies import Person
from linli.gates.models import Finding, Gate, Registration
from linli.gates.playbook import gates_in_force
from linli.gates.queries_lint import hints_in
from linli.gates.queries_outside import Span, count_outside, refused_by_ground
from linli.people.models import User
from linli.registers.models import Household
from tests.conftest import NOW, TODAY, join, settle
from tests.gates.conftest import HOUR, MakeGate, MakePass
from tests.gates.told import scan

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def out(gate: Gate, keeper: User, make_pass: MakePass, household: Household) -> None:
    """Somebody of 3-2-501 went out three hours ago, for two hours."""
    at = NOW - 3 * HOUR
    fact = scan(1, gate, keeper, at, pass_id=make_pass(household).pk, people=2, due_back_at=at + 2 * HOUR)
    assert take_from_gates([fact]) == {}


# ---- who is outside --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("out")
def test_who_is_overdue_stands_there_with_door_pass_and_masked_telephone(
    clerk: User, sign_in: SignIn
) -> None:
    shown = text(sign_in(clerk).get("/gates/outside/"))
    assert "3-2-501" in shown
    assert "在外 2 人" in shown
    assert "超时 1" in shown
    assert "151****4108" in shown
    assert "15100004108" not in shown


@pytest.mark.usefixtures("out")
def test_who_comes_in_again_is_not_outside_any_more(
    gate: Gate, keeper: User, household: Household, clerk: User, sign_in: SignIn
) -> None:
    issued = household.passes.get()
    take_from_gates([scan(2, gate, keeper, NOW - HOUR, pass_id=issued.pk, direction="in")])
    assert "没有住户的人在外面" in text(sign_in(clerk).get("/gates/outside/"))


@pytest.mark.usefixtures("out")
def test_another_community_sees_nothing_of_it(other_clerk: User, sign_in: SignIn) -> None:
    assert "3-2-501" not in text(sign_in(other_clerk).get("/gates/outside/"))


def test_of_a_household_elsewhere_no_door_is_shown(
    gate: Gate, keeper: User, make_pass: MakePass, other_community: Area, clerk: User, sign_in: SignIn
) -> None:
    stranger = settle(other_community, "9-9-909")
    join(stranger, "谭水生", phone="13800001111", relation="head")
    take_from_gates([scan(1, gate, keeper, pass_id=make_pass(stranger).pk)])
    shown = text(sign_in(clerk).get("/gates/outside/"))
    assert "在外 1 人" in shown
    assert "9-9-909" not in shown
    assert "138****1111" not in shown


def test_views_filters_and_sorts_hold_together(
    make_gate: MakeGate, keeper: User, make_pass: MakePass, building: Area, clerk: User, sign_in: SignIn
) -> None:
    east, west = make_gate(), make_gate(name="西门")
    homes = [settle(building, f"3-1-10{n}") for n in range(3)]
    due = [NOW - HOUR, NOW + HOUR, None]
    take_from_gates([
        scan(n, gate, keeper, NOW - 2 * HOUR, pass_id=make_pass(home).pk, **({"due_back_at": back} if back else {}))
        for n, (gate, home, back) in enumerate(zip((east, west, west), homes, due, strict=True))
    ])  # fmt: skip
    browser = sign_in(clerk)
    overdue = text(browser.get("/gates/outside/?view=overdue"))
    assert ("3-1-100" in overdue, "3-1-101" in overdue) == (True, False)
    at_west = text(browser.get(f"/gates/outside/?gate={west.pk}"))
    assert ("3-1-100" in at_west, "3-1-101" in at_west, "3-1-102" in at_west) == (False, True, True)
    page = text(browser.get("/gates/outside/"))
    assert page.index("3-1-100") < page.index("3-1-101") < page.index("3-1-102")
    by_door = text(browser.get("/gates/outside/?sort=-door"))
    assert by_door.index("3-1-102") < by_door.index("3-1-101") < by_door.index("3-1-100")


# ---- who came in -----------------------------------------------------------------------------------------------------
@pytest.fixture
def arrival(gate: Gate, keeper: User) -> Registration:
    person = Person(name="郎平", document_kind="resident_id", document="231085197403020426", phone="13800006021",
                    comes_from="哈尔滨市", why="返乡")  # fmt: skip
    take_from_gates([scan(1, gate, keeper, NOW - HOUR, shown="registered", direction="in", verdict="ask",
                          reason="gates.no_pass", persons=(person,))])  # fmt: skip
    return Registration.everywhere.get()


@pytest.mark.usefixtures("arrival")
def test_who_came_in_is_shown_with_masked_numbers_and_counted_by_where_from(
    clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    shown = text(browser.get("/gates/outside/came-in/"))
    assert "郎平" in shown
    assert "哈尔滨市" in shown
    assert "231085********0426" in shown
    assert "231085197403020426" not in shown
    assert "没有登记过人" in text(browser.get("/gates/outside/came-in/?from=沈阳市"))


def test_a_document_opens_with_a_reason_and_is_logged(
    arrival: Registration, clerk: User, sign_in: SignIn
) -> None:
    browser, page = sign_in(clerk), f"/gates/outside/came-in/{arrival.pk}/document/"
    before = AccessEntry.objects.count()
    assert "231085197403020426" not in text(browser.get(page))
    assert browser.post(page, {"reason": "other", "other": " "}).status_code == 422
    assert AccessEntry.objects.count() == before
    assert "231085197403020426" in text(browser.post(page, {"reason": "check"}))
    entry = AccessEntry.objects.latest("at")
    assert (entry.what, entry.reason, entry.actor_id) == ("document", "核对证件", clerk.pk)


def test_a_stranger_opens_nothing(arrival: Registration, other_clerk: User, sign_in: SignIn) -> None:
    page = f"/gates/outside/came-in/{arrival.pk}/document/"
    assert sign_in(other_clerk).post(page, {"reason": "check"}).status_code == 404


# ---- who was turned back ---------------------------------------------------------------------------------------------
@pytest.fixture
def refused(gate: Gate, keeper: User) -> None:
    said = {"done": "refused", "shown": "registered", "verdict": "ask", "reason": "gates.no_pass"}
    take_from_gates([
        scan(1, gate, keeper, ground="visitor_unmet", **said), scan(2, gate, keeper, ground="visitor_unmet", **said),
        scan(3, gate, keeper, ground="no_booster", **said),
        scan(4, gate, keeper, ground_words="没打加强针", **said),
        scan(5, gate, keeper, errand="medicine", verdict="pass", reason="gates.must_pass", shown="door"),
    ])  # fmt: skip


@pytest.mark.usefixtures("refused")
def test_refusals_are_counted_by_ground_and_those_the_rules_do_not_know_stand_out(
    clerk: User, sign_in: SignIn, community: Area
) -> None:
    numbers = refused_by_ground(Scope((community.code,)), Span.back(1, until=TODAY))
    assert numbers == {"visitor_unmet": 2, "no_booster": 1, "none": 1}
    browser = sign_in(clerk)
    shown = text(browser.get("/gates/outside/turned-back/"))
    assert "访客没有人接" in shown
    assert "没打加强针" in shown
    assert shown.count("规定里没有") == 2
    only = text(browser.get("/gates/outside/turned-back/?ground=visitor_unmet"))
    assert "没打加强针" not in only
    assert "没打加强针" not in text(browser.get("/gates/outside/turned-back/?days=yesterday"))


@pytest.mark.usefixtures("refused")
def test_errands_that_passed_have_a_list_of_their_own(clerk: User, sign_in: SignIn) -> None:
    shown = text(sign_in(clerk).get("/gates/outside/turned-back/?view=errands"))
    assert "取药" in shown
    assert "访客没有人接" not in shown


# ---- findings --------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("refused")
def test_a_finding_is_looked_at_and_settled(clerk: User, other_clerk: User, sign_in: SignIn) -> None:
    finding = Finding.everywhere.filter(kind="unknown_ground").earliest("scan__at", "pk")
    browser, page = sign_in(clerk), f"/gates/outside/findings/{finding.pk}/"
    assert page in text(browser.get("/gates/outside/findings/"))
    assert browser.post(page, {"note": ""}).status_code == 422
    assert browser.post(page, {"note": "已给本人放行"}).status_code == 303
    finding.refresh_from_db()
    assert (finding.state, finding.note, finding.settled_by) == ("settled", "已给本人放行", clerk)
    assert "已给本人放行" in text(browser.get("/gates/outside/findings/?view=settled"))
    assert sign_in(other_clerk).get(page).status_code == 404


# ---- running counts --------------------------------------------------------------------------------------------------
def test_the_running_counts_answer_nothing_when_nothing_has_changed(
    make_gate: MakeGate, keeper: User, clerk: User, sign_in: SignIn
) -> None:
    road, browser = make_gate(name="北山路口", kind="city_road"), sign_in(clerk)
    first = browser.get("/gates/outside/counts/", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    assert browser.get("/gates/outside/counts/", headers=again).status_code == 304
    take_from_gates([scan(1, road, keeper, shown="registered", direction="in", people=4, vehicle=True)])
    answer = browser.get("/gates/outside/counts/", headers=again)
    assert answer.status_code == 200
    assert "<b>4</b>" in text(answer)
    assert "<html" not in text(answer)


@pytest.mark.usefixtures("gate")
def test_gates_of_compounds_stand_in_the_counts_when_all_are_asked_for(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    assert "和平家园东门" not in text(browser.get("/gates/outside/counts/"))
    assert "和平家园东门" in text(browser.get("/gates/outside/counts/?view=all"))


# ---- too strict ------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("refused")
def test_what_is_stricter_than_the_rules_is_shown_with_what_to_do(
    make_gate: MakeGate, clerk: User, sign_in: SignIn
) -> None:
    make_gate(name="西门", until_on=TODAY)
    shown = text(sign_in(clerk).get("/gates/outside/too-strict/"))
    for words in (
        "卡口的期限已过",
        "撤掉卡口放行",
        "劝返的理由规定里没有",
        "no_booster",
        "一个小区设了几个卡口",
    ):
        assert words in shown


def test_passes_are_held_against_the_rule_in_force(
    make_pass: MakePass, household: Household, community: Area
) -> None:
    make_pass(household, rule="no-such-rule")
    hints = hints_in(Scope((community.code,)), now=NOW, today=TODAY)
    assert [(one.code, one.data["n"]) for one in hints] == [("pass_rule_unknown", 1)]


@pytest.mark.usefixtures("gate")
def test_where_all_is_in_order_the_page_says_so(community: Area, clerk: User, sign_in: SignIn) -> None:
    Gate.everywhere.update(procedure=gates_in_force(community).procedures[0].key)
    shown = text(sign_in(clerk).get("/gates/outside/too-strict/"))
    assert "没有发现层层加码" in shown


# ---- how much it costs -----------------------------------------------------------------------------------------------
PAGES = ("", "came-in/", "turned-back/", "findings/", "counts/?view=all", "too-strict/")


def test_pages_cost_the_same_however_much_has_happened(
    make_gate: MakeGate,
    keeper: User,
    make_pass: MakePass,
    building: Area,
    grid: Area,
    clerk: User,
    sign_in: SignIn,
) -> None:
    def happen(first: int, n: int) -> None:
        facts = []
        for number in range(first, first + n):
            gate, home = make_gate(grid, name=f"门{number}"), settle(building, f"3-1-{number}")
            join(home, "谭水生", phone="13800001111", relation="head")
            person = Person(name="郎平", comes_from=f"城{number}", goes_to=home.pk)
            said = {"done": "refused", "shown": "registered", "verdict": "ask", "reason": "gates.no_pass"}
            facts += [
                scan(10 * number, gate, keeper, pass_id=make_pass(home).pk),
                scan(10 * number + 1, gate, keeper, shown="registered", direction="in", persons=(person,)),
                scan(10 * number + 2, gate, keeper, household=home.pk, ground_words="说不清", **said),
            ]
        assert take_from_gates(facts) == {}

    browser = sign_in(clerk)
    happen(100, 2)
    few = {page: _queries(browser, f"/gates/outside/{page}") for page in PAGES}
    happen(200, 9)
    assert {page: _queries(browser, f"/gates/outside/{page}") for page in PAGES} == few


def _queries(browser: Client, page: str) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    return len(queries)


@pytest.mark.usefixtures("out", "gate")
def test_every_page_speaks_english_too(clerk: User, sign_in: SignIn) -> None:
    browser = sign_in(clerk)
    browser.cookies["django_language"] = "en"
    assert "overdue since" in text(browser.get("/gates/outside/"))
    for page in PAGES[1:]:
        assert browser.get(f"/gates/outside/{page}").status_code == 200


@pytest.mark.usefixtures("out")
def test_people_outside_are_counted_as_people(community: Area) -> None:
    counted = count_outside(Scope((community.code,)), now=NOW)
    assert (counted.exits, counted.people, counted.overdue) == (1, 2, 1)
