"""Somebody on a post asks another to stand in, or to swap; the post changes hands once the other agrees."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.duty.actions.claims import limits_at, lock_people, name_of, refuse_unfit
from linli.duty.choices import ClaimedBy, ClaimState, OfferKind, OfferState
from linli.duty.models import Claim, Offer, Post
from linli.duty.posts_people import people_of, wanted_of
from linli.duty.problems_posts import BegunAlready, NotAnymore, OfferAnswered
from linli.duty.rules_posts import Wanted, fit_of
from linli.people.models import User
from linli.people.notes import leave_note

ASKED = name_action("duty:offer:made", _("{actor} asked somebody to take the post {subject}"))
ACCEPTED = name_action("duty:offer:accepted", _("{actor} took over the post {subject}"))
DECLINED = name_action("duty:offer:declined", _("{actor} did not take over the post {subject}"))
WITHDRAWN = name_action("duty:offer:withdrawn", _("{actor} no longer asks for the post {subject}"))


@transaction.atomic
def make_offer(
    claim: Claim, *, to: User, actor: Actor, now: datetime, for_claim: Claim | None = None
) -> Offer:
    """Ask somebody to stand in, or with `for_claim` to swap for that shift of theirs. Asking twice asks once."""
    current = _locked([claim.pk])[claim.pk]
    _refuse_begun(current, now)
    there = Offer.objects.filter(claim=current, to=to, state=OfferState.OPEN).first()
    if there:
        return there
    kind = OfferKind.SWAP if for_claim else OfferKind.STAND_IN
    made = Offer.objects.create(kind=kind, claim=current, to=to, for_claim=for_claim, made_at=now)
    log(ASKED, actor=actor, subject=current, subject_name=name_of(current.post), kind=kind.value)
    announce("duty.offer_made", offer=str(made.pk), to=str(to.pk))
    _note("offer_made", made, to.pk, current)
    return made


@transaction.atomic
def accept_offer(offer: Offer, *, actor: Actor, now: datetime) -> Offer:
    """Take the post over: the rules hold for whoever comes, as if they had claimed it."""
    lock_people([offer.claim.user_id, offer.to_id])
    posts = [one.post_id for one in (offer.claim, offer.for_claim) if one]
    lock_rows(Post.everywhere.all(), posts)
    claims = _locked([one for one in (offer.claim_id, offer.for_claim_id) if one])
    current = _open(offer)
    mine, theirs = claims[offer.claim_id], claims.get(offer.for_claim_id) if offer.for_claim_id else None
    _hand(mine, current.to, current, now, gives=theirs)
    if theirs is not None:
        _hand(theirs, mine.user, current, now, gives=mine)
    _close(current, OfferState.ACCEPTED, now)
    Offer.objects.filter(claim=mine, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, answered_at=now
    )
    log(ACCEPTED, actor=actor, subject=mine, subject_name=name_of(mine.post), kind=current.kind)
    announce("duty.offer_accepted", offer=str(current.pk), user=str(mine.user_id))
    _note("offer_accepted", current, mine.user_id, mine)
    return current


@transaction.atomic
def decline_offer(offer: Offer, *, actor: Actor, now: datetime) -> Offer:
    current = _open(offer)
    _close(current, OfferState.DECLINED, now)
    log(DECLINED, actor=actor, subject=offer.claim, subject_name=name_of(offer.claim.post))
    _note("offer_declined", current, offer.claim.user_id, offer.claim)
    return current


@transaction.atomic
def withdraw_offer(offer: Offer, *, actor: Actor, now: datetime) -> Offer:
    current = _open(offer)
    _close(current, OfferState.WITHDRAWN, now)
    log(WITHDRAWN, actor=actor, subject=offer.claim, subject_name=name_of(offer.claim.post))
    return current


def _hand(claim: Claim, to: User, offer: Offer, now: datetime, *, gives: Claim | None) -> None:
    """One claim ends and another begins on the same post: its number of people stays."""
    _refuse_begun(claim, now)
    post = claim.post
    people = people_of([to.pk], since=post.starts_at, until=post.ends_at, but=[gives.pk] if gives else [])
    asked = wanted_of(post)
    free = Wanted(asked.shift, asked.qualifications, asked.is_open, free=1)
    refuse_unfit(fit_of(people[to.pk], free, limits_at(post), now), who=to.shown_name, post=post)
    claim.state, claim.dropped_at = ClaimState.DROPPED, now
    claim.save(update_fields=["state", "dropped_at"])
    by = ClaimedBy.SWAP if offer.kind == OfferKind.SWAP else ClaimedBy.STAND_IN
    Claim.objects.create(
        post=post, user=to, area_id=post.area_id, area_code=post.area_code, by=by, claimed_at=now,
    )  # fmt: skip


def _refuse_begun(claim: Claim, now: datetime) -> None:
    if claim.state != ClaimState.CLAIMED:
        raise NotAnymore(state=claim.get_state_display())
    if claim.post.starts_at <= now:
        raise BegunAlready()


def _locked(ids: list[UUID]) -> Mapping[UUID, Claim]:
    rows = lock_rows(Claim.everywhere.select_related("post__place", "post__area", "user"), ids)
    if len(rows) < len(ids):
        raise NotFound()
    return {one.pk: one for one in rows}


def _open(offer: Offer) -> Offer:
    rows = lock_rows(Offer.objects.select_related("to"), [offer.pk])
    if not rows:
        raise NotFound()
    if rows[0].state != OfferState.OPEN:
        raise OfferAnswered(state=rows[0].get_state_display())
    return rows[0]


def _close(offer: Offer, state: OfferState, now: datetime) -> None:
    offer.state, offer.answered_at = state, now
    offer.save(update_fields=["state", "answered_at"])


def _note(kind: str, offer: Offer, user_id: UUID, claim: Claim) -> None:
    begins = timezone.localtime(claim.post.starts_at)
    data = {"place": claim.post.place.name, "day": f"{begins:%m-%d}", "time": f"{begins:%H:%M}"}
    leave_note(user_id=user_id, kind=kind, key=f"{kind}:{offer.pk}", url=reverse("duty:my_posts"), data=data)
