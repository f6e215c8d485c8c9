"""Who answers for what (responsibilities), who stands where and when (posts and claims), and who is willing."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash
from linli.duty.choices import (
    AnswerState,
    BookState,
    CallState,
    CheckKind,
    ClaimedBy,
    ClaimState,
    Fitness,
    OfferKind,
    OfferState,
    PlaceKind,
    PostState,
    ProposalState,
    RosterState,
    Source,
    Standing,
    TargetKind,
    TeamKind,
)
from linli.lib.ids import new_id
from linli.people.models import Appointment, Organisation
from linli.registers.models import Household

USER = settings.AUTH_USER_MODEL


def new_place_code() -> str:
    """What the code on the wall of a place says: a guess at it finds nothing."""
    return secrets.token_urlsafe(12)


# ---- who answers for what ----------------------------------------------------------------------------------------
class Team(InArea):
    """People who work together for a time: a temporary branch, a task force, a unit's team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=TeamKind, default=TeamKind.TEAM)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before


class TeamMember(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="once_in_a_team")]


class Responsibility(InArea):
    """Somebody, an organisation or a team fills a slot of a pattern for one target, for a term.

    It stands in the target's area: for an area itself, in that area; for a household, in the household's. The
    pattern and the slot are keys of the city's playbook.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pattern = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=12, choices=TargetKind)
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    compound = models.CharField(max_length=60, blank=True)  # its name, where the tree has no level for it
    other_id = models.UUIDField(null=True, blank=True)  # a gate, an episode, an organisation
    user = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.HOLDER)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before
    source = models.CharField(max_length=10, choices=Source, default=Source.BY_HAND)
    given_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "pattern", "slot"], name="responsibility_in_area"),
            models.Index(
                fields=["household", "pattern"],
                condition=~Q(household=None),
                name="responsibility_for_household",
            ),
            models.Index(fields=["user"], condition=~Q(user=None), name="responsibility_of_user"),
            models.Index(
                fields=["organisation"], condition=~Q(organisation=None), name="responsibility_of_body"
            ),
            models.Index(fields=["other_id"], condition=~Q(other_id=None), name="responsibility_for_other"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, organisation=None, team=None)
                    | Q(user=None, organisation__isnull=False, team=None)
                    | Q(user=None, organisation=None, team__isnull=False)
                ),
                name="one_holder_a_responsibility",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="responsibility_ends_not_before_it_begins",
            ),
        ]


class Proposal(InArea):
    """A way to close the gaps of a slot in an area, worked out and waiting to be looked at.

    `pairs` holds `[household id, user id, why]`; nothing of it is in force before somebody accepts it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pattern = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    pairs = models.JSONField(default=list)
    left_out = models.JSONField(default=list)  # [household id, why]
    said = models.JSONField(default=dict)  # figures of the proposal, or why there is none
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)


# ---- who stands where and when -------------------------------------------------------------------------------------
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


# ---- who is willing --------------------------------------------------------------------------------------------------
class Volunteer(InArea):
    """A page of the volunteers' book: somebody with an account who wants to help. They stand in the area they live in
    or serve, and can take their page back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="volunteer")
    state = models.CharField(max_length=8, choices=BookState, default=BookState.APPLIED)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    qualifications = models.JSONField(default=list)  # confirmed ones: keys, as posts name them
    skills = models.CharField(max_length=200, blank=True)  # by their own word
    hours = models.CharField(max_length=200, blank=True)  # when they can, in words
    fitness = models.CharField(max_length=10, choices=Fitness, default=Fitness.FIT)
    insured_until = models.DateField(null=True, blank=True)
    equipment = models.CharField(max_length=200, blank=True)  # protective equipment handed out
    remark = models.CharField(max_length=200, blank=True)
    consented_at = models.DateTimeField()
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    # The role that came with the page, and ends with it; a role that somebody held before is not the book's.
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state"], name="volunteer_in_area")]


class Training(models.Model):
    """One training that a volunteer has been to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="trainings")
    subject = models.CharField(max_length=80)
    on = models.DateField()
    gives = models.CharField(max_length=40, blank=True)  # the qualification that it gives
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "subject", "on"], name="trained_once")]


class Availability(models.Model):
    """When somebody can, or cannot, stand on a post; what the roster works with. Times are of Asia/Shanghai."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    can = models.BooleanField(default=True)
    wish = models.BooleanField(default=False)  # a fixed wish: this time, if at all possible

    class Meta:
        indexes = [models.Index(fields=["user", "starts_at"], name="availability_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_it_starts"
            ),
        ]


# ---- the roster --------------------------------------------------------------------------------------------------------
class Roster(InArea):
    """One solved week of an area: who stands on which of its posts. In force once a planner says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    from_on = models.DateField()
    until_on = models.DateField()  # the last day is the day before
    state = models.CharField(max_length=10, choices=RosterState, default=RosterState.WAITING)
    # How far it has come, and what came out: figures, what could not be filled and why.
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    solved_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class RosterLine(models.Model):
    """One person on one post in a roster. `fixed`: put there by hand, and left there when it is solved again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="lines")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    fixed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "post", "user"], name="once_on_a_rota_post")]
