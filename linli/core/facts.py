"""Field facts: what somebody tells from a phone, and the kinds that each part of Linli can take.

A part declares its kinds in its own `intake.py`, which is loaded at start. The `intake` keeps what was sent and
hands it over in batches; it knows nothing of what the kinds mean, and the parts know nothing of phones and tokens.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.audit import name_action
from linli.core.problems import Problem

Text = str | Promise
# Said by the intake, shown where the logs of a part are accounted for.
UNUSED_VANISHED = name_action(
    "facts:unused:vanished",
    _("{count} facts that could not be used were deleted after {days} days: {kind}"),
)


class FieldFact(msgspec.Struct, frozen=True, gc=False):
    """One fact as it was told. `at` is when it happened, as far as that can be known; see `intake.rules`."""

    id: UUID
    kind: str
    body: Any  # the struct of its kind
    at: datetime
    received_at: datetime
    user_id: UUID | None  # nobody who has an account: then the household itself, see below
    device_id: UUID | None  # none where it was told at a desk
    # The household that told it through its own link. It can tell of itself only.
    told_by: UUID | None = None


# Turns facts into typed rows, inside one transaction; returns those that cannot be used, each with its reason.
# A fact comes twice when a transaction was lost: its rows bear its id, and the second time changes nothing.
Take = Callable[[Sequence[FieldFact]], Mapping[UUID, Problem]]


@dataclass(frozen=True)
class FactKind:
    """`take` may be shared by several kinds: then it gets their facts together. `body_days`: so long what was sent is kept
    once it has become rows, where that is shorter than usual. `quarantine_days`: so long it is kept where it cannot be
    used, from when it came; else until somebody has settled it."""

    name: str  # "daily_answer"
    title: Text
    body: type[msgspec.Struct]
    take: Take
    examples: tuple[msgspec.Struct, ...]
    body_days: int | None = None
    quarantine_days: int | None = None


_kinds: dict[str, FactKind] = {}


def declare_kinds(*kinds: FactKind) -> None:
    """Make kinds known. A name is declared once."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"The kind of fact {kind.name!r} is declared twice.")


def all_kinds() -> tuple[FactKind, ...]:
    return tuple(_kinds.values())


def kind_named(name: str) -> FactKind | None:
    return _kinds.get(name)
