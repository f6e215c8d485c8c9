"""The doors to posts, claims and places, and where somebody may stand.

Whoever holds a duty with `posts.claim` may claim any post of the county: people are sent across communities. Posts are
no secret there; who stands on them is for those who lead.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.duty.choices import PostState
from linli.duty.models import Call, CallAnswer, Claim, DutyPlace, Handover, Offer, PlaceCheck, Post
from linli.duty.problems_posts import NoSuchPlace
from linli.lib.area_codes import county_of, is_within
from linli.people.choices import Capability
from linli.people.models import Appointment, Membership, User
from linli.people.queries import holding
from linli.people.viewer import Viewer, roles

M = TypeVar("M", bound=Model)


def reach_of(code: str) -> Scope:
    """Where somebody of an area may stand: anywhere in its county."""
    return Scope((county_of(code),))


def reach(viewer: Viewer) -> Scope:
    return reach_of(viewer.area.code) if viewer.area else Scope()


@dataclass(frozen=True)
class Standing:
    """A duty in which somebody may stand on posts."""

    area_code: str
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def reaches(self, code: str) -> bool:
        return is_within(code, county_of(self.area_code))


def claiming_roles() -> list[str]:
    return [key for key, role in roles().items() if Capability.POSTS_CLAIM in role.sees]


def may_stand(user_ids: Iterable[UUID]) -> dict[UUID, list[Standing]]:
    """The duties of many people in which they may stand on posts, in one query."""
    held = Appointment.everywhere.filter(user_id__in=set(user_ids), role__in=claiming_roles())
    found: dict[UUID, list[Standing]] = defaultdict(list)
    for user_id, code, from_on, until_on in held.values_list("user_id", "area_code", "from_on", "until_on"):
        found[user_id].append(Standing(code, from_on, until_on))
    return found


# ---- whoever claims ------------------------------------------------------------------------------------------------
def post_to_claim(viewer: Viewer, post_id: UUID) -> Post:
    """A published post within reach; one that was cancelled stays readable for who had it."""
    viewer.need(Capability.POSTS_CLAIM)
    rows = Post.objects.within(reach(viewer)).exclude(state=PostState.DRAFT).filter(pk=post_id)
    return _one(rows.select_related("place", "area", "lead"))


def own_claim(viewer: Viewer, claim_id: UUID) -> Claim:
    rows = Claim.everywhere.filter(pk=claim_id, user=viewer.user)
    return _one(rows.select_related("post__place", "post__area", "user"))


def own_offer(viewer: Viewer, offer_id: UUID) -> Offer:
    """A question to the viewer, or of theirs."""
    rows = Offer.objects.filter(pk=offer_id).select_related(
        "claim__post__place", "claim__post__area", "claim__user", "for_claim__post__place", "to"
    )
    found = _one(rows)
    if viewer.user.pk not in (found.to_id, found.claim.user_id):
        raise NotFound()
    return found


def place_by_code(viewer: Viewer, code: str) -> DutyPlace:
    """The place whose code somebody has scanned. A code of elsewhere is no code."""
    viewer.need(Capability.POSTS_CLAIM)
    rows = DutyPlace.objects.within(reach(viewer)).filter(code=code, closed_on=None)
    found = rows.select_related("area").first()
    if found is None:
        raise NoSuchPlace()
    return found


# ---- whoever leads ---------------------------------------------------------------------------------------------------
def post_for(viewer: Viewer, post_id: UUID, *, write: bool = False) -> Post:
    viewer.need(Capability.POSTS_WRITE if write else Capability.DUTY_READ)
    rows = Post.objects.within(viewer.scope).filter(pk=post_id)
    return _one(rows.select_related("place", "area", "lead", "call"))


def claim_to_lead(viewer: Viewer, claim_id: UUID) -> Claim:
    viewer.need(Capability.POSTS_WRITE)
    rows = Claim.objects.within(viewer.scope).filter(pk=claim_id)
    return _one(rows.select_related("post__place", "post__area", "user"))


def claim_to_mend(viewer: Viewer, claim_id: UUID) -> Claim:
    """Whose hours may be mended: everybody's by those who publish posts there; by a post's own lead, the others'."""
    rows = Claim.everywhere.filter(_mended_by(viewer), pk=claim_id)
    return _one(rows.select_related("post__place", "post__area", "user"))


def _mended_by(viewer: Viewer) -> Q:
    mended = Q(pk__in=[])
    if viewer.may(Capability.POSTS_WRITE):
        mended |= viewer.scope.q()
    if viewer.may(Capability.POSTS_CLAIM):
        mended |= reach(viewer).q() & Q(post__lead=viewer.user) & ~Q(user=viewer.user)
    return mended


def place_for(viewer: Viewer, place_id: UUID) -> DutyPlace:
    viewer.need(Capability.POSTS_WRITE)
    return _one(DutyPlace.objects.within(viewer.scope).filter(pk=place_id).select_related("area"))


def finding_for(viewer: Viewer, check_id: UUID) -> PlaceCheck:
    """A check without a shift."""
    viewer.need(Capability.POSTS_WRITE)
    rows = PlaceCheck.objects.within(viewer.scope).filter(pk=check_id, claim=None)
    return _one(rows.select_related("place", "user"))


def handover_for(viewer: Viewer, handover_id: UUID) -> Handover:
    """A hand-over at a place of one's own area, or at one where one may stand."""
    scope = viewer.scope if viewer.may(Capability.POSTS_WRITE) else reach(viewer)
    viewer.need(Capability.POSTS_WRITE if viewer.may(Capability.POSTS_WRITE) else Capability.POSTS_CLAIM)
    return _one(Handover.objects.within(scope).filter(pk=handover_id).select_related("place"))


def call_for(viewer: Viewer, call_id: UUID, *, write: bool = False) -> Call:
    viewer.need(Capability.POSTS_WRITE if write else Capability.DUTY_READ)
    return _one(Call.objects.within(viewer.scope).filter(pk=call_id).select_related("area", "called_by"))


def call_answers_of(viewer: Viewer) -> QuerySet[CallAnswer]:
    """Calls to the organisations that the viewer may send people for."""
    viewer.need(Capability.POSTS_SEND)
    mine = Membership.objects.filter(user=viewer.user, until_on=None).values("organisation")
    rows = CallAnswer.objects.filter(organisation__in=mine)
    return rows.select_related("call__area", "call__called_by", "organisation", "answered_by")


def call_answer_for(viewer: Viewer, answer_id: UUID) -> CallAnswer:
    return _one(call_answers_of(viewer).filter(pk=answer_id))


def people_who_stand(scope: Scope, *, day: date) -> QuerySet[User]:
    """Accounts that hold a duty within a scope, on a day, in which posts can be claimed."""
    held = Appointment.objects.within(scope).filter(
        holding(day), user=OuterRef("pk"), role__in=claiming_roles()
    )
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "username")


def people_named(name: str, code: str, *, day: date) -> list[User]:
    """Accounts of just this name, or user name, that may stand on posts around an area today."""
    people = people_who_stand(reach_of(code), day=day)
    return list(people.filter(Q(name=name) | Q(username=name)).order_by("username")[:10])


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
