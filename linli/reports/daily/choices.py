"""Words of the daily report."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    DUE = "due", _("not reported")
    SUBMITTED = "submitted", _("reported")
    RETURNED = "returned", _("sent back")
    SIGNED = "signed", _("signed")


class WhyAmended(models.TextChoices):
    LATE_FACTS = "late_facts", _("Phones sent later what they had noted before the cut-off.")
    CORRECTED = "corrected", _("Corrected by hand.")
