"""The catalogue of roles: what each may see, and what it must never see."""

from typing import get_args

import pytest

from linli.lib.playbook import Capability, Role, load_playbook, load_roles, playbook_names

ROLES = load_roles()
PERSONAL = ("residents.", "households.", "register.", "ledgers.")
OF_PERSONS = frozenset(key for key in get_args(Capability) if key.startswith(PERSONAL))


def sees(key: str) -> frozenset[str]:
    return frozenset(ROLES[key].sees)


def test_it_knows_the_roles_of_the_field() -> None:
    names = """
        command_staff county_leader sector_lead planner
        township_officer community_worker clerk
        grid_lead grid_worker building_warden micro_grid_lead member_household
        deployed_staff volunteer property_staff sponsor_contact
        family_doctor medical_officer police_officer inspector privacy_officer administrator resident
    """
    assert set(ROLES) == set(names.split())


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_every_role_has_both_names_and_a_level_and_nothing_twice(role: Role) -> None:
    assert role.name.zh
    assert role.name.en
    assert role.levels
    assert len(set(role.sees)) == len(role.sees)


@pytest.mark.parametrize("key", ["command_staff", "county_leader", "sector_lead"])
def test_leaders_see_figures_and_no_rows(key: str) -> None:
    """They may ask who is responsible: names of people in a duty, of no resident."""
    figures = {"figures.read", "areas.read", "incidents.read", "playbook.read"}
    orders = {
        "daily.sign",
        "gates.read",
        "gates.write",
        "care.agree",
        "zones.read",
        "zones.decide",
        "findings.read",
    }
    assert sees(key) - orders == figures | {"duty.read"}


def test_who_gives_a_countys_orders_sets_its_gates_up_and_opens_no_household() -> None:
    """City roads, stations and border posts lie in no community."""
    writers = {key for key, role in ROLES.items() if role.may("gates.write")}
    assert writers == {"command_staff", "planner", "township_officer", "community_worker", "clerk"}
    for key in ("command_staff", "planner"):
        assert "county" in ROLES[key].levels
        assert not sees(key) & (OF_PERSONS | {"gates.keep", "passes.issue", "passes.keys"})


@pytest.mark.parametrize("key", ["building_warden", "micro_grid_lead"])
def test_a_warden_sees_doors_and_names_and_nothing_else(key: str) -> None:
    assert sees(key) - {"round.work", "posts.claim", "gates.keep", "care.help"} == {
        "households.read",
        "residents.names",
    }


def test_a_grid_worker_keeps_households_with_masked_numbers() -> None:
    grid_worker = sees("grid_worker")
    wanted = {"households.read", "households.write", "residents.names", "residents.needs"}
    assert (
        wanted | {"residents.contact_masked", "residents.contact_open", "residents.document_masked"}
        <= grid_worker
    )
    assert not grid_worker & {
        "residents.document_open",
        "residents.health",
        "ledgers.export",
        "register.import",
    }


@pytest.mark.parametrize("key", ["community_worker", "clerk"])
def test_a_community_office_keeps_the_register(key: str) -> None:
    assert {"households.write", "register.import", "ledgers.export", "residents.document_open"} <= sees(key)
    assert "residents.health" not in sees(key)


def test_a_township_reads_and_exports_but_does_not_write() -> None:
    assert {"households.read", "ledgers.export"} <= sees("township_officer")
    of_the_register = {
        key for key in sees("township_officer") if key.startswith(("households", "residents", "register"))
    }
    assert not {key for key in of_the_register if key.endswith((".write", "_open", ".import"))}


def test_only_physicians_see_health_and_sign_as_medical_officers() -> None:
    physicians = {"family_doctor", "medical_officer"}
    assert {key for key, role in ROLES.items() if role.may("residents.health")} == physicians
    assert {key for key, role in ROLES.items() if role.may("care.medical")} == physicians
    assert not any(ROLES[key].may("residents.document_masked") for key in physicians)


@pytest.mark.parametrize(
    "key", ["privacy_officer", "administrator", "inspector", "planner", "sponsor_contact"]
)
def test_who_runs_or_checks_the_system_sees_no_person(key: str) -> None:
    assert not sees(key) & OF_PERSONS


def test_the_administrator_runs_accounts_and_the_privacy_officer_reads_the_trail() -> None:
    assert {"people.write", "areas.write", "audit.read", "playbook.read", "view_as"} <= sees("administrator")
    oversight = {"findings.read", "findings.tellers"}
    assert sees("privacy_officer") == {"figures.read", "areas.read", "audit.read", *oversight}


@pytest.mark.parametrize(
    "key", ["volunteer", "property_staff", "police_officer", "resident", "deployed_staff", "member_household"]
)
def test_who_comes_to_help_sees_nothing_of_the_register(key: str) -> None:
    assert not sees(key) - {"posts.claim", "gates.keep", "care.help"}


def test_whoever_sees_other_peoples_records_at_a_desk_needs_a_second_factor() -> None:
    desk = {"residents.document_open", "residents.health", "ledgers.export", "people.write", "audit.read"}
    assert all(role.office for role in ROLES.values() if desk & set(role.sees))


@pytest.mark.parametrize("name", playbook_names())
def test_a_city_uses_roles_that_can_be_held_in_its_tree(name: str) -> None:
    playbook = load_playbook(name)
    here = {level.key for level in playbook.levels} | {
        "province",
        "city",
        "county",
        "town",
        "community",
        "village",
    }
    for used in playbook.roles:
        assert here & set(used.levels or ROLES[used.key].levels), used.key
