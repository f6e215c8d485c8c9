"""The volunteers' book: applying, being taken, trainings, pausing, leaving; who sees a page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.models import AuditEntry, Revision
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.duty.access_volunteers import volunteer_for
from linli.duty.actions.volunteers import (
    apply_as_volunteer,
    change_volunteer,
    enter_volunteer,
    record_training,
    remove_training,
    set_volunteer,
    take_page_back,
)
from linli.duty.choices import BookState, ClaimState
from linli.duty.models import Claim, DutyPlace, Post, Training, Volunteer
from linli.duty.posts_people import people_of
from linli.duty.problems_volunteers import ConsentNotGiven, InTheBook, NotThatState, TrainedAlready
from linli.duty.queries_hours import served_by, total_hours
from linli.duty.rules_posts import HOUR, Shift, Stood, time_stood
from linli.duty.rules_volunteers import NEXT, is_over, masked_title, may_become, runs_out, still_qualified
from linli.duty.volunteer_list import Wanted, counts, shown, volunteers
from linli.people.models import Appointment, User
from linli.people.viewer import Viewer
from tests.conftest import NOW, TODAY, appoint

pytestmark = pytest.mark.django_db
Sees = Callable[[User], Viewer]


@pytest.fixture
def helper(grid: Area) -> User:
    return appoint("mo", "莫连城", "volunteer", grid)


@pytest.fixture
def page(helper: User, grid: Area, clerk: User) -> Volunteer:
    return enter_volunteer(user=helper, area=grid, consents=True, actor=clerk, skills="开过车")


@pytest.fixture
def post(grid: Area) -> Post:
    place = DutyPlace.objects.create(area=grid, area_code=grid.code, name="东门", kind="gate")
    return Post.objects.create(
        area=grid, area_code=grid.code, kind="gatekeeper", place=place, starts_at=NOW - 8 * HOUR, ends_at=NOW,
        headcount=3, taken=1,
    )  # fmt: skip


# ---- applying and being taken --------------------------------------------------------------------------------
def test_it_takes_an_application_and_the_office_decides(helper: User, grid: Area, clerk: User) -> None:
    made = apply_as_volunteer(helper, area=grid, consents=True, skills="护士")
    assert (made.state, made.joined_on, made.area_code) == (BookState.APPLIED, TODAY, grid.code)
    assert set_volunteer(made, state=BookState.ACTIVE, actor=clerk).state == BookState.ACTIVE
    said = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert said == ["duty:volunteer:applied", "duty:volunteer:set"]


def test_it_keeps_nobody_who_has_not_agreed(helper: User, grid: Area, clerk: User) -> None:
    with pytest.raises(ConsentNotGiven):
        apply_as_volunteer(helper, area=grid, consents=False)
    with pytest.raises(ConsentNotGiven):
        enter_volunteer(user=helper, area=grid, consents=False, actor=clerk)
    assert not Volunteer.everywhere.exists()


def test_nobody_stands_in_the_book_twice(page: Volunteer, helper: User, grid: Area, clerk: User) -> None:
    with pytest.raises(InTheBook):
        apply_as_volunteer(helper, area=grid, consents=True)
    with pytest.raises(InTheBook):
        enter_volunteer(user=helper, area=grid, consents=True, actor=clerk)


def test_whoever_left_applies_anew_with_the_old_page(page: Volunteer, helper: User, grid: Area) -> None:
    set_volunteer(page, state=BookState.LEFT, actor=helper, by_themselves=True)
    page.refresh_from_db()
    assert page.left_on == TODAY
    again = apply_as_volunteer(helper, area=grid, consents=True, skills="护士")
    assert (again.pk, again.state, again.left_on, again.skills) == (page.pk, BookState.APPLIED, None, "护士")


def test_nobody_makes_themselves_active(page: Volunteer, helper: User) -> None:
    set_volunteer(page, state=BookState.PAUSED, actor=helper, by_themselves=True)
    with pytest.raises(NotThatState):
        set_volunteer(page, state=BookState.ACTIVE, actor=helper, by_themselves=True)
    assert set_volunteer(page, state=BookState.RESERVE, actor=helper, by_themselves=True).state == "reserve"


def test_the_same_state_again_says_nothing(page: Volunteer, clerk: User) -> None:
    set_volunteer(page, state=BookState.ACTIVE, actor=clerk)
    assert not AuditEntry.objects.filter(action="duty:volunteer:set").exists()


def test_an_older_form_is_refused(page: Volunteer, clerk: User) -> None:
    change_volunteer(page, version=page.version, values={"skills": "会电脑"}, actor=clerk)
    with pytest.raises(ChangedMeanwhile):
        change_volunteer(page, version=1, values={"skills": "会开车"}, actor=clerk)
    page.refresh_from_db()
    assert page.skills == "会电脑"


def test_taking_the_page_back_leaves_nothing_of_what_it_said(
    page: Volunteer, helper: User, clerk: User
) -> None:
    change_volunteer(page, version=None, values={"skills": "会电脑"}, actor=clerk)
    record_training(page, subject="消杀", on=TODAY, actor=clerk)
    take_page_back(helper)
    assert not Volunteer.everywhere.exists()
    assert not Training.objects.exists()
    assert not Revision.objects.filter(subject_id=page.pk).exists()
    take_page_back(helper)
    assert AuditEntry.objects.filter(action="duty:volunteer:taken_back").count() == 1


# ---- trainings ---------------------------------------------------------------------------------------------------
def test_a_training_gives_its_qualification_and_a_mistake_takes_it(page: Volunteer, clerk: User) -> None:
    made = record_training(page, subject="消杀", on=TODAY, gives="disinfection", actor=clerk)
    page.refresh_from_db()
    assert page.qualifications == ["disinfection"]
    remove_training(made, actor=clerk)
    page.refresh_from_db()
    assert page.qualifications == []


def test_a_qualification_stays_while_another_training_gives_it(page: Volunteer, clerk: User) -> None:
    first = record_training(
        page, subject="消杀", on=TODAY - timedelta(days=40), gives="disinfection", actor=clerk
    )
    record_training(page, subject="消杀", on=TODAY, gives="disinfection", actor=clerk)
    remove_training(first, actor=clerk)
    page.refresh_from_db()
    assert page.qualifications == ["disinfection"]


def test_the_same_training_is_entered_once(page: Volunteer, clerk: User) -> None:
    record_training(page, subject="消杀", on=TODAY, actor=clerk)
    with pytest.raises(TrainedAlready):
        record_training(page, subject="消杀", on=TODAY, actor=clerk)


def test_a_qualification_that_ran_out_no_longer_counts_on_posts(page: Volunteer, clerk: User) -> None:
    record_training(
        page,
        subject="急救",
        on=TODAY - timedelta(days=400),
        gives="first_aid",
        valid_until=TODAY,
        actor=clerk,
    )
    assert can_on(page, NOW) == {"first_aid"}
    assert can_on(page, NOW + 24 * HOUR) == frozenset()
    record_training(page, subject="急救复训", on=TODAY, gives="first_aid", actor=clerk)
    assert can_on(page, NOW + 24 * HOUR) == {"first_aid"}


def can_on(page: Volunteer, at: datetime) -> frozenset[str]:
    return people_of([page.user_id], since=at, until=at + HOUR)[page.user_id].qualifications


# ---- rules ---------------------------------------------------------------------------------------------------------
def test_every_state_has_a_way_on_and_none_becomes_itself() -> None:
    assert set(NEXT) == set(BookState)
    assert all(state not in NEXT[state] and NEXT[state] for state in BookState)
    assert not may_become(BookState.LEFT, BookState.ACTIVE)


def test_a_named_day_is_the_last_on_which_insurance_holds() -> None:
    assert not is_over(TODAY, today=TODAY)
    assert is_over(TODAY - timedelta(days=1), today=TODAY)
    assert runs_out(TODAY, today=TODAY)
    assert not runs_out(TODAY + timedelta(days=30), today=TODAY)
    assert not runs_out(None, today=TODAY)


def test_what_trainings_gave_counts_while_one_of_them_is_valid() -> None:
    over, today = TODAY - timedelta(days=1), TODAY
    confirmed = ["first_aid", "driving"]
    assert still_qualified(confirmed, [], day=TODAY) == {"first_aid", "driving"}
    assert still_qualified(confirmed, [("first_aid", over)], day=TODAY) == {"driving"}
    assert still_qualified(confirmed, [("first_aid", today)], day=TODAY) == {"first_aid", "driving"}
    assert still_qualified(confirmed, [("first_aid", over), ("first_aid", None)], day=TODAY) == set(confirmed)
    assert (
        still_qualified([], [("first_aid", None)], day=TODAY) == frozenset()
    )  # the office has not confirmed it


def test_names_on_a_wall_are_surnames() -> None:
    assert masked_title("郎玉珍", word="同志") == "郎同志"
    assert masked_title("欧阳建业", word="同志") == "欧阳同志"
    assert masked_title("佘建", word="师傅") == "佘师傅"
    assert masked_title("Anna Lang", word="(volunteer)") == "L. (volunteer)"
    assert "玉珍" not in masked_title("郎玉珍", word="同志")


# ---- the list --------------------------------------------------------------------------------------------------
def test_the_list_is_narrowed_by_state_qualification_insurance_and_name(page: Volunteer, clerk: User) -> None:
    here, wanted = Scope((page.area_code,)), Wanted()
    change_volunteer(page, version=None, values={"qualifications": ["medical", "driving"]}, actor=clerk)
    assert [one.pk for one in volunteers(here, Wanted(qualification="medical"), today=TODAY)] == [page.pk]
    assert not volunteers(here, Wanted(qualification="sampling"), today=TODAY)
    assert volunteers(here, Wanted(uninsured=True), today=TODAY)
    change_volunteer(page, version=None, values={"insured_until": date(2027, 11, 1)}, actor=clerk)
    assert not volunteers(here, Wanted(uninsured=True), today=TODAY)
    assert volunteers(here, Wanted(text="连城"), today=TODAY)
    assert not volunteers(here, Wanted(text="玉珍"), today=TODAY)
    assert counts(here) == {"active": 1}
    assert not volunteers(Scope(("231085100005",)), wanted, today=TODAY)


def test_hours_in_lists_are_those_that_the_rules_count(page: Volunteer, post: Post, helper: User) -> None:
    shift, late = Shift(post.starts_at, post.ends_at), NOW + 3 * HOUR
    cases: list[tuple[datetime | None, datetime | None, datetime | None, datetime | None]] = [
        (shift.starts_at - HOUR, shift.ends_at, None, None),
        (shift.starts_at + HOUR, late, None, None),
        (shift.starts_at + HOUR, late, None, late),
        (shift.starts_at + HOUR, None, None, None),
        (None, None, shift.starts_at, shift.ends_at - HOUR),
        (shift.ends_at, shift.starts_at, None, None),
    ]
    for came, left, mended_in, mended_out in cases:
        claim = Claim.objects.create(
            area=post.area, area_code=post.area_code, post=post, user=helper, state=ClaimState.DONE,
            checked_in_at=came, checked_out_at=left, mended_in_at=mended_in, mended_out_at=mended_out,
        )  # fmt: skip
        counted = time_stood(Stood(shift, came, left, mended_in, mended_out)) / HOUR
        mine = Claim.everywhere.filter(user=helper)
        assert total_hours(mine) == round(counted, 1)
        assert served_by(mine, "user") == {helper.pk: (1, round(counted, 1))}
        claim.delete()


def test_a_longer_list_asks_no_more_questions(
    page: Volunteer, grid: Area, clerk: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(5):
        someone = appoint(f"v{number}", f"丛{number}", "volunteer", grid)
        enter_volunteer(user=someone, area=grid, consents=True, actor=clerk)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        assert len(shown(volunteers(Scope((grid.code,)), Wanted(), today=TODAY))) == 6


# ---- pages -------------------------------------------------------------------------------------------------------
def test_only_the_office_of_the_area_opens_a_page(
    page: Volunteer, viewer: Sees, clerk: User, other_clerk: User, grid_worker: User
) -> None:
    assert volunteer_for(viewer(clerk), page.pk) == page
    for stranger in (other_clerk, grid_worker):
        with pytest.raises(NotFound):
            volunteer_for(viewer(stranger), page.pk)


def test_the_clerk_works_through_the_book(
    page: Volunteer, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    office = sign_in(clerk)
    assert "莫连城" in office.get("/duty/volunteers/").content.decode()
    answer = office.post(f"/duty/volunteers/{page.pk}/trainings/new/",
                         {"subject": "急救", "on": "2026-11-01", "gives": "first_aid"})  # fmt: skip
    assert answer.status_code == 303
    assert "急救" in office.get(f"/duty/volunteers/{page.pk}/").content.decode()
    answer = office.post(f"/duty/volunteers/{page.pk}/state/", {"state": "applied"})
    assert answer.status_code == 422
    assert office.post(f"/duty/volunteers/{page.pk}/state/", {"state": "reserve"}).status_code == 303
    assert "莫连城" in office.get("/duty/volunteers/?view=reserve").content.decode()


def test_the_clerk_enters_somebody_and_corrects_the_page(
    helper: User, grid: Area, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    office = sign_in(clerk)
    typed = {"username": "mo", "place": grid.code, "fitness": "fit", "skills": "护士"}
    answer = office.post("/duty/volunteers/new/", typed)
    assert answer.status_code == 422
    assert "护士" in answer.content.decode()
    assert office.post("/duty/volunteers/new/", {**typed, "consents": "on"}).status_code == 303
    made = Volunteer.everywhere.get()
    change = {
        "place": grid.code,
        "fitness": "light_work",
        "qualifications": "medical",
        "version": made.version,
    }
    assert office.post(f"/duty/volunteers/{made.pk}/edit/", change).status_code == 303
    made.refresh_from_db()
    assert (made.fitness, made.qualifications, made.skills) == ("light_work", ["medical"], "")


def test_a_volunteer_applies_sees_what_is_kept_pauses_and_leaves(
    helper: User, grid: Area, community: Area, sign_in: Callable[[User], Client]
) -> None:
    me = sign_in(helper)
    assert "什么都没存" in me.get("/duty/volunteers/me/").content.decode()
    typed = {"community": "和平社区居委会", "fitness": "fit", "skills": "会修车"}
    assert me.post("/duty/volunteers/me/apply/", typed).status_code == 422
    assert me.post("/duty/volunteers/me/apply/", {**typed, "consents": "on"}).status_code == 303
    made = Volunteer.everywhere.get()
    assert (made.area_id, made.state) == (community.pk, "applied")
    assert "会修车" in me.get("/duty/volunteers/me/").content.decode()
    assert me.post("/duty/volunteers/me/pause/").status_code == 409
    Volunteer.everywhere.update(state="active")
    assert me.post("/duty/volunteers/me/pause/").status_code == 302
    assert Volunteer.everywhere.get().state == "paused"
    assert me.post("/duty/volunteers/me/leave/", {"how": "delete"}).status_code == 303
    assert not Volunteer.everywhere.exists()


def test_the_office_is_told_when_somebody_cannot_claim_posts(
    page: Volunteer, clerk: User, sign_in: Callable[[User], Client]
) -> None:
    path, told = f"/duty/volunteers/{page.pk}/", "没有能认领岗位的角色"
    assert told not in sign_in(clerk).get(path).content.decode()
    Appointment.everywhere.filter(user=page.user).update(until_on=TODAY)
    assert told in sign_in(clerk).get(path).content.decode()
