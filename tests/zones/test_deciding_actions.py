"""Two officers decide a zone; its households are marked, and free again when it is lifted."""

from datetime import timedelta

import pytest
import time_machine

from linli.areas.models import Area
from linli.core.models import Event
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.people.models import User
from linli.registers.choices import RestrictionExtent
from linli.registers.models import Household, Restriction
from linli.zones.actions.deciding import Decision, agree_zone, decline_zone, sign_zone
from linli.zones.actions.ending import expire_zones, free_household, lift_zone
from linli.zones.actions.following import follow_register
from linli.zones.actions.proposing import ZoneAsked, propose_by_hand, propose_renewal
from linli.zones.choices import WhyLifted, ZoneState
from linli.zones.models import Zone
from linli.zones.problems import (
    AlreadyThere,
    EditionChanged,
    HouseholdHasItsEpisode,
    NobodyThere,
    NoIncident,
    NoSuchKind,
    NotInForce,
    NotWaiting,
    SamePerson,
    TooLong,
    TooWide,
    UnitNeedsItsName,
    WiderNeedsAReason,
)
from linli.zones.rules_proposals import Doors
from tests.care.conftest import midnight
from tests.conftest import NOW, TODAY, settle
from tests.zones.conftest import BASIS, OBJECTION, MakeZone, adopt

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST = Doors(stairwell="1")


def doors_marked(zone: Zone) -> set[str]:
    rows = Restriction.everywhere.filter(source_id=zone.pk, lifted_at=None)
    return set(rows.values_list("household__door", flat=True))


def decision(**values: object) -> Decision:
    return Decision(**{"kind": "high", "reason": "有病例", "basis": BASIS, "objection": OBJECTION, **values})  # type: ignore[arg-type]


# ---- the way of a zone -------------------------------------------------------------------------------------------------
def test_two_officers_put_a_stairwell_in_force_and_only_its_doors_are_marked(
    make_zone: MakeZone, homes: list[Household]
) -> None:
    zone = make_zone()
    assert zone.state == ZoneState.IN_FORCE
    assert (zone.until_at, zone.households) == (midnight(TODAY + 6 * DAY), 3)  # five days: the 25th, 24:00
    assert doors_marked(zone) == {"3-1-102", "3-1-202", "3-1-302"}
    mark = Restriction.everywhere.filter(source_id=zone.pk).first()
    assert mark is not None
    assert (mark.extent, mark.category, mark.basis, mark.objection) == (
        RestrictionExtent.DOOR, "high", BASIS, OBJECTION
    )  # fmt: skip
    assert (mark.decided_by_id, mark.agreed_by_id) == (zone.signed_by_id, zone.approved_by_id)
    assert Event.objects.filter(name="zones.zone_in_force", payload__zone=str(zone.pk)).count() == 1


def test_neither_a_proposal_nor_one_signature_marks_anybody(
    make_zone: MakeZone, homes: list[Household]
) -> None:
    make_zone(state="proposed")
    make_zone(state="signed", stairwell="2")
    assert not Restriction.everywhere.exists()


def test_it_is_lifted_by_one_officer_and_everybody_is_free_in_that_moment(
    make_zone: MakeZone, homes: list[Household], leader: User
) -> None:
    zone = lift_zone(make_zone(), why=WhyLifted.OFFICER, actor=leader)
    assert (zone.state, zone.lifted_by) == (ZoneState.LIFTED, leader)
    assert doors_marked(zone) == set()
    again = lift_zone(zone, why=WhyLifted.CONDITIONS, actor=leader)
    assert (again.lifted_why, again.lifted_at) == (WhyLifted.OFFICER, zone.lifted_at)
    assert Event.objects.filter(name="zones.zone_lifted").count() == 1


def test_a_household_that_another_zone_marks_stays_in(
    make_zone: MakeZone, homes: list[Household], leader: User, community: Area
) -> None:
    whole = make_zone(unit="building", compound="和平家园", building="3")
    lift_zone(make_zone(), why=WhyLifted.OFFICER, actor=leader)
    assert doors_marked(whole) == {one.door for one in homes}


def test_what_nobody_lifts_ends_by_itself(make_zone: MakeZone, homes: list[Household]) -> None:
    zone = make_zone(last_on=TODAY)
    assert expire_zones(at=midnight(TODAY + DAY) - timedelta(seconds=1)) == []
    assert [one.pk for one in expire_zones(at=midnight(TODAY + DAY))] == [zone.pk]
    assert expire_zones(at=midnight(TODAY + DAY)) == []
    holding = Restriction.everywhere.filter(until_at__gt=midnight(TODAY + DAY), lifted_at=None)
    assert not holding.exists()


# ---- refusals ----------------------------------------------------------------------------------------------------------
def test_the_second_signature_is_another_person(
    make_zone: MakeZone, homes: list[Household], township_officer: User
) -> None:
    zone = make_zone(state="signed")
    with pytest.raises(SamePerson):
        agree_zone(zone, version=zone.version, actor=township_officer)
    assert not Restriction.everywhere.exists()


def test_no_machine_decides(make_zone: MakeZone, homes: list[Household]) -> None:
    zone = make_zone(state="signed")
    for act in (
        lambda: agree_zone(zone, version=zone.version, actor=None),
        lambda: lift_zone(zone, why=WhyLifted.OFFICER, actor=None),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("who", ["clerk", "grid_worker", "auditor"])
def test_who_does_not_decide_zones_finds_none(
    who: str, make_zone: MakeZone, homes: list[Household], request: pytest.FixtureRequest
) -> None:
    zone, stranger = make_zone(state="signed"), request.getfixturevalue(who)
    for act in (
        lambda: agree_zone(zone, version=zone.version, actor=stranger),
        lambda: decline_zone(zone, version=zone.version, why="", actor=stranger),
        lambda: lift_zone(zone, why=WhyLifted.OFFICER, actor=stranger),
        lambda: propose_renewal(zone, zone_id=new_id(), reason="x", kind="high", actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_compound_is_too_wide_by_the_ten_measures(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, community: Area, township_officer: User
) -> None:
    adopt(epidemic, "ten_measures")
    zone = make_zone(community, "compound", state="proposed", compound="和平家园")
    with pytest.raises(TooWide):
        sign_zone(zone, version=1, decision=decision(wider_because="传播不明"), actor=township_officer)


def test_where_the_edition_names_a_ground_for_more_it_is_written(
    make_zone: MakeZone, homes: list[Household], community: Area, township_officer: User
) -> None:
    zone = make_zone(community, "compound", state="proposed", compound="和平家园")
    with pytest.raises(WiderNeedsAReason):
        sign_zone(zone, version=zone.version, decision=decision(wider_because="  "), actor=township_officer)
    signed = sign_zone(
        zone,
        version=zone.version,
        decision=decision(wider_because="两栋楼传播链不明"),
        actor=township_officer,
    )
    assert (signed.state, signed.wider_because) == (ZoneState.SIGNED, "两栋楼传播链不明")


def test_it_lasts_no_longer_than_the_edition_allows(
    make_zone: MakeZone, homes: list[Household], township_officer: User
) -> None:
    zone = make_zone(state="proposed")
    with pytest.raises(TooLong):
        sign_zone(zone, version=None, decision=decision(last_on=TODAY + 6 * DAY), actor=township_officer)
    signed = sign_zone(zone, version=None, decision=decision(last_on=TODAY + 5 * DAY), actor=township_officer)
    assert signed.until_at == midnight(TODAY + 6 * DAY)


def test_a_kind_that_the_edition_does_not_have_is_refused(
    make_zone: MakeZone, homes: list[Household], township_officer: User
) -> None:
    zone = make_zone(state="proposed")
    with pytest.raises(NoSuchKind):
        sign_zone(zone, version=None, decision=decision(kind="lockdown"), actor=township_officer)


def test_by_category_b_nothing_may_be_closed(
    homes: list[Household], epidemic: Incident, building: Area, leader: User
) -> None:
    adopt(epidemic, "category_b")
    with pytest.raises(NoSuchKind):
        propose_by_hand(
            building, zone_id=new_id(), asked=ZoneAsked("stairwell", FIRST, "high", "x"), actor=leader
        )


def test_an_edition_that_came_between_two_signatures_stops_the_second(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User
) -> None:
    zone = make_zone(state="signed")
    adopt(epidemic, "ten_measures")
    with pytest.raises(EditionChanged):
        agree_zone(zone, version=zone.version, actor=leader)


def test_without_an_open_emergency_nothing_is_proposed(
    homes: list[Household], building: Area, leader: User
) -> None:
    with pytest.raises(NoIncident):
        propose_by_hand(
            building, zone_id=new_id(), asked=ZoneAsked("stairwell", FIRST, "high", "x"), actor=leader
        )


@pytest.mark.parametrize(
    ("unit", "doors", "refusal"),
    [
        ("household", FIRST, HouseholdHasItsEpisode),
        ("stairwell", Doors(), UnitNeedsItsName),
        ("stairwell", Doors(stairwell="9"), NobodyThere),
        ("compound", Doors(), UnitNeedsItsName),
    ],
)
def test_a_place_that_means_no_door_is_refused(
    unit: str, doors: Doors, refusal: type[Exception], epidemic: Incident, homes: list[Household], building: Area,
    leader: User,
) -> None:  # fmt: skip
    with pytest.raises(refusal):
        propose_by_hand(building, zone_id=new_id(), asked=ZoneAsked(unit, doors, "high", "x"), actor=leader)


def test_a_place_has_one_proposal_and_one_zone(make_zone: MakeZone, homes: list[Household]) -> None:
    make_zone(state="proposed")
    with pytest.raises(AlreadyThere):
        make_zone(state="proposed")


def test_the_same_form_twice_makes_one(
    homes: list[Household], epidemic: Incident, building: Area, leader: User
) -> None:
    key, asked = new_id(), ZoneAsked("stairwell", FIRST, "high", "有病例")
    first = propose_by_hand(building, zone_id=key, asked=asked, actor=leader)
    assert propose_by_hand(building, zone_id=key, asked=asked, actor=leader) == first


def test_an_older_form_is_refused(make_zone: MakeZone, homes: list[Household], leader: User) -> None:
    zone = make_zone(state="signed")
    with pytest.raises(ChangedMeanwhile):
        agree_zone(zone, version=zone.version - 1, actor=leader)


def test_what_is_signed_or_declined_is_not_signed_again(
    make_zone: MakeZone, homes: list[Household], leader: User
) -> None:
    zone = make_zone(state="signed")
    with pytest.raises(NotWaiting):
        sign_zone(zone, version=None, decision=decision(), actor=leader)
    declined = decline_zone(zone, version=None, why="病例已转运", actor=leader)
    assert (declined.state, declined.declined_why) == (ZoneState.DECLINED, "病例已转运")
    with pytest.raises(NotWaiting):
        agree_zone(zone, version=None, actor=leader)
    with pytest.raises(NotInForce):
        lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)


# ---- renewing ----------------------------------------------------------------------------------------------------------
def test_it_goes_on_only_by_a_new_decision_of_two(
    make_zone: MakeZone, homes: list[Household], leader: User, township_officer: User
) -> None:
    old = make_zone()
    end = old.until_at
    new = propose_renewal(old, zone_id=new_id(), reason="又有 1 例", kind="high", actor=township_officer)
    assert doors_marked(new) == set()
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        sign_zone(new, version=None, decision=decision(reason="又有 1 例"), actor=township_officer)
        old.refresh_from_db()
        assert old.until_at == end
        new = agree_zone(new, version=None, actor=leader)
    old.refresh_from_db()
    assert (old.state, old.lifted_why, doors_marked(old)) == (ZoneState.LIFTED, WhyLifted.RENEWED, set())
    assert len(doors_marked(new)) == 3
    assert new.until_at == midnight(TODAY + 9 * DAY)


# ---- the register moves ------------------------------------------------------------------------------------------------
def test_who_moves_in_is_marked_and_who_moves_out_is_free(
    make_zone: MakeZone, homes: list[Household], building: Area, other_grid: Area
) -> None:
    zone = make_zone()
    settle(building, "3-1-402")
    homes[0].place_in(other_grid)
    homes[0].stairwell = "2"
    homes[0].save()
    assert follow_register(zone.pk, at=NOW + DAY) == (1, 1)
    assert doors_marked(zone) == {"3-1-202", "3-1-302", "3-1-402"}
    assert follow_register(zone.pk, at=NOW + DAY) == (0, 0)


def test_whose_objection_was_right_is_not_marked_again(
    make_zone: MakeZone, homes: list[Household], leader: User
) -> None:
    zone = make_zone()
    assert free_household(zone.pk, household_id=homes[0].pk, actor=leader, at=NOW) == 1
    follow_register(zone.pk, at=NOW + DAY)
    assert doors_marked(zone) == {"3-1-202", "3-1-302"}
