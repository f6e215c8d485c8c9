"""The lead of a post: named by the office, sees who stands on it, mends hours and notes who did not come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.core.problems import NotFound
from linli.duty.access_posts import claim_to_lead, claim_to_mend
from linli.duty.choices import ClaimState
from linli.duty.models import Claim, DutyPlace, Post
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.viewer import Viewer
from tests.conftest import NOW
from tests.duty.conftest import MakeClaim, MakePost

pytestmark = pytest.mark.django_db
Sees = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
TIMES = {"came_at": "2026-11-20T07:20", "left_at": "2026-11-20T09:20", "why": "手机没电"}


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def led(make_post: MakePost, neighbour: User) -> Post:
    """A post that began three hours ago and that 巩新月 leads."""
    return make_post(-3, 4, lead=neighbour)


# ---- naming one ------------------------------------------------------------------------------------------------------
def test_the_office_names_a_lead_and_another_and_none(
    gate: DutyPlace, clerk: User, volunteer: User, neighbour: User, sign_in: SignIn
) -> None:
    office = sign_in(clerk)
    form = {
        "kind": "gatekeeper", "place": str(gate.pk), "first_on": "2026-11-21", "hours": "8-16", "headcount": "2",
        "lead": "巩新月", "record": str(new_id()),
    }  # fmt: skip
    assert '<option value="巩新月">gong</option>' in text(office.get("/duty/posts/new/"))
    assert office.post("/duty/posts/new/", form).status_code == 303
    post = Post.everywhere.get()
    assert post.lead == neighbour
    edit = {"headcount": "2", "title": "", "note": ""}
    for name, lead in (("巩新月", neighbour), ("mo", volunteer), ("", None)):
        post.refresh_from_db()
        sent = {**edit, "lead": name, "version": str(post.version)}
        assert office.post(f"/duty/posts/{post.pk}/edit/", sent).status_code == 303
        post.refresh_from_db()
        assert post.lead == lead


def test_only_one_of_the_area_who_may_stand_on_posts_leads(
    led: Post, clerk: User, township_officer: User, far_volunteer: User, sign_in: SignIn
) -> None:
    office, edit = sign_in(clerk), {"headcount": "2", "title": "", "note": "", "version": str(led.version)}
    for name in (township_officer.name, far_volunteer.name, "无此人"):
        answer = office.post(f"/duty/posts/{led.pk}/edit/", {**edit, "lead": name})
        assert answer.status_code == 422
        assert "找不到唯一的这个姓名" in text(answer)
        assert name in text(answer)
    User.objects.filter(username=clerk.username).update(
        name="巩新月"
    )  # now two have the name: the lead stays
    assert office.post(f"/duty/posts/{led.pk}/edit/", {**edit, "lead": "巩新月"}).status_code == 303
    led.refresh_from_db()
    assert led.lead is not None
    assert led.lead.username == "gong"


# ---- what the lead does ----------------------------------------------------------------------------------------------
def test_the_lead_sees_who_stands_there_and_mends_their_hours(
    led: Post, make_claim: MakeClaim, volunteer: User, neighbour: User, sign_in: SignIn
) -> None:
    claim, browser = make_claim(led, volunteer), sign_in(neighbour)
    shown = text(browser.get(f"/duty/posts/open/{led.pk}/"))
    assert "莫连城" in shown
    assert f"/duty/posts/claims/{claim.pk}/mend/" in shown
    assert f"/duty/posts/claims/{claim.pk}/off/" not in shown
    answer = browser.post(f"/duty/posts/claims/{claim.pk}/mend/", TIMES)
    assert answer.headers["Location"] == f"/duty/posts/open/{led.pk}/"
    claim.refresh_from_db()
    assert (claim.mended_by, claim.mended_out_at) == (neighbour, NOW - timedelta(minutes=52))


def test_the_lead_notes_who_did_not_come(
    led: Post, make_claim: MakeClaim, volunteer: User, neighbour: User, sign_in: SignIn
) -> None:
    claim = make_claim(led, volunteer)
    answer = sign_in(neighbour).post(f"/duty/posts/claims/{claim.pk}/missed/")
    assert answer.headers["Location"] == f"/duty/posts/open/{led.pk}/"
    claim.refresh_from_db()
    assert claim.state == ClaimState.MISSED


def test_others_on_the_post_see_no_names_and_mend_nothing(
    led: Post, make_claim: MakeClaim, volunteer: User, neighbour: User, warden: User, sign_in: SignIn
) -> None:
    make_claim(led, volunteer)
    own = make_claim(led, warden)
    browser = sign_in(warden)
    assert "莫连城" not in text(browser.get(f"/duty/posts/open/{led.pk}/"))
    for claim in Claim.everywhere.all():
        assert browser.get(f"/duty/posts/claims/{claim.pk}/mend/").status_code == 404
        assert browser.post(f"/duty/posts/claims/{claim.pk}/missed/").status_code == 404
    own.refresh_from_db()
    assert own.state == ClaimState.CLAIMED


def test_nobody_who_only_leads_mends_their_own_hours_or_takes_people_off(
    led: Post, make_claim: MakeClaim, volunteer: User, neighbour: User, clerk: User, viewer: Sees
) -> None:
    own, other = make_claim(led, neighbour), make_claim(led, volunteer)
    lead, office = viewer(neighbour), viewer(clerk)
    assert claim_to_mend(lead, other.pk) == other
    assert {claim_to_mend(office, one.pk) for one in (own, other)} == {own, other}
    with pytest.raises(NotFound):
        claim_to_mend(lead, own.pk)
    with pytest.raises(NotFound):
        claim_to_lead(lead, other.pk)


def test_a_lead_whose_duty_has_ended_or_who_is_of_another_city_mends_nothing(
    led: Post, make_claim: MakeClaim, volunteer: User, neighbour: User, far_volunteer: User, viewer: Sees
) -> None:
    claim = make_claim(led, volunteer)
    neighbour.appointments.all().delete()
    with pytest.raises(NotFound):
        claim_to_mend(viewer(neighbour), claim.pk)
    Post.everywhere.update(lead=far_volunteer)
    with pytest.raises(NotFound):
        claim_to_mend(viewer(far_volunteer), claim.pk)
