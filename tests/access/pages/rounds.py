"""The daily round: who has answered, entries that go back, lists that are checked on the ground."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.lib.ids import new_id
from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.rounds.actions import give_list_out, hand_entry_over, take_list_in
from linli.rounds.list_matching import Placed
from linli.rounds.list_reading import Listed
from linli.rounds.models import Arrival, Check, CheckList, ContactEntry, HandOver, NotMine
from tests.access.page import FORM, SEND, Page
from tests.access.world import Side
from tests.conftest import NOW, TODAY, place

READ = (Capability.HOUSEHOLDS_READ,)
ROUND = (*READ, Capability.ROUND_READ)
LISTS = (*READ, Capability.ROUND_LISTS)
WORK = (*READ, Capability.ROUND_WORK)
ARRIVALS = (*ROUND, Capability.ROUND_WORK)
ENTER = (*ARRIVALS, Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED)
CONFIRM = {"get": 200, "post": 303}
REASON = {"get": 200, "post": 422}


def round_or_health(role: Role) -> bool:
    return bool({Capability.ROUND_READ, Capability.HEALTH} & set(role.sees))


def work_or_lists(role: Role) -> bool:
    return bool({Capability.ROUND_WORK, Capability.ROUND_LISTS} & set(role.sees))


def household(side: Side) -> dict[str, Any]:
    _ = side.resident
    return {"household_id": side.household.pk}


def contact(side: Side) -> dict[str, Any]:
    def made() -> ContactEntry:
        return ContactEntry.everywhere.create(
            household=side.household, area=side.building, area_code=side.building.code, on=TODAY, at=NOW,
            received_at=NOW, kind="answer", channel="phone", outcome="changed", details={"note": "有点咳"},
        )  # fmt: skip

    return {"entry_id": side.make("rounds:contact", made).pk}


def not_mine(side: Side) -> NotMine:
    def made() -> NotMine:
        return NotMine.everywhere.create(
            household=side.household, resident=side.resident, area=side.building, area_code=side.building.code,
            at=NOW, received_at=NOW, reason="moved_out",
        )  # fmt: skip

    return side.make("rounds:entry", made)


def entry(side: Side) -> dict[str, Any]:
    return {"entry_id": not_mine(side).pk}


def offered(side: Side) -> dict[str, Any]:
    """An entry of the next community, offered to this side's."""

    def made() -> HandOver:
        there = place(f"{side.code}100009", "community", "邻社区居委会", side.town, "居委会(社区)")
        found = not_mine(side)
        entry_there = NotMine.everywhere.create(
            household=found.household, resident=found.resident, area=there, area_code=there.code, at=NOW,
            received_at=NOW, reason="other_community",
        )  # fmt: skip
        return hand_entry_over(entry_there, here=there, to=side.community, reason="住在你们那里", actor=None)

    return {"hand_over_id": side.make("rounds:hand_over", made).pk}


def _list(side: Side, *, given: bool) -> CheckList:
    def made() -> CheckList:
        rows = [Placed(Listed(1, name="冯雨欣", phone="15100004107"))]
        area = side.building
        taken = take_list_in(area, list_id=new_id(), title="返乡名单", sent_by="", rows=rows, actor=None)
        if given:
            due = NOW + timedelta(days=1)
            give_list_out(taken, targets=[side.building], due_at=due, actor=None)
        return taken

    return side.make(f"rounds:list:{given}", made)


def draft(side: Side) -> dict[str, Any]:
    return {"list_id": _list(side, given=False).pk}


def running(side: Side) -> dict[str, Any]:
    return {"list_id": _list(side, given=True).pk}


def check(side: Side) -> dict[str, UUID]:
    return {"check_id": Check.everywhere.get(check_list=_list(side, given=True)).pk}


def arrival(side: Side) -> dict[str, Any]:
    def expected() -> Arrival:
        return Arrival.everywhere.create(
            household=side.household, area=side.building, area_code=side.building.code, at=NOW, received_at=NOW,
            state="expected", arrives_on=TODAY, name="冯雨欣", phone="15100004109", from_place="朝阳区",
        )  # fmt: skip

    return {"arrival_id": side.make("rounds:arrival", expected).pk}


PAGES = [
    Page("rounds:round", ROUND),
    Page("rounds:household", READ, kwargs=household, also=round_or_health),
    Page("rounds:answer", (*ROUND, Capability.ROUND_WORK), kwargs=household, expects=FORM),
    Page("rounds:details", (*READ, Capability.HEALTH), kwargs=contact, expects=REASON),
    Page("rounds:entries", LISTS),
    Page("rounds:entry", LISTS, kwargs=entry),
    Page("rounds:settle", LISTS, kwargs=entry, expects=FORM),
    Page("rounds:hand_over", LISTS, kwargs=entry, expects=FORM),
    Page("rounds:take_over", (*LISTS, Capability.HOUSEHOLDS_WRITE), kwargs=offered, expects=FORM),
    Page("rounds:send_back", LISTS, kwargs=offered, expects=FORM),
    Page("rounds:lists", LISTS),
    Page("rounds:list_new", LISTS, expects=FORM),
    Page("rounds:list", LISTS, kwargs=running),
    Page("rounds:list_give", LISTS, kwargs=draft, expects=FORM),
    Page("rounds:list_share", LISTS, kwargs=running, expects=FORM),
    Page("rounds:list_drop", LISTS, kwargs=draft, expects=CONFIRM),
    Page("rounds:list_close", LISTS, kwargs=running, expects={"get": 200, "post": 409}),
    Page("rounds:list_workbook", (*LISTS, Capability.LEDGERS_EXPORT), kwargs=running, expects={"post": 200}),
    Page("rounds:checks", WORK),
    Page("rounds:check", READ, kwargs=check, also=work_or_lists),
    Page("rounds:check_reopen", LISTS, kwargs=check, expects=FORM),
    Page("rounds:check_pass_on", LISTS, kwargs=check, expects=FORM),
    Page("rounds:check_phone", (*WORK, Capability.CONTACT_OPEN), kwargs=check, expects=REASON),
    Page("rounds:arrivals", ROUND),
    Page("rounds:arrival", ROUND, kwargs=arrival),
    Page("rounds:arrival_settle", ARRIVALS, kwargs=arrival, expects={"post": 422}),
    Page("rounds:arrival_match", ARRIVALS, kwargs=arrival, expects=SEND),
    Page("rounds:arrival_enter", ENTER, kwargs=arrival, expects={"post": 422}),
    Page("rounds:arrival_place", ARRIVALS, kwargs=arrival, expects=SEND),
    Page("rounds:arrival_phone", (*ARRIVALS, Capability.CONTACT_OPEN), kwargs=arrival, expects=REASON),
]
