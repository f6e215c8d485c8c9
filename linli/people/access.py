"""Doors to accounts and organisations, and what stands before any work."""

from django.http import HttpRequest
from django.urls import reverse

from linli.people.viewer import Viewer

# Pages that somebody may open before the second factor is set up or the first password is changed.
FREE_PREFIXES = ("/accounts/", "/i18n/", "/static/")


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
    """True for office roles without one, where the installation asks for it (`LINLI_SECOND_FACTOR`)."""
    from allauth.mfa.utils import is_mfa_enabled
    from django.conf import settings

    role = viewer.role_type
    return bool(settings.SECOND_FACTOR and role and role.office and not is_mfa_enabled(viewer.user))
