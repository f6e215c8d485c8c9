"""Who is looking: a user in one of their duties, with what that duty lets them see, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.problems import NotFound, ReadOnly
from linli.lib.playbook import Role, load_roles
from linli.people.choices import Capability
from linli.people.models import Appointment, User


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
    def shown_name(self) -> str:
        return self.user.shown_name

    @property
    def pk(self) -> object:
        return self.user.pk

    def may(self, *capabilities: str) -> bool:
        return all(c in self.can for c in capabilities)

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
    held = Appointment.everywhere.filter(user=user).select_related("area").order_by("from_on", "pk")
    duties = tuple(a for a in held if a.holds_on(day) and a.role in roles())
    chosen = next((a for a in duties if str(a.pk) == str(appointment_id)), duties[0] if duties else None)
    return Viewer(user, chosen, duties, real_user, frozenset(_capabilities(chosen)))


def _capabilities(appointment: Appointment | None) -> Iterable[str]:
    role = roles().get(appointment.role) if appointment else None
    return (c for c in (role.sees if role else ()) if c in Capability.values)
