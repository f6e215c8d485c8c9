"""Routes, checks from phones, missed points, and what was found."""

import re
from datetime import timedelta

import msgspec
import pytest

from linli.areas.models import Area
from linli.core.facts import FieldFact
from linli.core.models import AuditEntry, Event
from linli.gates import bodies
from linli.gates.actions.patrol_counting import count_rounds, note_not_begun
from linli.gates.actions.patrols import (
    Route,
    change_route,
    close_route,
    make_route,
    renew_codes,
    settle_check,
    take_checks,
)
from linli.gates.models import PatrolCheck, PatrolRound, PatrolRoute
from linli.gates.problems_patrols import NoPatrolHere, NoSuchPoint, PhotoUnusable, RouteClosed
from linli.lib.ids import new_id
from linli.people.models import User
from tests.conftest import NOW, appoint, place
from tests.gates.patrols import NAMES, YESTERDAY, jpeg, point_of, route_in, told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def route(community: Area) -> PatrolRoute:
    return route_in(community)


@pytest.fixture
def walker(community: Area) -> User:
    """丛守山 walks the river bank: deployed staff, who opens nothing of the register."""
    return appoint("cong", "丛守山", "deployed_staff", community)


def names_of(route: PatrolRoute) -> list[str]:
    return list(route.points.filter(dropped_at=None).values_list("name", flat=True))


def only_round() -> PatrolRound:
    return PatrolRound.everywhere.get()


# ---- routes ------------------------------------------------------------------------------------------------------
def test_a_route_is_made_once_however_often_the_form_is_sent(community: Area, clerk: User) -> None:
    given, route_id = Route("院内巡查", "compound", 12, 60, NAMES), new_id()
    for _time in range(2):
        make_route(community, route_id=route_id, given=given, actor=clerk, now=NOW)
    made = PatrolRoute.everywhere.get()
    assert (names_of(made), made.area_code, made.made_by) == (list(NAMES), community.code, clerk)
    assert [one.action for one in AuditEntry.objects.all()] == ["gates:patrol:made"]


def test_a_point_that_stays_keeps_its_code_and_one_left_out_is_walked_no_more(
    route: PatrolRoute, clerk: User
) -> None:
    codes = dict(route.points.values_list("name", "code"))
    given = Route("穆棱河", "border", 12, 60, (NAMES[2], "新桥", NAMES[0]))
    change_route(route, given=given, actor=clerk, now=NOW)
    assert names_of(route) == [NAMES[2], "新桥", NAMES[0]]
    assert {one.name: one.code for one in route.points.filter(name__in=NAMES)} == codes
    assert route.points.get(name=NAMES[1]).dropped_at == NOW


def test_a_code_is_one_that_can_be_typed_and_that_facts_may_name(route: PatrolRoute) -> None:
    for one in route.points.all():
        assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", one.code)
        msgspec.convert({"point": one.code}, bodies.PatrolCheck)


def test_a_closed_route_is_changed_no_more(route: PatrolRoute, clerk: User) -> None:
    for _time in range(2):
        close_route(route, actor=clerk, now=NOW)
    assert AuditEntry.objects.filter(action="gates:patrol:closed").count() == 1
    with pytest.raises(RouteClosed):
        renew_codes(route, actor=clerk)


def test_new_codes_make_the_old_sheets_useless(route: PatrolRoute, clerk: User, walker: User) -> None:
    old = point_of(route, 1).code
    renew_codes(route, actor=clerk)
    refused = take_checks([fact := told(old, walker)])
    assert isinstance(refused[fact.id], NoSuchPoint)


# ---- from phones ---------------------------------------------------------------------------------------------------
def walk(route: PatrolRoute, walker: User, *minutes: int) -> list[FieldFact]:
    """Checks of the points in their order, so many minutes after now."""
    return [told(point_of(route, number), walker, NOW + at * MINUTE) for number, at in enumerate(minutes, 1)]


def test_the_first_point_begins_a_round_and_the_others_join_it(route: PatrolRoute, walker: User) -> None:
    assert take_checks(walk(route, walker, 0, 30, 100)) == {}
    round_ = only_round()
    assert (round_.began_at, round_.over_at, round_.by) == (NOW, NOW + 2 * HOUR, walker)
    assert round_.checks.count() == 3


def test_a_batch_that_comes_twice_counts_once(route: PatrolRoute, walker: User) -> None:
    facts = walk(route, walker, 0, 30)
    take_checks([*facts, *facts])
    take_checks(facts)
    assert (PatrolRound.everywhere.count(), PatrolCheck.everywhere.count()) == (1, 2)


def test_checks_that_arrive_in_any_order_and_late_make_the_same_round(
    route: PatrolRoute, walker: User
) -> None:
    for fact in reversed(walk(route, walker, 0, 30, 100)):
        take_checks([fact])
    round_ = only_round()
    assert (round_.began_at, round_.over_at) == (NOW, NOW + 2 * HOUR)


def test_a_point_counts_once_a_round_and_what_was_found_the_second_time_is_kept(
    route: PatrolRoute, walker: User
) -> None:
    point = point_of(route, 1)
    take_checks([told(point, walker), told(point, walker, NOW + HOUR, found="护栏断了一节")])
    checks = PatrolCheck.everywhere.order_by("at")
    assert [(one.again, one.found, one.state) for one in checks] == [
        (False, "", "settled"),
        (True, "护栏断了一节", "open"),
    ]
    assert PatrolRound.everywhere.count() == 1


def test_the_next_day_is_another_round(route: PatrolRoute, walker: User) -> None:
    take_checks([told(point_of(route, 1), walker), told(point_of(route, 1), walker, NOW + DAY)])
    assert PatrolRound.everywhere.count() == 2


def test_two_routes_of_one_phone_do_not_mix(route: PatrolRoute, walker: User, community: Area) -> None:
    other = route_in(community, name="隔离点外围")
    take_checks([told(point_of(route, 1), walker), told(point_of(other, 1), walker)])
    assert {one.route_id for one in PatrolRound.everywhere.all()} == {route.pk, other.pk}


def test_what_was_found_is_sealed_and_announced(route: PatrolRoute, walker: User) -> None:
    photo = jpeg(beside=b"Exif\0\0GPS")
    take_checks([told(point_of(route, 1), walker, found=" 有人翻墙 ", photo=photo)])
    check = PatrolCheck.everywhere.get()
    assert (check.found, check.photo, check.has_photo, check.state) == ("有人翻墙", jpeg(), True, "open")
    assert [one.name for one in Event.objects.all()] == ["gates.patrol_found"]
    stored = PatrolCheck.everywhere.extra(select={"raw": "found"}).values_list("raw", flat=True)
    assert "有人翻墙" not in str(list(stored))


def test_a_grid_worker_walks_the_paths_of_the_community(route: PatrolRoute, grid_worker: User) -> None:
    assert take_checks([told(point_of(route, 1), grid_worker)]) == {}


@pytest.mark.parametrize("who", ["doctor", "leader", "nobody"])
def test_who_walks_no_patrols_is_told_so(
    request: pytest.FixtureRequest, route: PatrolRoute, who: str
) -> None:
    user = None if who == "nobody" else request.getfixturevalue(who)
    fact = told(point_of(route, 1), user)
    assert isinstance(take_checks([fact])[fact.id], NoPatrolHere)
    assert not PatrolRound.everywhere.exists()


def test_a_keeper_who_was_sent_there_from_another_community_is_heard(
    route: PatrolRoute, other_clerk: User
) -> None:
    """As at gates: whoever keeps gates in the county."""
    assert take_checks([told(point_of(route, 1), other_clerk)]) == {}
    assert PatrolCheck.everywhere.get().by == other_clerk


def test_a_stranger_of_another_county_finds_no_such_point(route: PatrolRoute) -> None:
    far = appoint("far", "边远", "volunteer", place("231083100001", "community", "远社区居委会", None))
    unknown, elsewhere = told("NobodyHangsThis1", far), told(point_of(route, 1), far)
    refused = take_checks([unknown, elsewhere])
    assert {type(one) for one in refused.values()} == {NoSuchPoint}
    assert len(refused) == 2


def test_a_check_from_before_the_route_was_closed_still_counts(
    route: PatrolRoute, walker: User, clerk: User
) -> None:
    close_route(route, actor=clerk, now=NOW)
    before, after = told(point_of(route, 1), walker, NOW - HOUR), told(point_of(route, 2), walker, NOW)
    assert list(take_checks([before, after])) == [after.id]


def test_a_picture_that_is_none_waits_for_a_person(route: PatrolRoute, walker: User) -> None:
    bad, good = told(point_of(route, 1), walker, photo="aGVsbG8="), told(point_of(route, 2), walker)
    refused = take_checks([bad, good])
    assert isinstance(refused[bad.id], PhotoUnusable)
    assert PatrolCheck.everywhere.count() == 1


# ---- missed ----------------------------------------------------------------------------------------------------------
def missed(round_: PatrolRound) -> list[str]:
    return [round_.route.points.get(pk=pk).name for pk in PatrolRound.everywhere.get(pk=round_.pk).missed]


def test_points_without_a_check_are_missed_once_the_round_is_over(route: PatrolRoute, walker: User) -> None:
    take_checks(walk(route, walker, 0, 30))
    assert count_rounds(now=NOW + 2 * HOUR - MINUTE) == 0
    assert count_rounds(now=NOW + 2 * HOUR) == 1
    assert count_rounds(now=NOW + 3 * HOUR) == 0
    assert missed(only_round()) == [NAMES[2]]
    assert [one.name for one in Event.objects.all()] == ["gates.patrol_missed"]


def test_a_check_that_is_told_after_the_count_is_missed_no_more(route: PatrolRoute, walker: User) -> None:
    facts = walk(route, walker, 0, 30, 60)
    take_checks(facts[:2])
    count_rounds(now=NOW + 2 * HOUR)
    take_checks(facts[2:])
    assert missed(only_round()) == []


def test_a_point_that_was_hung_up_later_was_not_missed(route: PatrolRoute, walker: User, clerk: User) -> None:
    take_checks(walk(route, walker, 0, 30, 60))
    more = Route("穆棱河东岸", "border", 24, 120, (*NAMES, "新桥"))
    change_route(route, given=more, actor=clerk, now=NOW + HOUR)
    count_rounds(now=NOW + 2 * HOUR)
    assert missed(only_round()) == []


def test_a_round_that_was_due_and_did_not_begin_is_kept_with_all_its_points(route: PatrolRoute) -> None:
    assert note_not_begun(now=NOW + 2 * HOUR - MINUTE) == 0
    assert note_not_begun(now=NOW + 2 * HOUR) == 1
    assert note_not_begun(now=NOW + 2 * HOUR) == 0
    round_ = only_round()
    assert (round_.began_at, round_.by, missed(round_)) == (YESTERDAY + DAY, None, list(NAMES))


def test_a_closed_route_is_due_no_more(route: PatrolRoute, clerk: User) -> None:
    close_route(route, actor=clerk, now=NOW)
    assert note_not_begun(now=NOW + 5 * DAY) == 0


def test_a_phone_without_a_line_turns_a_missed_round_into_a_walked_one(
    route: PatrolRoute, walker: User
) -> None:
    note_not_begun(now=NOW + 3 * HOUR)
    take_checks(walk(route, walker, 20, 50))
    round_ = only_round()
    assert (round_.began_at, round_.by, round_.counted_at) == (NOW + 20 * MINUTE, walker, None)
    count_rounds(now=NOW + 3 * HOUR)
    assert missed(only_round()) == [NAMES[2]]


def test_a_round_walked_before_it_was_due_takes_the_missed_one_away(route: PatrolRoute, walker: User) -> None:
    note_not_begun(now=NOW + 3 * HOUR)
    take_checks([told(point_of(route, 1), walker, NOW - HOUR)])
    assert only_round().began_at == NOW - HOUR


# ---- settling --------------------------------------------------------------------------------------------------------
def test_a_finding_is_settled_once_and_logged(route: PatrolRoute, walker: User, clerk: User) -> None:
    take_checks([told(point_of(route, 1), walker, found="护栏断了一节")])
    check = PatrolCheck.everywhere.get()
    settle_check(check, note="已报修", actor=clerk, now=NOW)
    settle_check(check, note="另一句", actor=clerk, now=NOW + HOUR)
    check.refresh_from_db()
    assert (check.state, check.note, check.settled_by, check.settled_at) == ("settled", "已报修", clerk, NOW)
    assert AuditEntry.objects.filter(action="gates:patrol_check:settled").count() == 1
