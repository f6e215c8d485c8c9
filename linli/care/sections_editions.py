"""The row of sections above the pages of editions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.components import Tab, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link

SECTIONS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("care:editions", _("Editions of the rules"), ()),
    ("care:edition_plan", pgettext_lazy("edition", "Until when?"), ()),
    ("care:edition_changes", pgettext_lazy("edition", "Change of edition"), (C.CARE_READ, C.HOUSEHOLDS_READ)),
    ("incidents:overreach", _("Beyond the rules"), (C.FINDINGS_READ,)),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(*need) and url(name)
    ]
