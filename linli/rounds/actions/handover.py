"""Entries that went back ("not my resident"): settled here, offered to another community, taken over or sent back."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.queries import community_of
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound
from linli.lib.area_codes import county_of, is_within
from linli.people.viewer import user_behind
from linli.registers.actions import correct_household, move_resident
from linli.registers.choices import Relation
from linli.registers.models import Household
from linli.rounds.choices import HandState, SettledAs
from linli.rounds.models import HandOver, NotMine
from linli.rounds.problems import CannotGoThere, EntrySettled, EntryWaits, HandOverAnswered, NowhereUp

SETTLED = name_action("rounds:entry:settled", _("{actor} settled an entry of {subject}: {how}"))
HANDED_OVER = name_action(
    "rounds:entry:handed_over", _("{actor} handed an entry of {subject} over to {where}")
)
TAKEN_OVER = name_action("rounds:entry:taken_over", _("{actor} took an entry of {subject} over for {where}"))
SENT_BACK = name_action("rounds:entry:sent_back", _("{actor} sent an entry of {subject} back to {where}"))
SENT_UP = name_action("rounds:entry:sent_up", _("{actor} sent an entry of {subject} up to {where}"))

# After so many refusals two communities will not agree by themselves.
RETURNS_BEFORE_UP = 2


@dataclass(frozen=True)
class NewPlace:
    """Where the person goes (a household of the new community), or the whole door (an area of it)."""

    household: Household | None = None
    area: Area | None = None


@transaction.atomic
def settle_entry(
    entry: NotMine, *, here: Area, settled_as: SettledAs, note: str, actor: Actor | None
) -> NotMine:
    """Close an entry with a word and a reason. The register itself is corrected by its own pages."""
    current = _open_entry(entry.pk)
    _let_go(current, here, note, actor)
    return _settle(current, settled_as, note, actor)


@transaction.atomic
def hand_entry_over(entry: NotMine, *, here: Area, to: Area, reason: str, actor: Actor | None) -> HandOver:
    """Offer an entry to another community of the county. The office above the two decides by doing so."""
    current = _open_entry(entry.pk)
    home = current.area_code[:12]
    same_county = county_of(to.code) == county_of(home)
    if to.level != "community" or not to.is_open or not same_county or to.code == home:
        raise CannotGoThere(where=to.short)
    _let_go(current, here, reason, actor)
    made = _offer(current, to, from_area=here, reason=reason, actor=actor)
    log(HANDED_OVER, actor=actor, subject=current, subject_name=current.household.place, where=to.short)
    return made


@transaction.atomic
def take_entry_over(hand_over: HandOver, *, to: NewPlace, actor: Actor | None) -> NotMine:
    """Accept, and let the register move the person or the door here."""
    current = _open_entry(hand_over.entry_id)
    offered = _waiting(hand_over)
    if current.resident is not None and to.household is not None:
        move_resident(current.resident, version=None, to=to.household, relation=Relation.UNKNOWN, actor=actor)
    elif current.resident is None and to.area is not None:
        correct_household(current.household, version=None, values={}, area=to.area, actor=actor)
    else:
        raise NotFound()
    _answer(offered, HandState.ACCEPTED, "", actor)
    log(
        TAKEN_OVER, actor=actor, subject=current, subject_name=current.household.place,
        area_code=offered.area_code, where=offered.area.short,
    )  # fmt: skip
    return _settle(current, SettledAs.TAKEN_OVER, "", actor)


@transaction.atomic
def send_entry_back(hand_over: HandOver, *, reason: str, actor: Actor | None) -> HandOver:
    """Refuse with a reason. The first time it goes back to who sent it; from the second on the office above decides."""
    current = _open_entry(hand_over.entry_id)
    offered = _waiting(hand_over)
    if _is_decision(offered):
        raise NowhereUp()
    _answer(offered, HandState.RETURNED, reason, actor)
    returned = current.hand_overs.filter(state=HandState.RETURNED).count()
    above = _above(current) if returned >= RETURNS_BEFORE_UP else None
    where = above or offered.from_area
    if above:
        _offer(current, above, from_area=offered.area, reason=reason, actor=actor)
    log(
        SENT_UP if above else SENT_BACK, actor=actor, subject=current, area_code=offered.area_code,
        subject_name=current.household.place, where=where.short,
    )  # fmt: skip
    return offered


def _open_entry(pk: UUID) -> NotMine:
    """The entry, locked. Whoever was faster is named."""
    rows = lock_rows(NotMine.everywhere.select_related("household", "resident", "settled_by"), [pk])
    if not rows:
        raise NotFound()
    if rows[0].settled_at:
        raise EntrySettled(who=rows[0].settled_by or "")
    return rows[0]


def _waiting(hand_over: HandOver) -> HandOver:
    rows = lock_rows(HandOver.everywhere.select_related("area", "from_area", "answered_by"), [hand_over.pk])
    if not rows:
        raise NotFound()
    if rows[0].state != HandState.WAITING:
        raise HandOverAnswered(who=rows[0].answered_by or "")
    return rows[0]


def _let_go(entry: NotMine, here: Area, answer: str, actor: Actor | None) -> None:
    """What waits at this very office is answered by what it does now; what waits elsewhere stands in the way."""
    waiting = entry.hand_overs.filter(state=HandState.WAITING).select_related("area").first()
    if waiting is None:
        return
    if waiting.area_id != here.pk or not _is_up(waiting):
        raise EntryWaits(where=waiting.area.short)
    _answer(waiting, HandState.DECIDED, answer, actor)


def _is_up(hand_over: HandOver) -> bool:
    """Sent up: from a community to the office above it."""
    return is_within(hand_over.from_area.code, hand_over.area_code)


def _is_decision(hand_over: HandOver) -> bool:
    """Sent down by the office above."""
    return is_within(hand_over.area_code, hand_over.from_area.code)


def _above(entry: NotMine) -> Area | None:
    community = community_of(entry.area_code)
    return community.parent if community else None


def _offer(entry: NotMine, to: Area, *, from_area: Area, reason: str, actor: Actor | None) -> HandOver:
    made = HandOver(entry=entry, from_area=from_area, reason=reason, at=timezone.now(), by=user_behind(actor))
    made.place_in(to)
    made.save(force_insert=True)
    return made


def _answer(hand_over: HandOver, state: HandState, answer: str, actor: Actor | None) -> None:
    hand_over.state, hand_over.answer = state, answer
    hand_over.answered_at, hand_over.answered_by = timezone.now(), user_behind(actor)
    hand_over.save(update_fields=["state", "answer", "answered_at", "answered_by"])


def _settle(entry: NotMine, settled_as: SettledAs, note: str, actor: Actor | None) -> NotMine:
    entry.settled_at, entry.settled_by = timezone.now(), user_behind(actor)
    entry.settled_as, entry.settled_note = settled_as, note
    entry.save(update_fields=["settled_at", "settled_by", "settled_as", "settled_note"])
    if settled_as != SettledAs.TAKEN_OVER:
        log(SETTLED, actor=actor, subject=entry, subject_name=entry.household.place, how=settled_as.value)
    return entry
