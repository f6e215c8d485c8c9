"""Passes, and the keys that sign them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash
from linli.gates.choices import KeyState, PassKind, PassState
from linli.lib.ids import new_id
from linli.people.models import Organisation
from linli.registers.models import Household

USER = settings.AUTH_USER_MODEL

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is mistaken for another on paper


def new_slip() -> str:
    """What is read out or typed where no code can be read."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


class SigningKey(models.Model):
    """An Ed25519 key of this city. The private half is sealed; the public half goes to every gate."""

    number = models.PositiveSmallIntegerField(primary_key=True)  # stands in the pass
    private = EncryptedText()  # 32 bytes, base64
    public = models.CharField(max_length=44)  # 32 bytes, base64
    state = models.CharField(max_length=9, choices=KeyState, default=KeyState.SIGNS)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=KeyState.SIGNS), name="one_key_signs"
            ),
        ]


class GatePass(InArea):
    """A pass that was issued. What is printed says no name and no door; what it stands for is kept here alone.

    The numbers of its rule are copied when it is issued: a pass on paper does not change with the playbook.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)  # stands in the code
    kind = models.CharField(max_length=10, choices=PassKind)
    rule = models.CharField(max_length=60)  # a key of the playbook
    slip = models.CharField(max_length=8, unique=True, default=new_slip)
    state = models.CharField(max_length=8, choices=PassState, default=PassState.VALID)
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="passes"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    holder = EncryptedText(blank=True, default="")  # a worker, a visitor; a household pass has none
    plate = EncryptedText(blank=True, default="")
    plate_hash = LookupHash(blank=True, default="")
    people = models.PositiveSmallIntegerField(default=1)
    every_days = models.PositiveSmallIntegerField(default=1)
    times = models.PositiveSmallIntegerField(default=1)
    max_hours = models.PositiveSmallIntegerField(default=0)
    forfeits = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="passes")
    issued_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    printed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # replaced or revoked
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=120, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["area_code", "kind", "state"], name="pass_in_area"),
            models.Index(fields=["plate_hash"], condition=~Q(plate_hash=""), name="pass_of_plate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="pass_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(kind=PassKind.HOUSEHOLD, state=PassState.VALID),
                name="one_pass_a_household",
            ),
        ]
