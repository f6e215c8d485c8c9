"""The second row of the header: the pages that this duty has, at most nine."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.choices import Capability as C
from linli.people.viewer import Viewer


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


# (url name, label, capability, path prefix)
TABS: tuple[tuple[str, str | Promise, str, str], ...] = (
    ("home:today", _("Today"), "", "/"),
    ("field:app", pgettext_lazy("tab", "My day"), C.ROUND_WORK, "/field/"),
    ("dashboards:figures", _("Figures"), C.FIGURES_READ, "/figures/"),
    ("daily:report", _("Daily report"), C.DAILY_SIGN, "/reports/daily/"),
    ("registers:households", _("Register"), C.HOUSEHOLDS_READ, "/register/"),
    ("rounds:round", pgettext_lazy("tab", "Round"), C.ROUND_READ, "/round/"),
    ("reports:ledgers", _("Ledgers"), C.LEDGERS_READ, "/ledgers/"),
    ("imports:batches", _("Import"), C.IMPORT, "/imports/"),
    ("areas:tree", _("Areas"), C.AREAS_READ, "/areas/"),
    ("incidents:list", _("Incidents"), C.INCIDENTS_READ, "/incidents/"),
    ("people:accounts", pgettext_lazy("tab", "People"), C.PEOPLE_READ, "/people/"),
    ("devices:list", pgettext_lazy("tab", "Phones"), C.DEVICES_WRITE, "/devices/"),
    ("people:audit", _("Who did what"), C.AUDIT_READ, "/people/audit/"),
)

OWN_PAGE = "/people/me/"


def tabs_for(viewer: Viewer, path: str) -> list[Tab]:
    open_to = [(url(name), label, start) for name, label, need, start in TABS if not need or viewer.may(need)]
    here = max((start for _, _, start in open_to if _is_below(path, start)), key=len, default="")
    return [Tab(label, link, start == here) for link, label, start in open_to if link]


def _is_below(path: str, start: str) -> bool:
    """One's own page hangs below no tab, and the first page is below its own only."""
    return path == start if start == "/" else path.startswith(start) and not path.startswith(OWN_PAGE)


def url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # the app's pages are not there yet
        return ""
