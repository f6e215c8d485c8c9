"""Pages of other parts about one household, linked from its page. The parts stand above; they name them at start."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from linli.people.viewer import Viewer
from linli.registers.models import Household


@dataclass(frozen=True)
class MorePage:
    label: str | Promise
    url: str


# Asked in this order for each household that is shown; None where the duty does not have the page.
MORE_PAGES: list[Callable[[Viewer, Household], MorePage | None]] = []


def more_pages(viewer: Viewer, household: Household) -> list[MorePage]:
    return [page for ask in MORE_PAGES if (page := ask(viewer, household)) is not None]
