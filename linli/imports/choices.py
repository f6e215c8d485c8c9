"""Words of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("File taken")
    MAPPED = "mapped", _("Columns matched")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written")
    WRITING = "writing", _("Being written")
    STOPPED = "stopped", _("Stopped midway")
    WRITTEN = "written", _("Written")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


# A job is at work in these; it holds the batch's claim.
WORKING = (BatchState.CHECKING, BatchState.WRITING, BatchState.UNDOING)
# In these somebody may still change columns or answers and write.
OPEN = (BatchState.CHECKED, BatchState.STOPPED, BatchState.WRITTEN)


class Outcome(models.TextChoices):
    """What becomes of one row of the sheet."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("No change")
    QUESTION = "question", _("For you to decide")
    REFUSED = "refused", _("Cannot be used")
    SKIPPED = "skipped", _("Skipped")


class RowState(models.TextChoices):
    """Where a row stands apart from its outcome."""

    OPEN = "open", _("Not written")
    WRITTEN = "written", _("Written")
    LEFT = "left", _("Left as it was when the import was taken back")
    UNDONE = "undone", _("Taken back")
