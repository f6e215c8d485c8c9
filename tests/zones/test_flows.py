"""From a case to a proposal, from a zone to gates, from lifting to free: each once, also when it runs twice."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from linli.areas.models import Area
from linli.care.choices import CaseState
from linli.care.models import Case
from linli.core.models import Event
from linli.core.outbox import announce, drain
from linli.flows.table import REACTIONS
from linli.gates.gate_list import list_for
from linli.gates.models import Gate
from linli.gates.rules import ASK, PASS, STOP
from linli.gates.simulating import Asked, Who, simulate
from linli.incidents.models import Incident, Overreach
from linli.incidents.playbooks import packaged_text
from linli.people.models import Note, User
from linli.registers.actions.households import close_household, correct_household
from linli.registers.choices import RestrictionExtent
from linli.registers.models import Household, Restriction
from linli.zones.actions.days import come_down, count_day, count_days, review_zone, tell_round
from linli.zones.actions.deciding import decline_zone
from linli.zones.actions.edition_changes import keep_as_it_was, note_changes, sign_as_physician, take_change
from linli.zones.actions.ending import expire_zones, lift_zone
from linli.zones.cases import day_facts
from linli.zones.choices import ChangeKind, ChangeState, WhyLifted, ZoneState
from linli.zones.lint import look_at_zones
from linli.zones.models import KnownCase, Zone, ZoneChange, ZoneReview
from linli.zones.problems import ChangeDecided, NeedsAPhysician, NotMetYet
from tests.care.conftest import midnight
from tests.conftest import NOW, TODAY, join, settle
from tests.gates.conftest import make_gate
from tests.zones.conftest import MakeZone, adopt
from tests.zones.test_deciding_actions import DAY, doors_marked

pytestmark = pytest.mark.django_db
__all__ = ["make_gate"]


def react() -> None:
    for _again in range(3):
        drain(REACTIONS)


@pytest.fixture
def make_case(epidemic: Incident, medical_officer: User) -> Callable[..., Case]:
    def made(home: Household, **values: Any) -> Case:
        person = join(home, "莫有病")
        case = Case.objects.create(**{
            "incident": epidemic, "household": home, "resident": person, "area": home.area, "area_code": home.area_code,
            "state": CaseState.CONFIRMED, "found_on": TODAY, "settled_at": NOW, "evidence": "两份标本阳性", "reported_by": medical_officer,
            **values,
        })  # fmt: skip
        announce("care.case_confirmed", case=str(case.pk))
        react()
        return case

    return made


def rule_out(case: Case) -> None:
    Case.everywhere.filter(pk=case.pk).update(state=CaseState.RULED_OUT)
    announce("care.case_ruled_out", case=str(case.pk))
    react()


@pytest.fixture
def seven(epidemic: Incident) -> None:
    """The emergency goes by Qitaihe's playbook, which has the rule of one, two, three."""
    epidemic.playbook_name, epidemic.playbook_text = "qitaihe", packaged_text("qitaihe")
    epidemic.save()


# ---- a case ----------------------------------------------------------------------------------------------------------------
def test_a_confirmed_case_proposes_its_stairwell_and_restricts_nobody(
    seven: None, make_case: Callable[..., Case], homes: list[Household], leader: User
) -> None:
    case = make_case(homes[0])
    zone = Zone.everywhere.get()
    assert (zone.state, zone.unit, zone.stairwell, zone.rule, zone.cases) == (
        ZoneState.PROPOSED, "stairwell", "1", "one-two-three", 1
    )  # fmt: skip
    assert not Restriction.everywhere.exists()
    known = KnownCase.everywhere.get()
    assert (known.pk, known.household_id) == (case.pk, homes[0].pk)
    note = Note.objects.get(user=leader, kind="zone_proposed")
    assert "莫有病" not in str(note.data)


def test_told_twice_it_is_proposed_once(
    seven: None, make_case: Callable[..., Case], homes: list[Household]
) -> None:
    case = make_case(homes[0])
    announce("care.case_confirmed", case=str(case.pk))
    react()
    assert (Zone.everywhere.count(), KnownCase.everywhere.count()) == (1, 1)


def test_the_second_case_proposes_the_building_and_the_narrower_proposal_goes(
    seven: None, make_case: Callable[..., Case], homes: list[Household]
) -> None:
    make_case(homes[0])
    make_case(homes[3])
    assert sorted(Zone.everywhere.values_list("unit", "state")) == [
        ("building", "proposed"),
        ("stairwell", "declined"),
    ]


def test_the_third_case_proposes_what_the_edition_allows_and_says_so(
    seven: None, make_case: Callable[..., Case], homes: list[Household]
) -> None:
    for home in homes[:3]:
        make_case(home)
    zone = Zone.everywhere.get(state=ZoneState.PROPOSED)
    assert zone.unit == "building"
    again = settle(homes[0].area, "5-1-101")
    make_case(again)
    fresh = Zone.everywhere.filter(state=ZoneState.PROPOSED).exclude(pk=zone.pk)
    assert zone.explained[0]["code"] == "rule_reached"
    assert fresh.count() == 0  # 5-1-101 stands in the same area of the tree


def test_a_case_that_was_ruled_out_takes_its_proposal_along(
    seven: None, make_case: Callable[..., Case], homes: list[Household]
) -> None:
    rule_out(make_case(homes[0]))
    zone = Zone.everywhere.get()
    assert (zone.state, zone.declined_by) == (ZoneState.DECLINED, None)


def test_officers_are_asked_to_lift_what_rests_on_no_case_any_more(
    seven: None, make_zone: MakeZone, make_case: Callable[..., Case], homes: list[Household], leader: User
) -> None:
    case = make_case(homes[0])
    decline_zone(Zone.everywhere.get(), version=None, why="x", actor=leader)
    zone = make_zone()
    assert zone.cases == 1
    rule_out(case)
    zone.refresh_from_db()
    assert zone.state == ZoneState.IN_FORCE  # a machine lifts nothing that two have decided
    assert Note.objects.filter(kind="zone_groundless", user=leader).count() == 1


# ---- gates -------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def gate(make_gate: Any, community: Area) -> Gate:
    found: Gate = make_gate(compound="和平家园")
    return found


def says(gate: Gate, home: Household, **asked: Any) -> str:
    return simulate(gate, Who(None, home), Asked(NOW + DAY / 24, **asked)).decision.says


def test_gates_know_a_zone_at_once_and_its_lifting_too(
    make_zone: MakeZone, homes: list[Household], gate: Gate, leader: User
) -> None:
    zone = make_zone()
    at = NOW + DAY / 24
    assert set(list_for(gate, at=at).restricted) == {one.pk for one in homes[:3]}
    assert says(gate, homes[0], direction="out") == STOP
    assert says(gate, homes[3], direction="out") != STOP
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    assert list_for(gate, at=at).restricted == []
    assert says(gate, homes[0], direction="out") != STOP


@pytest.mark.parametrize("errand", ["emergency", "dialysis", "chemotherapy", "labour", "medicine"])
def test_what_must_pass_passes_out_of_every_zone(
    errand: str, make_zone: MakeZone, homes: list[Household], gate: Gate
) -> None:
    make_zone()
    known = {one.key for one in list_for(gate, at=NOW).must_pass}
    chosen = errand if errand in known else sorted(known)[0]
    assert says(gate, homes[0], direction="out", errand=chosen) == PASS


def test_nobody_is_stopped_on_the_way_home(make_zone: MakeZone, homes: list[Household], gate: Gate) -> None:
    make_zone()
    assert says(gate, homes[0], direction="in") in (PASS, ASK)


def test_within_a_medium_zone_people_stay_and_its_gate_stops_them(
    make_zone: MakeZone, homes: list[Household], gate: Gate, epidemic: Incident, community: Area
) -> None:
    adopt(epidemic, "ninth_edition")
    zone = make_zone(community, "compound", kind="mid", compound="和平家园")
    extents = set(Restriction.everywhere.filter(source_id=zone.pk).values_list("extent", flat=True))
    assert extents == {RestrictionExtent.AREA}
    assert says(gate, homes[0], direction="out") == STOP
    assert says(gate, homes[0], direction="in") in (PASS, ASK)


# ---- the register ------------------------------------------------------------------------------------------------------------
def test_a_household_that_is_registered_later_is_marked_and_one_that_moves_is_free(
    make_zone: MakeZone, homes: list[Household], other_grid: Area, clerk: User, building: Area
) -> None:
    zone = make_zone()
    react()
    late = settle(building, "3-1-502")
    announce("registers.household_changed", household_id=str(late.pk))
    correct_household(
        homes[0], version=None, values={"stairwell": "2", "door": "3-2-302", "room": "302"}, actor=clerk
    )
    close_household(homes[1], version=None, on=TODAY, actor=clerk)
    react()
    assert doors_marked(zone) == {"3-1-302", "3-1-502"}


# ---- being told --------------------------------------------------------------------------------------------------------------
def test_in_force_and_lifted_are_told_once_to_those_who_work_there(
    make_zone: MakeZone,
    homes: list[Household],
    clerk: User,
    grid_worker: User,
    warden: User,
    leader: User,
    other_clerk: User,
) -> None:
    zone = make_zone()
    react()
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    Event.objects.update(handled_at=None)
    react()
    for user in (clerk, grid_worker):
        kinds = Note.objects.filter(user=user).values_list("kind", flat=True)
        assert sorted(kinds) == ["zone_in_force", "zone_lifted"]
    assert Note.objects.get(user=warden, kind="zone_lifted").url == ""  # who keeps gates, and opens no zones
    assert not Note.objects.filter(user=other_clerk).exists()


# ---- days --------------------------------------------------------------------------------------------------------------------
def test_conditions_are_counted_each_day_once_and_a_look_stays(
    make_zone: MakeZone, homes: list[Household], leader: User
) -> None:
    zone = make_zone()
    count_days(at=NOW)
    review = review_zone(zone, note="看过，楼内送药 3 户", contacts_negative=None, actor=leader, at=NOW)
    count_day(zone, on=TODAY)
    review.refresh_from_db()
    assert (review.looked_by, review.note, ZoneReview.objects.count()) == (leader, "看过，楼内送药 3 户", 1)
    zone.refresh_from_db()
    assert zone.review_at == midnight(TODAY + 2 * DAY)


def test_contacts_that_are_not_negative_any_more_meet_no_condition(
    make_zone: MakeZone, homes: list[Household], leader: User
) -> None:
    zone = make_zone()

    def told(days: int, negative: bool | None) -> Any:
        at = NOW + days * DAY
        review_zone(zone, note="", contacts_negative=negative, actor=leader, at=at)
        return day_facts(zone, TODAY + days * DAY).contacts_negative_on

    assert told(1, True) == TODAY + DAY
    assert told(2, None) == TODAY + DAY
    assert told(3, False) is None
    assert told(4, True) == TODAY + 4 * DAY


def test_when_all_conditions_are_met_officers_are_asked_to_lift_once(
    make_zone: MakeZone, homes: list[Household], leader: User, community: Area
) -> None:
    zone = make_zone()
    on = NOW + 5 * DAY
    tell_round(community, on=TODAY + 5 * DAY, negative=True, actor=leader)
    count_days(at=on)
    count_days(at=on)
    react()
    assert ZoneReview.objects.get(zone=zone, on=TODAY + 5 * DAY).met
    assert Note.objects.filter(user=leader, kind="zone_may_open").count() == 1


def test_a_round_by_which_the_conditions_are_met_asks_officers_at_once_and_once(
    make_zone: MakeZone, homes: list[Household], leader: User, community: Area
) -> None:
    make_zone()
    with time_machine.travel(NOW + 5 * DAY, tick=False):
        tell_round(community, on=TODAY + 5 * DAY, negative=True, actor=leader)
        assert Event.objects.filter(name="zones.zone_may_open").count() == 1
        count_days(at=NOW + 5 * DAY)
        tell_round(community, on=TODAY + 5 * DAY, negative=True, actor=leader)
    assert Event.objects.filter(name="zones.zone_may_open").count() == 1


def test_high_becomes_medium_only_when_its_conditions_are_met_and_never_longer(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    adopt(epidemic, "ninth_edition")
    zone = make_zone()
    with pytest.raises(NotMetYet):
        come_down(zone, version=None, actor=leader, at=NOW + 6 * DAY)
    lighter = come_down(zone, version=None, actor=leader, at=NOW + 7 * DAY)
    assert (lighter.kind, lighter.came_from, lighter.until_at) == ("mid", "high", zone.until_at)
    marks = Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None)
    assert set(marks.values_list("extent", "category", "until_at")) == {("area", "mid", zone.until_at)}


# ---- oversight and newer editions ----------------------------------------------------------------------------------------------
def test_what_goes_further_is_a_finding_and_gone_when_it_is_lifted(
    make_zone: MakeZone, homes: list[Household], community: Area, leader: User
) -> None:
    zone = make_zone(community, "compound", compound="和平家园", wider_because="两栋楼传播链不明")
    react()
    finding = Overreach.everywhere.get(about_id=zone.pk)
    assert (finding.code, finding.prohibition) == ("zone.too_wide", "widen_high_risk")
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    react()
    finding.refresh_from_db()
    assert finding.gone_at is not None


def test_a_look_that_is_overdue_is_found(make_zone: MakeZone, homes: list[Household]) -> None:
    make_zone()
    assert look_at_zones(at=NOW) == 0
    assert look_at_zones(at=midnight(TODAY + 3 * DAY)) == 1
    assert Overreach.everywhere.get().code == "zone.no_review"


def changed_by(epidemic: Incident, key: str) -> ZoneChange:
    adopt(epidemic, key)
    announce("incidents.edition_adopted", incident=str(epidemic.pk), edition=key)
    react()
    return ZoneChange.everywhere.get()


def test_an_edition_that_closes_nothing_ends_the_zone_by_one_officer(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    zone = make_zone()
    change = changed_by(epidemic, "category_b")
    assert change.kind == ChangeKind.ENDS
    assert note_changes(at=NOW) == []
    assert Note.objects.filter(user=leader, kind="zone_change").count() == 1
    ended = take_change(change, actor=leader)
    assert (ended.state, ended.lifted_why, doors_marked(zone)) == (
        ZoneState.LIFTED,
        WhyLifted.LIGHTER_EDITION,
        set(),
    )
    with pytest.raises(ChangeDecided):
        take_change(change, actor=leader)


def test_a_shorter_edition_brings_the_end_forward_in_the_marks_too(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    adopt(epidemic, "ninth_edition", TODAY - DAY)
    zone = make_zone()
    change = changed_by(epidemic, "ten_measures")
    assert (change.kind, change.until_at) == (ChangeKind.SHORTER, midnight(TODAY + 6 * DAY))
    shorter = take_change(change, actor=leader)
    assert (shorter.edition, shorter.until_at) == ("ten_measures", midnight(TODAY + 6 * DAY))
    marks = Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None)
    assert set(marks.values_list("until_at", flat=True)) == {midnight(TODAY + 6 * DAY)}


def test_what_is_kept_stays_with_its_reason_and_as_a_finding(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    zone = make_zone()
    kept = keep_as_it_was(changed_by(epidemic, "category_b"), why="今天 18 时一起解除", actor=leader)
    zone.refresh_from_db()
    assert (kept.state, zone.state) == (ChangeState.KEPT, ZoneState.IN_FORCE)
    assert Overreach.everywhere.get(about_id=zone.pk).code == "zone.kind_unknown"


def test_what_is_heavier_needs_a_physician_and_ends_no_later(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User, medical_officer: User
) -> None:
    zone = make_zone()
    change = ZoneChange.objects.create(
        zone=zone, edition="twenty_measures", kind=ChangeKind.HEAVIER, new_kind="high", until_at=zone.until_at,
        area=zone.area, area_code=zone.area_code,
    )  # fmt: skip
    with pytest.raises(NeedsAPhysician):
        take_change(change, actor=leader)
    sign_as_physician(change, why="重症多", actor=medical_officer)
    after = take_change(change, actor=leader)
    assert after.until_at == zone.until_at
    with pytest.raises(ChangeDecided):
        sign_as_physician(change, why="重症多", actor=medical_officer)


def test_a_zone_that_ends_by_itself_is_announced(
    make_zone: MakeZone, homes: list[Household], clerk: User
) -> None:
    make_zone(last_on=TODAY)
    expire_zones(at=midnight(TODAY + DAY))
    react()
    assert Note.objects.filter(user=clerk, kind="zone_lifted").count() == 1
