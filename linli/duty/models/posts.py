"""Who stands where and when: places, calls, posts, claims, and what is said at a place."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash
from linli.duty.choices import (
    AnswerState,
    CallState,
    CheckKind,
    ClaimedBy,
    ClaimState,
    OfferKind,
    OfferState,
    PlaceKind,
    PostState,
)
from linli.duty.models.responsibilities import Team
from linli.lib.ids import new_id
from linli.people.models import Organisation

USER = settings.AUTH_USER_MODEL


def new_place_code() -> str:
    """What the code on the wall of a place says: a guess at it finds nothing."""
    return secrets.token_urlsafe(12)


class DutyPlace(InArea):
    """A place at which people stand: a gate, a station, a sampling site. Its code hangs there as a QR code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=PlaceKind, default=PlaceKind.OTHER)
    address = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=24, unique=True, default=new_place_code)
    closed_on = models.DateField(null=True, blank=True)


class Call(InArea):
    """A community sounds a call for help (吹哨) to organisations: so many people, by such a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.CharField(max_length=300)
    headcount = models.PositiveSmallIntegerField()
    wanted_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CallState, default=CallState.OPEN)
    called_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    called_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)


class CallAnswer(models.Model):
    """One organisation that was called, and what it said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=AnswerState, default=AnswerState.ASKED)
    people = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="called_once")]


class Post(InArea):
    """So many people at one place from one time to another: one shift. `kind` is a key of the playbook's catalogue."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80, blank=True)  # where the kind alone does not say it
    place = models.ForeignKey(DutyPlace, on_delete=models.PROTECT, related_name="posts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    headcount = models.PositiveSmallIntegerField()
    # Open claims; changed with F() under the condition that it stays within the headcount.
    taken = models.PositiveSmallIntegerField(default=0)
    qualifications = models.JSONField(default=list)  # keys; every one of them is needed
    equipment = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    state = models.CharField(max_length=10, choices=PostState, default=PostState.OPEN)
    lead = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "starts_at"], name="post_in_area"),
            models.Index(fields=["place", "starts_at"], name="post_at_place"),
            models.Index(fields=["starts_at"], name="post_by_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="post_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(taken__lte=F("headcount")), name="post_is_not_overfilled"),
        ]

    @property
    def free(self) -> int:
        return max(self.headcount - self.taken, 0)


class Claim(InArea):
    """One person on one post, from the claim to the hours stood. `area_code` is the post's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="claims")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(  # whose hours they are too
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=14, choices=ClaimedBy, default=ClaimedBy.SELF)
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.CLAIMED)
    claimed_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)  # of a drop, or of hours that the lead mended
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    # As a lead corrected them; what the phone said stays above.
    mended_in_at = models.DateTimeField(null=True, blank=True)
    mended_out_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["user", "state"], name="claim_of_user"),
            models.Index(fields=["area_code", "state"], name="claim_in_area"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "user"],
                condition=~Q(state=ClaimState.DROPPED),
                name="once_on_a_post",
            ),
        ]


class PlaceCheck(InArea):
    """Somebody said at a place that they come or go. Made from a fact, whose id it has, or at a desk. Without a claim it
    is a finding: the person was there, and no shift was theirs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(DutyPlace, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.SET_NULL, related_name="checks")
    kind = models.CharField(max_length=8, choices=CheckKind)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    device_id = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)  # of a finding
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(InArea.Meta):
        indexes = [
            models.Index(
                fields=["area_code", "at"],
                condition=Q(claim=None, settled_at=None),
                name="place_check_findings",
            ),
        ]


class CalendarLink(models.Model):
    """The address at which somebody's calendar fetches their shifts. Here is its keyed hash alone."""

    user = models.OneToOneField(USER, on_delete=models.CASCADE, primary_key=True, related_name="+")
    token_hash = LookupHash(unique=True)
    made_at = models.DateTimeField(default=timezone.now)


class Handover(InArea):
    """What the one who leaves tells the one who comes: open points, keys, goods. Made from a fact; has its id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(DutyPlace, on_delete=models.PROTECT, related_name="handovers")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.SET_NULL, related_name="handovers")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    points = models.JSONField(default=list)  # [{text, settled_at, settled_by}]
    goods = models.JSONField(default=dict)  # {what: number}
    note = EncryptedText(blank=True, default="")


class Offer(models.Model):
    """Somebody on a post asks another to stand in, or to swap with one of theirs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=OfferKind)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="offers")
    to = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    for_claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="+")  # of a swap
    state = models.CharField(max_length=9, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "to"], condition=Q(state=OfferState.OPEN), name="one_open_offer"
            ),
        ]
