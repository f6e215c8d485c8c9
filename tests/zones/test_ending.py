"""A zone ends: what is said of it is true at the door, whatever else holds there."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.incidents.models import Incident, Overreach
from linli.lib.ids import new_id
from linli.people.models import Note, User
from linli.registers.models import Household
from linli.zones.actions.deciding import agree_zone, sign_zone
from linli.zones.actions.ending import lift_zone
from linli.zones.actions.proposing import propose_renewal
from linli.zones.choices import WhyLifted
from linli.zones.figures import zone_figures
from tests.conftest import TODAY
from tests.zones.conftest import MakeZone, Renew
from tests.zones.test_deciding_actions import decision
from tests.zones.test_flows import react

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def kinds_told(user: User) -> list[str]:
    return sorted(Note.objects.filter(user=user, kind__startswith="zone_").values_list("kind", flat=True))


# ---- what is told ------------------------------------------------------------------------------------------------------
def test_by_a_renewal_nobody_is_told_to_open_and_nothing_counts_as_opened(
    make_zone: MakeZone,
    homes: list[Household],
    renew: Renew,
    clerk: User,
    warden: User,
    city: Area,
) -> None:
    renew(make_zone())
    react()
    for user in (clerk, warden):
        assert kinds_told(user) == [
            "zone_in_force"
        ]  # of the renewal; the first was over before anybody was told
    assert zone_figures([city.code], within=city.code, day=TODAY)[city.code]["zones.lifted"] == 0


def test_a_renewal_ends_the_findings_of_the_zone_before(
    make_zone: MakeZone, homes: list[Household], community: Area, renew: Renew
) -> None:
    zone = make_zone(community, "compound", compound="和平家园", wider_because="两栋楼传播链不明")
    react()
    found = Overreach.everywhere.get(about_id=zone.pk)
    new = propose_renewal(zone, zone_id=new_id(), reason="又有 1 例", kind="high", actor=zone.signed_by)
    wider = decision(wider_because="传播链不明")
    signed = sign_zone(new, version=None, decision=wider, actor=zone.signed_by)
    agree_zone(signed, version=None, actor=zone.approved_by)
    react()
    found.refresh_from_db()
    assert found.gone_at is not None


def test_a_stairwell_whose_building_is_still_closed_is_not_told_as_open(
    make_zone: MakeZone, homes: list[Household], leader: User, clerk: User, warden: User
) -> None:
    make_zone(unit="building", compound="和平家园", building="3")
    stairwell = make_zone()
    react()
    lift_zone(stairwell, why=WhyLifted.OFFICER, actor=leader)
    react()
    for user in (clerk, warden):
        assert kinds_told(user) == ["zone_in_force", "zone_in_force", "zone_still_held"]
    assert "until" in Note.objects.get(user=warden, kind="zone_still_held").data


def test_the_printed_notice_says_open_only_where_nothing_else_holds(
    make_zone: MakeZone, homes: list[Household], leader: User, renew: Renew, sign_in: SignIn
) -> None:
    zone, browser = make_zone(), sign_in(leader)
    new = renew(zone)

    def notice() -> str:
        return browser.get(f"/zones/{zone.pk}/notice/").content.decode()

    assert "已解封" not in notice()
    assert "大家进出照常" not in notice()
    lift_zone(new, why=WhyLifted.OFFICER, actor=leader)
    assert "已解封" in notice()


def test_a_drill_is_told_as_a_drill_and_counts_as_no_zone(
    make_zone: MakeZone, homes: list[Household], epidemic: Incident, leader: User, warden: User, city: Area
) -> None:  # fmt: skip
    Incident.everywhere.filter(pk=epidemic.pk).update(is_drill=True)
    zone = make_zone()
    react()
    assert zone_figures([city.code], within=city.code, day=TODAY)[city.code]["zones.in_force"] == 0
    lift_zone(zone, why=WhyLifted.OFFICER, actor=leader)
    react()
    assert kinds_told(warden) == ["zone_drill_begins", "zone_drill_ends"]
    numbers = zone_figures([city.code], within=city.code, day=TODAY)[city.code]
    assert (numbers["zones.overdue"], numbers["zones.lifted"]) == (0, 0)
