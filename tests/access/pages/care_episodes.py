"""Episodes, their two signatures, cases, and many at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from linli.care.choices import IN_FORCE, EpisodeState
from linli.care.models import Case, Episode, EpisodeBatch
from linli.incidents.models import EditionAdopted, Incident
from linli.lib.playbook import Role
from linli.people.choices import Capability as C
from linli.people.models import User
from linli.registers.models import Resident
from tests.access.page import FORM, Page
from tests.access.world import Side
from tests.care.plans import plan_of_days
from tests.conftest import NOW, join

READ = (C.CARE_READ, C.HOUSEHOLDS_READ)
WRITE = (*READ, C.CARE_WRITE)
MEDICAL = (*READ, C.CARE_MEDICAL)


def here(side: Side) -> dict[str, Any]:
    return {"area": side.household.area, "area_code": side.household.area_code}


def epidemic(side: Side) -> Incident:
    def made() -> Incident:
        found = Incident.objects.create(
            area=side.city, area_code=side.city.code, name_zh="疫情", kind="epidemic", purpose="照看好隔离的人",
            basis="第 3 号令", approved_by="季局长", playbook_name="muling", opened_on=date(2026, 11, 10),
        )  # fmt: skip
        EditionAdopted.objects.create(
            incident=found, edition="twenty_measures", from_at=NOW - timedelta(days=9), basis="第 3 号令",
            approved_by="季局长", at=NOW - timedelta(days=9),
        )  # fmt: skip
        return found

    return side.make("care:epidemic", made)


def officer(side: Side, name: str) -> User:
    return side.make(f"care:{name}", lambda: User.objects.create(username=f"{name}-{side.code}", name=name))


def person(side: Side, what: str) -> Resident:
    """Each episode is somebody else's."""
    return side.make(f"care:person:{what}", lambda: join(side.household, f"柴{what}"))


def episode(side: Side, state: str) -> Episode:
    def made() -> Episode:
        signed: dict[str, Any] = {}
        if state != EpisodeState.PROPOSED:
            signed = {"signed_by": officer(side, "first"), "signed_at": NOW}
        if state in IN_FORCE:
            signed |= {"approved_by": officer(side, "second"), "approved_at": NOW}
        return Episode.objects.create(
            incident=epidemic(side), household=side.household, resident=person(side, state), state=state,
            source="by_hand", category="spill_high", edition="twenty_measures", measure="home_quarantine",
            evidence_kind="declared", evidence="本人报备", basis="第 3 号令", objection="0453-3120001，24 小时内答复",
            anchor_on=date(2026, 11, 17), arrived_on=date(2026, 11, 18), from_at=NOW - timedelta(days=2),
            until_at=NOW + timedelta(days=5),
            plan=msgspec.to_builtins(plan_of_days(date(2026, 11, 18))), **signed, **here(side),
        )  # fmt: skip

    return side.make(f"care:episode:{state}", made)


def case(side: Side) -> Case:
    def made() -> Case:
        return Case.objects.create(
            incident=epidemic(side), household=side.household, resident=person(side, "case"),
            found_on=date(2026, 11, 19), evidence="单采阳性", reported_at=NOW, **here(side),
        )  # fmt: skip

    return side.make("care:case", made)


def batch(side: Side) -> EpisodeBatch:
    def made() -> EpisodeBatch:
        return EpisodeBatch.objects.create(
            number=60, source="list", why="名单", made_by=officer(side, "first"), made_at=NOW, **here(side)
        )

    return side.make("care:batch", made)


def of(state: str) -> Callable[[Side], dict[str, Any]]:
    return lambda side: {"episode_id": episode(side, state).pk}


def of_case(side: Side) -> dict[str, Any]:
    return {"case_id": case(side).pk}


def of_batch(side: Side) -> dict[str, Any]:
    return {"batch_id": batch(side).pk}


def of_person(side: Side) -> dict[str, Any]:
    epidemic(side)
    return {"resident_id": person(side, "new").pk}


def opens_health(role: Role) -> bool:
    return bool({C.HEALTH, C.CARE_MEDICAL} & set(role.sees))


def reports(role: Role) -> bool:
    return bool({C.CARE_WRITE, C.CARE_MEDICAL} & set(role.sees))


DONE = {"get": 200, "post": 303}
PROPOSED, SIGNED, ACTIVE = EpisodeState.PROPOSED, EpisodeState.SIGNED, EpisodeState.ACTIVE
PAGES = [
    Page("care:episodes", READ),
    Page("care:to_agree", (C.CARE_AGREE,)),
    Page("care:episode", READ, kwargs=of(ACTIVE)),
    Page("care:propose", WRITE, expects={"get": 200, "post": 200}),
    Page("care:propose_one", WRITE, kwargs=of_person, expects=DONE),
    Page("care:episode_sign", WRITE, kwargs=of(PROPOSED), expects=FORM),
    Page("care:episode_agree", (C.CARE_AGREE,), kwargs=of(SIGNED), expects=DONE),
    Page("care:episode_decline", WRITE, kwargs=of(PROPOSED), expects=FORM),
    Page("care:episode_home", WRITE, kwargs=of(ACTIVE), expects=FORM),
    Page("care:episode_begin", WRITE, kwargs=of(EpisodeState.NOTIFIED), expects=DONE),
    Page("care:episode_cancel", WRITE, kwargs=of(ACTIVE), expects=FORM),
    Page(
        "care:episode_reveal", kwargs=lambda side: {**of(ACTIVE)(side), "what": "evidence"}, expects=FORM,
        also=opens_health, note="Carers of the episode too.",
    ),
    Page("care:cases", READ),
    Page("care:case", READ, kwargs=of_case),
    Page("care:case_report", READ, kwargs=of_person, expects=FORM, also=reports),
    Page("care:case_confirm", MEDICAL, kwargs=of_case, expects=FORM),
    Page("care:case_rule_out", MEDICAL, kwargs=of_case, expects=DONE),
    Page("care:batches", READ),
    Page("care:batch_new", WRITE, expects={"post": 422}),
    Page("care:batch", READ, kwargs=of_batch),
    Page("care:batch_agree", (*READ, C.CARE_AGREE), kwargs=of_batch, expects=FORM),
]  # fmt: skip
