"""People who must not wait: their ways to a hospital, their refills, and in which order they are called."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from linli.areas.models import InArea
from linli.care.choices import Triage, TripKind, TripState
from linli.core.fields import EncryptedText
from linli.lib.ids import new_id
from linli.registers.models import Household, Resident, SupportNeed

USER = settings.AUTH_USER_MODEL


class TripRhythm(InArea):
    """A treatment that comes again: dialysis on Monday, Wednesday and Friday at seven. The trips are made from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    need = models.ForeignKey(SupportNeed, on_delete=models.CASCADE, related_name="rhythms")
    kind = models.CharField(max_length=14, choices=TripKind)
    weekdays = models.JSONField(default=list)  # 1 Monday ... 7 Sunday; empty: every `every_days` days
    every_days = models.PositiveSmallIntegerField(default=0)
    at_time = models.TimeField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    hospital = EncryptedText(blank=True, default="")
    route = models.CharField(max_length=200, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code"], name="rhythm_in_area")]


class MedicalTrip(InArea):
    """Something that must not wait, with its deadline. At a gate it passes, always."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="trips")
    need = models.ForeignKey(
        SupportNeed, null=True, blank=True, on_delete=models.SET_NULL, related_name="trips"
    )
    rhythm = models.ForeignKey(
        TripRhythm, null=True, blank=True, on_delete=models.SET_NULL, related_name="trips"
    )
    kind = models.CharField(max_length=14, choices=TripKind)
    state = models.CharField(max_length=10, choices=TripState, default=TripState.PLANNED)
    due_at = models.DateTimeField()  # by when the person must be there, or the medicine runs out
    leave_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    hospital = EncryptedText(blank=True, default="")
    route = models.CharField(max_length=200, blank=True)
    vehicle = EncryptedText(blank=True, default="")
    driver = EncryptedText(blank=True, default="")
    driver_phone = EncryptedText(blank=True, default="")
    escort = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = EncryptedText(blank=True, default="")
    arranged_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    why_not = EncryptedText(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state", "due_at"], name="trip_in_area")]
        constraints = [models.UniqueConstraint(fields=["rhythm", "due_at"], name="trip_of_rhythm_once")]


class TriageNote(InArea):
    """How soon somebody is called: worked out from age, disease and vaccination, by whoever asked (DOMAIN 1.6)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, related_name="triage")
    disease = EncryptedText()  # care.choices.Disease
    vaccinated = EncryptedText()  # care.choices.Vaccinated
    triage = models.CharField(max_length=6, choices=Triage)
    noted_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "triage"], name="triage_in_area")]
