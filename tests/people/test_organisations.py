"""Organisations, and who belongs to them with consent."""

from datetime import date
from typing import Any

import pytest

from linli.areas.models import Area
from linli.core.models import AuditEntry, Revision
from linli.core.problems import NotFound
from linli.people import actions
from linli.people.access import organisation_for
from linli.people.models import Membership, Note, Organisation, User
from linli.people.problems import (
    AlreadyMember,
    ConsentMissing,
    HasOpenParts,
    NameTaken,
    OrganisationClosed,
    UnderItself,
)
from linli.people.queries import members_of, organisations
from linli.people.viewer import Viewer
from tests.conftest import TODAY


def enter(actor: Viewer | None, area: Area, **values: Any) -> Organisation:
    return actions.create_organisation(
        actor=actor, area=area, **({"name": "和平社区卫生服务站", "kind": "clinic"} | values)
    )


def test_it_enters_an_organisation(as_administrator: Viewer, community: Area) -> None:
    made = enter(as_administrator, community, contact_name="尚大夫", contact_phone="0453-3120001")
    made.refresh_from_db()
    assert (made.area_code, made.contact_phone) == (community.code, "0453-3120001")
    assert AuditEntry.objects.get().action == "people:organisation:created"


def test_a_party_branch_is_an_organisation_like_any_other(as_administrator: Viewer, community: Area) -> None:
    branch = enter(as_administrator, community, name="第一党支部", kind="party_branch")
    assert branch in organisations(as_administrator.scope, kind="party_branch")


def test_it_refuses_two_of_one_name_in_an_area(as_administrator: Viewer, community: Area, town: Area) -> None:
    enter(as_administrator, community)
    with pytest.raises(NameTaken):
        enter(as_administrator, community)
    assert enter(as_administrator, town).area == town


def test_it_keeps_what_an_organisation_was_before(
    as_administrator: Viewer, branch: Organisation, town: Area
) -> None:
    actions.change_organisation(actor=as_administrator, organisation=branch, name="和平社区党总支", area=town)
    branch.refresh_from_db()
    assert (branch.name, branch.area, branch.area_code) == ("和平社区党总支", town, town.code)
    before = Revision.objects.get(subject_id=branch.pk).before
    assert before is not None
    assert before["name"] == "和平社区第一党支部"


def test_a_change_of_nothing_leaves_no_trace(as_administrator: Viewer, branch: Organisation) -> None:
    actions.change_organisation(
        actor=as_administrator, organisation=branch, name=branch.name, kind=branch.kind
    )
    assert not AuditEntry.objects.exists()


def test_nothing_stands_below_itself(as_administrator: Viewer, branch: Organisation, community: Area) -> None:
    child = enter(as_administrator, community, parent=branch)
    with pytest.raises(UnderItself):
        actions.change_organisation(actor=as_administrator, organisation=branch, parent=child)
    with pytest.raises(UnderItself):
        actions.change_organisation(actor=as_administrator, organisation=branch, parent=branch)


def test_closing_ends_the_memberships(
    as_administrator: Viewer, branch: Organisation, membership: Membership
) -> None:
    actions.close_organisation(actor=as_administrator, organisation=branch, last_day=TODAY)
    branch.refresh_from_db()
    membership.refresh_from_db()
    assert branch.closed_on == membership.until_on == date(2026, 11, 21)
    assert branch not in organisations(as_administrator.scope)
    assert branch in organisations(as_administrator.scope, closed=True)


def test_closing_twice_is_closing_once(as_administrator: Viewer, branch: Organisation) -> None:
    actions.close_organisation(actor=as_administrator, organisation=branch, last_day=TODAY)
    actions.close_organisation(actor=as_administrator, organisation=branch, last_day=date(2026, 12, 1))
    branch.refresh_from_db()
    assert branch.closed_on == date(2026, 11, 21)
    assert AuditEntry.objects.count() == 1


def test_it_refuses_to_close_what_has_open_parts(
    as_administrator: Viewer, branch: Organisation, community: Area
) -> None:
    enter(as_administrator, community, parent=branch)
    with pytest.raises(HasOpenParts):
        actions.close_organisation(actor=as_administrator, organisation=branch, last_day=TODAY)


def test_the_stranger_finds_no_organisation(branch: Organisation, other_clerk: User, viewer: Any) -> None:
    with pytest.raises(NotFound):
        organisation_for(viewer(other_clerk), branch.pk)


# ---- members -----------------------------------------------------------------------------------
def join(actor: Viewer, organisation: Organisation, user: User, **values: Any) -> Membership:
    agreed = {"consented_on": date(2026, 11, 18), "consent_note": "签了同意书"} | values
    return actions.record_membership(actor=actor, organisation=organisation, user=user, **agreed)


def test_it_enters_a_member_who_agreed(
    as_administrator: Viewer, branch: Organisation, grid_worker: User
) -> None:
    made = join(as_administrator, branch, grid_worker)
    assert (made.from_on, made.consent_note) == (TODAY, "签了同意书")
    assert list(members_of(branch)) == [made]


def test_a_member_is_told(as_administrator: Viewer, branch: Organisation, grid_worker: User) -> None:
    join(as_administrator, branch, grid_worker)
    assert Note.objects.get(user=grid_worker).data == {"organisation": branch.name}


@pytest.mark.parametrize("missing", [{"consented_on": None}, {"consent_note": ""}, {"consent_note": "  "}])
def test_there_is_no_membership_without_consent(
    as_administrator: Viewer, branch: Organisation, grid_worker: User, missing: dict[str, Any]
) -> None:
    with pytest.raises(ConsentMissing):
        join(as_administrator, branch, grid_worker, **missing)
    assert not Membership.objects.exists()


def test_nobody_is_a_member_twice(
    as_administrator: Viewer, branch: Organisation, membership: Membership
) -> None:
    with pytest.raises(AlreadyMember):
        join(as_administrator, branch, membership.user)


def test_a_closed_organisation_takes_no_members(
    as_administrator: Viewer, branch: Organisation, grid_worker: User
) -> None:
    actions.close_organisation(actor=as_administrator, organisation=branch, last_day=TODAY)
    with pytest.raises(OrganisationClosed):
        join(as_administrator, branch, grid_worker)


def test_the_trail_does_not_name_the_member(
    as_administrator: Viewer, branch: Organisation, grid_worker: User
) -> None:
    join(as_administrator, branch, grid_worker)
    entry = AuditEntry.objects.get(action="people:membership:recorded")
    assert grid_worker.name not in str(entry.data) + entry.subject_name


def test_an_ended_membership_stays_on_record(as_administrator: Viewer, membership: Membership) -> None:
    actions.end_membership(actor=as_administrator, membership=membership)
    actions.end_membership(actor=as_administrator, membership=membership)
    membership.refresh_from_db()
    assert membership.until_on == TODAY
    assert AuditEntry.objects.count() == 1


def test_taking_consent_back_deletes_the_membership(
    as_administrator: Viewer, branch: Organisation, grid_worker: User
) -> None:
    made = join(as_administrator, branch, grid_worker)
    actions.withdraw_consent(user=grid_worker, membership=made)
    actions.withdraw_consent(user=grid_worker, membership=made)
    assert not Membership.objects.exists()
    assert not Note.objects.filter(user=grid_worker).exists()
    entry = AuditEntry.objects.get(action="people:membership:withdrawn")
    assert (entry.subject_id, entry.subject_name, entry.data) == (None, "", {})


def test_nobody_takes_back_somebody_elses_consent(membership: Membership, clerk: User) -> None:
    actions.withdraw_consent(user=clerk, membership=membership)
    assert Membership.objects.filter(pk=membership.pk).exists()
