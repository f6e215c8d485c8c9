"""A household's own link, and what the household asks for by it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.models import InArea
from linli.core.fields import EncryptedText, LookupHash, lookup
from linli.lib.ids import new_id
from linli.registers.models import Household

PURPOSE = "household link"


def hash_of(token: str) -> str:
    return lookup(token, PURPOSE)


class HouseholdLink(InArea):
    """The key to one household's own pages. The token itself is on the card only; here is its keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    token_hash = LookupHash(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_on = models.DateField()  # the last day on which it opens
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta(InArea.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(revoked_at=None), name="one_open_link_a_household"
            ),
        ]

    def opens_on(self, day: date) -> bool:
        return self.revoked_at is None and day <= self.expires_on


class Wish(models.TextChoices):
    """What a household asks for about what is kept of it."""

    CORRECT = "correct", _("Something is wrong: correct it")
    ERASE = "erase", _("Something should not be kept: delete it")
    OBJECT = "object", _("I object to how it is used, or who looked")
    OTHER = "other", pgettext_lazy("wish", "Something else")


class HouseholdRequest(InArea):
    """What a household asked the community through its link, and the answer that it reads there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=8, choices=Wish)
    text = EncryptedText()
    at = models.DateTimeField()
    answer = EncryptedText(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(InArea.Meta):
        indexes = [
            models.Index(fields=["household", "at"], name="request_by_household"),
            models.Index(fields=["area_code", "at"], condition=Q(answered_at=None), name="request_waiting"),
        ]
