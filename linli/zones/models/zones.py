"""Zones: which doors stay in, on what basis, until when, and what must hold before they open."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.incidents.models import Incident
from linli.lib.ids import new_id
from linli.zones.choices import WhyLifted, ZoneState

USER = settings.AUTH_USER_MODEL


class Zone(InArea):
    """A stairwell, a building, a compound that stays in. Proposed by a rule or by hand, decided by two officers.

    It stands in the smallest area that holds it; where the tree has no level for the compound, the building or the
    stairwell, their names say which doors are meant. It ends at `until_at` also if nobody looks.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ZoneState, default=ZoneState.PROPOSED)
    edition = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)  # a key of the edition: high, lockdown
    unit = models.CharField(max_length=12)  # a `lib.editions.ZoneUnit`
    compound = models.CharField(max_length=60, blank=True)
    building = models.CharField(max_length=30, blank=True)
    stairwell = models.CharField(max_length=20, blank=True)
    floor = models.CharField(max_length=10, blank=True)
    # How people say it: community, compound, building, stairwell, whichever of them the tree has.
    place = models.CharField(max_length=160, blank=True)
    # What it came down from (high, to mid), and since when: then other days are counted.
    came_from = models.CharField(max_length=40, blank=True)
    came_down_at = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(max_length=60, blank=True)  # the playbook's proposal; empty: by hand
    cases = models.PositiveSmallIntegerField(default=0)  # known when it was proposed
    explained: Any = models.JSONField(
        default=list
    )  # [{code, data}]: how the rule came to it, what the edition cut
    reason = models.CharField(max_length=300, blank=True)
    wider_because = models.CharField(max_length=300, blank=True)  # where it reaches further than usual
    basis = models.CharField(max_length=200, blank=True)
    objection = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declined_why = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)
    households = models.PositiveIntegerField(default=0)  # marked when it came into force
    lifted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=16, choices=WhyLifted, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state", "until_at"], name="zone_in_area")]
        constraints = [
            # Beside a zone in force its renewal may wait for its signatures; two of either there are never.
            models.UniqueConstraint(
                fields=["incident", "area", "compound", "building", "stairwell", "floor"],
                condition=Q(state=ZoneState.IN_FORCE),
                name="one_zone_a_place",
            ),
            models.UniqueConstraint(
                fields=["incident", "area", "compound", "building", "stairwell", "floor"],
                condition=Q(state__in=[ZoneState.PROPOSED, ZoneState.SIGNED]),
                name="one_zone_waits_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ZoneState.PROPOSED, ZoneState.DECLINED])
                | (
                    ~Q(basis="")
                    & ~Q(objection="")
                    & ~Q(reason="")
                    & Q(signed_by__isnull=False)
                    & Q(until_at__isnull=False)
                    & Q(until_at__gt=F("from_at"))
                    & Q(review_at__isnull=False)
                ),
                name="zone_has_its_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state=ZoneState.IN_FORCE)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("signed_by"))),
                name="zone_in_force_has_two_signatures",
            ),
        ]


class ZoneReview(models.Model):
    """A day's look at a zone: what its conditions stand at, and who looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    conditions: Any = models.JSONField(default=list)  # [{key, needed, counted, met}]
    met = models.BooleanField(default=False)  # all of them
    # What whoever looked was told of the contacts of the last case; None: nobody has said.
    contacts_negative = models.BooleanField(null=True, blank=True)
    looked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "on"], name="zone_review_once_a_day")]


class KnownCase(InArea):
    """That a case was found at a place on a day: all that zones need. Has the case's id; says nothing of the person."""

    id = models.UUIDField(primary_key=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    household_id = models.UUIDField()
    compound = models.CharField(max_length=60, blank=True)
    building = models.CharField(max_length=30, blank=True)
    stairwell = models.CharField(max_length=20, blank=True)
    found_on = models.DateField()
    ruled_out_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "found_on"], name="known_case_in_area")]


class RoundResult(InArea):
    """That an area was tested as a whole: what release conditions ask for. Told by hand until sampling tells it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    on = models.DateField()
    negative = models.BooleanField()
    told_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["area", "on"], name="round_result_once_a_day")]


class ZoneChange(InArea):
    """What a newer edition would make of a zone that is in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="changes")
    edition = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)  # ends, shorter, lighter, same, heavier
    state = models.CharField(max_length=8, default="waiting")  # waiting, taken, kept
    until_at = models.DateTimeField(null=True, blank=True)
    new_kind = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta(InArea.Meta):
        constraints = [models.UniqueConstraint(fields=["zone", "edition"], name="zone_change_once")]
