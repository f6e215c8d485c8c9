"""Who answers for households by name. A part above knows, and says at start whom to ask."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from uuid import UUID

# By household the names of those who answer for it on a day; one query for many households.
Answering = Callable[[Collection[UUID], date], Mapping[UUID, list[str]]]
WHO_ANSWERS: list[Answering] = []


def answering_for(households: Collection[UUID], *, day: date) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for ask in WHO_ANSWERS:
        for household, names in ask(households, day).items():
            found.setdefault(household, []).extend(names)
    return found
