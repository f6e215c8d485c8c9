"""Errands that the community grants ahead: the keeper's phone knows of them, and lets the household out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.gates.models import Errand
from linli.gates.playbook import gates_in_force
from linli.gates.problems_office import NotAnErrand, TermTooLong
from linli.people.viewer import user_behind
from linli.registers.models import Household

GRANTED = name_action("gates:errand:granted", _("{actor} granted an errand for {subject}"))
WITHDRAWN = name_action("gates:errand:withdrawn", _("{actor} withdrew an errand of {subject}"))
MOST_DAYS = 92


@dataclass(frozen=True)
class Days:
    """`until_on`: the last day is the day before."""

    from_on: date
    until_on: date


@transaction.atomic
def grant_errand(home: Household, *, errand_id: UUID, kind: str, days: Days, actor: Actor | None) -> Errand:
    """Let a household out on these days, quota or not. The trail does not say what for: that is nobody's business."""
    if there := Errand.everywhere.filter(pk=errand_id).first():
        return there
    if kind not in {one.key for one in gates_in_force(home.area).errands}:
        raise NotAnErrand()
    if not timedelta() < days.until_on - days.from_on <= timedelta(days=MOST_DAYS):
        raise TermTooLong(most=MOST_DAYS)
    made = Errand.objects.create(
        pk=errand_id, household=home, area_id=home.area_id, area_code=home.area_code, kind=kind,
        from_on=days.from_on, until_on=days.until_on, granted_by=user_behind(actor),
    )  # fmt: skip
    log(GRANTED, actor=actor, subject=made, subject_name=home.place)
    return made


@transaction.atomic
def withdraw_errand(errand: Errand, *, actor: Actor | None, now: datetime) -> Errand:
    rows = lock_rows(Errand.everywhere.select_related("household"), [errand.pk])
    if not rows:
        raise NotFound()
    found = rows[0]
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        log(WITHDRAWN, actor=actor, subject=found, subject_name=found.household.place)
    return found
