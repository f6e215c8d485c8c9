"""Calls for help (吹哨): a community asks organisations for people; each answers; the community closes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.duty.choices import AnswerState, CallState
from linli.duty.models import Call, CallAnswer
from linli.duty.problems_posts import CallOver, NobodyCalled
from linli.people.models import Membership, Organisation
from linli.people.notes import leave_note
from linli.people.viewer import user_behind

CALLED = name_action("duty:call:made", _("{actor} called {n} organisations for {people} people"))
ANSWERED = name_action("duty:call:answered", _("{actor} answered a call for help: {people} people"))
CLOSED = name_action("duty:call:closed", _("{actor} closed a call for help"))


@transaction.atomic
def call_for_help(
    area: Area,
    *,
    call_id: UUID,
    text: str,
    headcount: int,
    wanted_at: datetime,
    organisations: Sequence[Organisation],
    actor: Actor | None,
    now: datetime,
) -> Call:
    """Sound the call; the same form twice sounds it once. Those who may send people for an organisation get a note."""
    there = Call.everywhere.filter(pk=call_id).first()
    if there:
        return there
    if not organisations:
        raise NobodyCalled()
    made = Call.objects.create(
        pk=call_id, area=area, area_code=area.code, text=text, headcount=headcount, wanted_at=wanted_at,
        called_by=user_behind(actor), called_at=now,
    )  # fmt: skip
    CallAnswer.objects.bulk_create([CallAnswer(call=made, organisation=one) for one in organisations])
    log(CALLED, actor=actor, subject=made, subject_name=area.short, n=len(organisations), people=headcount)
    announce("duty.called", call=str(made.pk), organisations=[str(one.pk) for one in organisations])
    _tell(made, organisations)
    return made


def _tell(call: Call, organisations: Sequence[Organisation]) -> None:
    """Members hear of it: whoever of them may send people answers."""
    people = Membership.objects.filter(organisation__in=organisations, until_on=None)
    data = {"who": call.area.short, "n": call.headcount}
    for user_id in set(people.values_list("user_id", flat=True)):
        leave_note(
            user_id=user_id, kind="called", key=f"called:{call.pk.hex}:{user_id.hex}", url=reverse("duty:calls_to_us"), data=data
        )  # fmt: skip


@transaction.atomic
def answer_call(answer: CallAnswer, *, people: int, note: str, actor: Actor, now: datetime) -> CallAnswer:
    """Say how many are sent; it may be said anew while the call is open."""
    call = _locked(answer.call_id)
    if call.state == CallState.CLOSED:
        raise CallOver()
    current = CallAnswer.objects.select_for_update().get(pk=answer.pk)
    current.state = AnswerState.SENDS if people else AnswerState.CANNOT
    current.people, current.note = people, note
    current.answered_by, current.answered_at = user_behind(actor), now
    current.save()
    coming = call.answers.aggregate(n=Sum("people"))["n"] or 0
    call.state = CallState.FILLED if coming >= call.headcount else CallState.OPEN
    call.save(update_fields=["state"])
    log(ANSWERED, actor=actor, subject=call, people=people)
    announce(
        "duty.call_answered", call=str(call.pk), organisation=str(current.organisation_id), people=people
    )
    return current


@transaction.atomic
def close_call(call: Call, *, actor: Actor | None, now: datetime) -> Call:
    current = _locked(call.pk)
    if current.state == CallState.CLOSED:
        return current
    current.state, current.closed_at = CallState.CLOSED, now
    current.save(update_fields=["state", "closed_at"])
    log(CLOSED, actor=actor, subject=current)
    announce("duty.call_closed", call=str(current.pk))
    return current


def _locked(call_id: UUID) -> Call:
    rows = lock_rows(Call.everywhere.all(), [call_id])
    if not rows:
        raise NotFound()
    return rows[0]
