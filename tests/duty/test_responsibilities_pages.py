"""The pages of responsibilities: gaps, who is responsible, naming, ending, handing on, telephones."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.core.models import AccessEntry
from linli.duty.actions.giving import Term
from linli.duty.actions.responsibilities import give_many, give_responsibility
from linli.duty.choices import Standing, TargetKind
from linli.duty.models import Responsibility
from linli.duty.targets import Seat, Target, seat_of
from linli.lib.ids import new_id
from linli.lib.playbook import load_playbook
from linli.people.models import Organisation, User
from linli.registers.models import Household
from tests.conftest import TODAY, appoint, place, settle

SignIn = Callable[[User], Client]
GAP = "/duty/gaps/liaison-for-household/liaison/"


@pytest.fixture
def linfen(city: Area) -> Area:
    """Linfen's patterns: a member for each household, a volunteer for each building, a unit for each compound."""
    city.playbook = "linfen"
    city.save()
    return city


@pytest.fixture
def liaison(linfen: Area) -> Seat:
    found = seat_of(load_playbook("linfen"), "liaison-for-household", "liaison")
    assert found is not None
    return found


@pytest.fixture
def member(community: Area) -> User:
    user = appoint("pan", "潘有为", "deployed_staff", community)
    user.phone = "13900001234"
    user.save()
    return user


def at(home: Household) -> Target:
    return Target(TargetKind.HOUSEHOLD, home.area, household=home)


# ---- gaps ----------------------------------------------------------------------------------------------
def test_the_gaps_of_an_area_are_counted_by_pattern_and_child(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, vacant: Household, member: User
) -> None:
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    settle(household.area, "3-1-102")
    text = sign_in(clerk).get("/duty/").content.decode()
    assert "党员包户" in text
    assert "1 / 2" in text  # the vacant dwelling needs nobody
    assert GAP in text


def test_rows_behind_a_gap_are_those_without_anybody(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    other = settle(household.area, "3-1-102")
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    rows = sign_in(clerk).get(GAP).context["rows"]
    assert [target.household for target, *_ in rows] == [other]


def test_a_deputy_alone_closes_no_gap(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    give_responsibility(
        liaison, at(household), member, term=Term(TODAY, standing=Standing.DEPUTY), actor=None
    )
    assert sign_in(clerk).get(GAP).context["page"].paginator.count == 1


def test_a_closed_account_leaves_a_gap(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert sign_in(clerk).get(GAP).context["page"].paginator.count == 1


def test_people_above_their_load_are_named(
    sign_in: SignIn, clerk: User, city: Area, household: Household, member: User
) -> None:
    city.playbook = "menglian"
    city.save()
    liaison = seat_of(load_playbook("menglian"), "member-for-households", "liaison")
    assert liaison is not None
    for home in [household, *(settle(household.area, f"3-1-{100 + n}") for n in range(10))]:
        Responsibility.everywhere.create(**liaison.keys, **at(home).values, user=member, from_on=TODAY)
    page = sign_in(clerk).get("/duty/")
    assert [(one.name, one.number) for one, *_rest in page.context["overloaded"]] == [("潘有为", 11)]
    assert "负责 11，上限 10" in page.content.decode()
    Responsibility.everywhere.filter(household=household).update(until_on=TODAY)
    assert "超出预案的" not in sign_in(clerk).get("/duty/").content.decode()


def test_slots_with_more_than_the_playbook_allows_are_counted(
    sign_in: SignIn, clerk: User, building: Area, warden: User
) -> None:
    seat = seat_of(load_playbook("muling"), "head-for-building", "building_warden")
    assert seat is not None
    there = {**seat.keys, **Target(TargetKind.AREA, building).values, "from_on": TODAY}
    second = appoint("second", "佘二", "building_warden", building)
    Responsibility.everywhere.create(**there, user=warden)
    row = Responsibility.everywhere.create(**there, user=second)
    assert "1 处超过 1 人" in sign_in(clerk).get("/duty/").content.decode()
    Responsibility.everywhere.filter(pk=row.pk).update(standing=Standing.DEPUTY)
    assert "超出预案的" not in sign_in(clerk).get("/duty/").content.decode()


def test_a_building_is_short_of_two_and_one_slot_by_slot(
    sign_in: SignIn, clerk: User, city: Area, building: Area, warden: User
) -> None:
    city.playbook = "qitaihe"
    city.save()
    seat = seat_of(load_playbook("qitaihe"), "two-and-one", "building_warden")
    assert seat is not None
    give_responsibility(seat, Target(TargetKind.AREA, building), warden, term=Term(TODAY), actor=None)
    found = {one.pattern.key: one for one, _words, _slots in sign_in(clerk).get("/duty/").context["patterns"]}
    short = {one.seat.slot.called: one.short for one in found["two-and-one"].slots}
    assert short == {"community_worker": 1, "building_warden": 0, "member_volunteer": 1}
    assert (found["two-and-one"].short, found["two-and-one"].targets) == (1, 1)


def test_a_compound_is_counted_by_its_name_where_the_tree_has_no_level_for_it(
    sign_in: SignIn, clerk: User, community: Area, household: Household, member: User
) -> None:
    settle(household.area, "1-1-101", compound="矿山小区")
    seat = seat_of(load_playbook("muling"), "one-and-n", "lead")
    assert seat is not None
    give_responsibility(
        seat,
        Target(TargetKind.COMPOUND, community, compound="和平家园"),
        member,
        term=Term(TODAY),
        actor=None,
    )
    rows = sign_in(clerk).get("/duty/gaps/one-and-n/lead/").context["rows"]
    assert [target.name for target, *_ in rows] == ["矿山小区"]


def test_a_village_and_a_community_are_told_apart(
    sign_in: SignIn, township_officer: User, community: Area
) -> None:
    place("231085100201", "community", "东山村委会", community.parent, "村委会")
    found = {
        one.pattern.key: one
        for one, _words, _slots in sign_in(township_officer).get("/duty/").context["patterns"]
    }
    assert found["station-for-village"].targets == 1


def test_it_asks_the_same_number_of_questions_whatever_the_number_of_rows(
    sign_in: SignIn, clerk: User, liaison: Seat, building: Area, household: Household, member: User
) -> None:
    client = sign_in(clerk)
    for url in ("/duty/", GAP, f"/duty/people/{member.pk}/"):
        client.get(url)
        few = _questions(client, url)
        homes = [settle(building, f"3-3-{url.count('/')}{n:02}") for n in range(6)]
        give_many(
            liaison, [(at(home), member) for home in homes[:3]], area=building, term=Term(TODAY), actor=None
        )
        assert _questions(client, url) <= few + 1, url  # a page's own rows once


def _questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


# ---- who -----------------------------------------------------------------------------------------------
def test_a_household_says_who_answers_for_it_and_for_all_it_lies_in(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, building: Area, member: User
) -> None:
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    response = sign_in(clerk).get(f"/duty/households/{household.pk}/")
    named = [answer.target.name for answer, _links in response.context["answers"]]
    assert named == ["和平家园 3-2-501", "3号楼", "和平社区", "八面通镇"]
    text = response.content.decode()
    assert "潘有为" in text
    assert "139****1234" in text
    assert "13900001234" not in text


def test_a_compound_that_only_its_name_is_known_of_stands_between(
    sign_in: SignIn, clerk: User, household: Household
) -> None:
    response = sign_in(clerk).get(f"/duty/households/{household.pk}/")
    named = [answer.target.name for answer, _links in response.context["answers"]]
    assert named == ["和平家园 3-2-501", "3号楼", "第一网格", "和平家园", "八面通镇"]


def test_the_households_page_leads_there(sign_in: SignIn, clerk: User, household: Household) -> None:
    assert (
        f"/duty/households/{household.pk}/"
        in sign_in(clerk).get(f"/register/households/{household.pk}/").content.decode()
    )


def test_a_leader_sees_names_and_no_telephones(
    sign_in: SignIn, leader: User, liaison: Seat, building: Area, member: User
) -> None:
    seat = seat_of(load_playbook("linfen"), "lead-for-micro-grid", "micro_grid_lead")
    assert seat is not None
    head = appoint("mu", "穆青山", "micro_grid_lead", building)
    User.objects.filter(pk=head.pk).update(phone="13900005678")
    give_responsibility(seat, Target(TargetKind.AREA, building), head, term=Term(TODAY), actor=None)
    text = sign_in(leader).get("/duty/who/", {"area": building.code}).content.decode()
    assert "穆青山" in text
    assert "139****5678" not in text


def test_a_person_and_an_organisation_say_what_they_answer_for(
    sign_in: SignIn,
    clerk: User,
    linfen: Area,
    community: Area,
    liaison: Seat,
    household: Household,
    member: User,
) -> None:
    body = Organisation.objects.create(area=linfen, area_code=linfen.code, name="水务局", kind="agency")
    seat = seat_of(load_playbook("linfen"), "unit-for-compound", "sponsor")
    assert seat is not None
    compound = place("231085100006009", "compound", "和平家园", community)
    give_responsibility(seat, Target(TargetKind.AREA, compound), body, term=Term(TODAY), actor=None)
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    client = sign_in(clerk)
    assert "3-2-501" in client.get(f"/duty/people/{member.pk}/").content.decode()
    assert "和平家园" in client.get(f"/duty/organisations/{body.pk}/").content.decode()


def test_every_patterns_page_says_who_may_and_what_they_see(
    sign_in: SignIn, clerk: User, liaison: Seat
) -> None:
    text = sign_in(clerk).get("/duty/patterns/").content.decode()
    assert "单位包联小区" in text
    assert "街道干部" in text


# ---- naming, ending, handing on ------------------------------------------------------------------------
def give_page(household: Household) -> str:
    return f"/duty/give/liaison-for-household/liaison/household/{household.pk}/"


def test_somebody_is_named_on_a_page(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    client = sign_in(clerk)
    assert "潘有为" in client.get(give_page(household)).content.decode()
    typed = {"holder": str(member.pk), "standing": "holder", "from_on": "2026-11-20", "record": str(new_id())}
    for _time in range(2):
        assert client.post(give_page(household), typed).status_code == 303
    assert Responsibility.everywhere.get().user == member


def test_a_refusal_keeps_what_was_typed(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    typed = {"holder": str(member.pk), "standing": "holder", "from_on": "2026-11-21", "record": str(new_id())}
    response = sign_in(clerk).post(give_page(household), typed)
    assert response.status_code == 409
    assert "2026-11-21" in response.content.decode()


def test_many_rows_are_closed_at_once(
    sign_in: SignIn, clerk: User, liaison: Seat, building: Area, member: User
) -> None:
    homes = [settle(building, f"3-1-10{n}") for n in range(3)]
    typed = {"holder": str(member.pk), "chosen": [f"household:{home.pk}" for home in homes]}
    sign_in(clerk).post("/duty/give/liaison-for-household/liaison/", typed)
    assert Responsibility.everywhere.filter(user=member).count() == 3


def test_a_term_is_ended_and_handed_on_by_its_pages(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User, community: Area
) -> None:
    row = give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    other = appoint("guan", "关立春", "deployed_staff", community)
    client = sign_in(clerk)
    typed = {"holder": str(other.pk), "on": "2026-11-23"}
    assert client.post(f"/duty/responsibilities/{row.pk}/hand-on/", typed).status_code == 303
    new = Responsibility.everywhere.get(user=other)
    assert client.post(f"/duty/responsibilities/{new.pk}/end/", {"last_day": "2026-11-30"}).status_code == 303
    new.refresh_from_db()
    assert str(new.until_on) == "2026-12-01"


def test_a_number_is_shown_after_a_reason_and_the_look_is_kept(
    sign_in: SignIn, clerk: User, liaison: Seat, household: Household, member: User
) -> None:
    row = give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    client = sign_in(clerk)
    url = f"/duty/responsibilities/{row.pk}/phone/"
    assert "13900001234" not in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    assert "13900001234" in client.post(url, {"reason": "duty"}).content.decode()
    assert AccessEntry.objects.get(what="phone").actor == clerk


def test_who_holds_the_role_at_just_the_place_is_taken_over(
    sign_in: SignIn, clerk: User, building: Area, warden: User
) -> None:
    client = sign_in(clerk)
    url = "/duty/gaps/head-for-building/building_warden/"
    assert [user for _target, user in client.get(url).context["in_role"]] == [warden]
    client.post("/duty/give/head-for-building/building_warden/from-roles/")
    row = Responsibility.everywhere.get()
    assert (row.user, row.area, row.source) == (warden, building, "flow")
    client.post("/duty/give/head-for-building/building_warden/from-roles/")
    assert Responsibility.everywhere.count() == 1


def test_a_liaison_sees_the_own_doors_and_nobody_elses(
    sign_in: SignIn, liaison: Seat, household: Household, member: User, grid: Area
) -> None:
    other = settle(household.area, "3-1-102")
    colleague = appoint("guan", "关立春", "deployed_staff", grid)
    give_responsibility(liaison, at(household), member, term=Term(TODAY), actor=None)
    give_responsibility(liaison, at(other), colleague, term=Term(TODAY), actor=None)
    text = sign_in(member).get("/duty/mine/").content.decode()
    assert "3-2-501" in text
    assert "3-1-102" not in text
    assert "柴丽娟" not in text
