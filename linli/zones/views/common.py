"""What the pages of zones share: the row of their sections, each where the duty opens it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.components import Tab, Text
from linli.lib.editions import Edition
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link
from linli.zones.words import name_word

READ = (C.ZONES_READ,)
DECIDE = (C.ZONES_READ, C.ZONES_DECIDE)
FORM, ACT = "zones/form.html", "zones/act.html"

SECTIONS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("zones:zones", pgettext_lazy("zones", "Zones"), READ),
    ("zones:map", pgettext_lazy("zones", "By place"), READ),
    ("zones:rounds", _("Rounds of tests"), READ),
    ("zones:changes", _("Newer edition"), READ),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """The sections of zones for this viewer; `current` is the url name of the one that is open."""
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(*need) and url(name)
    ]


def may_act(request: StaffRequest, *capabilities: str) -> bool:
    """Whether buttons that write are shown: not to those who view as somebody else."""
    return request.viewer.may(*capabilities) and request.viewer.real_user is None


def kinds_of(edition: Edition, *, holding: bool = True) -> Sequence[tuple[str, str]]:
    """The kinds that may be chosen, the strictest as the edition lists them. Free ones restrict nobody."""
    return [(one.key, name_word(one.name)) for one in edition.zones if not holding or one.stays != "free"]
