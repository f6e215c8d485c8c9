"""The row of sections above the pages of people who must not wait, and the filters of their lists."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.scopes import Scope
from linli.core.components import Choice, Filter, Tab, Text
from linli.people.choices import Capability as C
from linli.people.models import Appointment, User
from linli.people.queries import holding
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.people.viewer import roles
from linli.registers.views.common import link, today

BOARD = (C.TRIPS_WRITE, C.HOUSEHOLDS_READ)
CARS = (C.CARE_HELP, C.HOUSEHOLDS_READ)
SECTIONS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("care:needs", pgettext_lazy("needs", "Must not wait"), BOARD),
    ("care:calls", pgettext_lazy("needs", "To be called today"), BOARD),
    ("care:cars", pgettext_lazy("needs", "Cars"), CARS),
)
MOST_CHOICES = 60


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """None where only one of them opens."""
    found = [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(*need) and url(name)
    ]
    return found if len(found) > 1 else []


def may_act(request: StaffRequest) -> bool:
    return request.viewer.may(C.TRIPS_WRITE) and request.viewer.real_user is None


def area_filter(request: StaffRequest, page: str, asked: Mapping[str, str]) -> Filter:
    """The area one looks at, removable up to the duty's own; else the areas right below."""
    own, here = request.viewer.area, request.area
    if own is not None and here.pk != own.pk:
        up = "" if here.parent_id == own.pk or here.parent is None else here.parent.code
        return Filter(_("Area"), here.short, link(request, page, **{**asked, "area": up}))
    below = here.children.filter(valid_until=None).order_by("code")[:MOST_CHOICES]
    return Filter(
        _("Area"),
        choices=[Choice(one.short, link(request, page, **{**asked, "area": one.code})) for one in below],
    )


def choice_filter(
    request: StaffRequest,
    page: str,
    asked: Mapping[str, str],
    name: str,
    label: Text,
    words: Mapping[str, Text],
) -> tuple[Filter, str]:
    """One value of a few."""
    wanted = asked.get(name, "")
    if wanted in words:
        return Filter(label, words[wanted], link(request, page, **{**asked, name: ""})), wanted
    choices = [Choice(word, link(request, page, **{**asked, name: key})) for key, word in words.items()]
    return Filter(label, choices=choices), ""


def escorts(scope: Scope) -> QuerySet[User]:
    """Who may go along: everybody with a duty here that cares for households."""
    able = [key for key, role in roles().items() if C.CARE_HELP in role.sees or C.TRIPS_WRITE in role.sees]
    held = Appointment.objects.within(scope).filter(holding(today()), role__in=able)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "username")
