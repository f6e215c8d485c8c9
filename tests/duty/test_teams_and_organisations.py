"""Teams with a lead; an organisation's people: who served where, and claiming posts for them in bulk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.areas.models import Area
from linli.core.problems import NotFound
from linli.duty.access_volunteers import organisation_to_read, organisation_to_send, team_for
from linli.duty.actions.teams import change_team, end_team, name_team, put_into_team, take_out_of_team
from linli.duty.choices import ClaimState
from linli.duty.models import Claim, DutyPlace, Post, Team
from linli.duty.problems_volunteers import NotOfTheOrganisation, TeamClosed
from linli.duty.queries_organisations import claims_of, dealt, posts_to_fill, service_of
from linli.duty.rules_posts import HOUR
from linli.lib.ids import new_id
from linli.people.models import Membership, Organisation, User
from linli.people.viewer import Viewer
from tests.conftest import NOW, TODAY, appoint

pytestmark = pytest.mark.django_db
Sees = Callable[[User], Viewer]


@pytest.fixture
def unit(other_community: Area) -> Organisation:
    """供水公司 is at home in the other community; its people come to help here."""
    return Organisation.objects.create(
        area=other_community, area_code=other_community.code, name="供水公司", kind="enterprise"
    )


def join(unit: Organisation, user: User) -> Membership:
    return Membership.objects.create(organisation=unit, user=user, consented_at=timezone.now(), from_on=TODAY)


@pytest.fixture
def contact(unit: Organisation, community: Area) -> User:
    user = appoint("gong", "公茂才", "sponsor_contact", community)
    join(unit, user)
    return user


@pytest.fixture
def people(unit: Organisation, community: Area) -> list[User]:
    users = [appoint(f"w{n}", name, "volunteer", community) for n, name in enumerate(("丛大海", "邴小梅"))]
    for user in users:
        join(unit, user)
    return users


@pytest.fixture
def posts(grid: Area) -> list[Post]:
    """Two shifts of tomorrow at the east gate, at one time and after it; one person each."""
    place = DutyPlace.objects.create(area=grid, area_code=grid.code, name="东门", kind="gate")
    starts = [NOW + timedelta(days=1), NOW + timedelta(days=1), NOW + timedelta(days=2)]
    return [
        Post.objects.create(area=grid, area_code=grid.code, kind="gatekeeper", place=place, starts_at=at,
                            ends_at=at + 8 * HOUR, headcount=1, published_at=NOW)
        for at in starts
    ]  # fmt: skip


@pytest.fixture
def team(unit: Organisation, community: Area, contact: User) -> Team:
    return name_team(
        area=community,
        name="供水公司突击队",
        kind="task_force",
        from_on=TODAY,
        organisation=unit,
        actor=contact,
    )


# ---- teams -----------------------------------------------------------------------------------------------------
def test_a_team_has_members_of_its_unit_and_a_lead_among_them(
    team: Team, people: list[User], contact: User, clerk: User
) -> None:
    assert put_into_team(team, users=people, actor=contact) == 2
    assert put_into_team(team, users=people, actor=contact) == 0
    assert change_team(team, lead_id=people[0].pk, actor=contact).lead_id == people[0].pk
    with pytest.raises(NotOfTheOrganisation):
        put_into_team(team, users=[clerk], actor=contact)
    with pytest.raises(NotFound):
        change_team(team, lead_id=clerk.pk, actor=contact)


def test_whoever_leaves_the_team_leads_it_no_more(team: Team, people: list[User], contact: User) -> None:
    put_into_team(team, users=people, actor=contact)
    change_team(team, lead_id=people[0].pk, actor=contact)
    take_out_of_team(team, user=people[0], actor=contact)
    team.refresh_from_db()
    assert team.lead_id is None
    assert team.members.count() == 1


def test_an_ended_team_stays_as_it_was(team: Team, people: list[User], contact: User) -> None:
    end_team(team, last_day=TODAY, actor=contact)
    assert end_team(team, last_day=TODAY + timedelta(days=3), actor=contact).until_on == TODAY + timedelta(
        days=1
    )
    with pytest.raises(TeamClosed):
        put_into_team(team, users=people, actor=contact)


def test_a_form_that_is_sent_twice_names_one_team(community: Area, clerk: User) -> None:
    record = new_id()
    for _time in range(2):
        name_team(
            area=community,
            name="和平临时党支部",
            kind="temporary_branch",
            from_on=TODAY,
            record=record,
            actor=clerk,
        )
    assert Team.everywhere.count() == 1


def test_a_team_is_changed_by_its_office_and_by_its_unit_alone(
    team: Team,
    viewer: Sees,
    contact: User,
    clerk: User,
    other_clerk: User,
    grid_worker: User,
    community: Area,
) -> None:
    assert team_for(viewer(contact), team.pk, write=True) == team
    assert team_for(viewer(clerk), team.pk, write=True) == team
    with pytest.raises(NotFound):
        team_for(viewer(other_clerk), team.pk)
    with pytest.raises(NotFound):
        team_for(viewer(appoint("wang", "王网格", "grid_lead", community)), team.pk, write=True)


# ---- what was done ---------------------------------------------------------------------------------------------
def test_hours_go_back_to_the_home_unit_wherever_they_were_stood(
    unit: Organisation, people: list[User], contact: User, posts: list[Post], viewer: Sees, other_clerk: User
) -> None:
    post = posts[0]
    post.starts_at, post.ends_at = NOW - 8 * HOUR, NOW
    post.save()
    Claim.objects.create(area=post.area, area_code=post.area_code, post=post, user=people[0], organisation=unit,
                         state=ClaimState.DONE, checked_in_at=post.starts_at, checked_out_at=post.ends_at)  # fmt: skip
    found = service_of(unit, claims_of(unit, first=TODAY - timedelta(days=6), last=TODAY))
    assert next((one.name, one.posts, one.hours) for one in found.people) == ("丛大海", 1, 8.0)
    assert {one.name for one in found.people} == {"丛大海", "邴小梅", "公茂才"}
    assert [(one.name, one.hours) for one in found.places] == [("东门", 8.0)]
    assert (found.posts, found.hours, found.stood) == (1, 8.0, 1)
    here = claims_of(unit, first=None, last=TODAY, scope=viewer(other_clerk).scope)
    assert not here.exists()  # the unit's own office does not see other communities' places


def test_an_organisation_is_read_by_who_speaks_for_it_and_by_its_office(
    unit: Organisation, viewer: Sees, contact: User, clerk: User, other_clerk: User, community: Area
) -> None:
    assert organisation_to_read(viewer(contact), unit.pk) == unit
    assert organisation_to_read(viewer(other_clerk), unit.pk) == unit
    for stranger in (clerk, appoint("other", "另一联络员", "sponsor_contact", community)):
        with pytest.raises(NotFound):
            organisation_to_read(viewer(stranger), unit.pk)
    with pytest.raises(NotFound):
        organisation_to_send(viewer(other_clerk), unit.pk)


# ---- sending -----------------------------------------------------------------------------------------------------
def test_people_are_dealt_over_posts_without_two_places_at_one_time(
    people: list[User], posts: list[Post]
) -> None:
    pairs = dealt(posts, [one.pk for one in people], NOW, most=None)
    assert {post for post, _user in pairs} == {one.pk for one in posts}
    together = {user for post, user in pairs if post in {posts[0].pk, posts[1].pk}}
    assert together == {one.pk for one in people}


def test_a_post_that_nobody_fits_stays_empty(people: list[User], posts: list[Post]) -> None:
    posts[2].qualifications = ["medical"]
    pairs = dealt(posts, [people[0].pk], NOW, most=None)
    assert len(pairs) == 1
    assert posts[2].pk not in {post for post, _user in pairs}


def test_the_unit_sees_posts_with_room_of_the_area_that_it_helps(
    unit: Organisation, posts: list[Post], viewer: Sees, contact: User, other_clerk: User
) -> None:
    assert len(posts_to_fill(unit, viewer(contact).scope, NOW)) == 3
    Post.everywhere.filter(pk=posts[0].pk).update(taken=1)
    assert len(posts_to_fill(unit, viewer(contact).scope, NOW)) == 2
    assert not posts_to_fill(unit, viewer(other_clerk).scope, NOW)


def test_the_contact_looks_and_then_claims_for_its_people(
    unit: Organisation,
    people: list[User],
    contact: User,
    posts: list[Post],
    sign_in: Callable[[User], Client],
) -> None:
    me, path = sign_in(contact), f"/duty/volunteers/organisations/{unit.pk}/send/"
    assert me.post(path, {}).status_code == 422
    answer = me.post(path, {"post": [posts[0].pk, posts[1].pk], "person": [one.pk for one in people]})
    assert answer.status_code == 200
    assert not Claim.everywhere.exists()
    pairs = [pair for pair, _label, _name in answer.context["proposed"]]
    assert len(pairs) == 2
    foreign = f"{posts[2].pk}:{new_id()}"
    assert me.post(path, {"pair": [*pairs, foreign]}).status_code == 302
    made = Claim.everywhere.values_list("user_id", "organisation_id", "by")
    assert set(made) == {(one.pk, unit.pk, "organisation") for one in people}
    page = me.get(f"/duty/volunteers/organisations/{unit.pk}/").content.decode()
    assert "丛大海" in page


def test_the_contact_names_a_team_of_its_unit(
    unit: Organisation, people: list[User], contact: User, community: Area, sign_in: Callable[[User], Client]
) -> None:
    me = sign_in(contact)
    typed = {"name": "突击队", "kind": "team", "place": community.code, "from_on": "2026-11-20"}
    assert me.post("/duty/volunteers/teams/new/", typed).status_code == 422
    answer = me.post("/duty/volunteers/teams/new/", {**typed, "organisation": str(unit.pk)})
    assert answer.status_code == 303
    made = Team.everywhere.get()
    assert me.post(f"/duty/volunteers/teams/{made.pk}/join/", {"username": "song"}).status_code == 422
    assert me.post(f"/duty/volunteers/teams/{made.pk}/join/", {"username": "w0"}).status_code == 303
    assert "丛大海" in me.get(f"/duty/volunteers/teams/{made.pk}/").content.decode()
    assert me.post(f"/duty/volunteers/teams/{made.pk}/edit/",
                   {"name": "突击队", "kind": "team", "lead": str(people[0].pk)}).status_code == 303  # fmt: skip
    assert me.post(f"/duty/volunteers/teams/{made.pk}/end/", {"last_day": "2026-11-21"}).status_code == 302
    assert "突击队" in me.get("/duty/volunteers/teams/").content.decode()
