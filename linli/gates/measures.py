"""The numbers of gates of a day.

What came through is counted as facts come in, and stays when the rows have vanished; see `tallies`. How it stands with
passes, people outside and findings is counted from the rows when it is asked for. The condition that counts also opens
the rows behind the number, while there are any.
"""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.measures import Measure
from linli.gates import counting
from linli.gates.choices import Direction, Done, Verdict
from linli.gates.models import Finding, Gate, GatePass, GateScan
from linli.lib.periods import day_bounds

GROUP = "gates"
TOLD = _("What keepers told from gates.")
KEPT = _("Gates, passes and findings, as they stand.")
PEOPLE_UNIT = pgettext_lazy("gate measure", "people")
CASES = pgettext_lazy("measure", "cases")


# The server writes a question down before the keeper has said what they do: until then nobody was turned back.
UNANSWERED = Q(online=True, verdict=Verdict.ASK, done=Done.REFUSED, ground="", ground_words="")
TURNED_BACK = Q(done=Done.REFUSED) & ~UNANSWERED


def of_day(day: date) -> Q:
    first, after = day_bounds(day)
    return Q(at__gte=first, at__lt=after) & ~Q(done=Done.TAKEN_BACK)


def standing_on(day: date) -> Q:
    after = day_bounds(day)[1]
    return Q(from_on__lte=day, until_on__gt=day) & (Q(closed_at=None) | Q(closed_at__gte=after))


def valid_on(day: date) -> Q:
    first, after = day_bounds(day)
    return Q(valid_from__lt=after, valid_until__gt=first) & (Q(ended_at=None) | Q(ended_at__gte=after))


def overdue_at_end(day: date) -> Q:
    """By the end of the day, or by now."""
    then = min(day_bounds(day)[1], timezone.now())
    gone = Q(direction=Direction.OUT, done=Done.LET_THROUGH, at__lt=then, due_back_at__lt=then)
    return gone & (Q(back_at=None) | Q(back_at__gt=then))


def found_until(day: date) -> Q:
    after = day_bounds(day)[1]
    return Q(found_at__lt=after) & (Q(settled_at=None) | Q(settled_at__gte=after))


GATES = Measure(
    key="gates.gates",
    label=pgettext_lazy("measure", "Gates"),
    meaning=_("Gates that stand on the day."),
    unit=pgettext_lazy("measure", "gates"),
    counts=Gate,
    where=standing_on,
    source=KEPT,
    group=GROUP,
)
PEOPLE = Measure(
    key=counting.PEOPLE,
    label=_("People checked"),
    meaning=_("People who came to a gate on the day, on foot or in a vehicle, let through or turned back."),
    unit=PEOPLE_UNIT,
    counts=GateScan,
    where=of_day,
    source=TOLD,
    group=GROUP,
)
VEHICLES = Measure(
    key=counting.VEHICLES,
    label=_("Vehicles checked"),
    meaning=_("Vehicles that came to a gate on the day, let through or turned back."),
    unit=pgettext_lazy("measure", "vehicles"),
    counts=GateScan,
    where=lambda day: of_day(day) & Q(is_vehicle=True),
    source=TOLD,
    group=GROUP,
)
ENTRIES = Measure(
    key=counting.ENTRIES,
    label=pgettext_lazy("measure", "Came in"),
    meaning=_("People who were let in."),
    unit=PEOPLE_UNIT,
    counts=GateScan,
    where=lambda day: of_day(day) & Q(direction=Direction.IN, done=Done.LET_THROUGH),
    source=TOLD,
    group=GROUP,
    of=counting.PEOPLE,
)
EXITS = Measure(
    key=counting.EXITS,
    label=pgettext_lazy("measure", "Went out"),
    meaning=_("People who were let out."),
    unit=PEOPLE_UNIT,
    counts=GateScan,
    where=lambda day: of_day(day) & Q(direction=Direction.OUT, done=Done.LET_THROUGH),
    source=TOLD,
    group=GROUP,
    of=counting.PEOPLE,
)
REFUSALS = Measure(
    key=counting.REFUSALS,
    label=_("Turned back"),
    meaning=_("How often somebody, or a vehicle with its people, was turned back at a gate."),
    unit=CASES,
    counts=GateScan,
    where=lambda day: of_day(day) & TURNED_BACK,
    source=TOLD,
    group=GROUP,
)
FEVERS = Measure(
    key=counting.FEVERS,
    label=pgettext_lazy("gate", "Fever"),
    meaning=_("How often the temperature was at or above what the gate's procedure calls a fever."),
    unit=CASES,
    counts=GateScan,
    where=lambda day: of_day(day) & Q(fever=True),
    source=TOLD,
    group=GROUP,
)
EXCEPTIONS = Measure(
    key=counting.EXCEPTIONS,
    label=_("Errands let through"),
    meaning=_("How often somebody was let through on an errand that nothing may stop, or that was granted."),
    unit=CASES,
    counts=GateScan,
    where=lambda day: of_day(day) & Q(done=Done.LET_THROUGH) & ~Q(errand=""),
    source=TOLD,
    group=GROUP,
)
PASSES = Measure(
    key="gates.passes",
    label=_("Valid passes"),
    meaning=_("Passes that are valid at the end of the day."),
    unit=pgettext_lazy("measure", "passes"),
    counts=GatePass,
    where=valid_on,
    source=KEPT,
    group=GROUP,
)
OVERDUE = Measure(
    key="gates.outside_overdue",
    label=_("Outside, overdue"),
    meaning=_("Exits whose hour is over and of which no return is known, by now or by the end of the day."),
    unit=CASES,
    counts=GateScan,
    where=overdue_at_end,
    source=TOLD,
    group=GROUP,
)
FINDINGS = Measure(
    key="gates.findings_open",
    label=_("Findings to look at"),
    meaning=_("What gates could not know of each other, and nobody has settled by the end of the day."),
    unit=pgettext_lazy("measure", "findings"),
    counts=Finding,
    where=found_until,
    source=KEPT,
    group=GROUP,
)

# Counted as facts come in.
TALLIED = (PEOPLE, VEHICLES, ENTRIES, EXITS, REFUSALS, FEVERS, EXCEPTIONS)
# Counted from rows.
FROM_ROWS = (GATES, PASSES, OVERDUE, FINDINGS)
# What is shown of a day, in this order.
OF_THE_DAY = (
    GATES,
    PEOPLE,
    VEHICLES,
    ENTRIES,
    EXITS,
    REFUSALS,
    FEVERS,
    EXCEPTIONS,
    PASSES,
    OVERDUE,
    FINDINGS,
)
