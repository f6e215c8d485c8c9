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
    ROUND = "round", _("took the day's list along on a phone")
    PRINT = "print", _("printed a list")
    HISTORY = "history", _("saw earlier values")
    IMPORT = "import", _("read a workbook in")
    PHOTO = "photo", _("saw a photo of a patrol")
    FACT = "fact", _("opened what a phone had told and nobody could use")


# Lists that leave with many people on them: one look for the whole area, not one for each household.
OF_LISTS = (AccessKind.EXPORT, AccessKind.PRINT, AccessKind.ROUND)


def looks_at(household_id: UUID, area_code: str) -> models.QuerySet[AccessEntry]:
    """Who looked at a household in `area_code`, the newest first: at it by itself, or on a list of an area around it.

    A list may have left the household out by a filter; it is shown all the same, with how many were on it.
    """
    around = [area_code[:length] for length in range(2, len(area_code) + 1)]
    on_a_list = models.Q(household_id=None, what__in=OF_LISTS, area_code__in=around)
    return AccessEntry.objects.filter(models.Q(household_id=household_id) | on_a_list).order_by("-at", "-pk")


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
