"""Shifts of somebody who may not stand on them any more: they are given back, so that the gap is seen at once."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from linli.core.audit import Actor
from linli.duty.access_posts import Standing, may_stand
from linli.duty.actions.claims import drop_claim
from linli.duty.choices import ClaimState
from linli.duty.models import Claim
from linli.lib.periods import local_day
from linli.people.models import User


def give_shifts_back(user: User, *, actor: Actor | None) -> int:
    """Drop what begins on a day on which no duty lets them claim there; today's shifts can be finished.

    Inside the action that ended the duty. Returns how many were given back.
    """
    now = timezone.now()
    duties = may_stand([user.pk]).get(user.pk, [])
    claims = Claim.everywhere.filter(user=user, state=ClaimState.CLAIMED, post__starts_at__gt=now)
    lost = [one for one in claims.select_related("post") if not _may(duties, one)]
    for claim in lost:
        drop_claim(
            claim,
            actor=actor or user,
            now=now,
            why=gettext("left the volunteers' book"),
            by_lead=actor is not None and actor.pk != user.pk,
        )
    return len(lost)


def _may(duties: Iterable[Standing], claim: Claim) -> bool:
    day = local_day(claim.post.starts_at)
    return any(one.reaches(claim.area_code) and one.holds_on(day) for one in duties)
