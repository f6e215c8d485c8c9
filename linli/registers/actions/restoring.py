"""An earlier value, out of the history and back into the record."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import InArea
from linli.core.audit import Actor, name_action
from linli.core.models import Revision
from linli.registers.actions.going_back import plain_to_values
from linli.registers.actions.writing import correct, finish, locked
from linli.registers.models import Contact, Household, Resident, SupportNeed
from linli.registers.problems import CannotRestore, HasThisNeed

RESTORED = name_action("registers:value:restored", _("{actor} restored an earlier value at {subject}"))

# Values that only make sense together are restored together.
TOGETHER = (
    ("document", "document_kind"),
    ("birth_on", "birth_precision"),
    ("presence", "away_place", "away_return_on", "left_on"),
    ("compound", "building", "stairwell", "floor", "room", "part", "door"),
)
# Where a record stands, and to whom it belongs, is changed by an action of its own.
NOT_RESTORED = {"area_id", "area_code", "household_id", "resident_id", "merged_into_id", "code", "closed_on"}


def can_restore(revision: Revision, column: str) -> bool:
    if revision.before is None or column not in revision.before or column in NOT_RESTORED:
        return False
    return revision.after is not None


@transaction.atomic
def restore_value(revision: Revision, *, column: str, actor: Actor | None) -> InArea:
    """Give a record the value from before `revision`, with those that belong to it; once is enough."""
    if not can_restore(revision, column):
        raise CannotRestore()
    before = revision.before or {}
    group = next((names for names in TOGETHER if column in names), (column,))
    model: Any = apps.get_model(revision.subject_kind)
    row: InArea = locked(model, revision.subject_id, None)
    values = plain_to_values(row, {name: before[name] for name in group if name in before})
    if isinstance(row, SupportNeed) and values.get("ended_on", row.ended_on) is None:
        _refuse_second_need(row)
    if correct(row, values, RESTORED, actor=actor, place=_place_of(row)):
        finish("registers.value_restored", row.area_code, subject_id=row.pk)
    return row


def _refuse_second_need(need: SupportNeed) -> None:
    """An ended need comes back only where no other of its kind was added since."""
    if need.resident.needs.filter(code=need.code, ended_on=None).exclude(pk=need.pk).exists():
        raise HasThisNeed()


def _place_of(row: InArea) -> str:
    if isinstance(row, Household):
        return row.place
    if isinstance(row, Resident | Contact):
        return row.household.place
    if isinstance(row, SupportNeed):
        return row.resident.household.place
    raise CannotRestore()
