"""Entries that went back: which wait here, which are offered to us, which are with others."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from linli.areas.models import Area
from linli.areas.queries import names_with_paths, search_areas
from linli.areas.scopes import Scope
from linli.lib.area_codes import county_of
from linli.rounds.choices import HandState
from linli.rounds.models import HandOver, NotMine

VIEWS = ("here", "offered", "away", "settled")
MOST_FOUND = 20


def entries(scope: Scope, here: Area, view: str) -> QuerySet[NotMine]:
    """The entries of one view, the oldest first; what is settled, the newest first."""
    waiting = HandOver.everywhere.filter(entry=OuterRef("pk"), state=HandState.WAITING)
    own = NotMine.objects.within(scope)
    if view == "offered":
        rows = NotMine.everywhere.filter(settled_at=None).filter(Exists(waiting.filter(area=here)))
    elif view == "away":
        rows = own.filter(settled_at=None).filter(Exists(waiting.exclude(area=here)))
    elif view == "settled":
        rows = own.filter(settled_at__isnull=False)
    else:
        rows = own.filter(settled_at=None).exclude(Exists(waiting))
    order = ("-settled_at", "-pk") if view == "settled" else ("at", "pk")
    return with_history(rows).order_by(*order)


def with_history(rows: QuerySet[NotMine]) -> QuerySet[NotMine]:
    """With household, person, who told it, and every hand-over so far, in one query more."""
    passed = HandOver.everywhere.select_related("from_area", "area", "by", "answered_by").order_by("at", "pk")
    rows = rows.select_related("household", "resident", "by", "settled_by", "area")
    return rows.prefetch_related(Prefetch("hand_overs", passed, to_attr="passed"))


def waiting_here(here: Area) -> int:
    """Hand-overs that this office must answer."""
    return HandOver.everywhere.filter(area=here, state=HandState.WAITING).count()


def open_here(scope: Scope) -> int:
    """Entries that nobody has settled or handed on yet."""
    waiting = HandOver.everywhere.filter(entry=OuterRef("pk"), state=HandState.WAITING)
    return NotMine.objects.within(scope).filter(settled_at=None).exclude(Exists(waiting)).count()


def communities_named(text: str, entry: NotMine) -> list[tuple[str, str]]:
    """(code, name) of the communities of the county that fit, with the path where a name is there twice."""
    county = Scope((county_of(entry.area_code),))
    found = [
        area
        for area in search_areas(text, county, limit=3 * MOST_FOUND)
        if area.level == "community" and area.code != entry.area_code[:12]
    ][:MOST_FOUND]
    names = names_with_paths(found, scope=county, below=county_of(entry.area_code))
    return [(area.code, names[area.pk]) for area in found]
