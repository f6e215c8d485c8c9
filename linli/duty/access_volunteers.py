"""The doors to pages of the volunteers' book, to teams, and to what an organisation's people did."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.core.problems import NotFound
from linli.duty.models import DutyPlace, Team, Training, Volunteer
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment, Membership, Organisation
from linli.people.queries import holding
from linli.people.viewer import Viewer, roles


def volunteer_for(viewer: Viewer, volunteer_id: UUID) -> Volunteer:
    viewer.need(C.VOLUNTEERS_WRITE)
    pages = Volunteer.objects.within(viewer.scope).select_related("user", "organisation", "area")
    found = pages.filter(pk=volunteer_id).first()
    if found is None:
        raise NotFound()
    return found


def training_for(viewer: Viewer, training_id: UUID) -> Training:
    viewer.need(C.VOLUNTEERS_WRITE)
    here = Volunteer.objects.within(viewer.scope)
    found = Training.objects.filter(pk=training_id, volunteer__in=here).select_related("volunteer").first()
    if found is None:
        raise NotFound()
    return found


def may_claim(user_id: UUID) -> bool:
    """Whether somebody holds a duty today in which posts can be claimed."""
    roles_of_posts = [key for key, role in roles().items() if C.POSTS_CLAIM in role.sees]
    held = Appointment.everywhere.filter(holding(local_day(timezone.now())), role__in=roles_of_posts)
    return held.filter(user=user_id).exists()


# ---- organisations ---------------------------------------------------------------------------------------
def own_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """Those that somebody speaks for: the duty lets them send people, and they belong to it."""
    if not viewer.may(C.POSTS_SEND):
        return Organisation.everywhere.none()
    mine = Membership.objects.filter(user=viewer.user, until_on=None).values("organisation")
    return Organisation.everywhere.filter(pk__in=mine, closed_on=None).order_by("name", "pk")


def organisation_to_send(viewer: Viewer, organisation_id: UUID, *, write: bool = False) -> Organisation:
    """An organisation for whose people the viewer may claim posts and name teams."""
    viewer.need(C.POSTS_SEND, write=write)
    found = own_organisations(viewer).select_related("area").filter(pk=organisation_id).first()
    if found is None:
        raise NotFound()
    return found


def organisation_to_read(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """Whose people served where: for those who speak for it, and for the offices of its area."""
    viewer.need(C.DUTY_READ)
    readable = Q(pk__in=own_organisations(viewer).values("pk"))
    if viewer.may(C.POSTS_WRITE):
        readable |= viewer.scope.q()
    found = Organisation.everywhere.select_related("area").filter(readable, pk=organisation_id).first()
    if found is None:
        raise NotFound()
    return found


# ---- teams -------------------------------------------------------------------------------------------------
def teams_for(viewer: Viewer) -> QuerySet[Team]:
    """Teams of the own area, and those of organisations that the viewer speaks for, wherever they stand."""
    viewer.need(C.DUTY_READ)
    ours = Q(organisation__in=own_organisations(viewer).values("pk"))
    return Team.everywhere.filter(viewer.scope.q() | ours).select_related("area", "organisation", "lead")


def team_for(viewer: Viewer, team_id: UUID, *, write: bool = False) -> Team:
    found = teams_for(viewer).filter(pk=team_id).first()
    if found is None or (write and not may_write_team(viewer, found)):
        raise NotFound()
    return found


def may_write_team(viewer: Viewer, team: Team) -> bool:
    """Offices of the area, and those who speak for the team's organisation."""
    if viewer.may(C.DUTY_ASSIGN) and viewer.scope.covers(team.area_code):
        return True
    return (
        team.organisation_id is not None
        and own_organisations(viewer).filter(pk=team.organisation_id).exists()
    )


# ---- the wall ------------------------------------------------------------------------------------------------
def place_for_wall(viewer: Viewer, code: str) -> DutyPlace:
    """A place of one's area by the code that hangs there."""
    viewer.need(C.DUTY_READ)
    found = DutyPlace.objects.within(viewer.scope).select_related("area").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found
