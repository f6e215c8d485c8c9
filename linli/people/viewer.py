"""Who is looking: a user in one of their duties, with what that duty lets them see, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.audit import Actor
from linli.core.problems import NotFound, ReadOnly
from linli.lib.playbook import Role, load_roles
from linli.people.choices import Capability
from linli.people.models import Appointment, User
from linli.people.rules import Power, may_view_as, seen_as


@cache
def roles() -> dict[str, Role]:
    """The catalogue of roles, read once."""
    return load_roles()


@dataclass(frozen=True)
class Viewer:
    """A user acting under one appointment, or under none (signed in, but without a duty today)."""

    user: User
    appointment: Appointment | None
    duties: tuple[Appointment, ...] = ()
    # The administrator behind a "view as"; then nothing can be written.
    real_user: User | None = None
    can: frozenset[str] = field(default_factory=frozenset)

    @property
    def role(self) -> str:
        return self.appointment.role if self.appointment else ""

    @property
    def role_type(self) -> Role | None:
        return roles().get(self.role)

    @property
    def area(self) -> Area | None:
        return self.appointment.area if self.appointment else None

    @property
    def scope(self) -> Scope:
        return Scope((self.appointment.area_code,)) if self.appointment else Scope()

    @property
    def power(self) -> Power:
        return Power(self.appointment.area_code if self.appointment else "", self.can)

    @property
    def shown_name(self) -> str:
        """The name that the logs keep: the person who really looks, and as whom."""
        if self.real_user is None:
            return self.user.shown_name
        return _("{name} (viewing as {shown})").format(name=self.real_user, shown=self.user)[:80]

    @property
    def pk(self) -> object:
        return (self.real_user or self.user).pk

    def may(self, *capabilities: str) -> bool:
        return all(c in self.can for c in capabilities)

    def has_phone(self) -> bool:
        """The phone app is for whoever goes on the round or stands on posts."""
        return self.may(Capability.ROUND_WORK) or self.may(Capability.POSTS_CLAIM)

    def need(self, *capabilities: str, write: bool = False) -> None:
        """The door to a page or an action: refuse as if there were nothing, unless the duty includes it."""
        if not self.may(*capabilities):
            raise NotFound()
        if write and self.real_user is not None:
            raise ReadOnly()


def viewer_of(
    user: User, *, day: date, appointment_id: object = None, real_user: User | None = None
) -> Viewer:
    """The viewer for a user on a day, in the asked duty if it is theirs and holds, else in the first one."""
    duties = duties_of(user, day=day)
    chosen = next((a for a in duties if str(a.pk) == str(appointment_id)), duties[0] if duties else None)
    return Viewer(user, chosen, duties, real_user, frozenset(_capabilities(chosen)))


def viewing_as(own: Viewer, appointment_id: UUID | str, *, day: date) -> Viewer | None:
    """`own` looking as the holder of an appointment; None where that is not, or no longer, allowed."""
    held_by_others = Appointment.everywhere.select_related("user").filter(user__is_active=True)
    found = held_by_others.filter(pk=appointment_id).first()
    if found is None or found.user_id == own.user.pk:
        return None
    shown = viewer_of(found.user, day=day, appointment_id=found.pk)
    held = [power_of(duty) for duty in shown.duties]
    if shown.appointment != found or not may_view_as(held, viewer=own.power):
        return None
    return Viewer(found.user, found, shown.duties, own.user, seen_as(shown.can, own=own.can))


def acting(actor: Actor, *, day: date) -> Viewer:
    """The actor of an action in a duty: a viewer as they are, a bare user in their first one."""
    if isinstance(actor, Viewer):
        return actor
    assert isinstance(actor, User)
    return viewer_of(actor, day=day)


def user_behind(actor: Actor | None) -> User | None:
    """The account that really acts, for a column that keeps who did something."""
    if isinstance(actor, Viewer):
        return actor.real_user or actor.user
    return actor if isinstance(actor, User) else None


def duties_of(user: User, *, day: date) -> tuple[Appointment, ...]:
    """The appointments that hold on a day, the oldest first."""
    held = Appointment.everywhere.filter(user=user).select_related("area").order_by("from_on", "pk")
    return tuple(a for a in held if a.holds_on(day) and a.role in roles())


def power_of(appointment: Appointment) -> Power:
    return Power(appointment.area_code, frozenset(_capabilities(appointment)))


def _capabilities(appointment: Appointment | None) -> Iterable[str]:
    role = roles().get(appointment.role) if appointment else None
    return (c for c in (role.sees if role else ()) if c in Capability.values)
