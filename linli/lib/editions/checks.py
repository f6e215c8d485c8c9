"""What must fit together in an edition beyond the form of each value."""

from collections.abc import Iterator
from itertools import pairwise

from linli.lib.editions.types import STRICTNESS, Category, Edition, MeasureKey, Phase, ZoneKind
from linli.lib.playbook.paths import Path
from linli.lib.playbook.problems import Finding, guess, wrong

ISOLATION = frozenset({"facility_isolation", "home_isolation"})
QUARANTINE = frozenset({"facility_quarantine", "home_quarantine"})


def check_edition(edition: Edition) -> Iterator[Finding]:
    if edition.until_on is not None and edition.until_on < edition.from_on:
        yield wrong(("until_on",), "edition.ends", until_on=edition.until_on, from_on=edition.from_on)
    for category in edition.categories:
        yield from _check_category(category)
    kinds = [zone.key for zone in edition.zones]
    for zone in edition.zones:
        yield from _check_zone(zone, kinds)
    numbers = [one.number for one in edition.prohibitions]
    for index, one in enumerate(edition.prohibitions):
        if one.number in numbers[:index]:
            yield wrong(("prohibition", f"[{one.key}]", "number"), "prohibition.number", number=one.number)


def _check_category(category: Category) -> Iterator[Finding]:
    path = ("category", f"[{category.key}]")
    for number, phase in enumerate(category.phases, start=1):
        where = (*path, "phases", f"[{number}]")
        yield from _check_phase(phase, where)
        for key in (phase.measure, phase.if_home_unsuitable, phase.voluntary):
            if key:
                yield from _check_measure(category, key, where)
        unsuitable = phase.if_home_unsuitable
        if unsuitable and STRICTNESS[unsuitable] < STRICTNESS[phase.measure]:
            yield wrong(where, "category.heavier", measure=unsuitable, than=phase.measure)
    planned = sum(len(phase.tests) or phase.count_of_tests for phase in category.phases)
    if category.tests_for_release > planned:
        n = category.tests_for_release
        yield wrong((*path, "tests_for_release"), "category.release_tests", n=n, planned=planned)


def _check_measure(category: Category, measure: MeasureKey, where: Path) -> Iterator[Finding]:
    if measure in ISOLATION and not category.infected:
        yield wrong(where, "category.infected", measure=measure)
    if measure in QUARANTINE and category.infected:
        yield wrong(where, "category.exposed", measure=measure)


def _check_phase(phase: Phase, where: Path) -> Iterator[Finding]:
    if not phase.days and not phase.tests:
        yield wrong(where, "phase.empty")
    if any(later <= earlier for earlier, later in pairwise(phase.tests)):
        yield wrong((*where, "tests"), "phase.test_order")
    for day in phase.tests:
        if phase.days and day > phase.days:
            yield wrong((*where, "tests"), "phase.test_late", day=day, days=phase.days)
    n, hours = phase.count_of_tests, phase.hours_between
    if n > 1 and (n - 1) * hours >= phase.days * 24:
        yield wrong(where, "phase.too_many_tests", n=n, hours=hours, days=phase.days)


def _check_zone(zone: ZoneKind, kinds: list[str]) -> Iterator[Finding]:
    path = ("zone", f"[{zone.key}]")
    if zone.down_to and (zone.down_to not in kinds or zone.down_to == zone.key):
        others = [one for one in kinds if one != zone.key]
        yield wrong((*path, "down_to"), "zone.down_to", zone=zone.down_to, guess=guess(zone.down_to, others))
    if zone.review_days > zone.days:
        yield wrong((*path, "review_days"), "zone.review", review=zone.review_days, days=zone.days)
