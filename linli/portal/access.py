"""The one door of a household's pages: its link. What is not the household's own is not there."""

from datetime import date
from uuid import UUID

from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.viewer import Viewer
from linli.portal.models import HouseholdLink, HouseholdRequest, hash_of
from linli.portal.problems import LinkNotOpen, NotThere
from linli.portal.rules import is_token
from linli.rounds.models import Arrival


def link_for(token: str, *, day: date) -> HouseholdLink:
    """The link that this token opens today. Every reason against it gives the same answer."""
    rows = HouseholdLink.everywhere.select_related("household__area")
    link = rows.filter(token_hash=hash_of(token)).first() if is_token(token) else None
    if link is None or not link.opens_on(day) or link.household.closed_on is not None:
        raise LinkNotOpen()
    return link


def arrival_for(link: HouseholdLink, arrival_id: UUID) -> Arrival:
    found = Arrival.everywhere.filter(pk=arrival_id, household=link.household_id).first()
    if found is None:
        raise NotThere()
    return found


def request_for(viewer: Viewer, request_id: UUID, *, write: bool = False) -> HouseholdRequest:
    viewer.need(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=write)
    rows = HouseholdRequest.objects.within(viewer.scope).select_related("household", "answered_by")
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFound()
    return found
