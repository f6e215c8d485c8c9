"""Writing the history of the tree: a change, the spans that it ends and begins, and what became of what.

A span says what an area was called and where it stood from one day until another; of two changes on one day
the earlier leaves a span of no days, which keeps the code in memory. No code is ever given to a second area,
because spans are asked for every code that was ever used.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from linli.areas.choices import ChangeKind
from linli.areas.models import Area, AreaChange, AreaLineage, AreaSpan
from linli.areas.scopes import Scope
from linli.core.audit import Actor
from linli.lib.area_codes import range_end

BATCH = 2000


def record(kind: ChangeKind, *, on: date, reason: str, actor: Actor | None) -> AreaChange:
    return AreaChange.objects.create(
        kind=kind,
        on=on,
        reason=reason,
        by_name=actor.shown_name if actor else "",
        recorded_at=timezone.now(),
    )


def lineage(
    change: AreaChange, old: Area | None, new: Area | None, *, was: Area | None = None
) -> AreaLineage:
    """What became of `old`. Give `was`, a copy from before, where the area itself has changed."""
    before = was or old
    return AreaLineage(
        change=change,
        old=old,
        new=new,
        old_code=before.code if before else "",
        old_name=before.name if before else "",
        new_code=new.code if new else "",
        new_name=new.name if new else "",
    )


def span_of(area: Area, on: date) -> AreaSpan:
    return AreaSpan(
        area=area, code=area.code, level=area.level, name=area.name, parent_id=area.parent_id, from_on=on
    )


def begin_spans(areas: Iterable[Area], on: date) -> None:
    AreaSpan.objects.bulk_create((span_of(area, on) for area in areas), batch_size=BATCH)


def end_spans(where: Q, on: date) -> None:
    AreaSpan.objects.filter(where, until_on=None).update(until_on=on)


def turn_span(area: Area, on: date) -> None:
    """From `on` the area is called and stands as it does now."""
    end_spans(Q(area=area), on)
    span_of(area, on).save()


def turn_spans_within(old: str, new: str, on: date) -> None:
    """After everything within `old` was given codes within `new`: the same for all that is open there."""
    end_spans(Scope((old,)).q("code"), on)
    begin_spans(Area.objects.within(new).current().order_by("code").iterator(), on)


def last_change_within(code: str) -> tuple[date, str] | None:
    """The latest day on which something that is open within `code` began to be as it is, and its name."""
    spans = AreaSpan.objects.filter(Scope((code,)).q("code"), until_on=None)
    latest = spans.aggregate(on=Max("from_on"))["on"]
    if latest is None:
        return None
    return latest, str(spans.filter(from_on=latest).order_by("code").values_list("name", flat=True)[0])


def codes_ever_under(parent: str) -> set[str]:
    """Every code below `parent` that any area has or had."""
    below = Q(code__gt=parent, code__lt=range_end(parent))
    now = Area.objects.filter(below).values_list("code", flat=True)
    return set(now) | set(AreaSpan.objects.filter(below).values_list("code", flat=True))
