"""The numbers of duty of a day. As those of the daily round they are counted from the rows when they are asked for: a
claim must not wait until its community is counted anew.

The condition that counts also opens the rows behind the number. Hours are summed of the same claims.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure
from linli.areas.tallies import COMMUNITY_DIGITS
from linli.duty.choices import ClaimState, PostState
from linli.duty.models import Claim, Post, Responsibility, Team
from linli.duty.queries_hours import STOOD
from linli.lib.periods import day_bounds
from linli.people.queries import holding
from linli.registers.measures import HOUSEHOLDS, lived_in
from linli.registers.models import Household

GROUP = "duty"
DUTY = _("Posts, claims and responsibilities, as they stand.")
POSTS_UNIT = pgettext_lazy("measure", "posts")
PEOPLE = pgettext_lazy("measure", "people")


def of_day(day: date, path: str = "") -> Q:
    """A shift belongs to the day on which it begins, in China."""
    first, after = day_bounds(day)
    return Q(**{f"{path}starts_at__gte": first, f"{path}starts_at__lt": after})


def open_on(day: date) -> Q:
    return Q(state=PostState.OPEN) & of_day(day)


def came_on(day: date) -> Q:
    """Claims of the day whose person came; of several in one community, the first."""
    stood = of_day(day, "post__") & STOOD & Q(Q(checked_in_at__isnull=False) | Q(mended_in_at__isnull=False))
    here = Substr("area_code", 1, COMMUNITY_DIGITS)
    earlier = Claim.everywhere.filter(stood, user=OuterRef("user"), pk__lt=OuterRef("pk")).annotate(here=here)
    return stood & ~Q(Exists(earlier.filter(here=Substr(OuterRef("area_code"), 1, COMMUNITY_DIGITS))))


def stood_on(day: date) -> Q:
    return of_day(day, "post__") & STOOD


def ended_on(day: date) -> Q:
    """Claims of the day of which it is known when their person went."""
    return stood_on(day) & Q(Q(mended_out_at__isnull=False) | Q(checked_out_at__isnull=False))


def answered_for(day: date) -> Q:
    """Asked as a list of households: looked up for each of a city's, it takes a second."""
    held = Responsibility.everywhere.filter(holding(day), household__isnull=False)
    return lived_in() & Q(pk__in=held.values("household"))


def sponsored(day: date) -> Q:
    """One line a place: the first of the organisations that answer for it."""
    held = holding(day) & Q(organisation__isnull=False, household=None)
    same = Responsibility.everywhere.filter(
        held, area=OuterRef("area"), compound=OuterRef("compound"), pk__lt=OuterRef("pk")
    )
    return held & ~Q(Exists(same))


PUBLISHED = Measure(
    key="duty.posts_published",
    label=_("Posts"),
    meaning=_("Published posts whose shift begins on the day."),
    unit=POSTS_UNIT,
    counts=Post,
    where=open_on,
    source=DUTY,
    group=GROUP,
)
CLAIMED = Measure(
    key="duty.posts_claimed",
    label=_("Filled"),
    meaning=_("Posts of the day that have as many people as they ask for."),
    unit=POSTS_UNIT,
    counts=Post,
    where=lambda day: open_on(day) & Q(taken__gte=F("headcount")),
    source=DUTY,
    group=GROUP,
    of="duty.posts_published",
)
SHORT = Measure(
    key="duty.posts_short",
    label=_("Short of people"),
    meaning=_("Posts of the day for which somebody is still missing."),
    unit=POSTS_UNIT,
    counts=Post,
    where=lambda day: open_on(day) & Q(taken__lt=F("headcount")),
    source=DUTY,
    group=GROUP,
    of="duty.posts_published",
)
ON_POST = Measure(
    key="duty.on_post",
    label=_("Came to a post"),
    meaning=_("People who came to a post of the day; whoever came to several of one community counts once."),
    unit=PEOPLE,
    counts=Claim,
    where=came_on,
    source=DUTY,
    group=GROUP,
)
ON_DUTY_NOW = Measure(
    key="duty.on_duty_now",
    label=_("On duty now"),
    meaning=_("People who came to a post and have not left it."),
    unit=PEOPLE,
    counts=Claim,
    where=lambda day: of_day(day, "post__") & Q(state=ClaimState.PRESENT),
    source=DUTY,
    group=GROUP,
)
HOURS = Measure(
    key="duty.hours",
    label=_("Hours"),
    meaning=_("Hours that were stood on posts of the day, once it is known when people left; rounded down."),
    unit=pgettext_lazy("measure", "hours"),
    counts=Claim,
    where=ended_on,
    source=DUTY,
    group=GROUP,
)
TEAMS = Measure(
    key="duty.teams",
    label=_("Teams"),
    meaning=_("Teams in force on the day: temporary branches, task forces, teams of units."),
    unit=pgettext_lazy("measure", "teams"),
    counts=Team,
    where=holding,
    source=DUTY,
    group=GROUP,
)
LIAISED = Measure(
    key="duty.households_answered_for",
    label=_("Households with a liaison"),
    meaning=_("Households lived in for which somebody of their own answers by name."),
    unit=HOUSEHOLDS,
    counts=Household,
    where=answered_for,
    source=DUTY,
    group=GROUP,
    of="households.lived_in",
)
SPONSORED = Measure(
    key="duty.sponsored",
    label=_("Sponsored places"),
    meaning=_("Areas and compounds for which an organisation answers."),
    unit=pgettext_lazy("measure", "places"),
    counts=Responsibility,
    where=sponsored,
    source=DUTY,
    group=GROUP,
)

# What is shown of a day, in this order.
OF_THE_DAY = (PUBLISHED, CLAIMED, SHORT, ON_POST, ON_DUTY_NOW, HOURS, TEAMS, LIAISED, SPONSORED)
