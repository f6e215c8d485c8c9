"""The report of an area for a day, and what was corrected in it afterwards."""

from django.db import models

from linli.areas.fields import NumbersField
from linli.areas.models import Area
from linli.core.fields import CodeField, EncryptedText
from linli.lib.ids import new_id
from linli.people.models import User
from linli.reports.daily.choices import ReportState, WhyAmended


class DailyReport(models.Model):
    """One a day and area. It holds figures and no people, and stays with its area under the code of that day.

    `figures` are those at `figures_at`. Once `frozen_at` is set they never change again: what turns out otherwise
    is an amendment beside them. A field without a number was not counted, or not filled in; that is not zero.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    code = CodeField()
    on = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DUE)
    is_nil = models.BooleanField(default=False)
    cut_off = models.DateTimeField(null=True)
    figures = NumbersField(default=dict)
    figures_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    origins = models.JSONField(default=list)  # [place, today, in all] of the arrivals
    included = models.JSONField(default=list)  # the areas below whose reports the sum contains, by id
    expected = models.PositiveIntegerField(default=0)  # how many areas below should have reported
    remark = EncryptedText(blank=True, default="")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_name = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_name = models.CharField(max_length=80, blank=True)
    return_reason = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(null=True)  # when it was last looked for facts that came late

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "on"], name="one_report_a_day")]
        indexes = [models.Index(fields=["on", "code"], name="report_by_day")]

    @property
    def is_in(self) -> bool:
        return self.state in {ReportState.SUBMITTED, ReportState.SIGNED}

    @property
    def number(self) -> str:
        """The short number on paper and in the trail."""
        return str(self.pk)[-8:].upper()


class DailyAmendment(models.Model):
    """A figure of a frozen report that turned out otherwise: the old one, the new one, since when, why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(DailyReport, on_delete=models.CASCADE, related_name="amendments")
    field = models.CharField(max_length=60)
    old = models.IntegerField(null=True)
    new = models.IntegerField(null=True)
    at = models.DateTimeField()
    why = models.CharField(max_length=12, choices=WhyAmended)
    note = EncryptedText(blank=True, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["at", "pk"]
