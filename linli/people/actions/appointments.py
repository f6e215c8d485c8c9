"""Giving somebody a role in an area for a term, and ending it."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment, User
from linli.people.notes import leave_note
from linli.people.problems import (
    AccountClosed,
    AlreadyHeld,
    EndsBeforeItBegins,
    NotYourself,
    OutsideYourArea,
    RoleFromAbove,
    RoleNotAtLevel,
    TermIsOver,
)
from linli.people.rules import GIVEN_WITH, Power, against_giving, gives_by_own_right, is_level_of
from linli.people.titles import levels_of, playbook_for, role_title
from linli.people.viewer import acting, roles, user_behind

APPOINTED = name_action("people:appointment:made", _("{actor} appointed {subject}: {role}, {area}"))
ENDED = name_action(
    "people:appointment:ended", _("{actor} ended the duty of {subject} ({role}, {area}); last day {last_day}")
)


@transaction.atomic
def appoint(
    *,
    actor: Actor | None,
    user: User,
    role: str,
    area: Area,
    from_on: date,
    until_on: date | None = None,
) -> Appointment:
    """Give a role. `until_on` is the first day on which it no longer holds.

    Without an actor (the command line of the machine) only the role's own rules count.
    """
    # Two appointments of one person at the same time wait for each other here.
    holder = User.objects.select_for_update().get(pk=user.pk)
    if not holder.is_active:
        raise AccountClosed(name=holder.name)
    _check_role(role, area)
    _check_giver(actor, holder, role, area)
    _check_term(holder, role, area, from_on, until_on)
    made = Appointment.objects.create(
        user=holder, role=role, area=area, area_code=area.code, from_on=from_on, until_on=until_on,
        appointed_by=user_behind(actor),
    )  # fmt: skip
    log(APPOINTED, actor=actor, subject=made, subject_name=holder.name, role=role, area=area.name,
        user=str(holder.pk))  # fmt: skip
    leave_note(user_id=holder.pk, kind="appointed", key=f"appointed:{made.pk}", url=reverse("people:me"),
               data={"role": role, "area": area.name})  # fmt: skip
    return made


@transaction.atomic
def end_appointment(*, actor: Actor | None, appointment: Appointment, last_day: date) -> Appointment:
    """End a term with `last_day`; a day before the term's first takes the appointment back as a whole.

    One's own nobody ends, but for a role that came with something one may leave, as the volunteers' book.
    """
    held = Appointment.everywhere.select_for_update().select_related("user", "area").get(pk=appointment.pk)
    today = local_day(timezone.now())
    if held.until_on is not None and held.until_on <= today:
        raise TermIsOver()
    if not _gives_back(actor, held):
        _check_giver(actor, held.user, held.role, held.area)
    if last_day < held.from_on:
        held.delete()
    else:
        held.until_on = last_day + timedelta(days=1)
        held.save(update_fields=["until_on"])
    log(ENDED, actor=actor, subject=appointment, subject_name=held.user.name, role=held.role,
        area=held.area.name, last_day=last_day.isoformat(), user=str(held.user_id))  # fmt: skip
    return held


def _check_role(role: str, area: Area) -> None:
    found = roles().get(role)
    if found is None:
        raise NotFound()
    playbook = playbook_for(area)
    if not is_level_of(area.level, levels_of(found, playbook)):
        raise RoleNotAtLevel(role=role_title(role, playbook=playbook, level=area.level), area=area.name)


def _check_giver(actor: Actor | None, holder: User, role: str, area: Area) -> None:
    if actor is None:
        return
    if holder.pk == actor.pk:
        raise NotYourself()
    giver = acting(actor, day=local_day(timezone.now()))
    found = roles().get(role)
    wanted = Power(area.code, frozenset(found.sees) if found else frozenset())
    if gives_by_own_right(role, wanted, giver=giver.power):
        giver.need(GIVEN_WITH[role], write=True)
        return
    giver.need(Capability.PEOPLE_WRITE, write=True)
    match against_giving(wanted, giver=giver.power):
        case "people.outside_your_area":
            raise OutsideYourArea()
        case "people.role_from_above":
            raise RoleFromAbove(role=role_title(role))


def _gives_back(actor: Actor | None, held: Appointment) -> bool:
    return actor is not None and actor.pk == held.user_id and held.role in GIVEN_WITH


def _check_term(holder: User, role: str, area: Area, from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on <= from_on:
        raise EndsBeforeItBegins()
    same = Appointment.everywhere.filter(user=holder, role=role, area=area)
    for other in same:
        begins_in_time = until_on is None or other.from_on < until_on
        if begins_in_time and (other.until_on is None or from_on < other.until_on):
            raise AlreadyHeld(name=holder.name)
