"""One's own page: duties, notes, memberships, language, large type, and the ways into the account."""

from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from linli.core.htmx import go_to
from linli.core.problems import MustSignIn, NotFound
from linli.lib.periods import local_day
from linli.people import actions
from linli.people.access import needs_second_factor
from linli.people.context import LARGE_TYPE_COOKIE, wants_large_type
from linli.people.forms import ConfirmForm
from linli.people.middleware import DUTY_KEY
from linli.people.models import Membership
from linli.people.notes import notes_of, sentence_of
from linli.people.queries import memberships_of, terms
from linli.people.requests import StaffRequest
from linli.people.tabs import more_pages, url
from linli.people.titles import playbook_for
from linli.people.viewer import Viewer
from linli.people.views.common import Act, act_page

A_YEAR = 365 * 24 * 3600


def viewer_from(request: HttpRequest) -> Viewer:
    """Whoever is signed in, with or without a duty: one's own page is everybody's."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        raise MustSignIn()
    return viewer


def me(request: StaffRequest) -> HttpResponse:
    viewer = viewer_from(request)
    own = viewer.real_user is None
    notes = notes_of(viewer.user) if own else []
    playbook = playbook_for(viewer.area) if viewer.area else None
    context: dict[str, Any] = {
        "person": viewer.user,
        "is_own": own,
        "terms": terms(viewer.duties, day=local_day(timezone.now()), playbook=playbook),
        "current": viewer.appointment,
        "notes": [(note, sentence_of(note)) for note in notes],
        "unseen": [note.pk for note in notes if note.seen_at is None],
        "memberships": memberships_of(viewer.user) if own else [],
        "has_factor": is_mfa_enabled(viewer.user),
        "needs_factor": needs_second_factor(viewer),
        "sessions": UserSession.objects.filter(user=viewer.user).count(),
        "languages": settings.LANGUAGES,
        "more_pages": more_pages(viewer),
        "volunteer_page": url("duty:volunteer_own") if own else "",
        "phones": url("devices:own") if viewer.has_phone() else "",
    }
    return render(request, "people/me.html", context)


@require_POST
def duty(request: StaffRequest) -> HttpResponse:
    """Act under another of one's own duties from now on."""
    viewer = viewer_from(request)
    asked = request.POST.get("duty", "")
    if asked not in {str(one.pk) for one in viewer.duties}:
        raise NotFound()
    request.session[DUTY_KEY] = asked
    return go_to(_next(request, "/"), request=request)


@require_POST
def language(request: StaffRequest) -> HttpResponse:
    """Keep the language with the person, so that it follows them to other devices."""
    viewer = viewer_from(request)
    asked = request.POST.get("language", "")
    if asked not in dict(settings.LANGUAGES):
        raise NotFound()
    actions.keep_language(viewer.user, language=asked)
    response = go_to(_next(request, reverse("people:me")), request=request)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, max_age=A_YEAR, samesite="Lax")
    with override(asked):
        messages.success(request, _("Saved."))
    return response


@require_POST
def large_type(request: StaffRequest) -> HttpResponse:
    """Switch large type on or off: for this device, and for the person wherever they sign in anew."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    large = not wants_large_type(request, viewer)
    if viewer is not None:
        actions.keep_large_type(viewer.user, large=large)
    response = go_to(_next(request, "/"), request=request)
    response.set_cookie(LARGE_TYPE_COOKIE, "1" if large else "0", max_age=A_YEAR, samesite="Lax")
    return response


@require_POST
def notes_seen(request: StaffRequest) -> HttpResponse:
    viewer = viewer_from(request)
    ids = [UUID(one) for one in request.POST.getlist("note") if _is_uuid(one)]
    actions.mark_notes_seen(viewer.user, ids=ids)
    return redirect("people:me")


def consent_withdraw(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    viewer = viewer_from(request)
    own = Membership.objects.filter(user=viewer.user, until_on=None).select_related("organisation")
    membership = own.filter(pk=membership_id).first()
    if membership is None:
        raise NotFound()
    if request.method == "POST":
        actions.withdraw_consent(user=viewer.user, membership=membership)
        messages.success(request, _("Your consent is taken back, and the membership is deleted."))
        return redirect("people:me")
    act = Act(
        _("Take back your consent"),
        _("Take the consent back"),
        reverse("people:me"),
        [
            (_("Organisation"), membership.organisation.name),
            (
                _("What happens"),
                _("the membership is deleted here; what the organisation keeps itself is not touched"),
            ),
            (_("Can it be undone"), _("no; you can be entered again if you agree again")),
        ],
    )
    return act_page(request, act, ConfirmForm())


def _next(request: HttpRequest, fallback: str) -> str:
    """Where the form came from, if that is on this site."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else fallback


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
