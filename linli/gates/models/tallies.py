"""What stays of gates when their logs have vanished, and what is said of a scan afterwards."""

from django.conf import settings
from django.db import models

from linli.areas.models import InArea
from linli.gates.models.gates import Gate

USER = settings.AUTH_USER_MODEL


class GateTally(InArea):
    """A number of one gate on one day, added to in the transaction that writes the rows. It knows nobody, and stays.

    `area_code` is the gate's, and goes with it when the tree changes.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="tallies")
    on = models.DateField()
    measure = models.CharField(max_length=40)
    detail = models.CharField(max_length=40, blank=True)  # the ground of refusals, the errand of exceptions
    n = models.IntegerField(default=0)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "on"], name="gate_tally_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["gate", "on", "measure", "detail"], name="one_number_a_gate_a_day"
            ),
        ]


class ScanAmendment(models.Model):
    """What a keeper said after the verdict: the temperature, or that the scan was recorded in error. Has the id of its
    fact, and waits here for its scan where that comes later. Vanishes with the gate logs.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    scan_id = models.UUIDField()  # no foreign key: see above
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    taken_back = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["scan_id"], name="amendment_of_scan"),
            models.Index(fields=["at"], name="amendment_by_time"),
        ]
