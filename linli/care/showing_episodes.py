"""An episode in words: what it is called, which day it is, who decided, who cares and who is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.care.choices import IN_FORCE, CaseState, EpisodeState, MeasureWord
from linli.care.models import Carer, Case, Episode
from linli.care.plans import Plan
from linli.care.words import rule_words, sentence
from linli.core.components import State
from linli.incidents.editions import find_edition
from linli.incidents.in_force import playbook_in_force
from linli.lib.editions import Edition
from linli.lib.masking import mask_name
from linli.lib.periods import local_day
from linli.lib.playbook.duty import Pattern
from linli.people.choices import Capability
from linli.people.titles import role_title
from linli.people.viewer import Viewer

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
MOST_DAYS = 21  # in the bar; more are told in words


@dataclass(frozen=True)
class DayShown:
    number: int
    on: date
    position: str  # past, current or ahead
    test: bool = False


@dataclass(frozen=True)
class CareShown:
    """Who cares, and what is missing by the playbook's pattern."""

    pattern: str = ""
    names: Sequence[str] = ()
    gaps: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReasonShown:
    words: str
    rule: str  # the rule's own words
    source: str
    certainty: str


@dataclass(frozen=True)
class PhaseShown:
    measure: str
    first_on: date
    last_on: date
    days: int
    until_at: datetime
    tests: Sequence[date]


def language() -> str:
    return get_language() or "zh-hans"


def edition_of(episode: Episode) -> Edition | None:
    return find_edition(episode.edition, [episode.incident]) if episode.edition else None


def category_name(edition: Edition | None, key: str) -> str:
    found = edition.category(key) if edition else None
    return found.name.text(language()) if found else key


def measure_word(key: str) -> str:
    return str(MeasureWord(key).label) if key in MeasureWord.values else _("Not decided")


def state_of(episode: Episode, now: datetime) -> tuple[State, str]:
    """Shape and word. That it is over its end follows from the clock."""
    if episode.state in IN_FORCE and episode.until_at is not None and episode.until_at <= now:
        return State.STOP, pgettext("episode", "Over its end")
    shape = {
        EpisodeState.PROPOSED: State.NEW, EpisodeState.SIGNED: State.ASK, EpisodeState.NOTIFIED: State.RUN,
        EpisodeState.SCREENED: State.RUN, EpisodeState.ACTIVE: State.RUN, EpisodeState.DECLINED: State.NIL,
        EpisodeState.CANCELLED: State.NIL,
    }.get(EpisodeState(episode.state), State.DONE)  # fmt: skip
    return shape, str(episode.get_state_display())


def case_state(case: Case) -> tuple[State, str]:
    shapes = {
        CaseState.SUSPECTED: State.ASK,
        CaseState.CONFIRMED: State.STOP,
        CaseState.RULED_OUT: State.DONE,
    }
    return shapes[CaseState(case.state)], str(case.get_state_display())


def days_of(episode: Episode, now: datetime) -> tuple[int, int]:
    """`(4, 7)`: day 4 of 7."""
    if episode.from_at is None or episode.until_at is None:
        return 0, 0
    first, last = local_day(episode.from_at), local_day(episode.until_at - MOMENT)
    total = max(1, (last - first).days + 1)
    return min(total, max(1, (local_day(now) - first).days + 1)), total


def day_bar(episode: Episode, plan: Plan, now: datetime) -> list[DayShown]:
    number, total = days_of(episode, now)
    if episode.from_at is None or not total or total > MOST_DAYS:
        return []
    first, tests = local_day(episode.from_at), {one.on for one in plan.tests}
    return [
        DayShown(
            n, first + (n - 1) * DAY, "past" if n < number else "current" if n == number else "ahead",
            first + (n - 1) * DAY in tests,
        )
        for n in range(1, total + 1)
    ]  # fmt: skip


def until_words(episode: Episode) -> date | None:
    """The last day, at whose 24:00 it ends."""
    return local_day(episode.until_at - MOMENT) if episode.until_at else None


def care_of(episode: Episode, *, day: date) -> CareShown:
    """By the pattern for the measure; a slot that nobody fills is a gap."""
    now = Q(until_on=None) | Q(until_on__gt=day)
    rows = list(Carer.objects.filter(now, episode=episode, from_on__lte=day).select_related("user"))
    pattern = _pattern(episode)
    names = list(dict.fromkeys(one.user.shown_name for one in rows))
    if pattern is None:
        return CareShown(names=names)
    return CareShown(pattern.name.text(language()), names, _gaps(pattern, Counter(one.slot for one in rows)))


def _pattern(episode: Episode) -> Pattern | None:
    playbook = playbook_in_force(episode.area)
    wanted = f"episode:{episode.measure}"
    patterns = playbook.duty.patterns if playbook else ()
    return next((one for one in reversed(patterns) if one.target == wanted), None)


def _gaps(pattern: Pattern, filled: Counter[str]) -> list[str]:
    return [
        slot.name.text(language()) if slot.name else role_title(slot.role or slot.called)
        for slot in pattern.slots
        if slot.min and filled[slot.called] < slot.min and slot.who != "organisation"
    ]


def named(viewer: Viewer, name: str) -> str:
    """A name as the duty shows it."""
    return name if viewer.may(Capability.NAMES) else mask_name(name)


def reasons_of(plan: Plan) -> list[ReasonShown]:
    """The reasoning, step by step, in the reader's language, with what is not certain about it."""
    return [ReasonShown(sentence(one), rule_words(one), one.source, one.certainty) for one in plan.explained]


def phases_of(plan: Plan) -> list[PhaseShown]:
    return [
        PhaseShown(
            measure_word(one.measure), one.first_on, one.last_on, (one.last_on - one.first_on).days + 1,
            one.until_at, [test.on for test in plan.tests if test.phase == number],
        )
        for number, one in enumerate(plan.phases)
    ]  # fmt: skip
