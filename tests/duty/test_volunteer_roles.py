"""The role of volunteer that comes with an active page of the book, and ends with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.core.models import AuditEntry
from linli.core.problems import NotFound
from linli.duty.actions.volunteers import (
    apply_as_volunteer,
    change_volunteer,
    enter_volunteer,
    set_volunteer,
    take_page_back,
)
from linli.duty.choices import BookState
from linli.duty.models import Claim, DutyPlace, Post, Volunteer
from linli.people.actions import appoint, end_appointment
from linli.people.models import Appointment, Note, User
from linli.people.viewer import Viewer
from tests.conftest import NOW, TODAY, place
from tests.conftest import appoint as hold

pytestmark = pytest.mark.django_db
Sees = Callable[[User], Viewer]
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def willing(db: None) -> User:
    """Somebody with an account and without any duty."""
    return User.objects.create(username="cong", name="丛向阳")


@pytest.fixture
def applied(willing: User, grid: Area) -> Volunteer:
    return apply_as_volunteer(willing, area=grid, consents=True)


def held_by(user: User) -> list[tuple[str, str, object, object]]:
    rows = Appointment.everywhere.filter(user=user).order_by("from_on", "pk")
    return list(rows.values_list("role", "area_code", "from_on", "until_on"))


# ---- given -------------------------------------------------------------------------------------------------------
def test_whoever_is_accepted_may_claim_posts_from_today_on(
    applied: Volunteer, willing: User, grid: Area, clerk: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    assert held_by(willing) == [("volunteer", grid.code, TODAY, None)]
    entry = AuditEntry.objects.get(action="people:appointment:made")
    assert (entry.actor, entry.area_code) == (clerk, grid.code)
    assert Note.objects.get(user=willing).kind == "appointed"
    applied.refresh_from_db()
    assert applied.appointment is not None
    assert viewer(willing).may("posts.claim")


def test_whoever_is_entered_at_the_desk_may_too_and_the_reserve_may_not(
    willing: User, grid: Area, township_officer: User, clerk: User, viewer: Sees
) -> None:
    made = enter_volunteer(
        user=willing, area=grid, consents=True, actor=viewer(clerk), state=BookState.RESERVE
    )
    assert held_by(willing) == []
    set_volunteer(made, state=BookState.ACTIVE, actor=viewer(township_officer))
    set_volunteer(made, state=BookState.RESERVE, actor=viewer(township_officer))
    set_volunteer(made, state=BookState.ACTIVE, actor=viewer(township_officer))
    assert held_by(willing) == [("volunteer", grid.code, TODAY, None)]
    other = User.objects.create(username="other", name="另一人")
    enter_volunteer(user=other, area=grid, consents=True, actor=viewer(clerk))
    assert len(held_by(other)) == 1


def test_a_duty_in_which_posts_can_be_claimed_is_enough(
    grid: Area, grid_worker: User, clerk: User, viewer: Sees
) -> None:
    before = held_by(grid_worker)
    made = enter_volunteer(user=grid_worker, area=grid, consents=True, actor=viewer(clerk))
    assert (held_by(grid_worker), made.appointment) == (before, None)
    set_volunteer(made, state=BookState.LEFT, actor=viewer(clerk))
    assert held_by(grid_worker) == before


def test_a_duty_of_another_county_is_not(grid: Area, far_volunteer: User, clerk: User, viewer: Sees) -> None:
    enter_volunteer(user=far_volunteer, area=grid, consents=True, actor=viewer(clerk))
    assert ("volunteer", grid.code, TODAY, None) in held_by(far_volunteer)


def test_below_the_areas_of_the_role_it_is_given_in_the_next_above(
    willing: User, building: Area, clerk: User, viewer: Sees
) -> None:
    stairs = place("23108510000600100301", "stairwell", "1单元", building)
    enter_volunteer(user=willing, area=stairs, consents=True, actor=viewer(clerk))
    assert [row[1] for row in held_by(willing)] == [building.code]


def test_nobody_gives_themselves_the_role(grid: Area, township_officer: User, viewer: Sees) -> None:
    enter_volunteer(user=township_officer, area=grid, consents=True, actor=viewer(township_officer))
    assert [row[0] for row in held_by(township_officer)] == ["township_officer"]


# ---- ended -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by_office", [True, False])
def test_whoever_leaves_loses_the_role_that_came_with_the_page_and_no_other(
    applied: Volunteer, willing: User, other_grid: Area, clerk: User, viewer: Sees, by_office: bool
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    kept = Appointment.everywhere.create(
        user=willing, role="building_warden", area=other_grid, area_code=other_grid.code, from_on=TODAY
    )
    actor = viewer(clerk if by_office else willing)
    set_volunteer(applied, state=BookState.LEFT, actor=actor, by_themselves=not by_office)
    ends = dict(Appointment.everywhere.filter(user=willing).values_list("role", "until_on"))
    assert ends == {"volunteer": TOMORROW, "building_warden": None}
    assert AuditEntry.objects.filter(action="people:appointment:ended").count() == 1
    kept.refresh_from_db()
    assert kept.until_on is None


def a_shift(area: Area, user: User, starts_at: datetime) -> Claim:
    place_ = DutyPlace.objects.create(area=area, area_code=area.code, name="东门", kind="gate")
    post = Post.objects.create(
        area=area, area_code=area.code, kind="gatekeeper", place=place_, headcount=2, taken=1,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), published_at=NOW,
    )  # fmt: skip
    return Claim.objects.create(area=area, area_code=area.code, post=post, user=user)


@pytest.mark.parametrize("takes_back", [True, False])
def test_whoever_leaves_gives_back_the_shifts_after_today(
    applied: Volunteer, willing: User, grid: Area, clerk: User, viewer: Sees, takes_back: bool
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    tonight = a_shift(grid, willing, NOW + timedelta(hours=2))
    later = a_shift(grid, willing, NOW + timedelta(days=2))
    if takes_back:
        take_page_back(willing)
    else:
        set_volunteer(applied, state=BookState.LEFT, actor=viewer(clerk))
    kept, dropped = Claim.everywhere.get(pk=tonight.pk), Claim.everywhere.get(pk=later.pk)
    assert (kept.state, kept.post.taken) == ("claimed", 1)
    assert (dropped.state, dropped.why, dropped.post.taken) == ("dropped", "退出志愿者名册", 0)


def test_a_shift_stays_with_whoever_may_stand_on_it_by_another_duty(
    applied: Volunteer, willing: User, grid: Area, other_grid: Area, clerk: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    Appointment.everywhere.create(
        user=willing, role="building_warden", area=other_grid, area_code=other_grid.code, from_on=TODAY
    )
    later = a_shift(grid, willing, NOW + timedelta(days=2))
    set_volunteer(applied, state=BookState.LEFT, actor=viewer(clerk))
    assert Claim.everywhere.get(pk=later.pk).state == "claimed"


def test_a_pause_ends_nothing_and_taking_the_page_back_ends_the_role(
    applied: Volunteer, willing: User, clerk: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    set_volunteer(applied, state=BookState.PAUSED, actor=viewer(willing), by_themselves=True)
    assert held_by(willing)[0][3] is None
    take_page_back(willing)
    assert held_by(willing)[0][3] == TOMORROW
    assert not Volunteer.everywhere.exists()


def test_a_role_that_was_ended_meanwhile_stands_in_nobodys_way(
    applied: Volunteer, willing: User, clerk: User, administrator: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    held = Appointment.everywhere.get(user=willing)
    end_appointment(actor=viewer(administrator), appointment=held, last_day=TODAY)
    set_volunteer(applied, state=BookState.LEFT, actor=viewer(clerk))
    assert held_by(willing)[0][3] == TOMORROW


def test_whoever_comes_back_on_the_same_day_goes_on_without_a_gap(
    applied: Volunteer, willing: User, grid: Area, clerk: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    set_volunteer(applied, state=BookState.LEFT, actor=viewer(clerk))
    again = apply_as_volunteer(willing, area=grid, consents=True)
    set_volunteer(again, state=BookState.ACTIVE, actor=viewer(clerk))
    assert [row[2:] for row in held_by(willing)] == [(TODAY, TOMORROW), (TOMORROW, None)]


def test_the_role_follows_the_page_to_another_area(
    applied: Volunteer, willing: User, grid: Area, other_grid: Area, clerk: User, viewer: Sees
) -> None:
    set_volunteer(applied, state=BookState.ACTIVE, actor=viewer(clerk))
    change_volunteer(applied, version=None, values={}, area=other_grid, actor=viewer(clerk))
    assert [row[1:] for row in held_by(willing)] == [
        (grid.code, TODAY, TOMORROW), (other_grid.code, TOMORROW, None),
    ]  # fmt: skip


# ---- who may -----------------------------------------------------------------------------------------------------
def test_keeping_the_book_gives_this_role_alone_and_in_the_own_area_alone(
    willing: User, grid: Area, clerk: User, other_clerk: User, grid_worker: User, viewer: Sees
) -> None:
    for actor, role in ((clerk, "deployed_staff"), (other_clerk, "volunteer"), (grid_worker, "volunteer")):
        with pytest.raises(NotFound):
            appoint(actor=viewer(actor), user=willing, role=role, area=grid, from_on=TODAY)
    assert held_by(willing) == []


def test_the_office_is_told_how_somebody_gets_the_role(
    grid: Area, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    helper = hold("mo", "莫连城", "volunteer", grid)
    page = enter_volunteer(user=helper, area=grid, consents=True, actor=clerk)
    Appointment.everywhere.filter(user=helper).update(until_on=TODAY)
    office, path = sign_in(clerk), f"/duty/volunteers/{page.pk}/"
    shown = office.get(path).content.decode()
    assert "就会给“志愿者”角色" in shown
    assert "管账号" not in shown
    for state in ("reserve", "active"):
        assert office.post(f"{path}state/", {"state": state}).status_code == 303
    assert "没有能认领岗位的角色" not in office.get(path).content.decode()
