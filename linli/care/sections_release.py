"""The row of sections above the pages of care, each where the duty opens it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.components import Tab, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link

HOMES = (C.CARE_READ, C.HOUSEHOLDS_READ)
SECTIONS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("care:episodes", pgettext_lazy("care", "In care"), HOMES),
    ("care:to_agree", pgettext_lazy("care", "Second signature"), (C.CARE_AGREE,)),
    ("care:days_checks", pgettext_lazy("care", "Day by day"), HOMES),
    ("care:release_queue", pgettext_lazy("care", "Releases"), HOMES),
    ("care:transfers", pgettext_lazy("care", "Transfers"), HOMES),
    ("care:appeals", pgettext_lazy("care", "Objections"), HOMES),
    ("care:cases", pgettext_lazy("care", "Cases"), HOMES),
    ("care:batches", pgettext_lazy("care", "Opened together"), HOMES),
    ("care:needs", pgettext_lazy("needs", "Must not wait"), (C.TRIPS_WRITE, C.HOUSEHOLDS_READ)),
    ("care:editions", _("Editions of the rules"), ()),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(*need) and url(name)
    ]


def may_act(request: StaffRequest, *capabilities: str) -> bool:
    """Buttons that write are not shown to those who view as somebody else."""
    return request.viewer.may(*capabilities) and request.viewer.real_user is None
