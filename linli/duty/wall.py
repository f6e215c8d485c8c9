"""What hangs at a gate: who is here now, who is late, who comes next. Everybody who walks by reads it, so people are a
surname and a word."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import pgettext

from linli.areas.scopes import Scope
from linli.duty.models import Claim, DutyPlace
from linli.duty.playbook import duty_in_force
from linli.duty.queries_posts import AtPlace, on_duty
from linli.duty.rules_volunteers import masked_title
from linli.duty.words_posts import kind_names
from linli.people.choices import OrganisationKind

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class OnWall:
    """Somebody on the wall: `at` is when they came, should have come, or will come."""

    name: str
    what: str
    at: datetime
    late: int = 0  # minutes


@dataclass(frozen=True)
class Wall:
    place: DutyPlace
    now: datetime
    here: Sequence[OnWall]
    late: Sequence[OnWall]
    next: Sequence[OnWall]
    next_at: datetime | None
    short: int
    next_short: int
    what: Sequence[str]  # the posts that run now

    @property
    def is_idle(self) -> bool:
        """No shift runs here."""
        return not (self.what or self.here)

    @property
    def version(self) -> str:
        """Changes when something on the wall does; minutes of being late do not."""
        rows = [[(one.name, one.at) for one in rows] for rows in (self.here, self.late, self.next)]
        said = repr((rows, self.next_at, self.short, self.next_short, self.what, self.place.name))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def wall_of(place: DutyPlace, now: datetime) -> Wall:
    """A few queries, whatever hangs on it."""
    found = next(
        (one for one in on_duty(Scope((place.area_code,)), now) if one.place.pk == place.pk), AtPlace(place)
    )
    names = kind_names(duty_in_force(place.area))
    return Wall(
        place=place,
        now=now,
        here=_shown(found.present, names, now),
        late=_shown(found.late, names, now, late=True),
        next=_shown(found.next, names, now),
        next_at=found.next_at,
        short=found.short,
        next_short=found.next_short,
        what=list(dict.fromkeys(one.title or names.get(one.kind, one.kind) for one in found.running)),
    )


def _shown(
    claims: Iterable[Claim], names: dict[str, str], now: datetime, *, late: bool = False
) -> list[OnWall]:
    return [
        OnWall(
            masked_title(one.user.name, word=_word(one)),
            one.post.title or names.get(one.post.kind, one.post.kind),
            one.mended_in_at or one.checked_in_at or one.post.starts_at,
            (now - one.post.starts_at) // MINUTE if late else 0,
        )
        for one in claims
    ]


def _word(claim: Claim) -> str:
    firm = claim.organisation is not None and claim.organisation.kind == OrganisationKind.PROPERTY_FIRM
    return pgettext("wall", " (property firm)") if firm else pgettext("wall", " (on duty)")
