"""Words of quarantine, isolation, monitoring, and of people who must not wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EpisodeState(models.TextChoices):
    """Where an episode stands. That it is due or overdue follows from its end and the clock; it is no state."""

    PROPOSED = "proposed", pgettext_lazy("episode", "Proposed")  # nobody is restricted by a proposal
    DECLINED = "declined", pgettext_lazy("episode", "Not needed")
    SIGNED = "signed", pgettext_lazy("episode", "Waits for the second signature")
    NOTIFIED = "notified", pgettext_lazy("episode", "Notice given")
    SCREENED = "screened", pgettext_lazy("episode", "Home looked at")
    ACTIVE = "active", pgettext_lazy("episode", "Under way")
    RELEASED = "released", pgettext_lazy("episode", "Released")
    AFTERCARE = "aftercare", pgettext_lazy("episode", "Aftercare")
    CLOSED = "closed", pgettext_lazy("episode", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("episode", "Cancelled")


# In force: the person is asked to do something. Open: also those on the way there.
IN_FORCE = (EpisodeState.NOTIFIED, EpisodeState.SCREENED, EpisodeState.ACTIVE)
OPEN = (EpisodeState.PROPOSED, EpisodeState.SIGNED, *IN_FORCE)


class MeasureWord(models.TextChoices):
    """`lib.editions.MeasureKey`, in words."""

    FACILITY_ISOLATION = "facility_isolation", _("Isolation in a facility")
    FACILITY_QUARANTINE = "facility_quarantine", _("Quarantine in a facility")
    HOME_ISOLATION = "home_isolation", _("Isolation at home")
    HOME_QUARANTINE = "home_quarantine", _("Quarantine at home")
    HOME_MONITORING = "home_monitoring", _("Health monitoring at home")
    SELF_MONITORING = "self_monitoring", _("Self-monitoring")
    TEST_ONLY = "test_only", _("Tests only")


class OpenedFrom(models.TextChoices):
    DECLARATION = "declaration", _("Declaration of an arrival")
    LIST = "list", _("List from above")
    CONTACT = "contact", _("Contact of a case")
    CASE = "case", _("Case")
    GATE = "gate", _("Arrival at a gate")
    BY_HAND = "by_hand", pgettext_lazy("episode", "By hand")


class Evidence(models.TextChoices):
    """What shows that somebody belongs to a category. A place's code that was scanned from afar is none."""

    DECLARED = "declared", _("Their own declaration")
    TICKET = "ticket", _("Ticket or pass of the journey")
    INVESTIGATION = "investigation", _("Report of the case investigation")
    REFERRAL = "referral", _("Referral from another city")
    TEST_REPORT = "test_report", _("Report of a test")
    PHYSICIAN = "physician", _("Word of a physician")


class HomeSuitable(models.TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("home", "Not looked at")
    SUITABLE = "suitable", pgettext_lazy("home", "Suitable")
    UNSUITABLE = "unsuitable", pgettext_lazy("home", "Not suitable")


class HomeTrouble(models.TextChoices):
    """Why a home is not suitable."""

    NO_ROOM = "no_room", _("No room of one's own")
    NO_TOILET = "no_toilet", _("No toilet of one's own")
    SHARED_AIR = "shared_air", _("Shared air conditioning")
    SHARED_FLAT = "shared_flat", _("Shared with other households")
    VULNERABLE = "vulnerable", _("Lives with somebody frail, pregnant or very young")
    NOBODY_CARES = "nobody_cares", _("Cannot look after oneself, and nobody is there")


class Housemates(models.TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("housemates", "Not asked")
    NONE = "none", pgettext_lazy("housemates", "Lives alone")
    TOO = "too", pgettext_lazy("housemates", "Stay in too")
    ELSEWHERE = "elsewhere", pgettext_lazy("housemates", "Live elsewhere meanwhile")


class WhyCancelled(models.TextChoices):
    WRONG_PERSON = "wrong_person", _("It is somebody else")
    WRONG_CATEGORY = "wrong_category", _("Not of this category")
    NOT_THERE = "not_there", _("Was not there")
    FALSE_POSITIVE = "false_positive", _("The test was wrong")
    TWICE = "twice", _("Opened twice")
    APPEAL = "appeal", _("The objection was right")


class WhyReleased(models.TextChoices):
    DAYS_OVER = "days_over", _("Days and tests are complete")
    LIGHTER_EDITION = "lighter_edition", _("A newer edition is lighter")
    EARLY = "early", _("Early, by the edition")
    APPEAL = "appeal", _("The objection was right")
    HOSPITAL = "hospital", _("Gone to hospital")
    INCIDENT_CLOSED = "incident_closed", _("The emergency is closed")
    ENDED = "ended", _("Ended by itself")  # time lifts what nobody has


class WordKind(models.TextChoices):
    """What somebody was told of an episode, so that a correction reaches just those."""

    NOTICE = "notice", _("Notice")
    TEAM = "team", _("Care team")
    NEIGHBOURS = "neighbours", _("Letter to neighbours")
    BUILDING = "building", _("Notice at the building")
    EMPLOYER = "employer", _("Certificate for the employer")
    OFFICE = "office", pgettext_lazy("told", "Office")
    RELEASE = "release", _("Word of the release")


class TransferState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("transfer", "Asked for")
    APPROVED = "approved", pgettext_lazy("transfer", "Approved")
    VEHICLE = "vehicle", pgettext_lazy("transfer", "Vehicle assigned")
    HANDED_OVER = "handed_over", pgettext_lazy("transfer", "On the way")
    ARRIVED = "arrived", pgettext_lazy("transfer", "Arrived")
    DROPPED = "dropped", pgettext_lazy("transfer", "Not needed")


class AppealState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("appeal", "Waits for an answer")
    UPHELD = "upheld", pgettext_lazy("appeal", "The resident is right")
    REJECTED = "rejected", pgettext_lazy("appeal", "The decision stands")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Taken back")


class AppealWay(models.TextChoices):
    LINK = "link", _("By the household's link")
    PHONE = "phone", _("By telephone")
    PERSON = "person", _("In person")


class CaseState(models.TextChoices):
    SUSPECTED = "suspected", pgettext_lazy("case", "Suspected")
    CONFIRMED = "confirmed", pgettext_lazy("case", "Confirmed")
    RULED_OUT = "ruled_out", pgettext_lazy("case", "Ruled out")


class TestResult(models.TextChoices):
    """DOMAIN 1.9. A pool that is suspicious says nothing of one person; each is tested again."""

    PENDING = "pending", pgettext_lazy("test", "No result yet")
    NEGATIVE = "negative", pgettext_lazy("test", "Negative")
    POSITIVE = "positive", pgettext_lazy("test", "Positive")
    POOL_SUSPECT = "pool_suspect", pgettext_lazy("test", "Pool suspicious: test again alone")
    INVALID = "invalid", pgettext_lazy("test", "No result: take again")


class TestTried(models.TextChoices):
    """Somebody came for a sample, and has none. Nobody is punished for it; a physician speaks with them."""

    REFUSED = "refused", pgettext_lazy("test", "Not wanted")
    NOBODY_HOME = "nobody_home", pgettext_lazy("test", "Nobody came to the door")


class TaskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("care task", "Open")
    DONE = "done", pgettext_lazy("care task", "Done")
    NOT_WANTED = "not_wanted", pgettext_lazy("care task", "Not wanted")
    MISSED = "missed", pgettext_lazy("care task", "Missed")


class Half(models.TextChoices):
    """Which of the two checks of a day."""

    MORNING = "morning", _("Morning")
    EVENING = "evening", _("Evening")


class ToldBy(models.TextChoices):
    RESIDENT = "resident", pgettext_lazy("told by", "Resident")
    CARER = "carer", pgettext_lazy("told by", "Carer")


class TripKind(models.TextChoices):
    """What must not wait."""

    DIALYSIS = "dialysis", _("Dialysis")
    CHEMOTHERAPY = "chemotherapy", _("Chemotherapy or radiotherapy")
    LABOUR = "labour", _("Labour")
    ANTENATAL = "antenatal", _("Antenatal visit")
    REFILL = "refill", _("Medicine to be refilled")
    VISIT = "visit", _("Other visit to a hospital")


class TripState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("trip", "Not arranged")
    ARRANGED = "arranged", pgettext_lazy("trip", "Arranged")
    UNDER_WAY = "under_way", pgettext_lazy("trip", "Under way")
    DONE = "done", pgettext_lazy("trip", "Done")
    NOT_DONE = "not_done", pgettext_lazy("trip", "Not done")
    CANCELLED = "cancelled", pgettext_lazy("trip", "Cancelled")


class Disease(models.TextChoices):
    NONE = "none", pgettext_lazy("disease", "None")
    STABLE = "stable", pgettext_lazy("disease", "Stable")
    UNSTABLE = "unstable", pgettext_lazy("disease", "Not stable")


class Vaccinated(models.TextChoices):
    FULL = "full", pgettext_lazy("vaccinated", "In full")
    PARTIAL = "partial", pgettext_lazy("vaccinated", "In part")
    NONE = "none", pgettext_lazy("vaccinated", "Not")


class Triage(models.TextChoices):
    """In which order people are called (DOMAIN 1.6). It limits nobody."""

    FIRST = "first", _("Call first")
    SECOND = "second", _("Call second")
    LAST = "last", _("Call in turn")


class ChangeKind(models.TextChoices):
    """What another edition would do to an episode or a zone that is under way."""

    ENDS = "ends", _("Ends at once")
    SHORTER = "shorter", _("Shorter")
    LIGHTER = "lighter", _("Lighter")
    SAME = "same", pgettext_lazy("edition", "No change")
    HEAVIER = "heavier", _("Longer or heavier")


class ChangeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("edition", "To decide")
    TAKEN = "taken", pgettext_lazy("edition", "Taken over")
    KEPT = "kept", pgettext_lazy("edition", "Kept as it was")
