"""An objection is made: those who may answer are told, nearest first. It is answered: those who decided are told."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.care.actions.appeals import signers_of
from linli.care.choices import AppealState
from linli.care.models import Appeal
from linli.care.notes_release import APPEAL_ANSWERED, APPEAL_MADE
from linli.core.moments import moment
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment, User
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.titles import prefixes
from linli.people.viewer import roles


def ask_who_may_answer(payload: dict[str, Any]) -> None:
    appeal = _appeal(payload)
    if appeal is None or appeal.state != AppealState.WAITING:
        return
    data = {"place": appeal.household.place, "until": moment(appeal.due_at, appeal.made_at)}
    leave_notes(_said(appeal, APPEAL_MADE, user, data) for user in sorted(_may_answer(appeal)))


def tell_who_decided(payload: dict[str, Any]) -> None:
    appeal = _appeal(payload)
    if appeal is None or appeal.answered_at is None:
        return
    users = {one for one in (*signers_of(appeal), appeal.taken_by_id) if one} - {appeal.answered_by_id}
    active = User.objects.filter(pk__in=users, is_active=True).values_list("pk", flat=True)
    data = {"place": appeal.household.place}
    leave_notes(_said(appeal, APPEAL_ANSWERED, user, data) for user in sorted(active))


def _appeal(payload: dict[str, Any]) -> Appeal | None:
    rows = Appeal.everywhere.select_related("household", "episode", "restriction")
    return rows.filter(pk=UUID(payload["appeal"])).first()


def _may_answer(appeal: Appeal) -> set[UUID]:
    """Of the lowest level that has somebody who did not decide it: the clock is short, somebody must feel asked."""
    wanted = [
        key for key, role in roles().items()
        if {C.CARE_READ, C.CARE_WRITE, C.HOUSEHOLDS_READ} <= set(role.sees)
        and {C.CARE_AGREE, C.CARE_MEDICAL} & set(role.sees)
    ]  # fmt: skip
    decided = signers_of(appeal)
    today = local_day(timezone.now())
    for level in sorted(prefixes(appeal.area_code), key=len, reverse=True):
        held = Appointment.everywhere.filter(holding(today), role__in=wanted, area_code=level)
        found = set(held.filter(user__is_active=True).values_list("user_id", flat=True)) - decided
        if found:
            return found
    return set()


def _said(appeal: Appeal, kind: str, user: UUID, data: dict[str, str]) -> Said:
    url = reverse("care:appeal", args=[appeal.pk])
    return Said(user, kind, f"{kind}:{appeal.pk.hex}:{user.hex}", url, data)
