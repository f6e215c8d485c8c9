"""One's own page of the volunteers' book: what is kept about me, pausing, leaving, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.problems import NotFound, ReadOnly
from linli.duty.actions.volunteers import (
    apply_as_volunteer,
    change_volunteer,
    set_volunteer,
    take_page_back,
)
from linli.duty.choices import BookState
from linli.duty.forms_volunteers import ApplyForm, LeaveForm, OwnWordsForm
from linli.duty.models import Volunteer
from linli.duty.views.volunteers import page_context
from linli.people.requests import StaffRequest
from linli.people.viewer import Viewer
from linli.people.views.me import viewer_from
from linli.registers.views.common import FormPage, posted, save_or_show


def _page_of(viewer: Viewer) -> Volunteer | None:
    rows = Volunteer.everywhere.select_related("user", "organisation", "area")
    return rows.filter(user=viewer.user).first()


def _own(request: StaffRequest, *, write: bool = False) -> Volunteer:
    """One's own page; whoever views as somebody else does not see it."""
    viewer = viewer_from(request)
    if viewer.real_user is not None:
        raise ReadOnly() if write else NotFound()
    page = _page_of(viewer)
    if page is None:
        raise NotFound()
    return page


@never_cache
@require_safe
def own(request: StaffRequest) -> HttpResponse:
    """What is kept about me, or how to apply. Everybody's who has signed in."""
    viewer = viewer_from(request)
    page = _page_of(viewer) if viewer.real_user is None else None
    context: dict[str, Any] = page_context(page) if page else {}
    return render(request, "duty/volunteer_own.html", {**context, "viewer": viewer})


@never_cache
def apply(request: StaffRequest) -> HttpResponse:
    viewer = viewer_from(request)
    if viewer.real_user is not None:
        raise ReadOnly()
    form = ApplyForm(posted(request), around=viewer.area)
    page = FormPage(_("Apply as a volunteer"), _("Apply"), reverse("duty:volunteer_own"),
                    _("The office of the community has your application."))  # fmt: skip

    def save() -> None:
        apply_as_volunteer(viewer.user, area=form.cleaned_data["community"], consents=True, **form.words())

    return save_or_show(request, page, form, save)


@never_cache
def own_edit(request: StaffRequest) -> HttpResponse:
    kept = _own(request, write=request.method == "POST")
    form = OwnWordsForm(posted(request), initial=OwnWordsForm.of(kept))
    page = FormPage(_("What I say of myself"), _("Save"), reverse("duty:volunteer_own"))

    def save() -> None:
        change_volunteer(kept, version=form.seen_version(), values=form.words(), actor=viewer_from(request))

    return save_or_show(request, page, form, save, fresh=lambda: OwnWordsForm.of(_own(request)))


@require_POST
def own_pause(request: StaffRequest) -> HttpResponse:
    """Pause; or, from a pause, be there again."""
    kept = _own(request, write=True)
    wanted = BookState.RESERVE if kept.state == BookState.PAUSED else BookState.PAUSED
    set_volunteer(kept, state=wanted, actor=viewer_from(request), by_themselves=True)
    paused = wanted == BookState.PAUSED
    messages.success(
        request, _("You are not called until you say so.") if paused else _("You are back, in the reserve.")
    )
    return redirect("duty:volunteer_own")


@never_cache
def own_leave(request: StaffRequest) -> HttpResponse:
    kept = _own(request, write=request.method == "POST")
    form = LeaveForm(posted(request), initial={"how": LeaveForm.KEEP})
    page = FormPage(
        _("Leave the volunteers' book"), _("Leave"), reverse("duty:volunteer_own"), _("You have left."),
        say=_("The hours that you stood stay with the posts in both cases."),
    )  # fmt: skip

    def save() -> None:
        if form.cleaned_data["how"] == LeaveForm.DELETE:
            take_page_back(kept.user)
        else:
            set_volunteer(kept, state=BookState.LEFT, actor=viewer_from(request), by_themselves=True)

    return save_or_show(request, page, form, save)
