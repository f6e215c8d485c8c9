"""Who is willing: the volunteers' book, trainings, and when somebody can."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.areas.models import InArea
from linli.duty.choices import BookState, Fitness
from linli.lib.ids import new_id
from linli.people.models import Appointment, Organisation

USER = settings.AUTH_USER_MODEL


class Volunteer(InArea):
    """A page of the volunteers' book: somebody with an account who wants to help. They stand in the area they live in
    or serve, and can take their page back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="volunteer")
    state = models.CharField(max_length=8, choices=BookState, default=BookState.APPLIED)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    qualifications = models.JSONField(default=list)  # confirmed ones: keys, as posts name them
    skills = models.CharField(max_length=200, blank=True)  # by their own word
    hours = models.CharField(max_length=200, blank=True)  # when they can, in words
    fitness = models.CharField(max_length=10, choices=Fitness, default=Fitness.FIT)
    insured_until = models.DateField(null=True, blank=True)
    equipment = models.CharField(max_length=200, blank=True)  # protective equipment handed out
    remark = models.CharField(max_length=200, blank=True)
    consented_at = models.DateTimeField()
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    # The role that came with the page, and ends with it; a role that somebody held before is not the book's.
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "state"], name="volunteer_in_area")]


class Training(models.Model):
    """One training that a volunteer has been to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="trainings")
    subject = models.CharField(max_length=80)
    on = models.DateField()
    gives = models.CharField(max_length=40, blank=True)  # the qualification that it gives
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "subject", "on"], name="trained_once")]


class Availability(models.Model):
    """When somebody can, or cannot, stand on a post; what the roster works with. Times are of Asia/Shanghai."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    can = models.BooleanField(default=True)
    wish = models.BooleanField(default=False)  # a fixed wish: this time, if at all possible

    class Meta:
        indexes = [models.Index(fields=["user", "starts_at"], name="availability_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_it_starts"
            ),
        ]
