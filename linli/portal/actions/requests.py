"""A household asks for a correction, or objects; the community answers, and the household reads it behind its link."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import ChangedMeanwhile, NotFound
from linli.lib.area_codes import is_within
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.notes import leave_note
from linli.people.viewer import roles
from linli.portal.models import HouseholdLink, HouseholdRequest, Wish
from linli.registers.models import Household

ASKED = name_action("portal:request:asked", _("{subject} asked the community through its own link"))
ANSWERED = name_action("portal:request:answered", _("{actor} answered what {subject} asked"))
NOTE = "household_asked"
COMMUNITY_DIGITS = 12


@transaction.atomic
def ask_community(
    link: HouseholdLink, *, record: UUID, wish: Wish, text: str, now: datetime
) -> HouseholdRequest:
    """Keep what the household asks and tell the clerks. The same form sent again changes nothing."""
    pk = uuid5(link.household_id, str(record))
    home = lock_rows(Household.everywhere.all(), [link.household_id])[0]
    if earlier := HouseholdRequest.everywhere.filter(pk=pk).first():
        return earlier
    asked = HouseholdRequest.everywhere.create(
        pk=pk, area_id=home.area_id, area_code=home.area_code, household=home, wish=wish, text=text, at=now
    )
    log(ASKED, actor=None, subject=home, subject_name=home.place)
    for user_id in _clerks_of(home, now):
        leave_note(
            user_id=user_id,
            kind=NOTE,
            key=f"asked:{pk.hex}:{user_id.hex[:16]}",
            url=reverse("portal_office:requests"),
            data={"door": home.place},
        )
    return asked


@transaction.atomic
def answer_request(request_id: UUID, *, answer: str, actor: Actor, now: datetime) -> HouseholdRequest:
    """Answer once. Who was second sees who was first."""
    rows = lock_rows(HouseholdRequest.everywhere.all(), [request_id])
    if not rows:
        raise NotFound()
    asked = rows[0]
    if asked.answered_at is not None:
        if asked.answer == answer:
            return asked
        raise ChangedMeanwhile(who=str(asked.answered_by or ""))
    asked.answer, asked.answered_at, asked.answered_by_id = answer, now, actor.pk
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    log(ANSWERED, actor=actor, subject=asked.household, subject_name=asked.household.place)
    return asked


def _clerks_of(home: Household, now: datetime) -> list[UUID]:
    """Whoever may correct the register at the household's community."""
    writers = [key for key, role in roles().items() if Capability.HOUSEHOLDS_WRITE in role.sees]
    community, today = home.area_code[:COMMUNITY_DIGITS], local_day(now)
    held = Appointment.everywhere.filter(
        Q(until_on=None) | Q(until_on__gt=today), role__in=writers, from_on__lte=today,
        area_code=community, user__is_active=True,
    )  # fmt: skip
    return sorted({one.user_id for one in held if is_within(home.area_code, one.area_code)})
