"""The log of looks: who opened whose record, what they saw, and why."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor
from linli.core.models import AccessEntry


class AccessKind(models.TextChoices):
    HOUSEHOLD = "household", _("opened the household")
    PHONE = "phone", _("saw the telephone number")
    DOCUMENT = "document", _("saw the document number")
    HEALTH = "health", _("saw health details")
    EXPORT = "export", _("took a list away")
    PRINT = "print", _("printed a list")
    HISTORY = "history", _("saw earlier values")
    IMPORT = "import", _("read a workbook in")


def log_access(
    *,
    actor: Actor,
    what: AccessKind,
    reason: str,
    role: str = "",
    household_id: UUID | None = None,
    resident_id: UUID | None = None,
    area_code: str = "",
    rows: int = 1,
) -> AccessEntry:
    """Keep one look. `rows` counts the people on a list that was taken away."""
    return AccessEntry.objects.create(
        at=timezone.now(),
        actor_id=actor.pk,
        actor_name=actor.shown_name,
        actor_role=role,
        what=what,
        reason=reason,
        household_id=household_id,
        resident_id=resident_id,
        area_code=area_code,
        rows=rows,
    )
