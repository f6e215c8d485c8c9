"""What the register learned between the check and the writing, and what must therefore be asked once more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.areas.scopes import Scope
from linli.core.audit import plain
from linli.core.fields import lookup
from linli.imports import plans
from linli.imports.deciding import ASK_FROM
from linli.imports.models import Batch, Row
from linli.imports.plans import Ask, Plan, with_days
from linli.imports.rules.reading import Doubt
from linli.imports.standing import Standing
from linli.lib.names import pinyin_of
from linli.registers.choices import BirthPrecision
from linli.registers.matching import Candidate, Known, MatchIndex
from linli.registers.models import Resident

_KNOWN = (*Known._fields[:8], "household__compound", "household__door")


class Newcomers:
    """People who came into the register after the check, by other hands than this batch's."""

    def __init__(self, index: MatchIndex | None) -> None:
        self._index = index

    @classmethod
    def since(cls, batch: Batch) -> "Newcomers":
        scope = Scope((batch.area_code,))
        later = Resident.objects.within(scope).filter(created_at__gt=batch.checked_at, merged_into=None)
        own = Row.objects.filter(batch=batch).exclude(resident_id=None).values("resident_id")
        rows = later.exclude(pk__in=own).values_list(*_KNOWN)
        found = [Known._make(row) for row in rows]
        return cls(MatchIndex(found) if found else None)

    def alike(self, plan: Plan) -> list[tuple[UUID, str, list[str]]]:
        """Newcomers who may be the person of the plan: id, name, and the reasons."""
        if self._index is None or not plan.person.get("name"):
            return []
        person = with_days(plan.person)
        candidate = Candidate(
            name=person["name"],
            pinyin=pinyin_of(person["name"])[0],
            birth_on=person.get("birth_on"),
            birth_precision=person.get("birth_precision", BirthPrecision.DAY),
            document_hash=lookup(person.get("document", ""), "document"),
            phone_hash=lookup(person.get("phone", ""), "phone"),
            household_id=None,
            compound=plan.home.compound if plan.home else "",
            door=plan.home.door if plan.home else "",
        )
        return [
            (m.resident_id, self._index.people[m.resident_id].name, [str(r.value) for r in m.reasons])
            for m in self._index.match(candidate)
            if m.score >= ASK_FROM
        ]


def conflict_of(plan: Plan, answers: Mapping[str, str], now: Standing, newcomers: Newcomers) -> Ask | None:
    """A question that arises at the writing, or None where the plan still holds."""
    person = now.people.get(plan.resident) if plan.resident else None
    if person is None and plan.resident is not None:
        return _ask_newcomer(plan, answers, newcomers)
    changed = _changed_since(plan, now)
    if not changed or Doubt.CHANGED in answers:
        return None
    return Ask(Doubt.CHANGED, -1, [plans.KEEP, plans.TAKE], plans.KEEP, {"columns": changed})


def _ask_newcomer(plan: Plan, answers: Mapping[str, str], newcomers: Newcomers) -> Ask | None:
    if Doubt.PERSON in answers:
        return None
    alike = newcomers.alike(plan)
    if not alike:
        return None
    known, name, reasons = alike[0]
    plan.others = {plans.SAME: known, plans.NEW: plan.resident or known}
    people: list[dict[str, Any]] = [{"name": name, "door": "", "reasons": reasons, "row": 0}]
    return Ask(Doubt.PERSON, -1, [plans.SAME, plans.NEW, plans.HOLD], plans.SAME, {"people": people})


def _changed_since(plan: Plan, now: Standing) -> list[str]:
    """The columns that the row would change and that somebody else has changed since the check."""
    changed: list[str] = []
    home = now.homes.get(plan.home.id) if plan.home else None
    person = now.people.get(plan.resident) if plan.resident else None
    for row, values in ((person, plan.person), (home, plan.household)):
        if row is None:
            continue
        current = plain(row, [column for column in plan.seen if column in values and hasattr(row, column)])
        changed.extend(
            column
            for column, value in current.items()
            if value != plan.seen[column] and value != plain_value(values[column])
        )
    return changed


def plain_value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
