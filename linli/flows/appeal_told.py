"""An objection is made: those who may answer are told, nearest first. It is answered: those who decided are told."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.care.actions.appeals import signers_of
from linli.care.choices import AppealState
from linli.care.models import Appeal
from linli.care.notes_release import APPEAL_ALONE, APPEAL_ANSWERED, APPEAL_MADE
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
    able = _may_answer(appeal)
    leave_notes(_said(appeal, APPEAL_MADE, user, data) for user in sorted(able))
    if not able:
        leave_notes(_said(appeal, APPEAL_ALONE, user, data) for user in sorted(_may_have_named(appeal)))


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
    wanted = [key for key, role in roles().items() if _answers(set(role.sees))]
    decided = signers_of(appeal)
    return next((found for _level, users in _holders(appeal, wanted) if (found := users - decided)), set())


def _may_have_named(appeal: Appeal) -> set[UUID]:
    """Everybody who could answer has signed: it must not lie until its hour is over. So all others there and above who
    read what goes beyond the rules hear of it, and see to it that somebody else is named."""
    wanted = [key for key, role in roles().items() if C.FINDINGS_READ in role.sees]
    able = [key for key, role in roles().items() if _answers(set(role.sees))]
    lowest = next((level for level, _users in _holders(appeal, able)), appeal.area_code)
    above = (users for level, users in _holders(appeal, wanted) if len(level) <= len(lowest))
    return set[UUID]().union(*above) - signers_of(appeal)


def _answers(sees: set[str]) -> bool:
    return {C.CARE_READ, C.CARE_WRITE, C.HOUSEHOLDS_READ} <= sees and bool(
        {C.CARE_AGREE, C.CARE_MEDICAL} & sees
    )


def _holders(appeal: Appeal, wanted: list[str]) -> Iterator[tuple[str, set[UUID]]]:
    """Who holds one of these duties, level by level, the nearest first; levels without anybody are left out."""
    today = local_day(timezone.now())
    for level in sorted(prefixes(appeal.area_code), key=len, reverse=True):
        held = Appointment.everywhere.filter(holding(today), role__in=wanted, area_code=level)
        if users := set(held.filter(user__is_active=True).values_list("user_id", flat=True)):
            yield level, users


def _said(appeal: Appeal, kind: str, user: UUID, data: dict[str, str]) -> Said:
    # Who only reads findings has no door to the objection itself.
    findings = kind == APPEAL_ALONE
    url = reverse("incidents:overreach") if findings else reverse("care:appeal", args=[appeal.pk])
    return Said(user, kind, f"{kind}:{appeal.pk.hex}:{user.hex}", url, data)
