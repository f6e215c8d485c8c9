"""Codes that let a phone be enrolled once."""

from django.conf import settings
from django.db import models

from linli.core.fields import LookupHash
from linli.lib.ids import new_id


class EnrolmentCode(models.Model):
    """A code for one phone of one person, good for some minutes. Only a keyed hash of it is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_hash = LookupHash(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
