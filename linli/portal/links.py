"""The way from a household's page in the register to its link."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.more_pages import MorePage


def link_page(viewer: Viewer, household: Household) -> MorePage | None:
    """For those who may make one; a file that is closed has none."""
    if household.closed_on is not None or not viewer.may(Capability.HOUSEHOLDS_WRITE):
        return None
    return MorePage(_("Link for the household"), reverse("portal_office:link", args=[household.pk]))
