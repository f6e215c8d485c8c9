"""The numbers of a day. They stand apart from the measures of the register, which hold until something changes:
these begin at nothing every morning, and are counted as facts come in; see `tallies`.

As there, the condition that counts also opens the rows behind the number.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.measures import Measure
from linli.registers.measures import lived_in
from linli.registers.models import Household
from linli.rounds.models import ContactEntry, HouseholdDay

GROUP = "rounds"
HOUSEHOLDS = _("households")
ROUND = _("The daily round: what workers and households told.")


def on_day(condition: Q | None = None) -> Callable[[date], Q]:
    return lambda day: Q(on=day) & (condition or Q())


def without_answer(day: date) -> Q:
    answered = HouseholdDay.everywhere.filter(household=OuterRef("pk"), on=day, answered=True)
    return lived_in() & ~Q(Exists(answered))


ANSWERED = Measure(
    key="rounds.answered",
    label=_("Answered"),
    meaning=_("Households whose daily answer for the day is in."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(answered=True)),
    source=ROUND,
    group=GROUP,
    of="households.lived_in",
)
CHANGED = Measure(
    key="rounds.changed",
    label=_("Something changed"),
    meaning=_("Households that told something else than the day before."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(changed=True)),
    source=ROUND,
    group=GROUP,
    of="rounds.answered",
)
ABNORMAL = Measure(
    key="rounds.abnormal",
    label=_("Somebody ill"),
    meaning=_("Households where somebody told of a symptom, or had 37.3 degrees or more."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(abnormal=True)),
    source=ROUND,
    group=GROUP,
    of="rounds.answered",
)
NEEDS_HELP = Measure(
    key="rounds.needs_help",
    label=_("Asked for help"),
    meaning=_("Households that told of something that they need."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(needs_help=True)),
    source=ROUND,
    group=GROUP,
    of="rounds.answered",
)
NOBODY_HOME = Measure(
    key="rounds.nobody_home",
    label=_("Nobody home"),
    meaning=_("Households where nobody opened or answered the telephone, and no answer came later that day."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(nobody_home=True, answered=False, met=False)),
    source=ROUND,
    group=GROUP,
    of="households.lived_in",
)
ASKED_AGAIN = Measure(
    key="rounds.asked_again",
    label=_("Contacted more than once"),
    meaning=_("Households that were contacted twice or more in the day, by whomever."),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(contacts__gt=1)),
    source=ROUND,
    group=GROUP,
)
CONTACTS = Measure(
    key="rounds.contacts",
    label=_("Contacts made"),
    meaning=_("Every call, visit and answer of the day."),
    unit=_("contacts"),
    counts=ContactEntry,
    where=on_day(),
    source=ROUND,
    group=GROUP,
)
# Only from this can the silent ones be told by subtraction: somebody may have answered behind a door that is
# filed as vacant.
ANSWERED_OF_LIVED_IN = Measure(
    key="rounds.answered_of_lived_in",
    label=_("Answered, of households lived in"),
    meaning=_(
        "Households whose daily answer is in, without doors that are filed as vacant or used otherwise."
    ),
    unit=HOUSEHOLDS,
    counts=HouseholdDay,
    where=on_day(Q(answered=True, lived_in=True)),
    source=ROUND,
    group=GROUP,
    of="households.lived_in",
)
# Not counted but told from two others: households lived in, less those of them that have answered.
SILENT = Measure(
    key="rounds.silent",
    label=_("Silent"),
    meaning=_(
        "Households lived in from which no answer has come that day, whether somebody was there or not."
    ),
    unit=HOUSEHOLDS,
    counts=Household,
    where=without_answer,
    source=ROUND,
    group=GROUP,
    of="households.lived_in",
)

# What is counted as facts come in.
COUNTED = (
    ANSWERED, ANSWERED_OF_LIVED_IN, CHANGED, ABNORMAL, NEEDS_HELP, NOBODY_HOME, ASKED_AGAIN, CONTACTS,
)  # fmt: skip
# What is shown of a day, in this order.
OF_THE_DAY = (ANSWERED, CHANGED, ABNORMAL, NEEDS_HELP, SILENT, NOBODY_HOME, ASKED_AGAIN, CONTACTS)
