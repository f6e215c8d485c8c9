"""The sections of the daily report and of the briefing's sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise

from linli.lib.playbook.base import Clock, Described, Key, MeasureKey, Name, Part
from linli.lib.playbook.problems import Finding, wrong

PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")
# {measure}, or {measure|万} for ten-thousands.
FIGURE = re.compile(r"^([a-z_]+\.[a-z_]+)(\|[^|{}]+)?$")
# What is filled in by hand is work for every community, every day: a form that grows is the thing to avoid.
MOST_BY_HAND = 8


class CutOffs(Part, frozen=True, kw_only=True):
    """When the day's figures of each level must be there, from the lowest level up."""

    village: Clock | None = None
    community: Clock | None = None
    township: Clock | None = None
    subdistrict: Clock | None = None
    county: Clock | None = None
    city: Clock | None = None

    def in_order(self) -> tuple[tuple[str, str], ...]:
        given = ((level, getattr(self, level)) for level in self.__struct_fields__)
        return tuple((level, clock) for level, clock in given if clock is not None)


class ByHand(Part, frozen=True, kw_only=True):
    """A number of the report that no record holds yet: a clerk fills it in."""

    key: Key
    name: Name
    unit: Name


class Daily(Described, frozen=True, kw_only=True):
    cut_off: CutOffs = CutOffs()
    nil_return: Clock | None = None
    fields: tuple[MeasureKey, ...] = ()
    by_hand: tuple[ByHand, ...] = ()


class Report(Part, frozen=True, kw_only=True):
    daily: Daily = Daily()


class Briefing(Described, frozen=True, kw_only=True):
    """A sentence whose figures are measures, in both languages."""

    key: Key
    text: Name

    @property
    def measures(self) -> frozenset[str]:
        return measures_in(self.text.zh)


def measures_in(text: str) -> frozenset[str]:
    figures = (FIGURE.match(found[1] or "") for found in PLACEHOLDER.finditer(text))
    return frozenset(figure[1] for figure in figures if figure)


def check_report(report: Report) -> Iterator[Finding]:
    for (lower, early), (upper, late) in pairwise(report.daily.cut_off.in_order()):
        # Townships and subdistricts are of one level: neither waits for the other.
        if late < early and (lower, upper) != ("township", "subdistrict"):
            path = ("report", "daily", "cut_off", upper)
            yield wrong(path, "cut_off.order", lower=f"{lower} {early}", upper=f"{upper} {late}")
    if len(report.daily.by_hand) > MOST_BY_HAND:
        yield wrong(
            ("report", "daily", "by_hand"), "by_hand.many", n=len(report.daily.by_hand), most=MOST_BY_HAND
        )


def check_briefings(briefings: tuple[Briefing, ...]) -> Iterator[Finding]:
    for briefing in briefings:
        path = ("briefing", f"[{briefing.key}]", "text")
        for language in ("zh", "en"):
            for found in PLACEHOLDER.finditer(briefing.text.text(language)):
                if not FIGURE.match(found[1] or ""):
                    yield wrong((*path, language), "briefing.placeholder", placeholder=found[0])
        if different := measures_in(briefing.text.zh) ^ measures_in(briefing.text.en):
            yield wrong(path, "briefing.differ", measures=", ".join(sorted(different)))
