"""Phones that may send facts, and the facts as they were sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.core.fields import EncryptedText, LookupHash
from linli.intake.choices import FactState
from linli.lib.ids import new_id


class Device(models.Model):
    """A phone, or another client, of one person. Only a keyed hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60)
    token_hash = LookupHash(unique=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # What the phone said of itself when it was last here.
    last_seen_at = models.DateTimeField(null=True)
    app_version = models.CharField(max_length=40, blank=True)
    waiting = models.PositiveIntegerField(null=True)  # facts still in its outbox
    clock_error = models.IntegerField(null=True)  # seconds by which its clock is ahead of ours

    def __str__(self) -> str:
        return self.name


class FactQuerySet(models.QuerySet["Fact"]):
    def kept(self) -> "FactQuerySet":
        return self.filter(derived_at=None, quarantined_at=None)

    def derived(self) -> "FactQuerySet":
        return self.filter(derived_at__isnull=False)

    def quarantined(self) -> "FactQuerySet":
        return self.filter(quarantined_at__isnull=False)

    def to_settle(self) -> "FactQuerySet":
        """In quarantine, and nobody has put them aside."""
        return self.quarantined().filter(put_aside=None)


class Fact(models.Model):
    """A fact as it was sent, before and beside what it becomes. Written by `stores`, one row a fact, never twice.

    The phone gives the id. A fact that could not be read, and one that came under an id which another fact has, are
    kept under an id that follows from their content.
    """

    READABLE: ClassVar = Q(kind__gt="")

    id = models.UUIDField(primary_key=True, editable=False)
    # No constraints and no indexes: rows are written by the ten thousand a second, and neither accounts nor devices
    # are ever removed.
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=40, blank=True)  # empty where it could not be read
    made_at = models.DateTimeField()  # by the phone's clock
    received_at = models.DateTimeField()
    clock_error = models.IntegerField(
        null=True
    )  # seconds by which the phone's clock was ahead when it sent this
    # JSON of the body as it was sent; emptied some time after it has become rows.
    body = EncryptedText(blank=True)
    digest = models.CharField(max_length=32)  # keyed: tells whether the same id came with other content
    same_id_as = models.UUIDField(null=True)
    derived_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, blank=True)  # code of the Problem that sent it into quarantine
    detail = models.CharField(max_length=200, blank=True)  # for who mends it: what was expected where

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=Q(derived_at=None, quarantined_at=None),
                name="fact_waiting",
            ),
            models.Index(
                fields=["quarantined_at"],
                condition=Q(quarantined_at__isnull=False),
                name="fact_in_quarantine",
            ),
        ]

    @property
    def state(self) -> FactState:
        if self.quarantined_at:
            return FactState.QUARANTINED
        return FactState.DERIVED if self.derived_at else FactState.KEPT


class PutAside(models.Model):
    """Somebody has looked at a fact in quarantine: it will never be of use. The fact stays as it came."""

    fact = models.OneToOneField(
        Fact, primary_key=True, on_delete=models.DO_NOTHING, related_name="put_aside", db_constraint=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200)

    @property
    def is_by_term(self) -> bool:
        """Nobody has: its term was over, and what was sent is gone."""
        return self.by_id is None and not self.reason
