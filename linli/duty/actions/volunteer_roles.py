"""The role of volunteer: it comes with an active page of the book, and ends with it. Used inside the book's actions."""

from datetime import date, timedelta

from django.utils import timezone

from linli.areas.models import Area
from linli.core.audit import Actor
from linli.duty.access_posts import may_stand
from linli.duty.models import Volunteer
from linli.duty.targets import COMMUNITY_DIGITS
from linli.lib.periods import local_day
from linli.people.actions import appoint, end_appointment
from linli.people.rules import is_level_of
from linli.people.titles import levels_of, playbook_for
from linli.people.viewer import roles

ROLE = "volunteer"
DAY = timedelta(days=1)


def give_role(volunteer: Volunteer, *, actor: Actor | None) -> None:
    """Give the role in the book's area for an open term, unless a duty lets them claim posts there already."""
    if actor is not None and actor.pk == volunteer.user_id:
        return  # nobody gives themselves a role
    first, area = _first_day(volunteer), _where(volunteer.area)
    if first is not None and area is not None:
        volunteer.appointment = appoint(actor=actor, user=volunteer.user, role=ROLE, area=area, from_on=first)
        volunteer.save(update_fields=["appointment"])


def end_role(volunteer: Volunteer, *, actor: Actor | None) -> None:
    """End the very appointment that came with the page; today is its last day, so that a shift can be finished."""
    held, today = volunteer.appointment, local_day(timezone.now())
    if held is None:
        return
    volunteer.appointment = None
    volunteer.save(update_fields=["appointment"])
    if held.until_on is None or held.until_on > today + DAY:
        end_appointment(actor=actor, appointment=held, last_day=today)


def move_role(volunteer: Volunteer, *, actor: Actor | None) -> None:
    """The page stands in another area now: the role that came with it follows."""
    if volunteer.appointment is not None:
        end_role(volunteer, actor=actor)
        give_role(volunteer, actor=actor)


def _first_day(volunteer: Volunteer) -> date | None:
    """The first day without a duty for posts: today; tomorrow, where one ends today; none, where one goes on."""
    today = local_day(timezone.now())
    held = may_stand([volunteer.user_id]).get(volunteer.user_id, [])
    ends = [one.until_on for one in held if one.reaches(volunteer.area_code)]
    return next((day for day in (today, today + DAY) if all(end and end <= day for end in ends)), None)


def _where(area: Area) -> Area | None:
    """The area itself, or the next above it in the community at which the role is held."""
    found: Area | None = area
    while found is not None and len(found.code) >= COMMUNITY_DIGITS:
        if is_level_of(found.level, levels_of(roles()[ROLE], playbook_for(found))):
            return found
        found = found.parent
    return None
