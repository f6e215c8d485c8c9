"""Words of the daily round. The values are those that phones send; see `bodies`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    """What a household was contacted for: the daily question, or anything else."""

    ANSWER = "answer", _("Daily answer")
    VISIT = "visit", _("Visit")


class Channel(models.TextChoices):
    """How they were reached."""

    DOOR = "door", _("At the door")
    PHONE = "phone", _("By telephone")
    ONLINE = "online", _("Online")


class Outcome(models.TextChoices):
    SAME = "same", _("Same as yesterday")
    CHANGED = "changed", _("Something changed")
    MET = "met", _("Spoke with them")
    NOBODY_HOME = "nobody_home", _("Nobody home")
    REFUSED = "refused", _("Did not want to talk")


class Purpose(models.TextChoices):
    DAILY = "daily", _("Daily round")
    NEED = "need", _("Somebody needs support")
    CHECK = "check", _("Checking a list")
    NOTICE = "notice", _("Bringing a notice")
    OTHER = "other", _("Other")


class ArrivalState(models.TextChoices):
    EXPECTED = "expected", _("Expected")
    ARRIVED = "arrived", _("Arrived")


class Transport(models.TextChoices):
    TRAIN = "train", _("Train")
    AIRCRAFT = "aircraft", _("Aircraft")
    COACH = "coach", _("Coach")
    CAR = "car", _("Car")
    SHIP = "ship", _("Ship")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class WhyNotMine(models.TextChoices):
    MOVED_OUT = "moved_out", _("Moved out")
    NEVER_LIVED_HERE = "never_lived_here", _("Never lived here")
    OTHER_COMMUNITY = "other_community", _("Lives in another community")
    UNKNOWN_PERSON = "unknown_person", _("Nobody knows this person")
    NO_SUCH_DOOR = "no_such_door", _("There is no such door")
