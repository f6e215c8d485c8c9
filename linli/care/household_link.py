"""The way from a household's page in the register to its ways to hospitals and calls."""

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.more_pages import MorePage


def needs_page(viewer: Viewer, household: Household) -> MorePage | None:
    if not viewer.may(Capability.TRIPS_WRITE) or household.closed_on is not None:
        return None
    return MorePage(
        pgettext_lazy("register", "Ways to hospitals, and calls"),
        reverse("care:household_needs", args=[household.pk]),
    )
