"""What happens each day of an episode: checks, tests, and what is brought."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.areas.models import InArea
from linli.care.choices import Half, TaskState, TestResult, TestTried, ToldBy
from linli.care.models.episodes import Episode
from linli.core.fields import EncryptedJSON, EncryptedText
from linli.lib.ids import new_id

USER = settings.AUTH_USER_MODEL


class HealthCheck(InArea):
    """Temperature and symptoms, morning or evening, as the resident or a carer told them. Has the id of its fact.

    All that are told are kept; figures count a half-day once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField()
    half = models.CharField(max_length=8, choices=Half)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    told_by = models.CharField(max_length=8, choices=ToldBy)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    device_id = models.UUIDField(null=True)
    celsius = EncryptedText(blank=True, default="")
    signs = EncryptedJSON(default=list)  # told by the resident; a carer judges none
    abnormal = models.BooleanField(default=False)
    nobody_answered = models.BooleanField(default=False)

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["episode", "on", "half"], name="health_check_of_episode"),
            models.Index(fields=["area_code", "on"], name="health_check_in_area"),
        ]


class CareTask(InArea):
    """Something of the support package, due on a day. Its id follows from episode, item, day and number."""

    id = models.UUIDField(primary_key=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="tasks")
    item = models.CharField(max_length=60)  # a key of the playbook's package
    on = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)  # the second meal of the day
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    fact_id = models.UUIDField(null=True, blank=True)
    note = EncryptedText(blank=True, default="")

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "on", "state"], name="care_task_in_area")]
        constraints = [
            models.UniqueConstraint(fields=["episode", "item", "on", "number"], name="care_task_once"),
        ]


class CareTest(InArea):
    """A test that is due by the plan, at the door or in the facility, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="tests")
    due_on = models.DateField()
    day = models.PositiveSmallIntegerField()  # of its phase
    phase = models.PositiveSmallIntegerField()
    for_release = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_fact = models.UUIDField(null=True, blank=True)
    tried = models.CharField(max_length=12, choices=TestTried, blank=True)  # somebody came, and took none
    tried_at = models.DateTimeField(null=True, blank=True)
    # Of a suspicious pool, or of a sample that told nothing: one more, of this person alone.
    again_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="again"
    )
    result = models.CharField(max_length=12, choices=TestResult, default=TestResult.PENDING)
    result_at = models.DateTimeField(null=True, blank=True)
    result_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)  # a lighter plan asks for it no more

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "due_on", "result"], name="test_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "phase", "due_on"],
                condition=Q(dropped_at=None, again_of=None),
                name="test_once_a_day",
            ),
        ]
