"""Words of gates, passes and patrols."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GateKind(models.TextChoices):
    COMPOUND = "compound", _("Gate of a compound")
    VILLAGE = "village", _("Gate of a village")
    CITY_ROAD = "city_road", _("Road into the city")
    STATION = "station", _("Station or expressway exit")
    BORDER = "border", _("Border post")
    OTHER = "other", _("Other gate")


class PassKind(models.TextChoices):
    HOUSEHOLD = "household", _("Household pass")
    WORKER = "worker", _("Worker's pass")
    SUPPLY = "supply", _("Supply pass")
    MEDICAL = "medical", _("Medical pass")
    VEHICLE = "vehicle", _("Vehicle pass")
    VISITOR = "visitor", _("Visitor's pass, once")


class PassState(models.TextChoices):
    VALID = "valid", pgettext_lazy("pass", "Valid")
    REPLACED = "replaced", pgettext_lazy("pass", "Replaced")
    REVOKED = "revoked", pgettext_lazy("pass", "Revoked")


class KeyState(models.TextChoices):
    """A key that no longer signs still verifies, until the last pass it signed has been replaced or has ended."""

    SIGNS = "signs", _("Signs new passes")
    VERIFIES = "verifies", _("Old passes are still read")
    WITHDRAWN = "withdrawn", _("Withdrawn: its passes are refused")


class Direction(models.TextChoices):
    OUT = "out", pgettext_lazy("gate", "Out")
    IN = "in", pgettext_lazy("gate", "In")


class Verdict(models.TextChoices):
    """What the gate said. The words on the screen are PASS, STOP and ASK."""

    PASS = "pass", pgettext_lazy("gate", "Pass")
    STOP = "stop", pgettext_lazy("gate", "Stop")
    ASK = "ask", pgettext_lazy("gate", "Ask")


class Done(models.TextChoices):
    """What the keeper did, whatever the gate said."""

    LET_THROUGH = "let_through", _("Let through")
    REFUSED = "refused", _("Turned back")
    TAKEN_BACK = "taken_back", _("Recorded in error")


class ShownAs(models.TextChoices):
    """What somebody had to show."""

    PASS = "pass", _("Pass")
    DOOR = "door", _("Looked up by door or name")
    SLIP = "slip", _("Paper slip")
    VISITOR = "visitor", _("Visitor")
    VEHICLE = "vehicle", _("Vehicle")
    REGISTERED = "registered", _("Registered at the gate")


class FindingKind(models.TextChoices):
    """What two gates without a line could not know of each other, and a person looks at."""

    USED_TWICE = "used_twice", _("One pass used twice")
    REVOKED_ADMITTED = "revoked_admitted", _("Let through with a revoked pass")
    ENTRY_WITHOUT_EXIT = "entry_without_exit", _("Came in without having gone out")
    EXIT_WITHOUT_ENTRY = "exit_without_entry", _("Went out twice without coming in")
    UNKNOWN_GROUND = "unknown_ground", _("Turned back on a ground that the rules do not know")
    LET_THROUGH_AGAINST = "let_through_against", _("Let through although the gate said stop")


class FindingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("finding", "To be looked at")
    SETTLED = "settled", pgettext_lazy("finding", "Settled")


class RouteKind(models.TextChoices):
    BORDER = "border", _("Border path")
    COMPOUND = "compound", _("Compound")
    ISOLATION_SITE = "isolation_site", _("Isolation site")
    OTHER = "other", pgettext_lazy("patrol", "Other")


class RunWork(models.TextChoices):
    """What is done with many passes in the background."""

    ISSUE = "issue", _("Issue passes")
    PRINT = "print", _("Print passes")


class RunState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("passes", "being made")
    READY = "ready", pgettext_lazy("passes", "ready")
    FAILED = "failed", pgettext_lazy("passes", "not made")
    DELETED = "deleted", pgettext_lazy("passes", "deleted")
