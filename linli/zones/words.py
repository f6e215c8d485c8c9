"""What is said of zones: where one lies, how a rule came to it, what a condition asks. Names of editions carry both
languages; sentences are translated here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from linli.core.moments import moment
from linli.lib.playbook.base import Name
from linli.zones.choices import UnitWord
from linli.zones.models import Zone

Text = str | Promise

REPLACED, RULED_OUT, EMERGENCY_CLOSED = "replaced", "case_ruled_out", "emergency_closed"
_DECLINED: dict[str, Text] = {
    REPLACED: gettext_lazy("a wider proposal replaces it"),
    RULED_OUT: gettext_lazy("the case was ruled out"),
    EMERGENCY_CLOSED: gettext_lazy("the emergency is closed"),
}

# {unit} and its like are filled with words of units.
_SAID: dict[str, Text] = {
    "edition_has_no_zones": gettext_lazy("The edition in force closes no place off."),
    "rule_says_none": gettext_lazy("With {cases} cases here the playbook proposes nothing."),
    "rule_reached": gettext_lazy("{cases} cases known here; from {at} on the playbook proposes: {unit}."),
    "edition_cuts": gettext_lazy(
        "The playbook would propose {asked}. The edition in force allows {widest} at most, and that is proposed."
    ),
    "unit_not_known": gettext_lazy("The doors do not say which {unit}, so a narrower one is proposed."),
    "household_has_its_episode": gettext_lazy(
        "That leaves one household, which has its own episode of care."
    ),
    "kind_proposed": gettext_lazy(
        "It lasts {days} days at most, and opens earlier when its conditions are met."
    ),
    "edition_has_no_such_zone": gettext_lazy("The new edition has no such zone."),
    "edition_frees": gettext_lazy("By the new edition people are free there."),
    "edition_narrower": gettext_lazy(
        "The new edition does not allow {unit}; narrower ones are proposed around cases."
    ),
    "edition_heavier": gettext_lazy(
        "The new edition is stricter. Only a medical officer may sign that; the end stays."
    ),
    "edition_days_over": gettext_lazy("By the new edition its {days} days are over."),
    "edition_lighter": gettext_lazy("The new edition is lighter."),
    "edition_shorter": gettext_lazy("By the new edition it lasts {days} days."),
    "edition_same": gettext_lazy("The new edition says the same."),
}
FINDINGS: dict[str, Text] = {
    "zone.expired": gettext_lazy("The zone's days are over, and it still stands as in force."),
    "zone.no_review": gettext_lazy("Nobody has looked at the zone by the day on which it was due."),
    "zone.appeal_late": gettext_lazy("An objection to the zone was to be answered by {due}."),
    "zone.kind_unknown": gettext_lazy("The edition in force has no such zone."),
    "zone.low_risk_closed": gettext_lazy("People are kept in where the risk is low."),
    "zone.too_wide": gettext_lazy(
        "The zone reaches further than the edition allows: {unit} instead of {widest}."
    ),
    "zone.too_long": gettext_lazy("The zone lasts longer than the {days} days of the edition."),
}
_CONDITIONS: dict[str, Text] = {
    "no_new_case_days": gettext_lazy("{needed} days without a new case"),
    "contacts_negative_after_days": gettext_lazy("Contacts negative {needed} days after the last case"),
    "round_negative_within_days": gettext_lazy("A negative round of tests within {needed} days"),
    "round_negative_on_day": gettext_lazy("A negative round of tests on day {needed} or later"),
}
_STAYS: dict[str, Text] = {
    "in": pgettext_lazy("zone", "Behind the door"),
    "area": pgettext_lazy("zone", "Within the zone"),
    "free": pgettext_lazy("zone", "Free to come and go"),
}


def place_of(zone: Zone) -> str:
    """`和平社区 和平家园 3号楼 2单元`: for lists and the trail. A zone is never one household."""
    return zone.place or zone.area.short


def unit_word(unit: str) -> str:
    return str(UnitWord(unit).label) if unit in UnitWord.values else unit


def stays_word(stays: str) -> str:
    return str(_STAYS.get(stays, ""))


def why_declined(why: str) -> str:
    return str(_DECLINED.get(why, why))


def name_word(name: Name | dict[str, str] | None) -> str:
    if name is None:
        return ""
    chinese = (get_language() or "zh").startswith("zh")
    if isinstance(name, Name):
        return name.zh if chinese else name.en
    return name.get("zh" if chinese else "en", "")


def said(code: str, data: dict[str, Any]) -> str:
    """A step of the reasoning as a person reads it."""
    worded = {key: _worded(key, value) for key, value in data.items()}
    return str(_SAID.get(code) or FINDINGS.get(code) or code).format_map(_Blanks(worded))


_UNITS = {"unit", "asked", "widest"}


def _worded(key: str, value: Any) -> Any:
    if key == "due":
        return moment(datetime.fromisoformat(value))
    return unit_word(value) if key in _UNITS else value


def explained(steps: Iterable[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Of what was kept: sentence, the rule's own words, source, how certain it is."""
    return [
        (said(one["code"], one.get("data", {})), name_word(one.get("words")), one.get("source", ""),
         one.get("certainty", "verified"))
        for one in steps
    ]  # fmt: skip


def condition_word(key: str, needed: int) -> str:
    return str(_CONDITIONS.get(key, key)).format(needed=needed)


def certainty_word(certainty: str) -> str:
    match certainty:
        case "local":
            return _("by a city's own rule")
        case "memory":
            return _("from memory: nobody here has read it")
    return ""


class _Blanks(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
