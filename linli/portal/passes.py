"""The household's pass on its own page: the same code as on the card, with what it allows in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from linli.gates.codes import picture_of
from linli.gates.pass_words import rule_words
from linli.gates.queries_office import valid_pass_of
from linli.registers.models import Household


@dataclass(frozen=True)
class ShownPass:
    slip: str  # in two parts, as it is read out
    allows: str
    from_at: datetime
    last_moment: datetime
    is_ahead: bool
    picture: SafeString


def pass_of(home: Household, *, now: datetime) -> ShownPass | None:
    """The one that holds or lies ahead; none of those that were replaced, revoked, or have run out."""
    found = valid_pass_of(home, now)
    if found is None:
        return None
    return ShownPass(
        slip=f"{found.slip[:4]} {found.slip[4:]}",
        allows=rule_words(found),
        from_at=found.valid_from,
        last_moment=found.valid_until - timedelta(minutes=1),
        is_ahead=found.valid_from > now,
        picture=picture_of(found),
    )
