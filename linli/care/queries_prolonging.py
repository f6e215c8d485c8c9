"""Later ends that wait for a signature."""

from django.db.models import QuerySet

from linli.areas.scopes import Scope
from linli.care.access_release import may_sign_second
from linli.care.models import ProlongationAsked
from linli.people.viewer import Viewer

SHOWN = 50


def asked_in(viewer: Viewer, scope: Scope) -> list[ProlongationAsked]:
    """For those who may sign; who asked sees the own ones too."""
    rows: QuerySet[ProlongationAsked] = ProlongationAsked.objects.filter(
        scope.q("episode__area_code"), answered_at=None
    ).select_related("episode__household", "episode__resident", "asked_by")
    if not may_sign_second(viewer):
        rows = rows.filter(asked_by=viewer.user)
    return list(rows.order_by("asked_at")[:SHOWN])
