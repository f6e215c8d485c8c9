"""A list of results as a laboratory sends it: each line is matched with one test that waits, or told back with why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.care.choices import TestResult
from linli.care.models import CareTest
from linli.care.words_days import RESULT_WORDS

MOST_LINES = 500
APART = re.compile(r"[\t,，;；]+|\s{1,}")


@dataclass(frozen=True)
class Line:
    """A line as it was pasted; with a test and a result, or the reason why there is none."""

    text: str
    test: CareTest | None = None
    result: TestResult | None = None
    why: str | Promise = ""


def read_lines(text: str, waiting: Sequence[CareTest]) -> list[Line]:
    """Nothing is guessed: two people of one name are told apart by their door or number, or the line is told back."""
    used: set[object] = set()
    found = []
    for raw in [one.strip() for one in text.splitlines() if one.strip()][:MOST_LINES]:
        line = _read(raw, [one for one in waiting if one.pk not in used])
        if line.test is not None:
            used.add(line.test.pk)
        found.append(line)
    return found


def _read(raw: str, waiting: Sequence[CareTest]) -> Line:
    parts = [one for one in APART.split(raw) if one]
    results = [RESULT_WORDS[one.lower()] for one in parts if one.lower() in RESULT_WORDS]
    rest = [one for one in parts if one.lower() not in RESULT_WORDS]
    if len(results) != 1:
        return Line(raw, why=_("There is no result in it, or more than one."))
    named = [one for one in waiting if one.episode.resident.name in rest]
    if not named:
        return Line(raw, why=_("Nobody of this name waits for a result here."))
    marks = [one for one in rest if one not in {row.episode.resident.name for row in named}]
    matched = [one for one in named if all(_fits(one, mark) for mark in marks)] if marks else named
    people = {one.episode.resident_id for one in matched}
    if len(people) != 1:
        why = (
            _("Several people have this name: add the door.")
            if matched
            else _("The door or number does not fit.")
        )
        return Line(raw, why=why)
    return Line(raw, _earliest(matched), results[0])


def _fits(test: CareTest, mark: str) -> bool:
    home, resident = test.episode.household, test.episode.resident
    if mark in (home.door, home.plate, home.place, home.compound):
        return True
    return len(mark) >= 4 and any(
        str(one).endswith(mark) for one in (resident.phone, resident.document) if one
    )


def _earliest(tests: Iterable[CareTest]) -> CareTest:
    return min(tests, key=lambda one: (one.taken_at is None, one.due_on, str(one.pk)))
