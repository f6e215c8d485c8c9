"""A line of the board of what waits for somebody, and the addresses that such lines lead to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from linli.areas.models import Area
from linli.core.components import State

Text = str | Promise


@dataclass(frozen=True)
class Work:
    """One line of the board: where, what, how it stands, and the page on which it is settled."""

    what: Text
    detail: str
    state: State
    word: Text
    url: str
    act: Text


def link(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def with_area(name: str, area: Area, **query: str) -> str:
    """A page that looks at this area."""
    return f"{link(name)}?{urlencode({'area': area.code, **query})}"


def rows_behind(measure: str, area: Area) -> str:
    url = link("dashboards:rows")
    return f"{url}?{urlencode({'measure': measure, 'area': area.code})}" if url else ""
