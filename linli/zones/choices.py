"""Words of zones."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ZoneState(models.TextChoices):
    """Where a zone stands. One whose days are over has ended, whatever stands here; see `Zone.until_at`."""

    PROPOSED = "proposed", pgettext_lazy("zone", "Proposed")  # nobody is restricted by a proposal
    DECLINED = "declined", pgettext_lazy("zone", "Not needed")
    SIGNED = "signed", pgettext_lazy("zone", "Waits for the second signature")
    IN_FORCE = "in_force", pgettext_lazy("zone", "In force")
    LIFTED = "lifted", pgettext_lazy("zone", "Lifted")
    EXPIRED = "expired", pgettext_lazy("zone", "Ended by itself")
    CANCELLED = "cancelled", pgettext_lazy("zone", "Cancelled")


class WhyLifted(models.TextChoices):
    CONDITIONS = "conditions", _("All conditions are met")
    LIGHTER_EDITION = "lighter_edition", _("A newer edition is lighter")
    OFFICER = "officer", _("No longer needed")
    APPEAL = "appeal", _("The objection was right")
    CASE_RULED_OUT = "case_ruled_out", _("The case was ruled out")
    RENEWED = "renewed", _("Followed by a new decision")
    INCIDENT_CLOSED = "incident_closed", _("The emergency is closed")


class UnitWord(models.TextChoices):
    """`lib.editions.ZoneUnit`, in words; the narrowest first."""

    HOUSEHOLD = "household", _("Household")
    FLOOR = "floor", _("Floor")
    STAIRWELL = "stairwell", _("Stairwell")
    BUILDING = "building", _("Building")
    COMPOUND = "compound", _("Compound")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", pgettext_lazy("zone", "Community")
    TOWN = "town", _("Township or subdistrict")
    COUNTY = "county", _("County")


WAITING = (ZoneState.PROPOSED, ZoneState.SIGNED)


class ChangeKind(models.TextChoices):
    """What a newer edition would make of a zone."""

    ENDS = "ends", _("Ends at once")
    SHORTER = "shorter", _("Shorter")
    LIGHTER = "lighter", _("Lighter")
    SAME = "same", pgettext_lazy("edition", "No change")
    HEAVIER = "heavier", _("Heavier")


class ChangeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("edition", "To decide")
    TAKEN = "taken", pgettext_lazy("edition", "Taken over")
    KEPT = "kept", pgettext_lazy("edition", "Kept as it was")
