"""The whole table: three ages, three states of illness, three of vaccination (DOMAIN 1.6)."""

from itertools import product

import pytest

from linli.care.choices import Disease, Triage, Vaccinated
from linli.care.rules_contacts import due_on, is_due, rhythm_of
from linli.care.rules_triage import ORDER, score, triage
from tests.conftest import TODAY

# Rows: age and disease; columns: vaccinated in full, in part, not. F first, S second, L last.
TABLE = {
    (40, "none"): "LLS",
    (40, "stable"): "LSS",
    (40, "unstable"): "SFF",  # below 65, not stable and not vaccinated in full
    (70, "none"): "LSS",
    (70, "stable"): "SSF",
    (70, "unstable"): "FFF",  # 65 to 80 and not stable
    (85, "none"): "SFF",  # above 80 and not vaccinated in full
    (85, "stable"): "SFF",
    (85, "unstable"): "FFF",
}
LETTERS = {"F": Triage.FIRST, "S": Triage.SECOND, "L": Triage.LAST}
CASES = [
    (age, disease, vaccinated, LETTERS[letter])
    for (age, disease), row in TABLE.items()
    for vaccinated, letter in zip(("full", "partial", "none"), row, strict=True)
]


def test_the_table_is_whole() -> None:
    assert len(CASES) == 27
    assert {(a, d, v) for a, d, v, _t in CASES} == set(
        product((40, 70, 85), Disease.values, Vaccinated.values)
    )


@pytest.mark.parametrize(("age", "disease", "vaccinated", "expected"), CASES)
def test_it_says_who_is_called_first(age: int, disease: str, vaccinated: str, expected: Triage) -> None:
    assert triage(age, Disease(disease), Vaccinated(vaccinated)) == expected


@pytest.mark.parametrize(("age", "points"), [(0, 0), (64, 0), (65, 1), (80, 1), (81, 2), (None, 2)])
def test_ages_count_from_65_and_from_above_80(age: int | None, points: int) -> None:
    assert score(age, Disease.NONE, Vaccinated.FULL) == points


def test_who_is_older_or_iller_is_never_called_later() -> None:
    for disease, vaccinated in product(Disease, Vaccinated):
        ranks = [ORDER[triage(age, disease, vaccinated)] for age in (40, 70, 85)]
        assert ranks == sorted(ranks, reverse=True), (disease, vaccinated)


def test_the_most_frequent_rhythm_holds() -> None:
    assert rhythm_of(["weekly", "daily", "none"]) == "daily"
    assert rhythm_of(["none"], Triage.FIRST) == "daily"
    assert rhythm_of(["monthly"], Triage.SECOND) == "weekly"
    assert rhythm_of([], Triage.LAST) == "none"


def test_who_was_never_reached_is_due_today() -> None:
    assert is_due("weekly", None, today=TODAY)
    assert due_on("none", None, today=TODAY) is None
    assert not is_due("daily", TODAY, today=TODAY)
