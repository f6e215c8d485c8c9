"""In which order people are called (DOMAIN 1.6): a help to begin with those for whom it may be worst, never a limit.

Rules of the table come first, then the score. Pure: no clock, no database.
"""

from linli.care.choices import Disease, Triage, Vaccinated

OLD, VERY_OLD = 65, 80  # from 65 on one point, above 80 two
DISEASE = {Disease.NONE: 0, Disease.STABLE: 1, Disease.UNSTABLE: 2}
VACCINATED = {Vaccinated.FULL: 0, Vaccinated.PARTIAL: 1, Vaccinated.NONE: 2}
SECOND_FROM, FIRST_FROM = 2, 4
ORDER = {Triage.FIRST: 0, Triage.SECOND: 1, Triage.LAST: 2}


def age_points(age: int | None) -> int:
    """Of whom no age is known, the most: rather called early than late."""
    if age is None or age > VERY_OLD:
        return 2
    return int(age >= OLD)


def score(age: int | None, disease: Disease, vaccinated: Vaccinated) -> int:
    return age_points(age) + DISEASE[disease] + VACCINATED[vaccinated]


def by_table(age: int | None, disease: Disease, vaccinated: Vaccinated) -> str:
    """The rule of the table that puts somebody first, whatever the score; empty: none does."""
    points, protected = age_points(age), vaccinated == Vaccinated.FULL
    if points == 2 and not protected:
        return "old_unprotected"
    if points == 1 and disease == Disease.UNSTABLE:
        return "aged_unstable"
    if points == 0 and disease == Disease.UNSTABLE and not protected:
        return "unstable_unprotected"
    return ""


def triage(age: int | None, disease: Disease, vaccinated: Vaccinated) -> Triage:
    if by_table(age, disease, vaccinated):
        return Triage.FIRST
    points = score(age, disease, vaccinated)
    if points >= FIRST_FROM:
        return Triage.FIRST
    return Triage.SECOND if points >= SECOND_FROM else Triage.LAST
