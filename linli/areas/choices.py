"""Words of the area tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatutoryLevel(models.TextChoices):
    """The levels of the national statistical code; a playbook names the levels below the community."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWN = "town", _("Subdistrict or township")
    COMMUNITY = "community", _("Community or village")


class ChangeKind(models.TextChoices):
    FOUNDED = "founded", pgettext_lazy("area", "Founded")
    RENAMED = "renamed", pgettext_lazy("area", "Renamed")
    MOVED = "moved", pgettext_lazy("area", "Moved")
    MERGED = "merged", pgettext_lazy("area", "Merged")
    SPLIT = "split", pgettext_lazy("area", "Split")
    CLOSED = "closed", pgettext_lazy("area", "Closed")


class Grain(models.TextChoices):
    """What a tally covers: the rows that stand in exactly this place, or all of a community or an area above it."""

    PLACE = "place", pgettext_lazy("area", "Place")
    AREA = "area", pgettext_lazy("area", "Area")
