"""The days of those in care: checks, tests, things to bring or do."""

from typing import Any
from uuid import UUID

from linli.care.choices import TestResult, ToldBy
from linli.care.models import CareTask, CareTest, HealthCheck
from linli.lib.ids import new_id
from linli.lib.playbook import Role
from linli.people.choices import Capability
from tests.access.page import FORM, Page
from tests.access.pages.care_release import an_episode
from tests.access.world import Side
from tests.conftest import NOW, TODAY

READ = (Capability.CARE_READ, Capability.HOUSEHOLDS_READ)
WRITE = (*READ, Capability.CARE_WRITE)
PHYSICIANS = {Capability.CARE_MEDICAL, Capability.HEALTH}


def enters(role: Role) -> bool:
    return bool({Capability.CARE_WRITE, Capability.CARE_MEDICAL} & set(role.sees))


def heals(role: Role) -> bool:
    return bool(PHYSICIANS & set(role.sees))


def a_check(side: Side) -> dict[str, Any]:
    def made() -> UUID:
        episode = an_episode(side)
        return HealthCheck.objects.create(
            id=new_id(), episode=episode, area=side.building, area_code=side.building.code, on=TODAY, half="morning",
            at=NOW, received_at=NOW, told_by=ToldBy.RESIDENT, celsius="38.2", signs=[], abnormal=True,
        ).pk  # fmt: skip

    return {"check_id": side.make("days:check", made)}


def a_test(side: Side) -> dict[str, Any]:
    def made() -> UUID:
        return CareTest.objects.create(
            episode=an_episode(side), area=side.building, area_code=side.building.code, due_on=TODAY, day=5, phase=0,
            result=TestResult.PENDING,
        ).pk  # fmt: skip

    return {"test_id": side.make("days:test", made)}


def a_task(side: Side) -> dict[str, Any]:
    def made() -> UUID:
        return CareTask.objects.create(
            pk=new_id(),
            episode=an_episode(side),
            area=side.building,
            area_code=side.building.code,
            item="goods",
            on=TODAY,
        ).pk

    return {"task_id": side.make("days:task", made)}


PAGES = [
    Page("care:days_checks", READ),
    Page("care:days_abnormal", READ),
    Page("care:days_tests", READ),
    Page("care:days_tasks", READ),
    Page("care:days_results", READ, also=enters, expects=FORM),
    Page("care:days_check_new", WRITE, kwargs=lambda side: {"episode_id": an_episode(side).pk}, expects=FORM),
    Page("care:days_check_open", (Capability.CARE_READ,), kwargs=a_check, also=heals, expects=FORM),
    Page("care:days_result", READ, kwargs=a_test, also=enters, expects=FORM),
    Page("care:days_task_set", WRITE, kwargs=a_task, expects={"post": 302}, data=lambda side: {"outcome": "done"}),
]  # fmt: skip
