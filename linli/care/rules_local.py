"""What a city asks beyond the edition in force: only with its reasons, only while it lasts, never in silence. Pure."""

from datetime import date, datetime

from linli.care.plans import Explained, Facts, LocalRule
from linli.lib.days import day_after, number_of
from linli.lib.editions import Category
from linli.lib.periods import local_day
from linli.lib.playbook.care import Care


def local_rules(care: Care, *, on: date) -> tuple[LocalRule, ...]:
    """Those of a playbook that hold on a day: with basis, end and approver, and not over."""
    found = (
        LocalRule(
            key=one.key, category=one.category, days=one.days, basis=one.basis, until_on=one.until_on,
            approved_by=one.approved_by,
        )
        for one in care.local
    )  # fmt: skip
    return tuple(one for one in found if one.lawful and on <= one.until_on)


def days_of_last(
    line: Category, facts: Facts, rules: tuple[LocalRule, ...], *, at: datetime
) -> tuple[int, list[Explained]]:
    """How many days a city adds to the last phase, and why. A rule covers no day after its own end."""
    more, said = 0, []
    for rule in rules:
        if rule.category != line.key:
            continue
        days, reason = _added(line, facts, rule, on=local_day(at))
        more = max(more, days)
        said.append(reason)
    return more, said


def _added(line: Category, facts: Facts, rule: LocalRule, *, on: date) -> tuple[int, Explained]:
    data: dict[str, str | int] = {
        "key": rule.key, "days": rule.days, "most": line.days, "until": rule.until_on.isoformat(),
        "approved_by": rule.approved_by,
    }  # fmt: skip
    if not rule.lawful:
        return 0, Explained(code="local_refused", data=data)
    if on > rule.until_on:
        return 0, Explained(code="local_over", data=data)
    if rule.days <= line.days:
        return 0, Explained(code="local_needless", data=data)
    covered = number_of(rule.until_on, day_after(facts.anchor_on, line.days))
    more = min(rule.days - line.days, max(covered, 0))
    code = "local" if more == rule.days - line.days else "local_capped"
    return more, Explained(code=code, data={**data, "more": more}, words=rule.basis, certainty="local")
