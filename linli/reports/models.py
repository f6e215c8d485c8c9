"""Lists that were taken from the register: who, of where, what for, and until when the file is kept."""

from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.lib.ids import new_id
from linli.people.models import User
from linli.reports.choices import ExportState, TakenAs
from linli.reports.daily.models import DailyAmendment, DailyReport

__all__ = ["DailyAmendment", "DailyReport", "Export"]


class Export(InArea):
    """One taking of a ledger. Its rows are nowhere but in the encrypted file, and that is deleted after a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ledger = models.CharField(max_length=40)
    taken_as = models.CharField(max_length=10, choices=TakenAs)
    chosen = models.JSONField(default=dict)  # the filters and the order, as in the address
    whole_numbers = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=ExportState)
    rows = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    appointment_id = models.UUIDField(null=True)  # the duty in which it was taken
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["by", "at"], name="export_by_person"),
            models.Index(fields=["until"], name="export_by_end"),
        ]

    @property
    def number(self) -> str:
        """The short number on every sheet: with it a lost list is found in the trail."""
        return str(self.pk)[-8:].upper()

    @property
    def is_under_way(self) -> bool:
        return self.state in {ExportState.WAITING, ExportState.RUNNING}
