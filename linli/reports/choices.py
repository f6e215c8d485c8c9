"""Words of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TakenAs(models.TextChoices):
    """How a list leaves the register."""

    WORKBOOK = "workbook", _("Workbook")
    PRINT = "print", _("On paper")


class ExportState(models.TextChoices):
    HANDED_OVER = "handed_over", _("handed over")  # made and given in the same request; nothing was kept
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    DELETED = "deleted", _("deleted")


class Purpose(models.TextChoices):
    """What a list is taken for: three ready reasons, and one's own."""

    VISITS = "visits", _("Going from door to door")
    CHECK = "check", _("Checking the register")
    ORDERED = "ordered", _("Ordered by the level above")
    OTHER = "other", _("Other")
