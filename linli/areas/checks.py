"""What must hold before the tree is changed, and the locks under which it is changed."""

from collections.abc import Collection, Iterable
from copy import copy
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.areas import history
from linli.areas.choices import Grain, StatutoryLevel
from linli.areas.levels import keys_under, level_labels, playbook_of
from linli.areas.measures import HOLDING
from linli.areas.models import Area, Tally
from linli.areas.problems import (
    FutureDay,
    IntoItself,
    NameMissing,
    NameTaken,
    NotOpen,
    OtherCity,
    TooEarly,
    TreeChanged,
    WrongLevel,
)
from linli.areas.rules import NAME_LENGTH, clean_name, name_key
from linli.areas.scopes import Scope
from linli.areas.tallies import prefixes_of
from linli.lib.area_codes import is_within
from linli.lib.periods import local_day


def lock_subtrees(areas: Iterable[Area], *, also: Iterable[Area] = ()) -> None:
    """Lock these areas with all that lies in them, and `also` alone; refuse if one has moved meanwhile.

    Communities first, then what lies above, then places: the order in which those who write into the register take
    them, whose references are checked when they commit. With whole areas, their totals will change, and those of
    `also`: everything above them is locked too.
    """
    whole, single = list(areas), list(also)
    before = {area.pk: area.code for area in [*whole, *single]}
    above = {code for area in [*whole, *single] for code in prefixes_of(area.code)} if whole else set()
    where = Scope.of(area.code for area in whole).q("code") | Q(pk__in=before) | Q(code__in=above)
    rows = Area.objects.filter(where).order_by("pk").select_for_update(of=("self",))
    community, statutory = Q(level=StatutoryLevel.COMMUNITY), Q(level__in=StatutoryLevel.values)
    now: dict[UUID, str] = {}
    for part in (community, statutory & ~community, ~statutory):
        now |= dict(rows.filter(part).values_list("pk", "code"))
    if any(now.get(pk) != code for pk, code in before.items()):
        raise TreeChanged()
    for area in [*whole, *single]:
        area.refresh_from_db()


def before_change(area: Area) -> Area:
    """A copy of what the area is now, for the history."""
    return copy(area)


def check_open(*areas: Area) -> None:
    for area in areas:
        if area.valid_until is not None:
            raise NotOpen(area=area.name, until=area.valid_until)


def check_day(on: date, *areas: Area) -> None:
    """Not in the future, and not before the last change of anything that lies in these areas."""
    today = local_day(timezone.now())
    if on > today:
        raise FutureDay(on=on, today=today)
    for area in areas:
        last = history.last_change_within(area.code)
        if last and on < last[0]:
            raise TooEarly(area=last[1], earliest=last[0])


def check_since(on: date, area: Area) -> None:
    """Nothing can be done to an area, or put under it, on a day before it was called and stood as it does now."""
    since = area.spans.filter(until_on=None).values_list("from_on", flat=True).first()
    if since and on < since:
        raise TooEarly(area=area.name, earliest=since)


def check_empty_since(on: date, area: Area) -> None:
    """An area cannot have been closed while something was still counted in it."""
    kept = Tally.objects.filter(Scope((area.code,)).q("code"), grain=Grain.PLACE, until_on__gt=on)
    rows = kept.values_list("numbers", "until_on")
    ends = [until for numbers, until in rows if until and any(numbers.get(key) for key in HOLDING)]
    if ends:
        raise TooEarly(area=area.name, earliest=max(ends))


def checked_name(name: str) -> str:
    cleaned = clean_name(name)
    if not cleaned or len(cleaned) > NAME_LENGTH:
        raise NameMissing(limit=NAME_LENGTH)
    return cleaned


def same_named(parent: Area | None, level: str, name: str, *, but: Collection[UUID] = ()) -> Area | None:
    """The open area of this level and name directly under `parent`; below the community 3栋 is 3号楼."""
    siblings = Area.objects.current().filter(parent=parent, level=level).exclude(pk__in=but).order_by("code")
    if level in StatutoryLevel.values:
        return siblings.filter(name=name).first()
    key = name_key(name)
    return next((area for area in siblings if name_key(area.name) == key), None)


def check_free_name(name: str, *, parent: Area | None, level: str, but: Collection[UUID] = ()) -> None:
    """Refuse a name that another area of the level already has under this parent."""
    if other := same_named(parent, level, name, but=but):
        raise NameTaken(parent=parent.name if parent else "", name=other.name, code=other.code)


def check_level(level: str, parent: Area) -> None:
    keys = keys_under(parent)
    if level not in keys:
        labels = level_labels(playbook_of(parent))
        may = ", ".join(labels.get(key, key) for key in keys) or "-"
        raise WrongLevel(level=labels.get(level, level), parent=parent.name, levels=may)


def check_not_within(area: Area, target: Area) -> None:
    if is_within(target.code, area.code):
        raise IntoItself(area=area.name)


def check_same_city(area: Area, other: Area) -> None:
    one, two = playbook_of(area), playbook_of(other)
    if (one.city.code if one else "") != (two.city.code if two else ""):
        raise OtherCity(area=area.name, other=other.name)
