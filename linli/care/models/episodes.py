"""Episodes of quarantine, isolation and monitoring: who, why, until when, and by whose decision."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.care.choices import (
    IN_FORCE,
    OPEN,
    CaseState,
    EpisodeState,
    Evidence,
    HomeSuitable,
    Housemates,
    MeasureWord,
    OpenedFrom,
    TransferState,
    WhyCancelled,
    WhyReleased,
    WordKind,
)
from linli.core.fields import EncryptedText
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.registers.models import Household, Resident

USER = settings.AUTH_USER_MODEL


class Case(InArea):
    """Somebody who is, or may be, infected. One test alone makes no case unless the edition says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.SUSPECTED)
    found_on = models.DateField()
    evidence = EncryptedText()
    reported_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state", "found_on"], name="case_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "resident"],
                condition=~Q(state=CaseState.RULED_OUT),
                name="one_case_a_resident",
            ),
        ]


class EpisodeBatch(InArea):
    """Episodes that are opened together. Over the playbook's limit a second person agrees to the number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=12, choices=OpenedFrom)
    why = models.CharField(max_length=200)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)


class Episode(InArea):
    """One person under one category of one edition, from notice to release.

    `plan` is what the edition said when it was decided (`care.rules.Plan` as JSON), with its explanation: paper does
    not change when an edition does. `from_at` and `until_at` are to the minute; the measure of now is `measure`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="episodes")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="episodes")
    state = models.CharField(max_length=10, choices=EpisodeState, default=EpisodeState.PROPOSED)
    source = models.CharField(max_length=12, choices=OpenedFrom)
    source_id = models.UUIDField(
        null=True, blank=True
    )  # the declaration, the check, the case, the registration
    batch = models.ForeignKey(EpisodeBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, blank=True)  # a key of the edition
    edition = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=24, choices=MeasureWord, blank=True)
    place = models.CharField(max_length=80, blank=True)  # of a facility; empty: at home
    room = models.CharField(max_length=20, blank=True)
    evidence_kind = models.CharField(max_length=16, choices=Evidence, blank=True)
    evidence = EncryptedText(blank=True, default="")
    basis = models.CharField(max_length=200, blank=True)
    objection = models.CharField(max_length=200, blank=True)
    anchor_on = models.DateField(null=True, blank=True)  # day 0: last exposure, leaving, confirmation
    arrived_on = models.DateField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    health = EncryptedText(blank=True, default="")  # illness, medicine, what the carers must know
    home = models.CharField(max_length=10, choices=HomeSuitable, default=HomeSuitable.UNKNOWN)
    home_troubles = models.JSONField(default=list)  # of HomeTrouble
    housemates = models.CharField(max_length=10, choices=Housemates, default=Housemates.UNKNOWN)
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_why = models.CharField(max_length=200, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)  # the resident has the notice
    screened_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_why = models.CharField(max_length=16, choices=WhyReleased, blank=True)
    aftercare_until = models.DateField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=16, choices=WhyCancelled, blank=True)
    cancelled_note = EncryptedText(blank=True, default="")
    apology_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # health, evidence and notes have been emptied
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "state", "until_at"], name="episode_in_area"),
            models.Index(fields=["household", "state"], name="episode_of_household"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state__in=OPEN), name="one_open_episode_a_resident"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[EpisodeState.PROPOSED, EpisodeState.DECLINED])
                | (
                    ~Q(category="")
                    & ~Q(edition="")
                    & ~Q(basis="")
                    & ~Q(objection="")
                    & ~Q(evidence_kind="")
                    & Q(signed_by__isnull=False)
                    & Q(until_at__isnull=False)
                    & Q(until_at__gt=F("from_at"))
                ),
                name="episode_has_its_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_FORCE)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("signed_by"))),
                name="episode_in_force_has_two_signatures",
            ),
        ]


class EpisodePhase(models.Model):
    """Days of an episode under one measure. `until_at` moves only towards the present, or by a `Prolongation`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=24, choices=MeasureWord)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="phase_once"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="phase_ends_after_it_begins"),
        ]


class Prolongation(models.Model):
    """A new end, later than the old. Never silent: a reason, a physician's signature, and a finding for oversight."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="prolongations")
    before = models.DateTimeField()
    after = models.DateTimeField()
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")  # the medical officer
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="prolongation_is_later"),
            models.CheckConstraint(condition=~Q(why=""), name="prolongation_has_its_reason"),
        ]


class Carer(models.Model):
    """Who cares for an episode, as duty has it: they may open what the episode's health needs. Kept by `flows`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="carers")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=40)  # of the playbook's pattern
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day is the day before

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "user", "slot"], name="carer_once")]
        indexes = [models.Index(fields=["user", "until_on"], name="carer_of_user")]


class Told(models.Model):
    """Who was told what of an episode. If it was wrong, each of them gets the correction."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="told")
    kind = models.CharField(max_length=10, choices=WordKind)
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    whom = models.CharField(max_length=80, blank=True)  # where it was no account: the household, a building
    at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "kind", "user"], condition=Q(user__isnull=False), name="user_told_once"
            ),
            models.UniqueConstraint(
                fields=["episode", "kind", "whom"],
                condition=Q(user=None) & ~Q(whom=""),
                name="others_told_once",
            ),
        ]


class Transfer(InArea):
    """A way to a facility, a hospital, or home: asked for, approved, driven, handed over at both ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="transfers")
    state = models.CharField(max_length=12, choices=TransferState, default=TransferState.REQUESTED)
    to_place = models.CharField(max_length=80)  # a facility or hospital; empty only on the way home
    to_room = models.CharField(max_length=20, blank=True)
    goes_home = models.BooleanField(default=False)
    code = models.CharField(max_length=12, unique=True)  # scanned or typed at both ends
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    wanted_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    vehicle = EncryptedText(blank=True, default="")
    driver = EncryptedText(blank=True, default="")
    driver_phone = EncryptedText(blank=True, default="")
    luggage = models.CharField(max_length=120, blank=True)
    medicines = EncryptedText(blank=True, default="")
    pets = models.CharField(max_length=120, blank=True)
    dependants = EncryptedText(blank=True, default="")
    handed_over_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_over_at = models.DateTimeField(null=True, blank=True)
    condition = EncryptedText(blank=True, default="")
    received_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_condition = EncryptedText(blank=True, default="")
    why_dropped = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state"], name="transfer_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["episode"],
                condition=~Q(state__in=[TransferState.ARRIVED, TransferState.DROPPED]),
                name="one_transfer_under_way",
            ),
        ]


class EditionChange(InArea):
    """What a newer edition would make of an episode under way: proposed, and decided by a named officer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="edition_changes")
    edition = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)  # ChangeKind
    state = models.CharField(max_length=8, default="waiting")  # ChangeState
    plan = models.JSONField(default=dict)
    until_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["episode", "edition"], name="edition_change_once")]
