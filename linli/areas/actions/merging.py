"""Making one area of several, and several of one, with a day from which it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas import history, retally
from linli.areas.checks import (
    before_change,
    check_day,
    check_free_name,
    check_not_within,
    check_open,
    check_same_city,
    check_since,
    checked_name,
    lock_subtrees,
    same_named,
)
from linli.areas.choices import ChangeKind
from linli.areas.models import Area, AreaChange
from linli.areas.numbering import Numbering, code_for_moved, digits_of
from linli.areas.problems import (
    DividedTwice,
    NotAlike,
    NotDivided,
    NothingToDivide,
    NothingToMerge,
    TopStays,
)
from linli.areas.recoding import hand_over, relocate
from linli.areas.rules import NAME_LENGTH
from linli.core.audit import Actor, log, name_action
from linli.core.models import AuditEntry
from linli.core.outbox import announce

MERGED = name_action("areas:area:merged", _("{actor} merged {old} into {subject}"))
SPLIT = name_action("areas:area:split", _("{actor} divided {subject} into {parts}"))


# ---- many become one ---------------------------------------------------------------------------
@transaction.atomic
def merge_areas(
    areas: Sequence[Area],
    *,
    on: date,
    actor: Actor | None,
    into: Area | None = None,
    name: str = "",
    reason: str = "",
) -> Area:
    """Make one area of several of one level, from `on`. Return the area that goes on.

    `into` is the one that takes the others in and keeps its code; without it a new area called `name` is founded
    beside the first. Everything within the others moves under it; places of one name there stay apart, the newcomer
    with its old area's name in brackets; so do households of one door.
    """
    old = [area for area in dict.fromkeys(areas) if into is None or area.pk != into.pk]
    _check_merge(old, into)
    lock_subtrees(old, also=[a for a in (into, old[0].parent) if a])
    check_open(*old, *([into] if into else []))
    check_day(on, *old)
    target = into or _found_beside(old[0], checked_name(name), on=on, leaving=old)
    check_since(on, target)
    change = history.record(ChangeKind.MERGED, on=on, reason=reason, actor=actor)
    names = gettext(", ").join(area.name for area in old)
    entry = log(MERGED, actor=actor, subject=target, subject_name=target.name, old=names, code=target.code)
    codes = [target.code, *(area.code for area in old)]
    for area in old:
        _take_in(area, target, change=change, entry=entry, on=on)
    retally.add_up_from(codes, on)
    announce("areas.merged", old=codes[1:], code=target.code, area=str(target.pk), on=on.isoformat())
    return target


def _check_merge(old: Sequence[Area], into: Area | None) -> None:
    together = [*old, *([into] if into else [])]
    if len(together) < 2:
        raise NothingToMerge()
    for other in together[1:]:
        if other.level != together[0].level:
            raise NotAlike(one=together[0].name, other=other.name)
        check_same_city(together[0], other)
        check_not_within(other, together[0])
        check_not_within(together[0], other)


def _found_beside(model: Area, name: str, *, on: date, leaving: Sequence[Area] = ()) -> Area:
    """A new area of the same level under the same parent. It may take the name of one that goes."""
    parent = model.parent
    if parent is None:
        raise TopStays(area=model.name)
    check_since(on, parent)
    new = Area(level=model.level, name=name, kind=model.kind, parent=parent, valid_from=on)
    check_free_name(name, parent=parent, level=new.level, but=[area.pk for area in leaving])
    new.code = code_for_moved(model, parent, Numbering(parent), digits_of(model))
    new.save(force_insert=True)
    history.begin_spans([new], on)
    return new


def _take_in(area: Area, target: Area, *, change: AreaChange, entry: AuditEntry, on: date) -> None:
    """Move all that lies and stands in the area into the target, and close the area."""
    _bring_children(list(area.children.order_by("code")), target, old=area, on=on)
    hand_over(area, target, entry, on=on)
    area.valid_until = on
    area.save(update_fields=["valid_until"])
    history.end_spans(Q(area=area), on)
    history.lineage(change, area, target).save()


def _bring_children(children: Sequence[Area], target: Area, *, old: Area, on: date) -> None:
    numbering = Numbering(target)
    for child in children:
        child.parent = old
        if child.valid_until is None:
            child.name = _name_apart(child, target, old)
        code = code_for_moved(child, target, numbering, digits_of(child))
        relocate(child, parent=target, code=code, on=on)


def _name_apart(child: Area, target: Area, old: Area) -> str:
    """The child's name, with its old area's in brackets where the target already has one of that name."""
    name, number = child.name, 1
    while same_named(target, child.level, name):
        again = "" if number == 1 else str(number)
        addition = f"（{old.short}{again}）"
        name = child.name[: NAME_LENGTH - len(addition)] + addition
        number += 1
    return name


# ---- one becomes many --------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """A new area that a split makes, and which of the places directly within the old one it gets."""

    name: str
    children: tuple[Area, ...]


@transaction.atomic
def split_area(
    area: Area,
    *,
    parts: Sequence[Part],
    on: date,
    actor: Actor | None,
    goes_on: bool = False,
    reason: str = "",
) -> list[Area]:
    """Divide an area by the places that lie directly within it, from `on`. Return the new areas.

    With `goes_on` the area keeps its code, its name, and what no part takes. Without, everything must be given to
    a part; the area is closed, and what stood directly in it stands in the first part.
    """
    lock_subtrees([area], also=[area.parent] if area.parent else [])
    check_open(area)
    children = {child.pk: child for child in area.children.all()}
    _check_parts(area, parts, children, goes_on=goes_on)
    check_day(on, area)
    was = before_change(area)
    leaving = [] if goes_on else [area]
    new = [_found_beside(area, checked_name(part.name), on=on, leaving=leaving) for part in parts]
    for made, part in zip(new, parts, strict=True):
        _bring_children([children[child.pk] for child in part.children], made, old=area, on=on)
    change = history.record(ChangeKind.SPLIT, on=on, reason=reason, actor=actor)
    names = gettext(", ").join(made.name for made in new)
    entry = log(SPLIT, actor=actor, subject=area, subject_name=area.name, parts=names, code=was.code)
    if not goes_on:
        _dissolve(area, new[0], entry=entry, on=on)
    goes = [area, *new] if goes_on else new
    for made in goes:
        history.lineage(change, area, made, was=was).save()
    retally.add_up_from([was.code, *(made.code for made in new)], on)
    announce("areas.split", area=str(area.pk), code=was.code, parts=[m.code for m in new], on=on.isoformat())
    return new


def _check_parts(area: Area, parts: Sequence[Part], children: dict[UUID, Area], *, goes_on: bool) -> None:
    given = [child for part in parts for child in part.children]
    open_children = [child for child in children.values() if child.valid_until is None]
    for part in parts:
        if not part.children:
            raise NothingToDivide(part=part.name or "-", area=area.name)
    if len(parts) < (1 if goes_on else 2):
        raise NothingToDivide(part="-", area=area.name)
    for child in given:
        if child.pk not in children or sum(other.pk == child.pk for other in given) > 1:
            raise DividedTwice(child=child.name, area=area.name)
    left = [child for child in open_children if child.pk not in {g.pk for g in given}]
    if left and not goes_on:
        names = gettext(", ").join(child.name for child in left[:5])
        raise NotDivided(area=area.name, count=len(left), names=names)
    if not left and goes_on:
        raise NothingToDivide(part=area.name, area=area.name)


def _dissolve(area: Area, heir: Area, *, entry: AuditEntry, on: date) -> None:
    """Close a divided area; what was closed in it before, and what stood directly in it, goes to the heir."""
    _bring_children(list(area.children.order_by("code")), heir, old=area, on=on)
    hand_over(area, heir, entry, on=on)
    area.valid_until = on
    area.save(update_fields=["valid_until"])
    history.end_spans(Q(area=area), on)
