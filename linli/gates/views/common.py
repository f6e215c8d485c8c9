"""What the pages of gates share: the row of their sections, each where the duty opens it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.components import Tab, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link

HOMES = (C.GATES_READ, C.HOUSEHOLDS_READ)
# (url name, label, what the duty needs). A section whose pages are not there is left out.
SECTIONS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("gates:gates", _("Gates"), (C.GATES_READ,)),
    ("gates:passes", _("Passes"), HOMES),
    ("gates:outside", pgettext_lazy("gates", "Who is outside"), HOMES),
    ("gates:refusals", _("Turned back"), (C.GATES_READ,)),
    ("gates:findings", pgettext_lazy("gates", "Findings"), (C.GATES_READ,)),
    ("gates:registrations", _("Who came in"), HOMES),
    ("gates:live", pgettext_lazy("gates", "Running counts"), (C.GATES_READ,)),
    ("gates:patrols", _("Patrols"), (C.GATES_READ,)),
    ("gates:lint", _("Too strict?"), (C.GATES_READ,)),
    ("gates:simulator", _("Simulator"), (C.GATES_READ,)),
    ("gates:keys", _("Signing keys"), (C.PASSES_KEYS,)),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """The sections of gates for this viewer; `current` is the url name of the one that is open."""
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(*need) and url(name)
    ]


def may_act(request: StaffRequest, capability: str) -> bool:
    """Whether buttons that write are shown: not to those who view as somebody else."""
    return request.viewer.may(capability) and request.viewer.real_user is None
