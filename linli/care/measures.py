"""The numbers of care of a day, counted from rows when they are asked for: of times, so that a day that is over stays as it
was. The condition that counts also opens the rows behind the number."""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure
from linli.care.choices import CaseState, EpisodeState, MeasureWord, TripKind, TripState
from linli.care.models import Appeal, Case, Episode, EpisodePhase, HealthCheck, MedicalTrip
from linli.care.queries_needs import due_today
from linli.incidents.models import Overreach
from linli.lib.editions import measure_named
from linli.lib.periods import day_bounds

GROUP = "care"
DECIDED = _("Episodes with both signatures, by the hour at which each thing was decided.")
TOLD = _("What carers, escorts and residents told.")
NEEDS = _("Ways that were made from treatments, visits and medicine, or entered by hand.")
PEOPLE = pgettext_lazy("measure", "people")
WAYS = pgettext_lazy("measure", "ways")


def at_end(day: date) -> datetime:
    """The end of the day, or now."""
    return min(day_bounds(day)[1], timezone.now())


def within(field: str, day: date) -> Q:
    first, after = day_bounds(day)
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def opened(day: date, then: datetime) -> Q:
    decided = ~Q(state__in=[EpisodeState.PROPOSED, EpisodeState.DECLINED])
    return within("approved_at", day) & Q(approved_at__lt=then) & decided


def in_force(then: datetime) -> Q:
    """Decided by then, neither over nor withdrawn. What has run past its end is among them."""
    begun = Q(approved_at__lt=then) & ~Q(state__in=[EpisodeState.PROPOSED, EpisodeState.DECLINED])
    still = (Q(released_at=None) | Q(released_at__gte=then)) & (
        Q(cancelled_at=None) | Q(cancelled_at__gte=then)
    )
    return begun & still


def overdue(then: datetime) -> Q:
    return in_force(then) & Q(until_at__lt=then)


def under(measure: str, then: datetime) -> Q:
    """Those in force of whose phases the last that has begun is of this measure."""
    begun = EpisodePhase.objects.filter(episode=OuterRef("pk"), from_at__lt=then)
    last = Subquery(begun.order_by("-number").values("measure")[:1])
    return in_force(then) & Q(Exact(Coalesce(last, F("measure")), measure))


def unchecked_on(day: date) -> Q:
    """In force under a measure that asks for checks, begun before the day, and nobody told of one."""
    asked = [key for key in MeasureWord.values if measure_named(key).checks_a_day]
    told = HealthCheck.everywhere.filter(episode=OuterRef("pk"), on=day, nobody_answered=False)
    return in_force(at_end(day)) & Q(measure__in=asked, from_at__lt=day_bounds(day)[0]) & ~Q(Exists(told))


def first_of_its_half(day: date) -> Q:
    same = HealthCheck.everywhere.filter(
        episode=OuterRef("episode"),
        on=day,
        half=OuterRef("half"),
        nobody_answered=False,
        pk__lt=OuterRef("pk"),
    )
    return Q(on=day, nobody_answered=False) & ~Q(Exists(same))


def trips_on(day: date) -> Q:
    return due_today(day) & ~Q(state=TripState.CANCELLED)


def made(then: datetime) -> Q:
    """Done by then; a refill by the hour at which the medicine ran out."""
    return Q(state=TripState.DONE, done_at__lte=then) & (
        ~Q(kind=TripKind.REFILL) | Q(done_at__lte=F("due_at"))
    )


def missed(day: date, then: datetime) -> Q:
    """Its hour had come, and it was not done in time; nobody is on the way."""
    over = Q(due_at__lte=then) | Q(state=TripState.NOT_DONE)
    return trips_on(day) & over & ~made(then) & ~Q(state=TripState.UNDER_WAY)


def standing(field: str, ended: str, then: datetime) -> Q:
    return Q(**{f"{field}__lt": then}) & (Q(**{ended: None}) | Q(**{f"{ended}__gte": then}))


OPENED = Measure(
    key="care.opened",
    label=pgettext_lazy("care measure", "New"),
    meaning=_(
        "People who came under quarantine, isolation or monitoring on the day, by the second signature."
    ),
    unit=PEOPLE,
    counts=Episode,
    where=lambda day: (
        within("approved_at", day) & ~Q(state__in=[EpisodeState.PROPOSED, EpisodeState.DECLINED])
    ),
    source=DECIDED,
    group=GROUP,
)
OPEN = Measure(
    key="care.open",
    label=pgettext_lazy("care measure", "In care"),
    meaning=_("People under quarantine, isolation or monitoring at the end of the day, or now."),
    unit=PEOPLE,
    counts=Episode,
    where=lambda day: in_force(at_end(day)),
    source=DECIDED,
    group=GROUP,
)
RELEASED = Measure(
    key="care.released",
    label=pgettext_lazy("care measure", "Released"),
    meaning=_("People who were released on the day."),
    unit=PEOPLE,
    counts=Episode,
    where=lambda day: within("released_at", day),
    source=DECIDED,
    group=GROUP,
)
OVERDUE = Measure(
    key="care.overdue",
    label=pgettext_lazy("care measure", "Past their end"),
    meaning=_("People whose end had come and who were not released. There should be none."),
    unit=PEOPLE,
    counts=Episode,
    where=lambda day: overdue(at_end(day)),
    source=DECIDED,
    group=GROUP,
    of="care.open",
)
CANCELLED = Measure(
    key="care.cancelled",
    label=pgettext_lazy("care measure", "Withdrawn"),
    meaning=_("Episodes that were withdrawn on the day because they were wrong."),
    unit=PEOPLE,
    counts=Episode,
    where=lambda day: within("cancelled_at", day),
    source=DECIDED,
    group=GROUP,
)
CASES = Measure(
    key="care.cases",
    label=pgettext_lazy("care measure", "Cases"),
    meaning=_("Cases that a physician confirmed on the day, or the edition's number of samples."),
    unit=PEOPLE,
    counts=Case,
    where=lambda day: within("settled_at", day) & Q(state=CaseState.CONFIRMED),
    source=DECIDED,
    group=GROUP,
)
CHECKS = Measure(
    key="care.checks",
    label=pgettext_lazy("care measure", "Checks told"),
    meaning=_(
        "Mornings and evenings of the day of which temperature and symptoms were told, each counted once."
    ),
    unit=pgettext_lazy("measure", "checks"),
    counts=HealthCheck,
    where=first_of_its_half,
    source=TOLD,
    group=GROUP,
)
UNCHECKED = Measure(
    key="care.unchecked",
    label=pgettext_lazy("care measure", "Nothing told"),
    meaning=_("People whose measure asks for checks and of whom none was told on the day."),
    unit=PEOPLE,
    counts=Episode,
    where=unchecked_on,
    source=TOLD,
    group=GROUP,
    of="care.open",
)
APPEALS = Measure(
    key="care.appeals",
    label=pgettext_lazy("care measure", "Objections open"),
    meaning=_("Objections that had no answer by the end of the day, or now."),
    unit=pgettext_lazy("measure", "objections"),
    counts=Appeal,
    where=lambda day: standing("made_at", "answered_at", at_end(day)),
    source=_("Objections by link, by telephone and in person."),
    group=GROUP,
)
TRIPS_DUE = Measure(
    key="care.trips_due",
    label=pgettext_lazy("care measure", "Must not wait"),
    meaning=_("Ways to hospitals and refills whose deadline falls on the day."),
    unit=WAYS,
    counts=MedicalTrip,
    where=trips_on,
    source=NEEDS,
    group=GROUP,
)
TRIPS_DONE = Measure(
    key="care.trips_done",
    label=pgettext_lazy("care measure", "Deadlines met"),
    meaning=_("Of these, those that were done; a refill before the medicine ran out."),
    unit=WAYS,
    counts=MedicalTrip,
    where=lambda day: trips_on(day) & made(at_end(day)),
    source=NEEDS,
    group=GROUP,
    of="care.trips_due",
)
TRIPS_MISSED = Measure(
    key="care.trips_missed",
    label=pgettext_lazy("care measure", "Deadlines missed"),
    meaning=_("Of these, those whose hour has come and that were not done in time."),
    unit=WAYS,
    counts=MedicalTrip,
    where=lambda day: missed(day, at_end(day)),
    source=NEEDS,
    group=GROUP,
    of="care.trips_due",
)
OVERREACH = Measure(
    key="care.overreach",
    label=pgettext_lazy("care measure", "Further than the rules"),
    meaning=_(
        "Orders, episodes, zones and gates that went further than the rules in force, and were not mended or answered."
    ),
    unit=pgettext_lazy("measure", "findings"),
    counts=Overreach,
    where=lambda day: standing("found_at", "gone_at", at_end(day)),
    source=_("What the rules found, or somebody told."),
    group=GROUP,
)


def _of_measure(word: MeasureWord) -> Measure:
    return Measure(
        key=f"care.{word.value}",
        label=word.label,
        meaning=_("Of the people in care, those under this measure."),
        unit=PEOPLE,
        counts=Episode,
        where=lambda day: under(word.value, at_end(day)),
        source=DECIDED,
        group=GROUP,
        of="care.open",
    )


BY_MEASURE = tuple(_of_measure(word) for word in MeasureWord)

# What is shown of a day, in this order.
OF_THE_DAY = (
    OPENED, OPEN, RELEASED, OVERDUE, CANCELLED, CASES, *BY_MEASURE, CHECKS, UNCHECKED, APPEALS, TRIPS_DUE, TRIPS_DONE,
    TRIPS_MISSED, OVERREACH,
)  # fmt: skip
# Of a moment of the day: what a report that is frozen at its hour says.
AS_OF = (OPENED, OPEN, RELEASED, OVERDUE, *BY_MEASURE, TRIPS_DUE, TRIPS_DONE, TRIPS_MISSED, OVERREACH)


def as_of(measure: Measure, day: date, then: datetime) -> Q:
    """The condition of a measure of `AS_OF` as of a moment, not of the end of the day."""
    told = {
        OPENED.key: lambda: opened(day, then),
        OPEN.key: lambda: in_force(then),
        RELEASED.key: lambda: within("released_at", day) & Q(released_at__lt=then),
        OVERDUE.key: lambda: overdue(then),
        TRIPS_DUE.key: lambda: trips_on(day),
        TRIPS_DONE.key: lambda: trips_on(day) & made(then),
        TRIPS_MISSED.key: lambda: missed(day, then),
        OVERREACH.key: lambda: standing("found_at", "gone_at", then),
    }
    if measure.key in told:
        return told[measure.key]()
    return under(measure.key.removeprefix("care."), then)
