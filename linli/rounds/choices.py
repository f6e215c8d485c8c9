"""Words of the daily round. The values are those that phones send; see `bodies`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    NOT_COME = "not_come", _("Did not come")
    WITHDRAWN = "withdrawn", _("Withdrawn by the household")
    WRONG = "wrong", _("Entered by mistake")


class ArrivalKind(models.TextChoices):
    """Whether somebody comes to stay at home, or to see somebody."""

    RETURN = "return", _("Comes home")
    VISIT = "visit", _("Comes to visit")


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


class SettledAs(models.TextChoices):
    """How an entry that went back was settled."""

    STAYS = "stays", _("Stays where it is")
    CORRECTED = "corrected", _("Corrected in the register")
    TAKEN_OVER = "taken_over", _("Taken over by another community")


class HandState(models.TextChoices):
    """Where one hand-over stands."""

    WAITING = "waiting", _("Waits for an answer")
    ACCEPTED = "accepted", _("Taken over")
    RETURNED = "returned", _("Sent back")
    DECIDED = "decided", _("Decided by the office above")


class ListState(models.TextChoices):
    """Where a list that is checked on the ground stands."""

    DRAFT = "draft", _("Not given out yet")
    RUNNING = "running", _("Being checked")
    CLOSED = "closed", _("Closed")


class CheckOutcome(models.TextChoices):
    """What a check on the ground may end with: the words of the lists from above, and no others."""

    LOCATED = "located", _("Found here")
    OTHER_SUBDISTRICT = "other_subdistrict", _("In another subdistrict")
    OTHER_DISTRICT = "other_district", _("In another district")
    OTHER_CITY = "other_city", _("In another city")
    OTHER_PROVINCE = "other_province", _("In another province")
    ABROAD = "abroad", _("Left the country")
    HOME_ISOLATION = "home_isolation", _("Isolated at home")
    CENTRAL_ISOLATION = "central_isolation", _("Isolated at a central site")
    NOT_FOUND = "not_found", _("Cannot be found")


class CheckTrouble(models.TextChoices):
    """Why a row of a list cannot be checked."""

    NOBODY = "nobody", _("Neither a name nor a telephone number")
    TWICE = "twice", _("Stands in the list already")


class StepKind(models.TextChoices):
    """What happened to a check."""

    TOLD = "told", _("Answered")
    TOLD_LATER = "told_later", _("Answered again")
    REOPENED = "reopened", _("Opened again")
    PASSED_ON = "passed_on", _("Given to another grid")


class SignOfIllness(models.TextChoices):
    """What somebody says of themselves."""

    FEVER = "fever", _("Fever")
    DRY_COUGH = "dry_cough", _("Dry cough")
    FATIGUE = "fatigue", _("Fatigue")
    SORE_THROAT = "sore_throat", _("Sore throat")
    LOSS_OF_SMELL = "loss_of_smell", _("Loss of smell or taste")
    DIARRHOEA = "diarrhoea", _("Diarrhoea")
    RUNNY_NOSE = "runny_nose", _("Runny or blocked nose")
    CONJUNCTIVITIS = "conjunctivitis", _("Red eyes")
    MUSCLE_PAIN = "muscle_pain", _("Muscle pain")
    OTHER = "other", pgettext_lazy("sign of illness", "Something else")


class WhatIsNeeded(models.TextChoices):
    MEDICINE = "medicine", pgettext_lazy("what is needed", "Medicine")
    HOSPITAL = "hospital", _("To see a doctor")
    FOOD = "food", _("Food or daily goods")
    CARE = "care", _("Somebody to look after them")
    REPAIR = "repair", _("A repair")
    OTHER = "other", pgettext_lazy("what is needed", "Something else")


class Direction(models.TextChoices):
    OUT = "out", _("Somebody went away")
    IN = "in", _("Somebody came back")


class SchoolMode(models.TextChoices):
    AT_SCHOOL = "at_school", _("at school")
    BOARDING = "boarding", _("boards at school")
    AT_HOME = "at_home", _("learns at home")
