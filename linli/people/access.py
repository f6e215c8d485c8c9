"""Doors to accounts, appointments and organisations, and what stands before any work."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.core.problems import NotFound
from linli.lib.periods import local_day
from linli.people.models import Appointment, Organisation, User
from linli.people.rules import may_manage
from linli.people.viewer import Viewer, power_of

# Pages that somebody may open before the second factor is set up or the first password is changed.
FREE_PREFIXES = ("/accounts/", "/i18n/", "/static/", "/people/large-type/")


def step_before_work(request: HttpRequest) -> str | None:
    """Where this person must go first: to change a given password, or to set up the second factor."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.real_user is not None or request.path.startswith(FREE_PREFIXES):
        return None
    if viewer.user.must_change_password:
        return reverse("account_change_password")
    if needs_second_factor(viewer):
        return reverse("mfa_activate_totp")
    return None


def needs_second_factor(viewer: Viewer) -> bool:
    """True for office roles without one, where the installation asks for it (`LINLI_SECOND_FACTOR`).

    Any office role that is held counts: switching the duty is no way around it.
    """
    from allauth.mfa.utils import is_mfa_enabled
    from django.conf import settings

    if not settings.SECOND_FACTOR:
        return False
    return any(role_is_office(duty) for duty in viewer.duties) and not is_mfa_enabled(viewer.user)


def role_is_office(appointment: Appointment) -> bool:
    from linli.people.viewer import roles

    role = roles().get(appointment.role)
    return bool(role and role.office)


# ---- accounts ----------------------------------------------------------------------------------
def accounts_within(scope: Scope) -> QuerySet[User]:
    """Accounts that hold, held or will hold a role in the scope."""
    there = Appointment.objects.within(scope).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(there))


def account_for(viewer: Viewer, user_id: UUID) -> User:
    """An account that somebody may look at."""
    found = accounts_within(viewer.scope).filter(pk=user_id).first()
    if found is None:
        raise NotFound()
    return found


def account_to_manage(viewer: Viewer, user_id: UUID) -> User:
    """An account that somebody may change; never their own."""
    account = account_for(viewer, user_id)
    if not manages(viewer, account):
        raise NotFound()
    return account


def manages(viewer: Viewer, account: User) -> bool:
    """Whether every role that the account holds, or will hold, is one that the viewer could have given."""
    if account.pk == viewer.user.pk or viewer.real_user is not None:
        return False
    return may_manage([power_of(one) for one in not_over(account)], manager=viewer.power)


def not_over(account: User) -> list[Appointment]:
    today = local_day(timezone.now())
    held = Appointment.everywhere.filter(user=account).select_related("area").order_by("from_on", "pk")
    return [one for one in held if one.until_on is None or one.until_on > today]


def appointment_for(viewer: Viewer, appointment_id: UUID) -> Appointment:
    """An appointment in the viewer's area."""
    held = Appointment.objects.within(viewer.scope).select_related("user", "area")
    found = held.filter(pk=appointment_id).first()
    if found is None:
        raise NotFound()
    return found


# ---- organisations -----------------------------------------------------------------------------
def organisation_for(viewer: Viewer, organisation_id: UUID) -> Organisation:
    found = (
        Organisation.objects.within(viewer.scope)
        .select_related("area", "parent")
        .filter(pk=organisation_id)
        .first()
    )
    if found is None:
        raise NotFound()
    return found
