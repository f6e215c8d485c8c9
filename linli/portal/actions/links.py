"""A household's link: made, replaced, taken away. The token leaves these functions once and is nowhere kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.lib.periods import local_day
from linli.portal.models import HouseholdLink, hash_of
from linli.portal.rules import VALID_DAYS, new_token
from linli.registers.models import Household
from linli.registers.problems import FileClosed

MADE = name_action("portal:link:made", _("{actor} made the household's own link for {subject}"))
REPLACED = name_action("portal:link:replaced", _("{actor} replaced the household's own link of {subject}"))
REVOKED = name_action("portal:link:revoked", _("{actor} took away the household's own link of {subject}"))


@dataclass(frozen=True, slots=True)
class MadeLink:
    """What goes on the card."""

    household: Household
    token: str
    link: HouseholdLink


@transaction.atomic
def make_link(household: Household, *, actor: Actor | None, now: datetime) -> MadeLink:
    """A new link; one that was there before no longer opens anything."""
    home = _locked([household.pk])[0]
    if home.closed_on is not None:
        raise FileClosed()
    return _make(home, actor, now)


@transaction.atomic
def make_links(
    household_ids: Sequence[UUID], *, actor: Actor | None, now: datetime, also_known: bool = False
) -> list[MadeLink]:
    """Links for the households that have none that opens today; `also_known`: for the others too."""
    homes = [home for home in _locked(household_ids) if home.closed_on is None]
    today = local_day(now)
    open_ones = HouseholdLink.everywhere.filter(
        household__in=[home.pk for home in homes], revoked_at=None, expires_on__gte=today
    )
    have = set() if also_known else set(open_ones.values_list("household_id", flat=True))
    return [_make(home, actor, now) for home in homes if home.pk not in have]


@transaction.atomic
def revoke_link(household: Household, *, actor: Actor | None, now: datetime) -> bool:
    """Take it away at once. False where there was none."""
    home = _locked([household.pk])[0]
    gone = HouseholdLink.everywhere.filter(household=home, revoked_at=None).update(revoked_at=now)
    if gone:
        log(REVOKED, actor=actor, subject=home, subject_name=home.place)
    return bool(gone)


def _locked(ids: Sequence[UUID]) -> list[Household]:
    # Two people who make a card for one door at once: the second waits, and replaces the first one's.
    return lock_rows(Household.everywhere.all(), ids)


def _make(home: Household, actor: Actor | None, now: datetime) -> MadeLink:
    replaced = HouseholdLink.everywhere.filter(household=home, revoked_at=None).update(revoked_at=now)
    token = new_token()
    link = HouseholdLink.everywhere.create(
        area_id=home.area_id,
        area_code=home.area_code,
        household=home,
        token_hash=hash_of(token),
        made_at=now,
        made_by_id=actor.pk if actor else None,
        expires_on=local_day(now) + timedelta(days=VALID_DAYS),
    )
    log(REPLACED if replaced else MADE, actor=actor, subject=home, subject_name=home.place)
    return MadeLink(home, token, link)
