"""An emergency: what it is for, what it stands on, the playbook in force, and its end."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from linli.areas.models import InArea
from linli.incidents.choices import HazardKind, OverreachAbout
from linli.incidents.rules import day_number
from linli.lib.ids import new_id


class Incident(InArea):
    """An emergency, or a drill of one. It holds in its area and all that lies within."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=HazardKind)
    is_drill = models.BooleanField(default=False)
    level = models.CharField(max_length=40, blank=True)  # of the response, in the city's words: 三级响应
    # Why anybody may be asked for anything; see THREAT_MODEL.md and the law that `basis` names.
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    approved_by = models.CharField(max_length=80)
    approval_number = models.CharField(max_length=60, blank=True)
    policy_edition = models.CharField(max_length=80, blank=True)
    retention_days = models.PositiveSmallIntegerField(default=28)
    # The playbook as it was when the incident was opened: its text, and what it meant with all that it builds on.
    playbook_name = models.CharField(max_length=60)
    playbook_text = models.TextField()
    playbook_values = models.JSONField(default=dict)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)  # the last day
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closing_note = models.CharField(max_length=500, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "closed_on"], name="incident_in_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="incident_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return str(self.name_zh if chinese or not self.name_en else self.name_en)

    @property
    def playbook_city(self) -> str:
        from linli.incidents.playbooks import city_name  # it stands on these models

        return city_name(str(self.playbook_name))

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def day(self, today: date) -> int:
        """Which day of the incident it is; of a closed one, how many days it had."""
        return day_number(self.opened_on, self.closed_on or today)


class PlaybookChange(models.Model):
    """A change of the playbook while the incident is open: named, dated, with what differs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="playbook_changes")
    name = models.CharField(max_length=120)  # what the change is called
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    text = models.TextField()
    values = models.JSONField(default=dict)
    differences: Any = models.JSONField(default=list)  # [{"key": ..., "before": ..., "after": ...}]

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="playbook_change_by_time")]


class EditionAdopted(models.Model):
    """Which edition of the policy holds in an incident from a moment on. None: the national one of the day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="editions")
    edition = models.CharField(max_length=40)  # its key
    text = models.TextField(blank=True)  # of an edition that does not come with Linli: the whole TOML
    from_at = models.DateTimeField()
    basis = models.CharField(max_length=300)
    approved_by = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "from_at"], name="edition_adopted_once_a_moment"),
            models.CheckConstraint(
                condition=~Q(edition="") & ~Q(basis="") & ~Q(approved_by=""),
                name="edition_adopted_has_its_reasons",
            ),
        ]


class Overreach(InArea):
    """That an order, an episode, a zone or a gate goes further than the rules in force: one of the prohibitions.

    Found by a rule each day or when something changes, or told by somebody. Seen by who decided, by oversight and in
    figures; it is gone when what it was about is mended, or answered with a reason that stays readable.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = models.CharField(max_length=8, choices=OverreachAbout)
    about_id = models.UUIDField()
    prohibition = models.CharField(max_length=40)  # a key of the edition's prohibitions
    code = models.CharField(max_length=60)  # the rule that found it; its sentence stands in words
    data = models.JSONField(default=dict)  # for the sentence: days, limits; no people
    found_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)  # of who told it
    gone_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(InArea.Meta):
        indexes = [models.Index(fields=["area_code", "gone_at"], name="overreach_in_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "about_id", "prohibition", "code"],
                condition=Q(gone_at=None),
                name="one_overreach_of_a_kind",
            ),
        ]
