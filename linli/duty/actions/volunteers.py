"""The volunteers' book: applying, accepting, keeping a page, trainings, pausing, leaving, taking it all back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.models import Revision
from linli.core.outbox import announce
from linli.duty.actions.leaving import give_shifts_back
from linli.duty.actions.volunteer_roles import end_role, give_role, move_role
from linli.duty.choices import BookState
from linli.duty.models import Training, Volunteer
from linli.duty.problems_volunteers import ConsentNotGiven, InTheBook, NotThatState, TrainedAlready
from linli.duty.rules_volunteers import may_become
from linli.lib.periods import local_day
from linli.people.models import Organisation, User
from linli.registers.actions.writing import correct, locked

APPLIED = name_action("duty:volunteer:applied", _("{subject} applied for the volunteers' book"))
ENTERED = name_action("duty:volunteer:entered", _("{actor} entered {subject} in the volunteers' book"))
CHANGED = name_action("duty:volunteer:changed", _("{actor} changed the page of {subject} in the book"))
SET = name_action("duty:volunteer:set", _("{actor} set the page of {subject} in the book to “{state}”"))
TRAINED = name_action("duty:volunteer:trained", _("{actor} recorded a training of {subject}"))
UNTRAINED = name_action("duty:volunteer:untrained", _("{actor} took a training of {subject} back"))
# Whose page it was is not kept: taking consent back takes the fact back.
TAKEN_BACK = name_action("duty:volunteer:taken_back", _("{actor} took a page of the volunteers' book back"))


@transaction.atomic
def apply_as_volunteer(user: User, *, area: Area, consents: bool, **words: Any) -> Volunteer:
    """Ask for a place in the book, in one's own words. Whoever has left applies anew with the old page."""
    if not consents:
        raise ConsentNotGiven()
    now = timezone.now()
    values = {"area_id": area.pk, "area_code": area.code, "consented_at": now, **words}
    old = Volunteer.everywhere.select_for_update().filter(user=user).first()
    if old is None:
        return _new(user, values, BookState.APPLIED, APPLIED, actor=user)
    if old.state != BookState.LEFT:
        raise InTheBook(name=user.name)
    correct(old, {**values, "state": BookState.APPLIED, "left_on": None, "joined_on": local_day(now)}, APPLIED,
            actor=user, place=user.name)  # fmt: skip
    announce("duty.volunteer_changed", volunteer_id=str(old.pk))
    return old


@transaction.atomic
def enter_volunteer(
    *, user: User, area: Area, consents: bool, actor: Actor | None, state: BookState = BookState.ACTIVE, **words: Any
) -> Volunteer:  # fmt: skip
    """Enter somebody who agreed to it at the desk."""
    if not consents:
        raise ConsentNotGiven()
    if Volunteer.everywhere.filter(user=user).exists():
        raise InTheBook(name=user.name)
    values = {"area_id": area.pk, "area_code": area.code, "consented_at": timezone.now(), **words}
    made = _new(user, values, state, ENTERED, actor=actor)
    if state == BookState.ACTIVE:
        give_role(made, actor=actor)
    return made


def _new(
    user: User, values: Mapping[str, Any], state: BookState, action: str, *, actor: Actor | None
) -> Volunteer:
    made = Volunteer(user=user, state=state, joined_on=local_day(timezone.now()), **values)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody entered the same person meanwhile
        raise InTheBook(name=user.name) from None
    log(action, actor=actor, subject=made, subject_name=user.name)
    announce("duty.volunteer_changed", volunteer_id=str(made.pk))
    return made


@transaction.atomic
def change_volunteer(
    volunteer: Volunteer, *, version: int | None, values: Mapping[str, Any], actor: Actor | None,
    area: Area | None = None, organisation: Organisation | None = None,
) -> Volunteer:  # fmt: skip
    """Correct what the page says; `organisation` only where it is among the values as `organisation_id`."""
    current = locked(Volunteer, volunteer.pk, version)
    wanted = dict(values)
    if area is not None:
        wanted |= {"area_id": area.pk, "area_code": area.code}
    if organisation is not None:
        wanted["organisation_id"] = organisation.pk
    moves = area is not None and area.pk != current.area_id
    if correct(current, wanted, CHANGED, actor=actor, place=current.user.name):
        if moves:
            move_role(current, actor=actor)
        announce("duty.volunteer_changed", volunteer_id=str(current.pk))
    return current


@transaction.atomic
def set_volunteer(
    volunteer: Volunteer, *, state: BookState, actor: Actor | None, by_themselves: bool = False
) -> Volunteer:
    """Accept, put into the reserve, pause, take up again, or let leave. The same state again changes nothing.

    Whoever becomes active gets the role of volunteer; whoever leaves loses the one that came with the page, and gives
    back the shifts for which nothing else entitles them.
    """
    current = locked(Volunteer, volunteer.pk, None)
    if current.state == state:
        return current
    if not may_become(current.state, state, by_themselves=by_themselves):
        raise NotThatState(now=current.get_state_display(), wanted=state.label)
    left = local_day(timezone.now()) if state == BookState.LEFT else None
    correct(
        current,
        {"state": state, "left_on": left},
        SET,
        actor=actor,
        place=current.user.name,
        state=state.value,
    )
    if state == BookState.ACTIVE:
        give_role(current, actor=actor)
    elif state == BookState.LEFT:
        end_role(current, actor=actor)
        give_shifts_back(current.user, actor=actor)
    announce("duty.volunteer_changed", volunteer_id=str(current.pk))
    return current


@transaction.atomic
def take_page_back(user: User) -> None:
    """Delete one's own page with its trainings. The hours that were stood stay with the posts."""
    mine = Volunteer.everywhere.select_for_update().filter(user=user).first()
    if mine is None:
        return
    code = mine.area_code
    end_role(mine, actor=user)
    give_shifts_back(user, actor=user)
    Revision.objects.filter(subject_id=mine.pk).delete()
    mine.delete()
    log(TAKEN_BACK, actor=user, area_code=code)


# ---- trainings -------------------------------------------------------------------------------------------
@transaction.atomic
def record_training(
    volunteer: Volunteer, *, subject: str, on: date, actor: Actor | None, gives: str = "",
    valid_until: date | None = None,
) -> Training:  # fmt: skip
    """A training somebody has been to; the qualification that it gives is confirmed with it."""
    current = locked(Volunteer, volunteer.pk, None)
    try:
        with transaction.atomic():
            made = Training.objects.create(
                volunteer=current, subject=subject, on=on, gives=gives, valid_until=valid_until
            )
    except IntegrityError:
        raise TrainedAlready() from None
    log(TRAINED, actor=actor, subject=current, subject_name=current.user.name, gives=gives)
    if gives and gives not in current.qualifications:
        _qualify(current, [*current.qualifications, gives], actor)
    return made


@transaction.atomic
def remove_training(training: Training, *, actor: Actor | None) -> None:
    """Take back what was entered by mistake, with the qualification that nothing else gives."""
    rows = lock_rows(Training.objects.select_related("volunteer__user"), [training.pk])
    if not rows:
        return
    current = locked(Volunteer, rows[0].volunteer_id, None)
    gave = rows[0].gives
    rows[0].delete()
    log(UNTRAINED, actor=actor, subject=current, subject_name=current.user.name)
    if gave in current.qualifications and not current.trainings.filter(gives=gave).exists():
        _qualify(current, [one for one in current.qualifications if one != gave], actor)


def _qualify(volunteer: Volunteer, qualifications: list[str], actor: Actor | None) -> None:
    correct(volunteer, {"qualifications": qualifications}, CHANGED, actor=actor, place=volunteer.user.name)
