"""The way from a household's page in the register to its contact ledger."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.registers.models import Household
from linli.registers.more_pages import MorePage


def ledger_page(viewer: Viewer, household: Household) -> MorePage | None:
    if not viewer.may(Capability.ROUND_READ) and not viewer.may(Capability.HEALTH):
        return None
    return MorePage(_("Contact ledger"), reverse("rounds:household", args=[household.pk]))
