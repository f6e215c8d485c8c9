"""Changes of edition as their page asks for them."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, ChangeKind, ChangeState
from linli.care.models import EditionChange
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer

MOMENT = timedelta(microseconds=1)
LIGHTER = (ChangeKind.ENDS, ChangeKind.SHORTER, ChangeKind.LIGHTER)
BEHIND = ("episode__household", "episode__resident", "episode__area", "decided_by", "signed_by")


def changes_waiting(scope: Scope) -> "QuerySet[EditionChange]":
    rows = EditionChange.objects.within(scope).filter(state=ChangeState.WAITING, episode__state__in=IN_FORCE)
    return rows.select_related(*BEHIND).order_by("kind", "episode__until_at", "pk")


def changes_decided(scope: Scope) -> "QuerySet[EditionChange]":
    rows = EditionChange.objects.within(scope).exclude(state=ChangeState.WAITING)
    return rows.select_related(*BEHIND).order_by("-made_at", "pk")


def numbers(scope: Scope) -> dict[str, int]:
    """How many of each kind wait."""
    rows = changes_waiting(scope).order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(rows.values_list("kind", "n"))


def lighter_waiting(scope: Scope) -> "QuerySet[EditionChange]":
    return changes_waiting(scope).filter(kind__in=LIGHTER)


def change_for(viewer: Viewer, change_id: UUID) -> EditionChange:
    viewer.need(C.CARE_READ)
    rows = EditionChange.objects.within(viewer.scope).select_related(*BEHIND, "episode__incident")
    found = rows.filter(pk=change_id).first()
    if found is None:
        raise NotFound()
    return found
