"""A plan for tests of episodes: so many days under one measure, whatever the edition says."""

from datetime import date, datetime, timedelta
from typing import Any

from linli.care.rules import Explained, Facts, PhasePlan, Plan, TestDue
from linli.lib.editions import MeasureKey
from linli.lib.periods import day_bounds

DAY = timedelta(days=1)


def plan_of_days(
    began_on: date, days: int = 7, *, measure: MeasureKey = "home_quarantine", **values: Any
) -> Plan:
    last_on = began_on + timedelta(days=days - 1)
    from_at, until_at = day_bounds(began_on)[0], day_bounds(last_on)[1]
    phase = PhasePlan(
        measure=measure,
        first_on=began_on,
        last_on=last_on,
        from_at=from_at,
        until_at=until_at,
        day_of_first=1,
    )
    return Plan(
        **{
            "edition": "twenty_measures", "category": "spill_high", "phases": (phase,), "from_at": from_at,
            "until_at": until_at, "explained": (Explained(code="ends", data={"last": last_on.isoformat()}),),
            "tests": (TestDue(on=began_on, phase=0, day=1),), **values,
        }
    )  # fmt: skip


def fake_plan_for(category: str, facts: Facts, edition: Any, *, at: datetime, local: Any = ()) -> Plan:
    """As many days as the first phase of the edition's category, from the day on which the person came."""
    found = edition.category(category)
    days = found.phases[0].days if found.phases else 0
    if not days:
        return Plan(edition=edition.key, category=category)
    return plan_of_days(
        facts.began_on, days, measure=found.phases[0].measure, edition=edition.key, category=category
    )
