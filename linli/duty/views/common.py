"""What the pages of duty share: the row of their sections, each where the duty opens it."""

from django.utils.translation import gettext_lazy as _

from linli.core.components import Tab, Text
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest
from linli.people.tabs import url
from linli.registers.views.common import link

# (url name, label, what the duty needs). A section whose pages are not there is left out.
SECTIONS: tuple[tuple[str, Text, str], ...] = (
    ("duty:gaps", _("Gaps"), C.DUTY_READ),
    ("duty:who", _("Who is responsible"), C.DUTY_READ),
    ("duty:mine", _("What I answer for"), C.POSTS_CLAIM),
    ("duty:patterns", _("Patterns"), C.DUTY_READ),
    ("duty:posts", _("Posts"), C.DUTY_READ),
    ("duty:my_posts", _("My posts"), C.POSTS_CLAIM),
    ("duty:availability", _("My times"), C.POSTS_CLAIM),
    ("duty:rosters", _("Rosters"), C.POSTS_WRITE),
    ("duty:teams", _("Teams"), C.DUTY_READ),
    ("duty:organisations", _("Units"), C.DUTY_READ),
    ("duty:volunteers", _("Volunteers"), C.VOLUNTEERS_WRITE),
)


def sections(request: StaffRequest, current: str) -> list[Tab]:
    """The sections of duty for this viewer; `current` is the url name of the one that is open."""
    return [
        Tab(label, link(request, name), name == current)
        for name, label, need in SECTIONS
        if request.viewer.may(need) and url(name)
    ]
