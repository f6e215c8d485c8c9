"""Words of the intake."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FactState(models.TextChoices):
    """Where a fact is. Every fact that was acknowledged is in one of these, and in one only."""

    KEPT = "kept", _("Waiting to be used")
    DERIVED = "derived", _("Used")
    QUARANTINED = "quarantined", _("In quarantine")
