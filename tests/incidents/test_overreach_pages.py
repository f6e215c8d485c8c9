"""Who reads a finding sees neither who told it, unless that is oversight, nor a button that leads nowhere."""

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.incidents.models import Overreach
from linli.incidents.overreach import tell_overreach
from linli.people.models import User
from tests.conftest import appoint


@pytest.fixture
def told(community: Area, warden: User) -> Overreach:
    """佘建业, warden of a building, tells that people are kept longer than is written."""
    return tell_overreach(actor=warden, prohibition="prolong_people", note="说好七天，现在十天")


def page(client: Client, user: User, found: Overreach) -> str:
    client.force_login(user)
    answer = client.get(f"/incidents/overreach/{found.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["inspector", "privacy_officer"])
def test_oversight_sees_who_told_it(role: str, told: Overreach, city: Area, client: Client) -> None:
    assert "佘建业" in page(client, appoint("jian", "监督员", role, city), told)


@pytest.mark.parametrize("role", ["county_leader", "planner", "command_staff", "clerk"])
def test_leaders_and_whoever_decides_do_not(
    role: str, told: Overreach, city: Area, community: Area, client: Client
) -> None:
    reader = appoint("bao", "包联干部", role, community if role == "clerk" else city)
    shown = page(client, reader, told)
    assert "说好七天" in shown
    assert "佘建业" not in shown


@pytest.mark.parametrize(("role", "opens"), [("inspector", False), ("planner", True)])
def test_what_it_is_about_is_linked_for_those_who_may_open_it(
    role: str, opens: bool, told: Overreach, city: Area, client: Client
) -> None:
    Overreach.everywhere.update(about="gate")
    reader = appoint("du", "读者", role, city)
    assert (f"/gates/{told.about_id}/" in page(client, reader, told)) is opens
