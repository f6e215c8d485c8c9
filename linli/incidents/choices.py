"""Words of incidents."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HazardKind(models.TextChoices):
    EPIDEMIC = "epidemic", _("Epidemic")
    FLOOD = "flood", _("Flood")
    COLD_WAVE = "cold_wave", _("Cold wave")
    HEAT = "heat", _("Extreme heat")
    EARTHQUAKE = "earthquake", _("Earthquake")
    OUTAGE = "outage", _("Outage of water, power, gas or heating")
    OTHER = "other", pgettext_lazy("hazard", "Something else")


class OverreachAbout(models.TextChoices):
    """What goes further than the rules in force."""

    EPISODE = "episode", _("Episode of care")
    ZONE = "zone", _("Zone")
    GATE = "gate", _("Gate")
    ORDER = "order", pgettext_lazy("overreach", "Order")
