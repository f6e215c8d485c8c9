"""Duty: who answers for what, posts, rosters, the volunteers' book."""

from typing import Any
from uuid import UUID, uuid4

from linli.duty.actions.teams import name_team, put_into_team
from linli.duty.actions.volunteers import enter_volunteer, record_training
from linli.duty.models import (
    DutyPlace,
    EpisodeInForce,
    Post,
    Proposal,
    Responsibility,
    Roster,
    RosterLine,
    Team,
    Volunteer,
)
from linli.duty.rules_posts import DAY, HOUR
from linli.lib.periods import day_bounds
from linli.lib.playbook import Role
from linli.people.choices import Capability
from linli.people.models import User
from tests.access.page import FORM, SIGNED_IN, Page
from tests.access.world import Side
from tests.conftest import TODAY

NOWHERE = UUID(int=0)
BOOK = (Capability.VOLUNTEERS_WRITE,)


def nobody(role: Role) -> bool:
    """Objects of one's own; the tests of the part ask as that person."""
    return False


def book_page(side: Side) -> Volunteer:
    return side.make(
        "duty:volunteer",
        lambda: enter_volunteer(user=side.account, area=side.building, consents=True, actor=None),
    )


def volunteer(side: Side) -> dict[str, Any]:
    return {"volunteer_id": book_page(side).pk}


def training(side: Side) -> dict[str, Any]:
    made = side.make(
        "duty:training", lambda: record_training(book_page(side), subject="消杀", on=TODAY, actor=None)
    )
    return {"training_id": made.pk}


# ---- teams and organisations
def assign_or_send(role: Role) -> bool:
    return bool({Capability.DUTY_ASSIGN, Capability.POSTS_SEND} & set(role.sees))


def publishes(role: Role) -> bool:
    """Offices; who speaks for a unit reads that one alone."""
    return Capability.POSTS_WRITE in role.sees


def team(side: Side) -> dict[str, Any]:
    def made() -> Team:
        found = name_team(area=side.building, name="突击队", kind="team", from_on=TODAY, actor=None)
        put_into_team(found, users=[side.account], actor=None)
        return found

    return {"team_id": side.make("duty:team", made).pk}


def team_member(side: Side) -> dict[str, Any]:
    return {**team(side), "user_id": side.account.pk}


def unit(side: Side) -> dict[str, Any]:
    return {"organisation_id": side.organisation.pk}


# ---- responsibilities
READ = (Capability.DUTY_READ,)
ASSIGN = (*READ, Capability.DUTY_ASSIGN)
HEAD_FOR_BUILDING = {"pattern": "head-for-building", "slot": "building_warden"}
CADRE_FOR_HOUSEHOLD = {"pattern": "cadre-for-household", "slot": "pair"}


def responsibility(side: Side) -> dict[str, Any]:
    def made() -> Responsibility:
        contact = User.objects.create(username=f"head-{side.code}", name="穆青山", phone="13900001234")
        return Responsibility.everywhere.create(
            **HEAD_FOR_BUILDING, target_kind="area", area=side.building, area_code=side.building.code,
            user=contact, from_on=TODAY,
        )  # fmt: skip

    return {"responsibility_id": side.make("duty:responsibility", made).pk}


def answerer(side: Side) -> dict[str, Any]:
    return {"user_id": Responsibility.everywhere.get(pk=responsibility(side)["responsibility_id"]).user_id}


def body(side: Side) -> dict[str, Any]:
    return {"organisation_id": side.organisation.pk}


def gate(side: Side) -> DutyPlace:
    return side.make(
        "duty:gate",
        lambda: DutyPlace.everywhere.create(
            name="南门", kind="gate", area=side.building, area_code=side.building.code
        ),
    )


FIVE_FOR_ONE = {"pattern": "five-for-one", "slot": "cadre"}
DOORS_IN_CARE = (Capability.HOUSEHOLDS_READ, Capability.CARE_READ)


def in_care(side: Side) -> dict[str, Any]:
    def made() -> EpisodeInForce:
        return EpisodeInForce.everywhere.create(
            pk=uuid4(), household=side.household, area=side.building, area_code=side.building.code,
            measure="home_quarantine", pattern="five-for-one", from_on=TODAY, until_on=TODAY + 7 * DAY,
        )  # fmt: skip

    return {"episode_id": side.make("duty:episode", made).pk}


def slot(side: Side) -> dict[str, Any]:
    return dict(HEAD_FOR_BUILDING)


def proposal(side: Side) -> dict[str, Any]:
    def made() -> Proposal:
        pairs = [[str(side.household.pk), str(side.account.pk), "nearest"]]
        return Proposal.everywhere.create(
            **CADRE_FOR_HOUSEHOLD,
            area=side.building,
            area_code=side.building.code,
            state="ready",
            pairs=pairs,
        )

    return {"proposal_id": side.make("duty:proposal", made).pk}


def for_household(side: Side) -> dict[str, Any]:
    return {**CADRE_FOR_HOUSEHOLD, "household_id": side.household.pk}


def for_area(side: Side) -> dict[str, Any]:
    return {**HEAD_FOR_BUILDING, "code": side.building.code}


RESPONSIBILITIES = [
    Page("duty:gaps", READ),
    Page("duty:gap", READ, kwargs=slot, area_too=True),
    Page("duty:patterns", READ),
    Page("duty:who", READ),
    Page("duty:mine", (Capability.POSTS_CLAIM,)),
    Page("duty:who_household", (*READ, Capability.HOUSEHOLDS_READ), kwargs=lambda side: {"household_id": side.household.pk}),
    Page("duty:who_place", READ, kwargs=lambda side: {"place_id": gate(side).pk}),
    Page("duty:who_episode", (*READ, *DOORS_IN_CARE), kwargs=in_care),
    Page("duty:give_episode", (*ASSIGN, *DOORS_IN_CARE), kwargs=lambda side: {**FIVE_FOR_ONE, **in_care(side)}, expects=FORM),
    Page("duty:of_person", READ, kwargs=answerer),
    Page("duty:of_organisation", READ, kwargs=body),
    Page("duty:give_many", ASSIGN, kwargs=slot, area_too=True, expects={"post": 302}),
    Page("duty:take_over_roles", ASSIGN, kwargs=slot, area_too=True, expects={"post": 302}),
    Page("duty:give_household", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=for_household, expects=FORM),
    Page("duty:give_area", ASSIGN, kwargs=for_area, expects=FORM),
    Page("duty:give_place", ASSIGN, kwargs=lambda side: {**HEAD_FOR_BUILDING, "place_id": gate(side).pk},
         expects={"get": 404, "post": 404}),  # no pattern of the city is about gates
    Page("duty:liaisons_import", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=lambda side: dict(CADRE_FOR_HOUSEHOLD),
         area_too=True, expects={"get": 404, "post": 404}),  # likewise
    Page("duty:propose", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=lambda side: dict(CADRE_FOR_HOUSEHOLD),
         area_too=True, expects={"get": 404, "post": 404}),  # the city's pattern is for some households only
    Page("duty:proposal", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=proposal),
    Page("duty:proposal_accept", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=proposal, expects={"post": 302}),
    Page("duty:proposal_reject", (*ASSIGN, Capability.HOUSEHOLDS_READ), kwargs=proposal, expects={"post": 302}),
    Page("duty:proposal_drop", (*ASSIGN, Capability.HOUSEHOLDS_READ),
         kwargs=lambda side: {**proposal(side), "household_id": side.household.pk}, expects={"post": 302}),
    Page("duty:responsibility_end", ASSIGN, kwargs=responsibility, expects=FORM),
    Page("duty:responsibility_hand_on", ASSIGN, kwargs=responsibility, expects=FORM),
    Page("duty:responsibility_phone", (*READ, Capability.CONTACT_MASKED, Capability.CONTACT_OPEN),
         kwargs=responsibility, expects={"get": 200, "post": 422}),
]  # fmt: skip

# ---- rosters
PLAN = (*READ, Capability.POSTS_WRITE)
CLAIM = (Capability.POSTS_CLAIM,)


def roster_line(side: Side) -> RosterLine:
    def made() -> RosterLine:
        days = {"from_on": TODAY + DAY, "until_on": TODAY + 8 * DAY}
        found = Roster.everywhere.create(
            area=side.building, area_code=side.building.code, state="solved", **days
        )
        begins = day_bounds(TODAY + DAY)[0]
        post = Post.objects.create(
            area=side.building, area_code=side.building.code, place=gate(side), kind="gatekeeper", headcount=2,
            starts_at=begins, ends_at=begins + 8 * HOUR,
        )  # fmt: skip
        return RosterLine.objects.create(roster=found, post=post, user=side.account)

    return side.make("duty:roster_line", made)


def roster(side: Side) -> dict[str, Any]:
    return {"roster_id": roster_line(side).roster_id}


ROSTERS = [
    Page("duty:rosters", PLAN),
    Page("duty:roster_new", PLAN, expects=FORM),
    Page("duty:roster", PLAN, kwargs=roster),
    Page("duty:roster_post", PLAN, kwargs=lambda side: {**roster(side), "post_id": roster_line(side).post_id},
         expects={"get": 200, "post": 404}),  # nobody was chosen
    Page("duty:roster_take", PLAN, kwargs=lambda side: {**roster(side), "line_id": roster_line(side).pk},
         expects={"post": 302}),
    Page("duty:roster_again", PLAN, kwargs=roster, expects={"post": 302}),
    Page("duty:roster_sick", PLAN, kwargs=roster, expects=FORM),
    Page("duty:roster_in_force", PLAN, kwargs=roster, expects={"get": 200, "post": 302}),
    Page("duty:roster_aside", PLAN, kwargs=roster, expects={"get": 200, "post": 302}),
    Page("duty:availability", CLAIM, by_area=False, expects=FORM),
    Page("duty:availability_remove", CLAIM, kwargs=lambda side: {"availability_id": NOWHERE}, by_area=False,
         expects={"post": 404}),  # one's own alone
]  # fmt: skip

PAGES = [
    *RESPONSIBILITIES,
    *ROSTERS,
    # ---- the volunteers' book
    Page("duty:volunteers", BOOK),
    Page("duty:volunteer_new", BOOK, expects=FORM),
    Page("duty:volunteer", BOOK, kwargs=volunteer),
    Page("duty:volunteer_edit", BOOK, kwargs=volunteer, expects=FORM),
    Page("duty:volunteer_state", BOOK, kwargs=volunteer, expects=FORM),
    Page("duty:training_new", BOOK, kwargs=volunteer, expects=FORM),
    Page("duty:training_remove", BOOK, kwargs=training, expects={"post": 302}),
    Page("duty:volunteer_own", who=SIGNED_IN, by_area=False),
    Page("duty:volunteer_apply", who=SIGNED_IN, by_area=False, expects=FORM),
    Page("duty:volunteer_own_edit", who=SIGNED_IN, by_area=False, expects={"get": 404, "post": 404}),
    Page("duty:volunteer_own_pause", who=SIGNED_IN, by_area=False, expects={"post": 404}),
    Page("duty:volunteer_own_leave", who=SIGNED_IN, by_area=False, expects={"get": 404, "post": 404}),
    # ---- teams and organisations
    Page("duty:teams", READ),
    Page("duty:team", READ, kwargs=team),
    Page("duty:team_new", READ, also=assign_or_send, expects=FORM),
    Page("duty:team_edit", ASSIGN, kwargs=team, expects=FORM),
    Page("duty:team_join", ASSIGN, kwargs=team, expects=FORM),
    Page("duty:team_part", ASSIGN, kwargs=team_member, expects={"post": 302}),
    Page("duty:team_end", ASSIGN, kwargs=team, expects=FORM),
    Page("duty:organisations", READ),
    Page("duty:organisation", READ, kwargs=unit, also=publishes),
    Page("duty:organisation_send", READ, kwargs=unit, also=nobody, expects={"get": 200, "post": 422}),
    # ---- at a gate
    Page("duty:wall", READ, kwargs=lambda side: {"code": gate(side).code}),
]
