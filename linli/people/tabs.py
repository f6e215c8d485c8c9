"""The second row of the header: the pages that this duty has, at most nine."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

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
    gave_way: bool = False  # no room in the header


# (url name, label, capability, path prefix)
TABS: tuple[tuple[str, str | Promise, str, str], ...] = (
    ("home:today", _("Today"), "", "/"),
    ("field:app", pgettext_lazy("tab", "My day"), C.ROUND_WORK, "/field/"),
    ("dashboards:figures", _("Figures"), C.FIGURES_READ, "/figures/"),
    ("daily:report", _("Daily report"), C.DAILY_SIGN, "/reports/daily/"),
    ("registers:households", _("Register"), C.HOUSEHOLDS_READ, "/register/"),
    ("rounds:round", pgettext_lazy("tab", "Round"), C.ROUND_READ, "/round/"),
    ("duty:gaps", pgettext_lazy("tab", "Duty"), C.DUTY_READ, "/duty/"),
    ("duty:my_posts", pgettext_lazy("tab", "My posts"), C.POSTS_CLAIM, "/duty/posts/mine/"),
    ("gates:gates", pgettext_lazy("tab", "Gates"), C.GATES_READ, "/gates/"),
    ("care:episodes", pgettext_lazy("tab", "Care"), C.CARE_READ, "/care/"),
    ("zones:zones", pgettext_lazy("tab", "Zones"), C.ZONES_READ, "/zones/"),
    ("gates:keys", pgettext_lazy("tab", "Keys of passes"), C.PASSES_KEYS, "/gates/passes/keys/"),
    ("reports:ledgers", _("Ledgers"), C.LEDGERS_READ, "/ledgers/"),
    ("imports:batches", _("Import"), C.IMPORT, "/imports/"),
    ("areas:tree", _("Areas"), C.AREAS_READ, "/areas/"),
    ("incidents:list", _("Incidents"), C.INCIDENTS_READ, "/incidents/"),
    (
        "incidents:overreach",
        pgettext_lazy("tab", "Beyond the rules"),
        C.FINDINGS_READ,
        "/incidents/overreach/",
    ),
    ("people:accounts", pgettext_lazy("tab", "People"), C.PEOPLE_READ, "/people/"),
    ("devices:list", pgettext_lazy("tab", "Phones"), C.DEVICES_WRITE, "/devices/"),
    ("people:audit", _("Who did what"), C.AUDIT_READ, "/people/audit/"),
)

# Where a duty has more pages than fit, these give way first: each is reached from elsewhere too. What is going on has
# a place in the header, the round's page leads to the phone app, the area in the header to the tree, and one's own
# page lists them all.
GIVE_WAY = (
    "incidents:overreach",
    "incidents:list",
    "field:app",
    "devices:list",
    "imports:batches",
    "areas:tree",
    "people:accounts",
    "zones:zones",
)
MOST = 9

# One way into a part is enough: where the first is, it leads on to the second.
LEADS_TO = {"duty:gaps": "duty:my_posts"}

OWN_PAGE = "/people/me/"


def tabs_for(viewer: Viewer, path: str) -> list[Tab]:
    """The tabs of the header. A page that gave way is among them while it is open."""
    return _tabs(viewer, path, lambda tab: not tab.gave_way or tab.current)


def more_pages(viewer: Viewer) -> list[Tab]:
    """The pages that found no room in the header."""
    return _tabs(viewer, "", lambda tab: tab.gave_way)


def _tabs(viewer: Viewer, path: str, wanted: Callable[[Tab], bool]) -> list[Tab]:
    mine = [(name, label, start) for name, label, need, start in TABS if not need or viewer.may(need)]
    mine = [one for one in mine if url(one[0])]
    names = {one[0] for one in mine}
    spared = [leads_to for name, leads_to in LEADS_TO.items() if {name, leads_to} <= names]
    too_many = [name for name in GIVE_WAY if name in names][: max(0, len(mine) - len(spared) - MOST)] + spared
    here = max((start for _, _, start in mine if _is_below(path, start)), key=len, default="")
    tabs = [Tab(label, url(name), start == here, name in too_many) for name, label, start in mine]
    return [tab for tab in tabs if wanted(tab)]


def _is_below(path: str, start: str) -> bool:
    """One's own page hangs below no tab, and the first page is below its own only."""
    return path == start if start == "/" else path.startswith(start) and not path.startswith(OWN_PAGE)


@cache
def url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # the app's pages are not there yet
        return ""
