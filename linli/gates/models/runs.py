"""Large sets of passes, issued or drawn on paper in the background: so far, and until when the files are kept."""

from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.gates.choices import RunState, RunWork
from linli.lib.ids import new_id
from linli.people.models import User


class PassRun(InArea):
    """One work on many passes, done a step at a time, so that other jobs have their turn.

    `steps` are done; `taken_at` says that somebody does the next one. `parts` are the files: [{"name", "n"}].
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work = models.CharField(max_length=5, choices=RunWork)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    chosen = models.JSONField(default=dict)  # the rule and the last day; or which cards, and how they look
    cards = models.JSONField(default=list)  # ids of passes, in the order of doors
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    parts = models.JSONField(default=list)
    why = models.CharField(max_length=60, blank=True)  # the kind of trouble where it failed
    language = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    appointment_id = models.UUIDField(null=True)  # the duty in which it was asked for
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["by", "at"], name="pass_run_by_person"),
            models.Index(fields=["until"], name="pass_run_by_end"),
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state == RunState.WAITING
