"""Reading accounts, organisations, and what was done and opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.areas.models import Area
from linli.areas.queries import search_areas
from linli.areas.scopes import Scope
from linli.lib.playbook import Playbook
from linli.people.access import accounts_within
from linli.people.models import Appointment, Membership, Organisation, User
from linli.people.titles import areas_by_code, path_in, role_title


class AccountState(StrEnum):
    """Which accounts a list shows."""

    IN_DUTY = "in_duty"
    WITHOUT_DUTY = "without_duty"
    CLOSED = "closed"


STATE_NAMES = {
    AccountState.IN_DUTY: _("in duty"),
    AccountState.WITHOUT_DUTY: _("without a duty"),
    AccountState.CLOSED: pgettext_lazy("account", "closed"),
}


class TermState(StrEnum):
    HOLDS = "holds"
    AHEAD = "ahead"
    OVER = "over"


def holding(day: date) -> Q:
    """Appointments that hold on a day."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def accounts(
    scope: Scope, *, day: date, text: str = "", role: str = "", state: AccountState | None = None
) -> QuerySet[User]:
    """The accounts of a scope, by name. A role counts while it holds; closed ones only where asked for."""
    found = accounts_within(scope)
    now_here = Appointment.objects.within(scope).filter(holding(day), user=OuterRef("pk"))
    match state:
        case AccountState.CLOSED:
            found = found.filter(is_active=False)
        case AccountState.WITHOUT_DUTY:
            found = found.filter(~Exists(now_here), is_active=True)
        case AccountState.IN_DUTY:
            found = found.filter(Exists(now_here), is_active=True)
        case None:
            found = found.filter(is_active=True)
    if role:
        found = found.filter(Exists(now_here.filter(role=role)))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return found.order_by("name", "username")


def with_appointments(found: QuerySet[User], scope: Scope) -> QuerySet[User]:
    """Fetch beside each account the roles that it has in the scope, in one query."""
    here = Appointment.objects.within(scope).select_related("area").order_by("from_on", "pk")
    return found.prefetch_related(Prefetch("appointments", queryset=here, to_attr="here"))


@dataclass(frozen=True)
class Term:
    """An appointment as a page shows it."""

    appointment: Appointment
    title: str
    path: str
    state: TermState

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.appointment.until_on)


def terms(
    appointments: Iterable[Appointment], *, day: date, below: str = "", playbook: Playbook | None = None
) -> list[Term]:
    """Those that hold first, then those to come, then those that are over."""
    listed = list(appointments)
    known = areas_by_code(one.area_code for one in listed)
    return _terms(listed, known, day=day, below=below, playbook=playbook)


def account_rows(
    users: Iterable[User], *, day: date, below: str = "", playbook: Playbook | None = None
) -> list[tuple[User, list[Term]]]:
    """Each account of a list with its terms; the areas of all are read at once."""
    listed: list[Any] = list(users)
    known = areas_by_code(one.area_code for user in listed for one in user.here)
    return [(user, _terms(user.here, known, day=day, below=below, playbook=playbook)) for user in listed]


def _terms(
    appointments: Iterable[Appointment],
    known: dict[str, Area],
    *,
    day: date,
    below: str,
    playbook: Playbook | None,
) -> list[Term]:
    made = [
        Term(one, title_of(one, playbook), path_in(known, one.area_code, below=below), state_of(one, day))
        for one in appointments
    ]
    return sorted(made, key=lambda term: list(TermState).index(term.state))


def title_of(appointment: Appointment, playbook: Playbook | None = None) -> str:
    return role_title(appointment.role, playbook=playbook, level=appointment.area.level)


def state_of(appointment: Appointment, day: date) -> TermState:
    if appointment.holds_on(day):
        return TermState.HOLDS
    return TermState.AHEAD if appointment.from_on > day else TermState.OVER


def last_day_of(until_on: date | None) -> date | None:
    """People name the last day; the rows keep the first day on which it is over."""
    return date.fromordinal(until_on.toordinal() - 1) if until_on else None


# ---- organisations -----------------------------------------------------------------------------
def organisations(
    scope: Scope, *, text: str = "", kind: str = "", closed: bool = False
) -> QuerySet[Organisation]:
    found = Organisation.objects.within(scope).filter(closed_on__isnull=not closed)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(credit_code=text.upper()))
    members = Count("memberships", filter=Q(memberships__until_on=None))
    return found.annotate(members=members).select_related("area").order_by("area_code", "name")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(organisation=organisation, until_on=None)
        .select_related("user")
        .order_by("user__name", "pk")
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(user=user, until_on=None)
        .select_related("organisation", "organisation__area")
        .order_by("organisation__name")
    )


# ---- areas by what people type -----------------------------------------------------------------
def areas_named(text: str, scope: Scope, *, limit: int = 6) -> list[Area]:
    """Areas of a scope that a person may mean: those of just this name, else those that it is a part of."""
    found = search_areas(text, scope, limit=limit)
    return [area for area in found if text in {area.name, area.short}] or found
