"""What is asked for and waits for another person's signature: a later end of an episode."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.care.models.episodes import Episode
from linli.lib.ids import new_id

USER = settings.AUTH_USER_MODEL


class ProlongationAsked(models.Model):
    """A later end that somebody asks for. Until another person has signed, the old one holds; then a `Prolongation` is
    kept, and this row says who answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="prolongations_asked")
    before = models.DateTimeField()  # the end when it was asked
    until_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    signed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("before")), name="asked_for_a_later_end"),
            models.CheckConstraint(condition=~Q(why=""), name="later_end_has_its_reason"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")) | Q(signed=False),
                name="later_end_is_signed_by_another",
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(answered_at=None), name="one_later_end_asked_for"
            ),
        ]
