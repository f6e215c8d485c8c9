"""The page behind the code of a place: come, go, hand over. Made for a phone in the hand of somebody in gloves."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core import moments
from linli.core.htmx import go_to
from linli.duty.access_posts import handover_for, place_by_code
from linli.duty.actions.presence import check_at, hand_over, settle_point
from linli.duty.choices import CheckKind, ClaimState
from linli.duty.forms_posts import HandoverForm
from linli.duty.models import Claim, DutyPlace
from linli.duty.posts_people import stood_of
from linli.duty.problems_posts import NoShiftHere
from linli.duty.queries_posts import LONGEST, offered_to, open_points
from linli.duty.rules_posts import EARLY, presence
from linli.duty.views.posts import kind_of
from linli.duty.views.posts_mine import CLAIM
from linli.lib.ids import new_id
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, said, save_or_show


@never_cache
@require_safe
@staff_page(*CLAIM)
def at(request: StaffRequest, code: str) -> HttpResponse:
    place, now = place_by_code(request.viewer, code), timezone.now()
    claim = _claim_here(request.viewer.user, place)
    context = {
        "place": place,
        "claim": claim,
        "kind": kind_of(claim.post) if claim else "",
        "presence": presence(stood_of(claim), now) if claim else "",
        "free": [] if claim else _free_here(request, place),
        "points": open_points(place),
        "check_id": new_id(),
        "may_act": request.viewer.real_user is None,
        "now": now,
    }
    return render(request, "duty/posts_at.html", context)


def _claim_here(user: User, place: DutyPlace) -> Claim | None:
    """The shift at this place that runs, is about to begin, or is not left yet."""
    now = timezone.now()
    rows = Claim.everywhere.filter(
        user=user, post__place=place, post__starts_at__lte=now + EARLY, post__ends_at__gt=now - LONGEST / 2
    ).exclude(state=ClaimState.DROPPED)
    found = list(rows.select_related("post__area").order_by("post__starts_at"))
    here = [one for one in found if one.state == ClaimState.PRESENT]
    ahead = [one for one in found if one.post.ends_at > now and one.state == ClaimState.CLAIMED]
    return next(iter([*here, *ahead, *found[-1:]]), None)


def _free_here(request: StaffRequest, place: DutyPlace) -> list[object]:
    now = timezone.now()
    posts = place.posts.filter(state="open", starts_at__lte=now + EARLY, ends_at__gt=now).select_related(
        "place", "area"
    )
    assert request.viewer.area is not None
    found = offered_to(
        request.viewer.user, list(posts), own_code=request.viewer.area.code, limits=None, now=now
    )
    return [(one, kind_of(one.post)) for one in found if one.fit.fits]


@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def at_check(request: StaffRequest, code: str) -> HttpResponse:
    """Come or go; somebody without a shift is noted for the community, and told so."""
    place, now = place_by_code(request.viewer, code), timezone.now()
    kind = CheckKind.OUT if request.POST.get("kind") == "out" else CheckKind.IN
    form = KeptForm(request.POST)
    form.is_valid()
    check = check_at(
        place,
        check_id=form.cleaned_data.get("record") or new_id(),
        kind=kind,
        user=request.viewer.user,
        now=now,
    )
    if check.claim_id is None:
        raise NoShiftHere()
    words = (
        _("You are on duty since {time}.") if kind == CheckKind.IN else _("You left at {time}. Thank you.")
    )
    said(request, words.format(time=moments.clock(check.at)))
    return go_to(link(request, "duty:at", code), request=request)


@never_cache
@staff_page(*CLAIM, write=True)
def at_handover(request: StaffRequest, code: str) -> HttpResponse:
    place = place_by_code(request.viewer, code)
    form = HandoverForm(posted(request), initial=new_record())

    def save() -> None:
        hand_over(
            place, handover_id=form.record_id(), user=request.viewer.user, points=form.lines(), goods=form.counted(),
            note=form.cleaned_data["note"], now=timezone.now(),
        )  # fmt: skip

    page = FormPage(
        title=_("Hand over"), submit=_("Hand over"), back=link(request, "duty:at", code), say=place.name,
        done=_("Handed over: the next shift sees it here."), template="duty/posts_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def at_point(request: StaffRequest, handover_id: UUID, number: int) -> HttpResponse:
    """An open point is done."""
    handover = handover_for(request.viewer, handover_id)
    settle_point(handover, number=number, actor=request.viewer, now=timezone.now())
    said(request, _("The point is settled."))
    return redirect("duty:at", code=handover.place.code)
