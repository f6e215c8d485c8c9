"""The pages of posts, as people use them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.core.papers import signature_of
from linli.duty.actions.offers import make_offer
from linli.duty.calendar import Event, calendar_of
from linli.duty.models import CallAnswer, Claim, DutyPlace, Handover, Offer, PlaceCheck, Post
from linli.lib.ids import new_id
from linli.people.models import Membership, Organisation, User
from tests.conftest import NOW, TODAY, appoint
from tests.duty.conftest import HOUR, MakeClaim, MakePost

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


# ---- claiming ------------------------------------------------------------------------------------------------------
def test_a_volunteer_finds_claims_and_drops_a_post(
    make_post: MakePost, volunteer: User, sign_in: SignIn
) -> None:
    post, browser = make_post(24, 4), sign_in(volunteer)
    assert "认领" in text(browser.get("/duty/posts/mine/"))
    answer = browser.post(f"/duty/posts/open/{post.pk}/claim/")
    assert "这个岗位是您的" in text(browser.get(answer.headers["Location"]))
    claim = Claim.everywhere.get(user=volunteer)
    assert browser.post(f"/duty/posts/claims/{claim.pk}/drop/").status_code == 303
    assert Post.everywhere.get().taken == 0


def test_a_refusal_says_why_and_what_to_do(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, sign_in: SignIn
) -> None:
    post = make_post(24, headcount=1)
    make_claim(post, neighbour)
    answer = sign_in(volunteer).post(f"/duty/posts/open/{post.pk}/claim/")
    assert answer.status_code == 409
    assert "这个岗位满了：1/1" in text(answer)
    assert "请另选一个" in text(answer)


def test_a_post_of_another_city_is_not_there(
    make_post: MakePost, far_volunteer: User, sign_in: SignIn
) -> None:
    browser, post = sign_in(far_volunteer), make_post(24)
    assert browser.get(f"/duty/posts/open/{post.pk}/").status_code == 404
    assert browser.post(f"/duty/posts/open/{post.pk}/claim/").status_code == 404


def test_nobody_drops_or_answers_for_another(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, neighbour: User, clerk: User, sign_in: SignIn
) -> None:
    claim = make_claim(make_post(24), volunteer)
    offer = make_offer(claim, to=clerk, actor=volunteer, now=NOW)
    browser = sign_in(neighbour)
    assert browser.post(f"/duty/posts/claims/{claim.pk}/drop/").status_code == 404
    assert browser.post(f"/duty/posts/offers/{offer.pk}/answer/", {"answer": "yes"}).status_code == 404


def test_somebody_is_asked_by_name_and_says_yes(
    make_post: MakePost,
    make_claim: MakeClaim,
    volunteer: User,
    neighbour: User,
    client: Client,
    sign_in: SignIn,
) -> None:
    claim = make_claim(make_post(24, 4), volunteer)
    browser = sign_in(volunteer)
    refused = browser.post(f"/duty/posts/claims/{claim.pk}/offer/", {"person": "无此人"})
    assert refused.status_code == 422
    browser.post(f"/duty/posts/claims/{claim.pk}/offer/", {"person": "巩新月"})
    offer = Offer.objects.get()
    browser = sign_in(neighbour)
    assert "莫连城请您帮忙" in text(browser.get("/duty/posts/mine/"))
    browser.post(f"/duty/posts/offers/{offer.pk}/answer/", {"answer": "yes"})
    assert Claim.everywhere.get(state="claimed").user == neighbour


# ---- at the place ----------------------------------------------------------------------------------------------------
def test_the_code_of_a_place_checks_in_and_out_and_hands_over(
    gate: DutyPlace, make_post: MakePost, make_claim: MakeClaim, volunteer: User, sign_in: SignIn
) -> None:
    claim, browser = make_claim(make_post(-1, 4), volunteer), sign_in(volunteer)
    here = reverse("duty:at", args=[gate.code])
    assert "我到岗了" in text(browser.get(here))
    browser.post(f"{here}check/", {"kind": "in", "record": str(new_id())})
    assert "我离岗了" in text(browser.get(here))
    handed = {
        "points": "3-2-501 等药\n\n大门钥匙",
        "goods": "体温枪 2，钥匙 1",
        "note": "",
        "record": str(new_id()),
    }
    for _time in range(2):
        browser.post(f"{here}hand-over/", handed)
    made = Handover.everywhere.get()
    assert ([one["text"] for one in made.points], made.goods) == (
        ["3-2-501 等药", "大门钥匙"],
        {"体温枪": 2, "钥匙": 1},
    )
    browser.post(f"{here}check/", {"kind": "out", "record": str(new_id())})
    assert Claim.everywhere.get(pk=claim.pk).state == "done"


def test_without_a_shift_it_says_so_and_the_lead_sees_it(
    gate: DutyPlace, make_post: MakePost, volunteer: User, clerk: User, sign_in: SignIn
) -> None:
    make_post(-1, 4)
    answer = sign_in(volunteer).post(f"/duty/posts/at/{gate.code}/check/", {"kind": "in"})
    assert answer.status_code == 409
    assert "您到场已记下" in text(answer)
    browser, check = sign_in(clerk), PlaceCheck.everywhere.get()
    assert "莫连城" in text(browser.get("/duty/posts/findings/?view=checks"))
    browser.post(f"/duty/posts/findings/{check.pk}/settle/", {"post": str(Post.everywhere.get().pk)})
    assert Claim.everywhere.get().user == volunteer


# ---- leading ---------------------------------------------------------------------------------------------------------
def test_a_clerk_publishes_a_series_over_midnight(gate: DutyPlace, clerk: User, sign_in: SignIn) -> None:
    form = {
        "kind": "gatekeeper", "place": str(gate.pk), "first_on": "2026-11-21", "last_on": "2026-11-22",
        "hours": "8:00-16:00、16-24 0:00-8:00", "headcount": "2", "record": str(new_id()),
    }  # fmt: skip
    browser = sign_in(clerk)
    for _time in range(2):
        assert browser.post("/duty/posts/new/", form).status_code == 303
    posts = list(Post.everywhere.order_by("starts_at"))
    assert len(posts) == 6
    assert {one.ends_at - one.starts_at for one in posts} == {8 * HOUR}
    assert posts[0].equipment == ["mask", "thermometer"]
    assert browser.post("/duty/posts/new/", {**form, "hours": "早上"}).status_code == 422


def test_a_lead_puts_somebody_on_a_post_and_mends_their_hours(
    make_post: MakePost, volunteer: User, clerk: User, sign_in: SignIn
) -> None:
    post, browser = make_post(-3, 2), sign_in(clerk)
    assert browser.post(f"/duty/posts/{post.pk}/put/", {"person": "莫连城"}).status_code == 409
    Post.everywhere.update(ends_at=NOW + HOUR)
    assert browser.post(f"/duty/posts/{post.pk}/put/", {"person": "莫连城"}).status_code == 303
    claim = Claim.everywhere.get()
    times = {"came_at": "2026-11-20T07:20", "left_at": "2026-11-20T09:20", "why": "手机没电"}
    assert browser.post(f"/duty/posts/claims/{claim.pk}/mend/", times).status_code == 303
    claim.refresh_from_db()
    assert claim.mended_out_at == NOW - timedelta(minutes=52)
    assert "手机没电" in text(browser.get(f"/duty/posts/{post.pk}/"))


def test_a_list_asks_as_often_for_many_posts_as_for_few(
    make_post: MakePost, clerk: User, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    browser = sign_in(clerk)
    for n in range(25):
        make_post(4 + n)
    browser.get("/duty/posts/")
    with django_assert_max_num_queries(30):
        browser.get("/duty/posts/")
    with django_assert_max_num_queries(40):
        browser.get("/duty/posts/mine/?view=all")


# ---- calls, hours, calendar ------------------------------------------------------------------------------------------
def test_an_organisation_answers_a_call(community: Any, clerk: User, sign_in: SignIn) -> None:
    unit = Organisation.objects.create(area=community, area_code=community.code, name="交通局", kind="agency")
    contact = appoint("lian", "连络员", "sponsor_contact", community)
    Membership.objects.create(organisation=unit, user=contact, consented_at=NOW, from_on=TODAY)
    call = {
        "text": "守夜",
        "headcount": "4",
        "wanted_at": "2026-11-20T20:00",
        "organisations": [str(unit.pk)],
    }
    assert sign_in(clerk).post("/duty/posts/calls/new/", call).status_code == 303
    answer, browser = CallAnswer.objects.get(), sign_in(contact)
    assert "守夜" in text(browser.get("/duty/posts/calls/to-us/"))
    browser.post(f"/duty/posts/calls/answers/{answer.pk}/", {"people": "4", "note": ""})
    assert "派 4 人" in text(sign_in(clerk).get(f"/duty/posts/calls/{answer.call_id}/"))


def test_hours_stand_on_a_page_and_on_paper(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, sign_in: SignIn
) -> None:
    post = make_post(-20, 8)
    make_claim(post, volunteer, state="done", checked_in_at=post.starts_at, checked_out_at=post.ends_at)
    browser = sign_in(volunteer)
    assert "8 小时" in text(browser.get("/duty/posts/hours/?month=2026-11"))
    paper = browser.get("/duty/posts/hours/pdf/?month=2026-11")
    if paper.status_code == 503:
        pytest.skip("This machine has no Pango.")
    signed = signature_of(paper.content)
    assert signed is not None
    assert (signed.by, signed.holds) == ("穆棱市", True)


def test_a_calendar_is_fetched_by_its_address_alone_until_it_is_renewed(
    make_post: MakePost, make_claim: MakeClaim, volunteer: User, sign_in: SignIn
) -> None:
    make_claim(make_post(24, 4), volunteer)
    browser = sign_in(volunteer)
    [address] = re.findall(
        r"/duty/posts/calendar/[\w-]+\.ics", text(browser.post("/duty/posts/calendar/new/"))
    )
    feed = Client().get(address)
    assert feed.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:守门员" in text(feed)
    assert "莫连城" not in text(feed)
    browser.post("/duty/posts/calendar/new/")
    assert Client().get(address).status_code == 404


def test_lines_of_a_calendar_are_folded_and_escaped() -> None:
    event = Event(new_id(), NOW, NOW + HOUR, "守门员, 夜班; 东门", "和平家园东门" * 10, NOW, "带手套\n带电筒")
    lines = calendar_of([event], name="我的岗位").split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = "\n".join(lines).replace("\n ", "")
    assert r"SUMMARY:守门员\, 夜班\; 东门" in whole
    assert r"DESCRIPTION:带手套\n带电筒" in whole
    assert "DTSTART:20261120T021200Z" in whole
