"""Renaming, moving and closing an area, with a day from which it holds."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.areas import history, retally
from linli.areas.checks import (
    before_change,
    check_day,
    check_empty_since,
    check_free_name,
    check_level,
    check_not_within,
    check_open,
    check_same_city,
    check_since,
    checked_name,
    lock_subtrees,
)
from linli.areas.choices import ChangeKind
from linli.areas.measures import HOLDING, known
from linli.areas.models import Area
from linli.areas.numbering import Numbering, code_for_moved, digits_of
from linli.areas.problems import AlreadyThere, StillInUse, TopStays
from linli.areas.recoding import places_within, relocate
from linli.areas.scopes import Scope
from linli.areas.tallies import count_rows
from linli.core.audit import Actor, log, name_action
from linli.core.outbox import announce
from linli.lib.periods import local_day

RENAMED = name_action("areas:area:renamed", _("{actor} renamed {before} to {subject}"))
MOVED = name_action("areas:area:moved", _("{actor} moved {subject} to {parent}: {before} became {code}"))
CLOSED = name_action("areas:area:closed", _("{actor} closed {subject} ({code})"))


@transaction.atomic
def rename_area(
    area: Area, *, name: str, on: date, actor: Actor | None, reason: str = "", kind: str = ""
) -> Area:
    """Call the area by another name from `on`; days before keep the old one. Give `kind` when that changed too."""
    lock_subtrees([], also=[area])
    check_open(area)
    cleaned = checked_name(name)
    if cleaned == area.name and kind in ("", area.kind):
        raise AlreadyThere(area=area.name)
    check_day(on)
    check_since(on, area)
    check_free_name(cleaned, parent=area.parent, level=area.level, but=[area.pk])
    was = before_change(area)
    area.name, area.kind = cleaned, kind or area.kind
    area.save(update_fields=["name", "kind", "pinyin", "initials"])
    history.turn_span(area, on)
    change = history.record(ChangeKind.RENAMED, on=on, reason=reason, actor=actor)
    history.lineage(change, area, area, was=was).save()
    log(RENAMED, actor=actor, subject=area, subject_name=area.name, before=was.name)
    announce("areas.renamed", area=str(area.pk), on=on.isoformat())
    return area


@transaction.atomic
def move_area(area: Area, *, to: Area, on: date, actor: Actor | None, reason: str = "") -> Area:
    """Put the area, with all that lies in it, under another parent from `on`. It gets a new code, never used before.

    Whatever stands there follows: households, people's roles, organisations, and the figures from `on`.
    """
    lock_subtrees([area], also=[to])
    check_open(area, to)
    if area.parent_id == to.pk:
        raise AlreadyThere(area=area.name)
    check_not_within(area, to)
    check_same_city(area, to)
    check_level(area.level, to)
    check_day(on, area)
    check_since(on, to)
    check_free_name(area.name, parent=to, level=area.level)
    was = before_change(area)
    relocate(area, parent=to, code=code_for_moved(area, to, Numbering(to), digits_of(area)), on=on)
    retally.add_up_from([was.code, area.code], on)
    change = history.record(ChangeKind.MOVED, on=on, reason=reason, actor=actor)
    history.lineage(change, area, area, was=was).save()
    log(
        MOVED,
        actor=actor,
        subject=area,
        subject_name=area.name,
        parent=to.name,
        before=was.code,
        code=area.code,
    )
    announce("areas.moved", area=str(area.pk), before=was.code, code=area.code, on=on.isoformat())
    return area


@transaction.atomic
def close_area(area: Area, *, on: date, actor: Actor | None, reason: str = "") -> Area:
    """Close an area in which nothing stands any more; from `on` it is gone, and days before still have it."""
    lock_subtrees([area])
    check_open(area)
    if area.parent_id is None:
        raise TopStays(area=area.name)
    check_day(on, area)
    if what := still_standing(area):
        raise StillInUse(area=area.name, what=what)
    check_empty_since(on, area)
    area.valid_until = on
    area.save(update_fields=["valid_until"])
    history.end_spans(Q(area=area), on)
    change = history.record(ChangeKind.CLOSED, on=on, reason=reason, actor=actor)
    history.lineage(change, area, None).save()
    log(CLOSED, actor=actor, subject=area, subject_name=area.name, code=area.code)
    announce("areas.closed", area=str(area.pk), code=area.code, on=on.isoformat())
    return area


def still_standing(area: Area) -> str:
    """What still lies or stands in the area today, in words; empty when nothing does."""
    places = places_within([area])
    if places:
        return ngettext("{n} place within it", "{n} places within it", places).format(n=places)
    today = local_day(timezone.now())
    holding = known(HOLDING)
    standing = count_rows(Scope((area.code,)), holding, today)
    for one in holding:
        if n := sum(numbers.get(one.key, 0) for numbers in standing.values()):
            return f"{n} {one.unit}"
    return ""
