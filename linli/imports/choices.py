"""Words of imports."""

from django.db import models
from django.utils.translation import pgettext_lazy


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("state of an import", "File taken")
    MAPPED = "mapped", pgettext_lazy("state of an import", "Columns matched")
    CHECKING = "checking", pgettext_lazy("state of an import", "Being checked")
    CHECKED = "checked", pgettext_lazy("state of an import", "Checked, nothing written")
    WRITING = "writing", pgettext_lazy("state of an import", "Being written")
    STOPPED = "stopped", pgettext_lazy("state of an import", "Stopped midway")
    WRITTEN = "written", pgettext_lazy("state of an import", "Written")
    UNDOING = "undoing", pgettext_lazy("state of an import", "Being taken back")
    UNDONE = "undone", pgettext_lazy("state of an import", "Taken back")
    FAILED = "failed", pgettext_lazy("state of an import", "Failed")
    DISCARDED = "discarded", pgettext_lazy("state of an import", "Discarded")


# A job is at work in these; it holds the batch's claim.
WORKING = (BatchState.CHECKING, BatchState.WRITING, BatchState.UNDOING)
# In these somebody may still change columns or answers and write.
OPEN = (BatchState.CHECKED, BatchState.STOPPED, BatchState.WRITTEN)


class Outcome(models.TextChoices):
    """What becomes of one row of the sheet."""

    NEW = "new", pgettext_lazy("outcome of a row", "New")
    CHANGED = "changed", pgettext_lazy("outcome of a row", "Changed")
    SAME = "same", pgettext_lazy("outcome of a row", "No change")
    QUESTION = "question", pgettext_lazy("outcome of a row", "For you to decide")
    REFUSED = "refused", pgettext_lazy("outcome of a row", "Cannot be used")
    SKIPPED = "skipped", pgettext_lazy("outcome of a row", "Skipped")


class RowState(models.TextChoices):
    """Where a row stands apart from its outcome."""

    OPEN = "open", pgettext_lazy("state of a row", "Not written")
    WRITTEN = "written", pgettext_lazy("state of a row", "Written")
    LEFT = "left", pgettext_lazy("state of a row", "Left as it was when the import was taken back")
    UNDONE = "undone", pgettext_lazy("state of a row", "Taken back")
