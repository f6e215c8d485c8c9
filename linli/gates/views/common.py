"""What the pages of gates share: the row of their sections, each where the duty opens it and its pages are there."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.components import Tab, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link

# (url name, label, what the duty needs)
SECTIONS: tuple[tuple[str, Text, str], ...] = (
    ("gates:gates", pgettext_lazy("section", "Gates"), C.GATES_READ),
    ("gates:passes", pgettext_lazy("section", "Passes"), C.GATES_READ),
    ("gates:outside", _("Outside now"), C.GATES_READ),
    ("gates:came_in", _("Came in"), C.GATES_READ),
    ("gates:refusals", _("Turned back"), C.GATES_READ),
    ("gates:findings", pgettext_lazy("gates", "To be looked at"), C.GATES_READ),
    ("gates:patrols", _("Patrols"), C.GATES_READ),
    ("gates:lint", _("Too strict?"), C.GATES_READ),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """The sections of gates for this viewer; `current` is the url name of the one that is open."""
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(need) and url(name)
    ]
