"""Words of the area tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatutoryLevel(models.TextChoices):
    """The levels of the national statistical code; a playbook names the levels below the community."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWN = "town", _("Subdistrict or township")
    COMMUNITY = "community", _("Community or village")


class ChangeKind(models.TextChoices):
    FOUNDED = "founded", _("Founded")
    RENAMED = "renamed", _("Renamed")
    MOVED = "moved", _("Moved")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    CLOSED = "closed", _("Closed")


class Grain(models.TextChoices):
    """What a tally covers: the rows that stand in exactly this place, or all of a community or an area above it."""

    PLACE = "place", _("Place")
    AREA = "area", _("Area")
