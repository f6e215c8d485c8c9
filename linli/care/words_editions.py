"""An edition as people read it: each line in words, with its source and how certain it is."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from linli.care.words import certainty_word, in_language, joined, measure_word
from linli.core.components import State
from linli.lib.editions import Anchor, Category, Certainty, Edition, Phase, Sourced, ZoneKind, ZoneUnit

Text = str | Promise

UNITS: dict[ZoneUnit, Text] = {
    "household": gettext_lazy("Household"), "floor": gettext_lazy("Floor"), "stairwell": gettext_lazy("Stairwell"),
    "building": gettext_lazy("Building"), "compound": gettext_lazy("Compound"),
    "village": pgettext_lazy("edition", "Compound or village"), "community": pgettext_lazy("zone", "Community"),
    "town": gettext_lazy("Township or subdistrict"), "county": gettext_lazy("County"),
}  # fmt: skip
ANCHORS: dict[Anchor, Text] = {
    "last_exposure": gettext_lazy("the last exposure"), "left_area": gettext_lazy("leaving the area"),
    "entered_country": gettext_lazy("entering the country"), "confirmed": gettext_lazy("the confirmation"),
    "discharged": gettext_lazy("the discharge"), "left_post": gettext_lazy("leaving the post"),
}  # fmt: skip
STAYS: dict[str, Text] = {
    "in": pgettext_lazy("zone", "behind the door"), "area": pgettext_lazy("zone", "within the zone"),
    "free": pgettext_lazy("zone", "free"),
}  # fmt: skip
STATES: dict[Certainty, State] = {"verified": State.DONE, "local": State.NEW, "memory": State.ASK}


@dataclass(frozen=True)
class Line:
    """A row of a table. `phases`: what follows each other, in words; `words`: the rule's own."""

    name: str
    key: str
    words: str
    source: str
    certainty: str
    state: str
    phases: list[str] = field(default_factory=list)
    notes: str = ""


def category_lines(edition: Edition) -> list[Line]:
    return [
        _line(
            one,
            in_language(one.name),
            one.key,
            phases=[phase_words(p) for p in one.phases],
            notes=_notes(one),
        )
        for one in edition.categories
    ]


def zone_lines(edition: Edition) -> list[Line]:
    return [
        _line(one, in_language(one.name), one.key, phases=_zone_words(one, edition), notes=_zone_notes(one))
        for one in edition.zones
    ]


def prohibition_lines(edition: Edition) -> list[Line]:
    return [_line(one, in_language(one.name), str(one.number)) for one in edition.prohibitions]


def phase_words(phase: Phase) -> str:
    """`居家隔离 3 天，第 1、3 天检测`."""
    parts = [measure_word(phase.measure)]
    if phase.days:
        parts.append(ngettext("{n} day", "{n} days", phase.days).format(n=phase.days))
    if phase.tests:
        days = pgettext("days", ", ").join(str(one) for one in phase.tests)
        parts.append(_("test on day {days}").format(days=days))
    if phase.count_of_tests:
        text = ngettext("{n} test", "{n} tests, {hours} hours apart", phase.count_of_tests)
        parts.append(text.format(n=phase.count_of_tests, hours=phase.hours_between))
    return pgettext("between words", ", ").join(parts)


def _notes(one: Category) -> list[str]:
    notes = [_("Counted from {anchor}").format(anchor=ANCHORS[one.anchor])] if one.phases else []
    if one.lookback_days:
        notes.append(_("looks back {days} days").format(days=one.lookback_days))
    for phase in one.phases:
        if phase.if_home_unsuitable:
            notes.append(
                _("home not suitable: {measure}").format(measure=measure_word(phase.if_home_unsuitable))
            )
        if phase.voluntary:
            notes.append(_("by choice: {measure}").format(measure=measure_word(phase.voluntary)))
    notes += [in_language(words) for words in (one.release, one.early, one.escalate) if words]
    return list(dict.fromkeys(notes))


def _zone_words(zone: ZoneKind, edition: Edition) -> list[str]:
    words = [
        in_language(zone.rule),
        _("at most: {unit}").format(unit=UNITS[zone.widest]),
        ngettext("{n} day at most", "{n} days at most", zone.days).format(n=zone.days),
        *(in_language(one.name) for one in zone.release),
    ]
    down = edition.zone(zone.down_to) if zone.down_to else None
    return [*words, _("then: {zone}").format(zone=in_language(down.name))] if down else words


def _zone_notes(zone: ZoneKind) -> list[str]:
    wider = [_("wider only: {why}").format(why=in_language(zone.wider_if))] if zone.wider_if else []
    return [_("People: {stays}").format(stays=STAYS[zone.stays]), *wider]


def _line(
    one: Sourced, name: str, key: str, *, phases: list[str] | None = None, notes: list[str] | None = None
) -> Line:
    return Line(
        name=name, key=key, words=in_language(one.words), source=one.source, certainty=certainty_word(one.certainty),
        state=STATES[one.certainty].value, phases=phases or [], notes=joined(notes or []),
    )  # fmt: skip
