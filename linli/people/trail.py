"""Who did what, and who opened whose record and why: the two trails, as an auditor reads them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from linli.areas.scopes import Scope
from linli.core.access_log import AccessKind
from linli.core.audit import SENTENCES, sentence
from linli.core.models import AccessEntry, AuditEntry
from linli.lib.periods import day_bounds
from linli.people.models import User
from linli.people.titles import area_paths, role_title
from linli.people.viewer import Viewer

# Apps that keep households say here what a household is called by its door, never by a name.
# Given ids and a scope; answers with a word for those that lie in it.
DESCRIBE_HOUSEHOLDS: list[Callable[[list[UUID], Scope], dict[UUID, str]]] = []

MOST_ACTORS = 50
E = TypeVar("E", AuditEntry, AccessEntry)


@dataclass(frozen=True)
class Search:
    """What an auditor looks for; empty means any."""

    who: str = ""
    action: str = ""
    what: str = ""
    household: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Line:
    """One row of either trail."""

    entry: AuditEntry | AccessEntry
    text: str
    place: str
    subject: str = ""
    url: str = ""


# ---- who did what ------------------------------------------------------------------------------
def actions_done(viewer: Viewer, scope: Scope, search: Search) -> QuerySet[AuditEntry]:
    """The newest first. Acts without a place are shown to the auditor of the whole tree only."""
    where = scope.q()
    if viewer.area is not None and viewer.area.parent_id is None and scope.prefixes == viewer.scope.prefixes:
        where |= Q(area_code="")
    found = AuditEntry.objects.filter(where)
    if search.action:
        found = found.filter(action=search.action)
    return _narrowed(found, search).order_by("-at", "-pk")


def action_lines(entries: Iterable[AuditEntry], *, below: str = "") -> list[Line]:
    listed = list(entries)
    paths = area_paths({entry.area_code for entry in listed if entry.area_code}, below=below)
    return [Line(entry, said(entry), paths.get(entry.area_code, "")) for entry in listed]


def said(entry: AuditEntry) -> str:
    """The entry's sentence, with roles by their titles. The system itself is named where nobody acted."""
    actor = entry.actor_name or _("The system")
    shown = AuditEntry(action=entry.action, actor_name=actor, subject_name=entry.subject_name)
    shown.data = dict(entry.data)
    if isinstance(shown.data.get("role"), str):
        shown.data["role"] = role_title(shown.data["role"])
    return sentence(shown)


def action_names() -> list[tuple[str, str]]:
    """Every named action with its sentence, its gaps as dots, in the reader's language."""
    names = [(action, str(text).format_map(_Dots())) for action, text in SENTENCES.items()]
    return sorted(names, key=lambda pair: pair[0])


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


# ---- who opened what ---------------------------------------------------------------------------
def looks(viewer: Viewer, scope: Scope, search: Search) -> QuerySet[AccessEntry]:
    found = AccessEntry.objects.filter(scope.q())
    if search.what:
        found = found.filter(what=search.what)
    if search.household:
        found = found.filter(household_id=search.household)
    return _narrowed(found, search).order_by("-at", "-pk")


def look_lines(
    entries: Iterable[AccessEntry], *, scope: Scope, viewer: Viewer, below: str = ""
) -> list[Line]:
    """Households by their doors; without a name, whoever reads this."""
    listed = list(entries)
    paths = area_paths({entry.area_code for entry in listed if entry.area_code}, below=below)
    doors = _doors([entry.household_id for entry in listed if entry.household_id], scope)
    return [
        Line(
            entry,
            str(_kind_word(entry.what)),
            paths.get(entry.area_code, ""),
            doors.get(entry.household_id, "") if entry.household_id else "",
            household_url(entry.household_id, viewer),
        )
        for entry in listed
    ]


def household_url(household_id: UUID | None, viewer: Viewer) -> str:
    """The household's page, for those whose duty opens it and where there is one."""
    if household_id is None or not viewer.may("households.read"):
        return ""
    try:
        return reverse("registers:household", args=[household_id])
    except NoReverseMatch:
        return ""


def _kind_word(what: str) -> object:
    return AccessKind(what).label if what in AccessKind.values else what


def _doors(ids: list[UUID], scope: Scope) -> dict[UUID, str]:
    words: dict[UUID, str] = {}
    for describe in DESCRIBE_HOUSEHOLDS if ids else ():
        words |= describe(ids, scope)
    return words


def _narrowed(found: QuerySet[E], search: Search) -> QuerySet[E]:
    if search.who:
        who = User.objects.filter(Q(username__iexact=search.who) | Q(name__icontains=search.who))
        ids = list(who.values_list("pk", flat=True)[:MOST_ACTORS])
        # The name as it was then finds those whose account is gone.
        found = found.filter(Q(actor_id__in=ids) | Q(actor_name=search.who))
    if search.first_day:
        found = found.filter(at__gte=day_bounds(search.first_day)[0])
    if search.last_day:
        found = found.filter(at__lt=day_bounds(search.last_day)[1])
    return found


# ---- a page at a time --------------------------------------------------------------------------
@dataclass(frozen=True)
class Stretch(Generic[E]):
    """Some rows of a long trail, and from where the older ones follow. Counting them all would take long."""

    entries: list[E]
    older: UUID | None


def stretch(found: QuerySet[E], *, before: UUID | None, size: int = 50) -> Stretch[E]:
    """The newest `size` rows, or those before a row."""
    if before is not None:
        last = found.filter(pk=before).first()
        found = (
            found.none() if last is None else found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
        )
    rows = list(found[: size + 1])
    return Stretch(rows[:size], rows[size - 1].pk if len(rows) > size else None)
