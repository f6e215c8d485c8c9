"""Posts: published and led in an area; claimed and stood anywhere in the county by whoever may stand on them."""

from datetime import timedelta
from typing import Any

from linli.duty.models import Call, CallAnswer, Claim, DutyPlace, Handover, Offer, PlaceCheck, Post
from linli.lib.playbook import Role
from linli.people.choices import Capability
from tests.access.page import FORM, PUBLIC, Page
from tests.access.world import Side
from tests.conftest import NOW

HOUR = timedelta(hours=1)
READ = (Capability.DUTY_READ,)
LEAD = (*READ, Capability.POSTS_WRITE)
CLAIM = (Capability.POSTS_CLAIM,)
SENDS = (Capability.POSTS_SEND,)
CONFIRM = {"get": 200, "post": 303}
DONE = {"post": 303}


def nobody(role: Role) -> bool:
    """Somebody's own; the tests of posts ask as that person."""
    return False


def here(side: Side) -> dict[str, Any]:
    return {"area": side.building, "area_code": side.building.code}


def place(side: Side) -> DutyPlace:
    return side.make("posts:place", lambda: DutyPlace.objects.create(name="东门", kind="gate", **here(side)))


def idle_place(side: Side) -> DutyPlace:
    return side.make("posts:idle", lambda: DutyPlace.objects.create(name="西门", kind="gate", **here(side)))


def post(side: Side) -> Post:
    def made() -> Post:
        return Post.objects.create(
            place=place(side), kind="gatekeeper", starts_at=NOW - HOUR, ends_at=NOW + 4 * HOUR, headcount=3, taken=1,
            published_at=NOW, **here(side),
        )  # fmt: skip

    return side.make("posts:post", made)


def claim(side: Side) -> Claim:
    return side.make(
        "posts:claim", lambda: Claim.objects.create(post=post(side), user=side.account, **here(side))
    )


def offer(side: Side) -> Offer:
    return side.make(
        "posts:offer", lambda: Offer.objects.create(kind="stand_in", claim=claim(side), to=side.account)
    )


def finding(side: Side) -> PlaceCheck:
    def made() -> PlaceCheck:
        return PlaceCheck.objects.create(
            place=place(side), user=side.account, kind="in", at=NOW, received_at=NOW, **here(side)
        )

    return side.make("posts:finding", made)


def handover(side: Side) -> Handover:
    def made() -> Handover:
        points = [{"text": "3-2-501 等药", "settled_at": "", "settled_by": ""}]
        return Handover.objects.create(
            place=place(side), by=side.account, at=NOW, received_at=NOW, points=points, **here(side)
        )

    return side.make("posts:handover", made)


def call(side: Side) -> Call:
    return side.make(
        "posts:call", lambda: Call.objects.create(text="守门", headcount=5, wanted_at=NOW, **here(side))
    )


def call_answer(side: Side) -> CallAnswer:
    return side.make(
        "posts:answer", lambda: CallAnswer.objects.create(call=call(side), organisation=side.organisation)
    )


def of_post(side: Side) -> dict[str, Any]:
    return {"post_id": post(side).pk}


def of_claim(side: Side) -> dict[str, Any]:
    return {"claim_id": claim(side).pk}


def of_place(side: Side) -> dict[str, Any]:
    return {"place_id": place(side).pk}


def of_idle_place(side: Side) -> dict[str, Any]:
    return {"place_id": idle_place(side).pk}


def of_code(side: Side) -> dict[str, Any]:
    return {"code": place(side).code}


PAGES = [
    Page("duty:posts", READ),
    Page("duty:on_duty", READ),
    Page("duty:post", READ, kwargs=of_post),
    Page("duty:post_new", LEAD, expects=FORM),
    Page("duty:post_edit", LEAD, kwargs=of_post, expects=FORM),
    Page("duty:post_cancel", LEAD, kwargs=of_post, expects=FORM),
    Page("duty:claim_put", LEAD, kwargs=of_post, expects=FORM),
    Page("duty:claim_off", LEAD, kwargs=of_claim, expects=FORM),
    # These two also for the post's own lead, whatever their role: tests/duty/test_posts_leads.py.
    Page("duty:claim_mend", LEAD, kwargs=of_claim, expects=FORM),
    Page("duty:claim_missed", LEAD, kwargs=of_claim, expects=DONE),
    Page("duty:findings", LEAD),
    Page("duty:finding_settle", LEAD, kwargs=lambda side: {"check_id": finding(side).pk}, expects=DONE),
    # ---- places
    Page("duty:places", LEAD),
    Page("duty:place", LEAD, kwargs=of_place),
    Page("duty:place_new", LEAD, expects=FORM),
    Page("duty:place_edit", LEAD, kwargs=of_place, expects=FORM),
    Page("duty:place_close", LEAD, kwargs=of_idle_place, expects=CONFIRM),
    Page("duty:place_code", LEAD, kwargs=of_idle_place, expects=CONFIRM),
    Page("duty:place_poster", LEAD, kwargs=of_place),
    # ---- whoever stands on posts
    Page("duty:my_posts", CLAIM, by_area=False),
    Page("duty:post_open", CLAIM, kwargs=of_post),
    Page("duty:post_claim", CLAIM, kwargs=of_post, expects=DONE),
    Page("duty:claim_drop", CLAIM, kwargs=of_claim, also=nobody, expects=CONFIRM),
    Page("duty:claim_offer", CLAIM, kwargs=of_claim, also=nobody, expects=FORM),
    Page("duty:offer_answer", CLAIM, kwargs=lambda side: {"offer_id": offer(side).pk}, also=nobody, expects=DONE),
    Page("duty:my_hours", CLAIM, by_area=False),
    Page("duty:my_hours_pdf", CLAIM, by_area=False, expects={"get": 409}),  # nobody of these has stood anywhere
    Page("duty:calendar_make", CLAIM, by_area=False, expects={"post": 200}),
    Page("duty:calendar_remove", CLAIM, by_area=False, expects={"post": 302}),
    Page("duty:calendar_feed", who=PUBLIC, kwargs=lambda side: {"token": "nobody"}, expects={"get": 404}),
    # ---- at a place
    Page("duty:at", CLAIM, kwargs=of_code),
    Page("duty:at_check", CLAIM, kwargs=of_code, expects={"post": 409}),  # no shift of theirs: noted, and said
    Page("duty:at_handover", CLAIM, kwargs=of_code, expects=CONFIRM),
    Page("duty:at_point", kwargs=lambda side: {"handover_id": handover(side).pk, "number": 0}, needs=CLAIM,
         expects={"post": 302}),
    # ---- calls for help
    Page("duty:calls", READ),
    Page("duty:call", READ, kwargs=lambda side: {"call_id": call(side).pk}),
    Page("duty:call_new", LEAD, expects=FORM),
    Page("duty:call_close", LEAD, kwargs=lambda side: {"call_id": call(side).pk}, expects=CONFIRM),
    Page("duty:calls_to_us", SENDS, by_area=False),
    Page("duty:call_answer", SENDS, kwargs=lambda side: {"answer_id": call_answer(side).pk}, also=nobody, expects=FORM),
]  # fmt: skip
