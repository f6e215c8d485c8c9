"""What the search for overreach in episodes has found, in words: what it is, and what to do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.care.rules_lint import Code
from linli.care.words import in_language, measure_word
from linli.core.moments import moment
from linli.lib.editions import edition_named

Text = str | Promise

TITLES: Mapping[Code, Text] = {
    Code.TOO_LONG: gettext_lazy("Longer than the edition allows"),
    Code.TOO_STRICT: gettext_lazy("Stricter than the edition allows"),
    Code.CATEGORY_UNKNOWN: gettext_lazy("A category that the edition in force does not have"),
    Code.NOTHING_PRESCRIBED: gettext_lazy("The edition prescribes nothing for this category"),
    Code.LOW_RISK_KEPT_IN: gettext_lazy("Somebody from a low-risk area is kept in"),
    Code.PROLONGED: gettext_lazy("The end was moved later"),
    Code.PAST_END: gettext_lazy("The end has passed and nobody has released"),
    Code.AFTER_LIGHTENED: gettext_lazy("A newer edition is lighter, and nobody has decided for a day"),
    Code.KEPT_AFTER_LIGHTENED: gettext_lazy("Kept as it was, although a newer edition is lighter"),
    Code.APPEAL_LATE: gettext_lazy("An objection was not answered in time"),
    Code.TRIP_MISSED: gettext_lazy("A way to a hospital that must not wait was missed"),
    Code.CASE_RULED_OUT: gettext_lazy("What it rests on was ruled out by a physician"),
}
TO_DO: Mapping[Code, Text] = {
    Code.TOO_LONG: gettext_lazy("Release, or set the end that the edition gives."),
    Code.TOO_STRICT: gettext_lazy("Change to the lighter measure today."),
    Code.CATEGORY_UNKNOWN: gettext_lazy("Release, or sign it anew under a category that there is."),
    Code.NOTHING_PRESCRIBED: gettext_lazy("Release."),
    Code.LOW_RISK_KEPT_IN: gettext_lazy("Release, and tell who has ordered it that this is forbidden."),
    Code.PROLONGED: gettext_lazy("Look whether the reason still holds; if not, release."),
    Code.PAST_END: gettext_lazy("Release now."),
    Code.AFTER_LIGHTENED: gettext_lazy("Decide on the change of edition now."),
    Code.KEPT_AFTER_LIGHTENED: gettext_lazy("Take the newer edition over, or say to oversight why not."),
    Code.APPEAL_LATE: gettext_lazy("Answer it now, with reasons."),
    Code.TRIP_MISSED: gettext_lazy("Call the household now, and send a car."),
    Code.CASE_RULED_OUT: gettext_lazy("Cancel it today, and apologise."),
}


@cache
def describe(code: Code) -> Callable[[Mapping[str, Any]], str]:
    """The numbers that belong to a finding of this code."""
    return _DETAILS.get(code, _nothing)


def _nothing(data: Mapping[str, Any]) -> str:
    return ""


def _too_long(data: Mapping[str, Any]) -> str:
    over = ngettext("{n} day over", "{n} days over", data["days"]).format(n=data["days"])
    return f"{over} · " + _("the edition gives {most}").format(most=data["most"])


def _too_strict(data: Mapping[str, Any]) -> str:
    words = _("{measure} instead of {instead}")
    return words.format(measure=measure_word(data["measure"]), instead=measure_word(data["instead"]))


def _edition(data: Mapping[str, Any]) -> str:
    found = edition_named(data["edition"])
    return in_language(found.name) if found else str(data["edition"])


def _times(data: Mapping[str, Any]) -> str:
    return ngettext("{n} time", "{n} times", data["n"]).format(n=data["n"])


def _due(data: Mapping[str, Any]) -> str:
    return _("was due {when}").format(when=moment(datetime.fromisoformat(data["due"])))


_DETAILS: Mapping[Code, Callable[[Mapping[str, Any]], str]] = {
    Code.TOO_LONG: _too_long, Code.TOO_STRICT: _too_strict, Code.CATEGORY_UNKNOWN: _edition,
    Code.NOTHING_PRESCRIBED: _edition, Code.AFTER_LIGHTENED: _edition, Code.KEPT_AFTER_LIGHTENED: _edition,
    Code.PROLONGED: _times, Code.TRIP_MISSED: _times, Code.APPEAL_LATE: _due,
}  # fmt: skip
