"""Cases: suspected by anybody on duty, confirmed or ruled out by a physician. One test alone makes none unless the
edition says so, and a suspicious pool never does."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, decider, locked_case, locked_people, moment
from linli.care.choices import CaseState
from linli.care.grounds import ground_at
from linli.care.models import Case
from linli.care.problems_episodes import NotNow, NotRegistered, ReasonsMissing, TooFewForACase
from linli.care.rules_cases import Found, is_case
from linli.core.audit import Actor, keep_revision, log, name_action
from linli.core.outbox import announce
from linli.people.choices import Capability
from linli.people.viewer import user_behind
from linli.registers.models import Resident

REPORTED = name_action("care:case:reported", _("{actor} reported that somebody of {subject} may be infected"))
CONFIRMED = name_action("care:case:confirmed", _("{actor} confirmed a case at {subject}"))
RULED_OUT = name_action("care:case:ruled_out", _("{actor} ruled a case out at {subject}"))


@transaction.atomic
def report_case(
    *, actor: Actor | None, resident: Resident, found_on: date, evidence: str, at: datetime | None = None
) -> Case:
    """Somebody may be infected: looked into, and nothing more. Reported twice, it is one."""
    at = moment(at)
    person = locked_people([resident.pk])[resident.pk]
    if person.merged_into_id or person.household.closed_on:
        raise NotRegistered()
    if not evidence.strip():
        raise ReasonsMissing()
    ground = ground_at(person.household.area, at)
    rows = Case.everywhere.filter(resident=person, incident=ground.incident)
    if there := rows.exclude(state=CaseState.RULED_OUT).first():
        return there
    home = person.household
    made = Case.objects.create(
        incident=ground.incident, household=home, resident=person, area_id=home.area_id, area_code=home.area_code,
        found_on=found_on, evidence=evidence.strip(), reported_by=user_behind(actor), reported_at=at,
    )  # fmt: skip
    entry = log(REPORTED, actor=actor, subject=made, subject_name=home.place)
    keep_revision(entry, made, before=None, after={"state": made.state}, created=True)
    announce("care.case_reported", case=str(made.pk))
    return made


@transaction.atomic
def confirm_case(
    *,
    actor: Actor | None,
    case: Case,
    version: int | None,
    found: Found,
    at: datetime | None = None,
) -> Case:
    """A physician confirms, by what the edition in force asks for. Confirmed twice is once."""
    at = moment(at)
    row = locked_case(case.pk)
    viewer = decider(actor, row.area_code, Capability.CARE_MEDICAL, at=at)
    if row.state == CaseState.CONFIRMED:
        return row
    row = _suspected(case, version)
    if not is_case(found, needs=ground_at(row.area, at).edition.case_needs):
        raise TooFewForACase()
    values = _settled(CaseState.CONFIRMED, viewer, at)
    change_row(row, values, CONFIRMED, actor=actor, positives=found.positives, diagnosed=found.diagnosed)
    announce("care.case_confirmed", case=str(row.pk))
    return row


@transaction.atomic
def rule_case_out(
    *, actor: Actor | None, case: Case, version: int | None, at: datetime | None = None
) -> Case:
    """It is none, or was none: also after it was confirmed, for tests have been wrong."""
    at = moment(at)
    row = locked_case(case.pk)
    viewer = decider(actor, row.area_code, Capability.CARE_MEDICAL, at=at)
    if row.state == CaseState.RULED_OUT:
        return row
    row = locked_case(case.pk, version=version)
    change_row(row, _settled(CaseState.RULED_OUT, viewer, at), RULED_OUT, actor=actor)
    announce("care.case_ruled_out", case=str(row.pk))
    return row


def _suspected(case: Case, version: int | None) -> Case:
    row = locked_case(case.pk, version=version)
    if row.state != CaseState.SUSPECTED:
        raise NotNow(state=row.get_state_display())
    return row


def _settled(state: CaseState, actor: Actor, at: datetime) -> Mapping[str, Any]:
    user = user_behind(actor)
    return {"state": state.value, "settled_by_id": user.pk if user else None, "settled_at": at}
