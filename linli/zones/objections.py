"""What zones ask about objections. Care keeps them, and the two never import each other: flows puts its answers here."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

# Asked in the transaction that marks doors, so an answer is a query, and no event that comes later.
freed_in: list[Callable[[Collection[UUID]], set[UUID]]] = []
due_in: list[Callable[[Collection[UUID]], Mapping[UUID, datetime]]] = []


def freed_by_objection(zones: Collection[UUID]) -> set[UUID]:
    """Households whose objection to one of these zones was right."""
    return {one for ask in freed_in for one in ask(zones)}


def answers_due(zones: Collection[UUID]) -> dict[UUID, datetime]:
    """Of each of these zones to which somebody objected: by when the one that waits longest is answered."""
    return {zone: due for ask in due_in for zone, due in ask(zones).items()}
