"""The residents' pages, open to whoever has the link; and what staff do for them."""

from typing import Any

from django.utils import timezone

from linli.people.choices import Capability
from linli.portal import limits
from linli.portal.actions import make_link
from linli.portal.models import HouseholdRequest, Wish
from linli.rounds.choices import ArrivalState
from linli.rounds.models import Arrival
from tests.access.page import FORM, PUBLIC, SEND, Page
from tests.access.pages.care_release import an_episode, appeal
from tests.access.world import Side
from tests.conftest import TODAY

WRITE = (Capability.HOUSEHOLDS_READ, Capability.HOUSEHOLDS_WRITE)
ASKED = (*WRITE, Capability.CONTACT_MASKED)
GOES_BACK = {"get": 302, "post": 302}


def token(side: Side) -> dict[str, Any]:
    _ = side.resident
    limits.by_link.forget()  # the table asks faster than any household
    limits.by_address.forget()
    return {
        "token": side.make(
            "portal:token", lambda: make_link(side.household, actor=None, now=timezone.now()).token
        )
    }


def coming(side: Side) -> dict[str, Any]:
    return token(side) | {"arrival_id": arrival(side).pk}


def arrival(side: Side) -> Arrival:
    def declared() -> Arrival:
        now = timezone.now()
        return Arrival.everywhere.create(
            household=side.household, area=side.building, area_code=side.building.code, at=now,
            received_at=now, state=ArrivalState.EXPECTED, arrives_on=TODAY, name="冯雨欣", phone="15100004109",
            from_place="朝阳区",
        )  # fmt: skip

    return side.make("portal:arrival", declared)


def household(side: Side) -> dict[str, Any]:
    _ = side.resident
    return {"household_id": side.household.pk}


def asked(side: Side) -> dict[str, Any]:
    def made() -> HouseholdRequest:
        return HouseholdRequest.everywhere.create(
            household=side.household, area=side.building, area_code=side.building.code, wish=Wish.CORRECT,
            text="电话变了", at=timezone.now(),
        )  # fmt: skip

    return {"request_id": side.make("portal:request", made).pk}


def care_paper(side: Side) -> dict[str, Any]:
    return token(side) | {"episode_id": an_episode(side).pk, "kind": "notice"}


def objecting(side: Side) -> dict[str, Any]:
    return token(side) | {"what": "episode", "subject_id": an_episode(side).pk}


def objection(side: Side) -> dict[str, Any]:
    return token(side) | appeal(side)


PAGES = [
    Page("portal:care", who=PUBLIC, kwargs=token),
    Page(
        "portal:check",
        who=PUBLIC,
        kwargs=lambda side: {**token(side), "episode_id": an_episode(side).pk},
        expects=FORM,
    ),
    Page("portal:care_paper", who=PUBLIC, kwargs=care_paper),
    Page("portal:care_paper_pdf", who=PUBLIC, kwargs=care_paper),
    Page("portal:objection_new", who=PUBLIC, kwargs=objecting, expects=FORM),
    Page("portal:objection", who=PUBLIC, kwargs=objection, expects={"get": 200, "post": 302}),
    Page("portal:household", who=PUBLIC, kwargs=token),
    Page("portal:same", who=PUBLIC, kwargs=token, expects=GOES_BACK),
    Page("portal:changes", who=PUBLIC, kwargs=token, expects=FORM),
    Page("portal:declaration_new", who=PUBLIC, kwargs=token, expects=FORM),
    Page("portal:declaration", who=PUBLIC, kwargs=coming),
    Page("portal:declaration_edit", who=PUBLIC, kwargs=coming, expects=FORM),
    Page("portal:declaration_withdraw", who=PUBLIC, kwargs=coming, expects=GOES_BACK),
    Page("portal:kept", who=PUBLIC, kwargs=token),
    Page("portal:looks", who=PUBLIC, kwargs=token),
    Page("portal:ask", who=PUBLIC, kwargs=token, expects=FORM),
    Page("portal_office:link", WRITE, kwargs=household),
    Page("portal_office:link_make", WRITE, kwargs=household, expects={"post": 200}),
    Page("portal_office:link_revoke", WRITE, kwargs=household, expects=SEND),
    Page("portal_office:cards", WRITE, expects={"get": 200, "post": 302}),
    Page("portal_office:requests", ASKED),
    Page("portal_office:request_answer", ASKED, kwargs=asked, expects=FORM),
]
