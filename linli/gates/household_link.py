"""The way from a household's page in the register to its pass."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.more_pages import MorePage


def pass_page(viewer: Viewer, household: Household) -> MorePage | None:
    if not viewer.may(Capability.GATES_READ) or household.closed_on is not None:
        return None
    return MorePage(_("Pass and errands"), reverse("gates:household", args=[household.pk]))
