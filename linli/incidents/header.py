"""The incident in the header of every page: its name, its level, which day it is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.incidents.access import holding_at
from linli.incidents.models import Incident
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.viewer import Viewer

BETWEEN = " · "


@dataclass(frozen=True)
class Shown:
    note: str
    url: str = ""


def header_part(request: HttpRequest) -> dict[str, Any]:
    """The newest open incident of the viewer's area; a drill makes the stripe, and stands back for the real thing."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.area is None:
        return {}
    open_now = sorted(
        holding_at(viewer.area.code), key=lambda one: (not one.is_drill, one.opened_on, one.pk), reverse=True
    )
    drill = next((one for one in open_now if one.is_drill), None)
    return {
        "incident": _shown(open_now[0], viewer) if open_now else None,
        "drill": drill.name if drill else "",
    }


def note_of(incident: Incident) -> str:
    """`冬季呼吸道疫情 · 三级响应 · 第 12 天`."""
    day = _("day {n}").format(n=incident.day(local_day(timezone.now())))
    return BETWEEN.join(part for part in (incident.name, incident.level, day) if part)


def _shown(incident: Incident, viewer: Viewer) -> Shown:
    opens = viewer.may(Capability.INCIDENTS_READ)
    return Shown(note_of(incident), reverse("incidents:incident", args=[incident.pk]) if opens else "")
