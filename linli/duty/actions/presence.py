"""Coming to a place and leaving it, as a phone or a page tells; hand-overs; what a lead mends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.facts import FieldFact
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.duty.access_posts import Standing, may_stand
from linli.duty.actions.claims import name_of, put_on_posts
from linli.duty.bodies import AtPlace, CheckIn, CheckOut, HandOver
from linli.duty.choices import CheckKind, ClaimedBy, ClaimState
from linli.duty.models import Claim, DutyPlace, Handover, PlaceCheck, Post
from linli.duty.posts_people import stood_of
from linli.duty.problems_posts import NoSuchPlace, NotAnymore, NotToTell, TimesDoNotFit
from linli.duty.rules_posts import GRACE, Shift, left_from, shift_for
from linli.lib.periods import local_day
from linli.people.models import User
from linli.people.viewer import user_behind
from linli.registers.actions.writing import correct

MENDED = name_action("duty:claim:mended", _("{actor} mended hours at {subject}: {why}"))
MISSED = name_action("duty:claim:missed", _("{actor} noted that somebody did not come to {subject}"))
FINDING_SETTLED = name_action(
    "duty:place_check:settled", _("{actor} settled a check without a shift at {subject}")
)
POINT_SETTLED = name_action("duty:handover:settled", _("{actor} settled an open point at {subject}"))

REACH = timedelta(days=2)
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Told:
    """One check, from whichever way it came."""

    id: UUID
    place: DutyPlace
    user_id: UUID
    kind: CheckKind
    at: datetime
    received_at: datetime
    device_id: UUID | None = None


# ---- at the page of a place ------------------------------------------------------------------------------------------
@transaction.atomic
def check_at(place: DutyPlace, *, check_id: UUID, kind: CheckKind, user: User, now: datetime) -> PlaceCheck:
    """Come or go. Without a shift it is kept all the same, as a finding for the community: see `claim` of the answer."""
    there = PlaceCheck.everywhere.filter(pk=check_id).first()
    return there or _enter([Told(check_id, place, user.pk, kind, now, now)])[0]


@transaction.atomic
def hand_over(
    place: DutyPlace,
    *,
    handover_id: UUID,
    user: User,
    points: Sequence[str],
    goods: Mapping[str, int],
    note: str,
    now: datetime,
) -> Handover:
    body = HandOver(place=place.code, points=tuple(points), goods=dict(goods), note=note)
    there = Handover.everywhere.filter(pk=handover_id).first()
    return there or _handover(handover_id, place, body, user.pk, now, now)


def _enter(told: Sequence[Told]) -> list[PlaceCheck]:
    """Write checks in the order in which they happened, each to the shift that it is for."""
    claims = _claims_of(told)
    made = []
    for one in sorted(told, key=lambda each: (each.at, each.id)):
        claim = _meant(one, claims[(one.user_id, one.place.pk)])
        made.append(_check(one, claim))
        if claim is not None:
            _stand(one, claim)
    PlaceCheck.objects.bulk_create(made)
    changed = {
        one.pk: one for rows in claims.values() for one in rows if one.pk in {m.claim_id for m in made}
    }
    Claim.everywhere.bulk_update(changed.values(), ["state", "checked_in_at", "checked_out_at"])
    for check in made:
        announce(
            _EVENTS[CheckKind(check.kind)],
            check=str(check.pk),
            place=str(check.place_id),
            claim=str(check.claim_id or ""),
        )
    return made


_EVENTS = {CheckKind.IN: "duty.checked_in", CheckKind.OUT: "duty.checked_out"}
Key = tuple[UUID, UUID]  # a person at a place


def _claims_of(told: Sequence[Told]) -> dict[Key, list[Claim]]:
    first, last = min(one.at for one in told), max(one.at for one in told)
    rows = Claim.everywhere.filter(
        user_id__in={one.user_id for one in told}, post__place__in={one.place.pk for one in told},
        post__ends_at__gt=first - REACH, post__starts_at__lt=last + REACH,
    ).exclude(state=ClaimState.DROPPED)  # fmt: skip
    found: dict[Key, list[Claim]] = defaultdict(list)
    for claim in lock_rows(Claim.everywhere.select_related("post"), rows.values_list("pk", flat=True)):
        if claim.state != ClaimState.DROPPED:  # dropped while this waited
            found[(claim.user_id, claim.post.place_id)].append(claim)
    return found


def _meant(told: Told, claims: list[Claim]) -> Claim | None:
    if told.kind == CheckKind.OUT:
        number = left_from(told.at, [stood_of(one) for one in claims])
        return None if number is None else claims[number]
    shifts = {Shift(one.post.starts_at, one.post.ends_at): one for one in claims}
    found = shift_for(told.at, shifts)
    return shifts[found] if found else None


def _stand(told: Told, claim: Claim) -> None:
    """The first coming and the last going stand, in whichever order they arrive."""
    if told.kind == CheckKind.IN:
        claim.checked_in_at = min(told.at, claim.checked_in_at or told.at)
    else:
        claim.checked_out_at = max(told.at, claim.checked_out_at or told.at)
    claim.state = ClaimState.DONE if claim.checked_out_at or claim.mended_out_at else ClaimState.PRESENT


def _check(told: Told, claim: Claim | None) -> PlaceCheck:
    return PlaceCheck(
        pk=told.id, place=told.place, area_id=told.place.area_id, area_code=told.place.area_code,
        user_id=told.user_id, claim=claim, kind=told.kind, at=told.at, received_at=told.received_at,
        device_id=told.device_id,
    )  # fmt: skip


def _handover(
    pk: UUID, place: DutyPlace, body: HandOver, user_id: UUID, at: datetime, received_at: datetime
) -> Handover:
    mine = Claim.everywhere.filter(user_id=user_id, post__place=place, post__starts_at__lte=at)
    claim = mine.exclude(state=ClaimState.DROPPED).order_by("-post__starts_at").first()
    points = [{"text": text, "settled_at": "", "settled_by": ""} for text in body.points if text.strip()]
    made = Handover.objects.create(
        pk=pk, place=place, area_id=place.area_id, area_code=place.area_code, claim=claim, by_id=user_id, at=at,
        received_at=received_at, points=points, goods=dict(body.goods), note=body.note,
    )  # fmt: skip
    announce("duty.handed_over", handover=str(pk), place=str(place.pk))
    return made


# ---- as phones tell it -----------------------------------------------------------------------------------------------
KINDS: Mapping[type[AtPlace], CheckKind] = {CheckIn: CheckKind.IN, CheckOut: CheckKind.OUT}


@transaction.atomic
def take_from_posts(facts: Sequence[FieldFact]) -> Mapping[UUID, Problem]:
    """Enter what phones told from places: comings, goings, hand-overs. A fact that comes twice counts once."""
    refused: dict[UUID, Problem] = {}
    places = _places(facts)
    standing = may_stand({fact.user_id for fact in facts if fact.user_id})
    good = []
    for fact in _new(facts):
        place = places.get(fact.body.place)
        if problem := _against(fact, place, standing):
            refused[fact.id] = problem
        else:
            assert place is not None
            assert fact.user_id is not None
            good.append((fact, place, fact.user_id))
    checks = [
        Told(fact.id, place, user_id, KINDS[type(fact.body)], fact.at, fact.received_at, fact.device_id)
        for fact, place, user_id in good
        if type(fact.body) in KINDS
    ]
    if checks:
        _enter(checks)
    for fact, place, user_id in good:
        if isinstance(fact.body, HandOver):
            _handover(fact.id, place, fact.body, user_id, fact.at, fact.received_at)
    return refused


def _places(facts: Iterable[FieldFact]) -> dict[str, DutyPlace]:
    rows = DutyPlace.everywhere.filter(code__in={fact.body.place for fact in facts})
    return {place.code: place for place in rows}


def _new(facts: Sequence[FieldFact]) -> list[FieldFact]:
    ids = [fact.id for fact in facts]
    there: set[UUID] = set()
    for model in (PlaceCheck, Handover):
        there |= set(model.everywhere.filter(pk__in=ids).values_list("pk", flat=True))
    return [fact for fact in facts if fact.id not in there]


def _against(
    fact: FieldFact, place: DutyPlace | None, standing: Mapping[UUID, Collection[Standing]]
) -> Problem | None:
    if fact.user_id is None:
        return NotToTell()
    held = [one for one in standing.get(fact.user_id, ()) if one.holds_on(local_day(fact.at))]
    if not held:
        return NotToTell()
    if place is None or not any(one.reaches(place.area_code) for one in held):
        return NoSuchPlace()
    return None


# ---- what a lead does --------------------------------------------------------------------------------------------------
@transaction.atomic
def mend_hours(
    claim: Claim, *, came_at: datetime, left_at: datetime, why: str, actor: Actor | None, now: datetime
) -> Claim:
    """Say when somebody came and left. What the phone said stays beside it; who mended it, and why, is kept."""
    current = _locked(claim)
    if current.state == ClaimState.DROPPED:
        raise NotAnymore(state=current.get_state_display())
    if not (came_at < left_at <= now and left_at - came_at <= LONGEST):
        raise TimesDoNotFit()
    values = {"mended_in_at": came_at, "mended_out_at": left_at, "state": ClaimState.DONE.value, "why": why}
    entry = correct(current, values, MENDED, actor=actor, place=name_of(current.post), why=why)
    if entry:
        by = user_behind(actor)
        current.mended_at, current.mended_by = now, by
        current.save(update_fields=["mended_at", "mended_by"])
        announce("duty.hours_mended", claim=str(current.pk), user=str(current.user_id))
    return current


@transaction.atomic
def mark_missed(claim: Claim, *, actor: Actor | None, now: datetime) -> Claim:
    """They did not come. A check-in that a phone tells later takes it back."""
    current = _locked(claim)
    if current.state == ClaimState.MISSED:
        return current
    if current.state != ClaimState.CLAIMED or now <= current.post.starts_at + GRACE:
        raise NotAnymore(state=current.get_state_display())
    current.state = ClaimState.MISSED
    current.save(update_fields=["state"])
    log(MISSED, actor=actor, subject=current, subject_name=name_of(current.post))
    announce("duty.missed", claim=str(current.pk), user=str(current.user_id))
    return current


@transaction.atomic
def settle_check(check: PlaceCheck, *, post: Post | None, actor: Actor | None, now: datetime) -> PlaceCheck:
    """Somebody was at a place without a shift: give them the one they stood, or only note that it was seen."""
    if post is not None:
        put = put_on_posts([(post.pk, check.user_id)], actor=actor, by=ClaimedBy.STAND_IN, now=post.starts_at,
                           over_limits=True)  # fmt: skip
        if put.refused:
            raise put.refused[0][2]
    rows = lock_rows(PlaceCheck.everywhere.select_related("place"), [check.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.settled_at is not None or current.claim_id is not None:
        return current
    if post is not None:
        current.claim = Claim.everywhere.exclude(state=ClaimState.DROPPED).get(
            post=post, user_id=check.user_id
        )
        _stand(_as_told(current), current.claim)
        current.claim.save(update_fields=["state", "checked_in_at", "checked_out_at"])
    current.settled_at, current.settled_by = now, user_behind(actor)
    current.save(update_fields=["claim", "settled_at", "settled_by"])
    log(FINDING_SETTLED, actor=actor, subject=current, subject_name=current.place.name)
    return current


def _as_told(check: PlaceCheck) -> Told:
    return Told(check.pk, check.place, check.user_id, CheckKind(check.kind), check.at, check.received_at)


@transaction.atomic
def settle_point(handover: Handover, *, number: int, actor: Actor, now: datetime) -> Handover:
    """An open point of a hand-over is done."""
    rows = lock_rows(Handover.everywhere.select_related("place"), [handover.pk])
    if not rows or not 0 <= number < len(rows[0].points):
        raise NotFound()
    current = rows[0]
    if not current.points[number]["settled_at"]:
        current.points[number] |= {"settled_at": now.isoformat(), "settled_by": actor.shown_name}
        current.save(update_fields=["points"])
        log(POINT_SETTLED, actor=actor, subject=current, subject_name=current.place.name)
    return current


def _locked(claim: Claim) -> Claim:
    rows = lock_rows(Claim.everywhere.select_related("post__place"), [claim.pk])
    if not rows:
        raise NotFound()
    return rows[0]
