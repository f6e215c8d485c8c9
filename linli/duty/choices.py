"""Words of duty: who answers for what, and who stands where and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TargetKind(models.TextChoices):
    """What somebody may answer for. A gate and an episode are kept by other parts; duty knows their ids."""

    AREA = "area", _("Area")
    COMPOUND = "compound", _("Compound")  # where the tree has no level for it: known by its name
    HOUSEHOLD = "household", _("Household")
    GATE = "gate", _("Gate")
    EPISODE = "episode", _("Episode")
    ORGANISATION = "organisation", _("Organisation")


class Standing(models.TextChoices):
    HOLDER = "holder", _("Responsible")
    DEPUTY = "deputy", _("Deputy")


class Source(models.TextChoices):
    BY_HAND = "by_hand", _("By hand")
    WORKBOOK = "workbook", _("From a workbook")
    PROPOSAL = "proposal", _("From an accepted proposal")
    FLOW = "flow", _("Filled by the playbook")


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Being worked out")
    READY = "ready", _("Ready to be looked at")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    FAILED = "failed", _("Cannot be worked out")


class PlaceKind(models.TextChoices):
    GATE = "gate", _("Gate")
    COMMAND_POST = "command_post", _("Command post")
    STATION = "station", _("Community station")
    SAMPLING_SITE = "sampling_site", _("Sampling site")
    ISOLATION_SITE = "isolation_site", _("Isolation site")
    WAREHOUSE = "warehouse", _("Store")
    PATROL = "patrol", _("Patrol")
    OTHER = "other", _("Other place")


class PostState(models.TextChoices):
    DRAFT = "draft", _("Not published")
    OPEN = "open", _("Open")
    CANCELLED = "cancelled", _("Cancelled")


class ClaimState(models.TextChoices):
    CLAIMED = "claimed", _("Claimed")
    PRESENT = "present", _("On duty")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    MISSED = "missed", _("Did not come")


class ClaimedBy(models.TextChoices):
    SELF = "self", _("Claimed it")
    ORGANISATION = "organisation", _("Sent by the organisation")
    ROSTER = "roster", _("From the roster")
    STAND_IN = "stand_in", _("Stands in")
    SWAP = "swap", _("Swapped")


class CheckKind(models.TextChoices):
    IN = "in", _("Comes")
    OUT = "out", _("Goes")


class OfferKind(models.TextChoices):
    STAND_IN = "stand_in", _("Stand-in")
    SWAP = "swap", _("Swap")


class OfferState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CallState(models.TextChoices):
    OPEN = "open", _("Waiting for people")
    FILLED = "filled", _("Answered in full")
    CLOSED = "closed", _("Closed")


class AnswerState(models.TextChoices):
    ASKED = "asked", _("No answer yet")
    SENDS = "sends", _("Sends people")
    CANNOT = "cannot", _("Cannot send anybody")


class TeamKind(models.TextChoices):
    TEAM = "team", _("Team")
    TEMPORARY_BRANCH = "temporary_branch", _("Temporary branch")
    TASK_FORCE = "task_force", _("Task force")
    STATION = "station", _("Station")


class BookState(models.TextChoices):
    """Where somebody stands in the volunteers' book."""

    APPLIED = "applied", _("Has applied")
    ACTIVE = "active", _("Active")
    RESERVE = "reserve", _("Reserve")
    PAUSED = "paused", _("Paused")
    LEFT = "left", _("Has left")


class Fitness(models.TextChoices):
    """By the volunteer's own word; never a diagnosis."""

    FIT = "fit", _("Fit")
    LIGHT_WORK = "light_work", _("Light work only")
    NOT_NOW = "not_now", _("Not at present")


class Qualification(models.TextChoices):
    """What posts ask for and trainings give. A playbook may name others; they are shown by their key."""

    MEDICAL = "medical", _("Medical training")
    SAMPLING = "sampling", _("Sampling")
    FIRST_AID = "first_aid", _("First aid")
    DISINFECTION = "disinfection", _("Disinfection")
    DRIVING = "driving", _("Driving licence")
    COUNSELLING = "counselling", _("Counselling")
    COMPUTER = "computer", _("Tables and computers")


class RosterState(models.TextChoices):
    WAITING = "waiting", _("Waits to be solved")
    SOLVING = "solving", _("Being solved")
    SOLVED = "solved", _("Solved, not in force")
    INFEASIBLE = "infeasible", _("Cannot be solved")
    FAILED = "failed", _("Failed")
    IN_FORCE = "in_force", _("In force")
    PUT_ASIDE = "put_aside", _("Put aside")
