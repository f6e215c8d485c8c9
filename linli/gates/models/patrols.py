"""Patrols: points that somebody walks past, and what they found."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText
from linli.gates.choices import FindingState, RouteKind
from linli.gates.models.passes import LETTERS
from linli.lib.ids import new_id

USER = settings.AUTH_USER_MODEL


def new_point_code() -> str:
    """Twelve letters of those that are not mistaken for others: it is typed where no camera works."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


class PatrolRoute(InArea):
    """A way with points, walked so often: `each_hours` after the last round began, the next is due."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=14, choices=RouteKind, default=RouteKind.COMPOUND)
    each_hours = models.PositiveSmallIntegerField(default=24)
    within_minutes = models.PositiveSmallIntegerField(default=120)  # for the whole round
    closed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)  # the first round is due `each_hours` later


class PatrolPoint(models.Model):
    """Where a code hangs. Points go in order, and a point that is no longer walked keeps its checks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    route = models.ForeignKey(PatrolRoute, on_delete=models.CASCADE, related_name="points")
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24, unique=True, default=new_point_code)
    made_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]


class PatrolRound(InArea):
    """One walk. Begun by the first point that is scanned; points without a check when it is over were missed.

    One that nobody walked is kept too, from when it was due: it has no checks, and nobody in `by`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    route = models.ForeignKey(PatrolRoute, on_delete=models.PROTECT, related_name="rounds")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField()
    over_at = models.DateTimeField()  # began + within_minutes
    missed = models.JSONField(default=list)  # ids of points, once it is over
    counted_at = models.DateTimeField(null=True)  # when the missed points were worked out

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["route", "began_at"], name="round_of_route"),
            models.Index(fields=["over_at"], condition=models.Q(counted_at=None), name="round_to_count"),
        ]


class PatrolCheck(InArea):
    """Somebody was at a point, and saw something or nothing. Has the id of its fact."""

    id = models.UUIDField(primary_key=True, editable=False)
    round = models.ForeignKey(PatrolRound, on_delete=models.CASCADE, related_name="checks")
    point = models.ForeignKey(PatrolPoint, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    found = EncryptedText(blank=True, default="")  # empty: nothing to tell
    has_photo = models.BooleanField(default=False)
    photo = EncryptedText(blank=True, default="")  # JPEG, base64; small, without its place and time marks
    state = models.CharField(max_length=8, choices=FindingState, default=FindingState.OPEN)
    settled_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)  # what was done about what was found
    again = models.BooleanField(default=False)  # the point had been looked at in this round already

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "at"], name="patrol_check_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "point"], condition=models.Q(again=False), name="a_point_once_a_round"
            )
        ]
