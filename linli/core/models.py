"""What every app leaves behind: the audit trail, earlier values, opened records, and announced events."""

from django.conf import settings
from django.db import models

from linli.core.fields import CodeField, EncryptedJSON
from linli.lib.ids import new_id


class AuditEntry(models.Model):
    """One action that somebody carried out. Never changed, never holds personal data in clear."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The name as it was then: accounts are renamed and removed, the trail is not.
    actor_name = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_name = models.CharField(max_length=120, blank=True)
    area_code = CodeField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["area_code", "at"], name="audit_by_area"),
        ]


class Revision(models.Model):
    """What one action changed in one record: the values before, encrypted. Shows history and takes actions back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(AuditEntry, on_delete=models.CASCADE, related_name="revisions")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    created = models.BooleanField(default=False)
    before = EncryptedJSON(null=True)
    after = EncryptedJSON(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "id"], name="revision_by_subject")]


class AccessEntry(models.Model):
    """Somebody opened a person's record or took a list away, and why. Residents may see this."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=80)
    actor_role = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=40)  # an AccessKind of core.access_log
    reason = models.CharField(max_length=200)
    household_id = models.UUIDField(null=True)
    resident_id = models.UUIDField(null=True)
    area_code = CodeField(blank=True)
    rows = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["household_id", "at"], name="access_by_household"),
            models.Index(fields=["area_code", "at"], name="access_by_area"),
            models.Index(fields=["actor", "at"], name="access_by_actor"),
        ]


class Event(models.Model):
    """Something that happened in one app and that others may react to, kept until they have (the outbox)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(handled_at=None), name="event_waiting"),
        ]
