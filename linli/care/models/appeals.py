"""Objections to a restriction: a clock runs, and the answer gives its reasons."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.care.choices import AppealState, AppealWay
from linli.care.models.episodes import Episode
from linli.core.fields import EncryptedText
from linli.lib.ids import new_id
from linli.registers.models import Household, Restriction

USER = settings.AUTH_USER_MODEL


class Appeal(InArea):
    """A household objects: to an episode of one of its people, or to any restriction that marks it (a zone's too)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="appeals")
    episode = models.ForeignKey(
        Episode, null=True, blank=True, on_delete=models.CASCADE, related_name="appeals"
    )
    restriction = models.ForeignKey(
        Restriction, null=True, blank=True, on_delete=models.CASCADE, related_name="appeals"
    )
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.WAITING)
    way = models.CharField(max_length=8, choices=AppealWay)
    text = EncryptedText()
    made_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reasons = EncryptedText(blank=True, default="")

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state", "due_at"], name="appeal_in_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(episode__isnull=False) | Q(restriction__isnull=False),
                name="appeal_is_against_something",
            ),
        ]
