"""What the engine has worked out, in sentences: one for each code of `care.plans.Explained`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _

from linli.care.choices import MeasureWord
from linli.care.plans import Explained
from linli.core.moments import day
from linli.lib.editions import Certainty
from linli.lib.playbook.base import Name

Text = str | Promise

SENTENCES: Mapping[str, Text] = {
    # the rule
    "category": _("The rule for this category"),
    "certainty_local": _(
        "This line is one city's or county's own rule; nobody here has read it in a national document."
    ),
    "certainty_memory": _("Nobody here has read this line in a document; a medical officer decides on it."),
    "nothing": _("This edition prescribes nothing for this category any more."),
    "category_gone": _("The newer edition has no such category: it prescribes nothing."),
    "lookback": _("The edition looks back {days} days; this person was there longer ago."),
    # counting
    "anchor_last_exposure": _("Last exposed on {on}: that is day 0, the next day is day 1."),
    "anchor_left_area": _("Left the area on {on}: that is day 0, the next day is day 1."),
    "anchor_entered_country": _("Entered the country on {on}: that is day 0, the next day is day 1."),
    "anchor_confirmed": _("Confirmed on {on}: that is day 0, the next day is day 1."),
    "anchor_discharged": _("Discharged on {on}: that is day 0, the next day is day 1."),
    "anchor_left_post": _("Left the post on {on}: that is day 0, the next day is day 1."),
    "elapsed": _("By {on}, {days} days have passed elsewhere; they count, and are not made up for."),
    "tests_alone": _("Only tests: they are counted from {on} on, and nobody stays in for them."),
    "over": _("All days were over with {last}; nothing is left."),
    # phases
    "phase": _("{measure}: from {first} to {last}, both days in it."),
    "phase_over": _("{measure} would have been over with {last}; it is not made up for."),
    "ends": _("It ends on {last} at 24:00."),
    "home_not_looked_at": _("Nobody has looked yet whether the home is suitable."),
    "home_unsuitable": _("The home is not suitable, so the edition says a facility."),
    "home_unsuitable_no_rule": _(
        "The home is not suitable, but the edition names nothing else; a medical officer decides."
    ),
    "chose_facility": _("The person has chosen a facility, as the edition allows."),
    "may_choose_facility": _("The person may choose a facility instead."),
    "frail": _("Somebody frail lives there: offer that one of them lives elsewhere meanwhile."),
    "may_leave": _("What going out is allowed for"),
    # tests
    "tests_missed": _(
        "Test days that passed before {on}: {n}. One test after arrival stands for all of them."
    ),
    "release": _("For the release"),
    "early": _("Earlier release"),
    "escalate": _("If it changes"),
    # a city's own
    "local": _("The city adds {more} days, {days} in all; approved by {approved_by}, until {until}."),
    "local_capped": _(
        "The city's rule of {days} days ends on {until}; it adds {more} days and covers none after that."
    ),
    "local_refused": _("A local rule of {days} days has no basis or no approver; it is not followed."),
    "local_over": _("A local rule of {days} days ended on {until}; it is not followed."),
    "local_needless": _("A local rule of {days} days adds nothing to the edition's {most}."),
    # another edition
    "change_ends": _("By the newer edition it ends now; it would have ended on {was}."),
    "change_shorter": _("It ends on {last} instead of {was}."),
    "change_not_heavier": _(
        "Where the newer edition is stricter on a day, it stays as it was: nobody is kept longer or more strictly."
    ),
}
CERTAINTY: Mapping[Certainty, Text] = {
    "verified": _("Read in the document"),
    "local": _("A place's own rule"),
    "memory": _("From memory, not read"),
}
DATES = frozenset({"on", "first", "last", "until", "was"})


def sentence(said: Explained) -> str:
    """The step in words, without the rule's own."""
    text = str(SENTENCES.get(said.code, said.code))
    return text.format_map({key: _shown(key, value) for key, value in said.data.items()})


def rule_words(said: Explained) -> str:
    """The rule's own words behind a step, or nothing."""
    return in_language(said.words)


def in_language(name: Name | None) -> str:
    return name.text(get_language() or "zh-hans") if name else ""


def certainty_word(certainty: Certainty) -> str:
    return str(CERTAINTY[certainty])


def sentences(steps: Iterable[Explained]) -> list[str]:
    return [sentence(one) for one in steps]


def joined(parts: Iterable[str]) -> str:
    """Half-sentences in a row."""
    return pgettext("between half-sentences", "; ").join(parts)


def _shown(key: str, value: Any) -> str:
    if key in DATES:
        return day(date.fromisoformat(str(value))) if value else ""
    if key == "measure" and value in MeasureWord.values:
        return str(MeasureWord(value).label)
    return str(value)


def measure_word(key: str) -> str:
    return str(MeasureWord(key).label) if key in MeasureWord.values else str(gettext_lazy("Nothing"))
