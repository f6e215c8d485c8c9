"""Episodes of quarantine and isolation as far as duty needs them: whom a team is for, and until when. Nothing of why."""

from django.db import models
from django.db.models import F, Q

from linli.areas.models import InArea
from linli.registers.models import Household


class EpisodeInForce(InArea):
    """An episode under way, by its own id. The part that keeps episodes says when there is one, and when it is over:
    then this row goes, and the responsibilities for it end."""

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=24)  # a key of `lib.editions.MeasureKey`
    pattern = models.CharField(
        max_length=60, blank=True
    )  # the playbook's; empty: it has none for the measure
    from_on = models.DateField()
    until_on = models.DateField()  # the last day is the day before

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "pattern"], name="episode_duty_in_area")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="episode_duty_has_days"),
        ]
