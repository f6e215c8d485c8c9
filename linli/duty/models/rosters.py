"""The roster: a solved week of an area."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.duty.choices import RosterState
from linli.duty.models.posts import Post
from linli.lib.ids import new_id

USER = settings.AUTH_USER_MODEL


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
