"""For whoever stands on posts: what fits, one's own shifts, claiming, dropping, asking others."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core import moments
from linli.core.components import Choice, Filter, Tab
from linli.core.htmx import go_to
from linli.core.problems import NotFound
from linli.duty.access_posts import own_claim, own_offer, people_named, post_to_claim, reach
from linli.duty.actions.claims import claim_post, drop_claim
from linli.duty.actions.offers import accept_offer, decline_offer, make_offer, withdraw_offer
from linli.duty.choices import ClaimState
from linli.duty.forms_posts import OfferForm
from linli.duty.models import Claim
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import stood_of
from linli.duty.problems_posts import NobodyToAsk
from linli.duty.queries_posts import (
    offered,
    offered_to,
    questions_to,
    shifts_ahead,
    shifts_stood,
    total,
)
from linli.duty.rules_posts import monday_of, presence
from linli.duty.views.common import sections
from linli.duty.views.posts import kind_of, people_on
from linli.duty.words_posts import EQUIPMENT, QUALIFICATIONS, in_words, kind_names, limit_words
from linli.lib.area_codes import county_of
from linli.lib.periods import day_bounds
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, said, save_or_show, today

CLAIM = (C.POSTS_CLAIM,)


@never_cache
@require_safe
@staff_page(*CLAIM)
def my_posts(request: StaffRequest) -> HttpResponse:
    """My shifts ahead, questions to me, and posts that fit me, the nearest first."""
    viewer, now = request.viewer, timezone.now()
    assert viewer.area is not None
    duty = duty_in_force(viewer.area)
    kinds, kind, every = kind_names(duty), request.GET.get("kind", ""), request.GET.get("view") == "all"
    kind = kind if kind in kinds else ""
    found = offered(
        viewer.user, own_code=viewer.area.code, scope=reach(viewer), limits=duty.limits, now=now, kind=kind,
        fits=not every,
    )  # fmt: skip
    page = page_of(request, found)  # type: ignore[arg-type]
    paths = area_paths({one.post.area_code for one in page}, below=reach(viewer).prefixes[0])
    mine = list(shifts_ahead(viewer.user, now))
    monday = day_bounds(monday_of(today()))[0]
    week = list(shifts_stood(viewer.user, since=monday, until=monday + timedelta(days=7)))
    context = {
        "sections": sections(request, "duty:my_posts"),
        "views": [
            Tab(_("Fits me"), _link(kind=kind), not every),
            Tab(_("All posts"), _link(view="all", kind=kind), every),
        ],
        "filters": [
            Filter(_("Kind of post"), kinds.get(kind, ""), _link(view="all" if every else ""),
                   [Choice(name, _link(view="all" if every else "", kind=key)) for key, name in kinds.items()])
        ],
        "kinds": kinds,
        "page": page,
        "rows": [(one, paths.get(one.post.area_code, ""), limit_words(one.fit.broken), in_words(one.post.qualifications, QUALIFICATIONS)) for one in page],
        "mine": [(one, presence(stood_of(one), now)) for one in mine],
        "week_hours": total(week) / timedelta(hours=1),
        "questions": list(questions_to(viewer.user)),
        "viewer_id": viewer.user.pk,
        "now": now,
        "may_act": viewer.real_user is None,
    }  # fmt: skip
    return render(request, "duty/posts_mine.html", context)


def _link(**query: str) -> str:
    from urllib.parse import urlencode

    from django.urls import reverse

    kept = {key: value for key, value in query.items() if value}
    return reverse("duty:my_posts") + (f"?{urlencode(kept)}" if kept else "")


# ---- one post --------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*CLAIM)
def post_open(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """A post as whoever may claim it sees it: no names but the lead's. The lead sees who stands on it."""
    found, viewer, now = post_to_claim(request.viewer, post_id), request.viewer, timezone.now()
    assert viewer.area is not None
    limits = duty_in_force(found.area).limits
    [shown] = offered_to(viewer.user, [found], own_code=viewer.area.code, limits=limits, now=now)
    context = {
        "sections": sections(request, "duty:my_posts"),
        "post": found,
        "kind": kind_of(found),
        "shown": shown,
        "limits": limit_words(shown.fit.broken),
        "stops": any(one.stops for one in shown.fit.broken),
        "path": area_paths({found.area_code})[found.area_code],
        "needs": in_words(found.qualifications, QUALIFICATIONS),
        "lacks": in_words(shown.fit.missing, QUALIFICATIONS),
        "equipment": in_words(found.equipment, EQUIPMENT),
        "may_act": viewer.real_user is None,
        "may_drop": shown.mine is not None
        and shown.mine.state == ClaimState.CLAIMED
        and found.starts_at > now,
        "back": link(request, "duty:my_posts"),
        **(people_on(request, found) | {"may_lead": False} if found.lead_id == viewer.user.pk else {}),
    }
    return render(request, "duty/posts_open.html", context)


@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def post_claim(request: StaffRequest, post_id: UUID) -> HttpResponse:
    found = post_to_claim(request.viewer, post_id)
    claim_post(found, user=request.viewer.user, actor=request.viewer, now=timezone.now())
    said(
        request,
        _("It is yours: {place}, {at}.").format(place=found.place.name, at=moments.moment(found.starts_at)),
    )
    return go_to(link(request, "duty:post_open", found.pk), request=request)


@never_cache
@staff_page(*CLAIM, write=True)
def claim_drop(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    claim = own_claim(request.viewer, claim_id)

    def save() -> None:
        drop_claim(claim, actor=request.viewer, now=timezone.now())

    page = FormPage(
        title=_("Drop the post"), submit=_("Drop the post"), back=link(request, "duty:my_posts"),
        done=_("Dropped; others can claim it now."), template="duty/posts_act.html",
    )  # fmt: skip
    facts = [
        (_("What happens"), _("The post is free for others at once. You may also ask somebody to stand in."))
    ]
    context = {"post": claim.post, "kind": kind_of(claim.post), "facts": facts, "danger": True}
    return save_or_show(request, page, KeptForm(posted(request)), save, context=context)


# ---- stand-ins and swaps -----------------------------------------------------------------------------------------------
@never_cache
@staff_page(*CLAIM, write=True)
def claim_offer(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    """Ask somebody by name; if they have shifts, one of them may be taken in return."""
    claim, viewer, now = own_claim(request.viewer, claim_id), request.viewer, timezone.now()
    name = (request.POST.get("person") or "").strip()
    people = people_named(name, claim.area_code, day=today()) if name else []
    asked = [one for one in people if one.pk != viewer.user.pk]
    shifts = _shifts_to_swap(asked[0].pk, claim) if len(asked) == 1 else []
    form = OfferForm(posted(request), theirs=[(str(one.pk), _shift_words(one)) for one in shifts])

    def save() -> None:
        if len(asked) != 1:
            raise NobodyToAsk()
        swap = next((one for one in shifts if str(one.pk) == form.cleaned_data.get("swap_for")), None)
        make_offer(claim, to=asked[0], actor=viewer, now=now, for_claim=swap)

    page = FormPage(
        title=_("Ask somebody to take the post"), submit=_("Ask"), back=link(request, "duty:my_posts"),
        done=_("Asked. The post is yours until they say yes."), template="duty/posts_act.html",
    )  # fmt: skip
    if shifts and "swap_for" not in request.POST:  # asked first whether it is a swap
        form.is_bound, form.initial = False, {"person": name}
    return save_or_show(request, page, form, save, context={"post": claim.post, "kind": kind_of(claim.post)})


def _shifts_to_swap(user_id: UUID, claim: Claim) -> list[Claim]:
    rows = Claim.everywhere.filter(
        user_id=user_id, state=ClaimState.CLAIMED, post__starts_at__gt=timezone.now(), area_code__startswith=county_of(claim.area_code)
    ).exclude(post_id=claim.post_id)  # fmt: skip
    return list(rows.select_related("post__place").order_by("post__starts_at")[:10])


def _shift_words(claim: Claim) -> str:
    begins = moments.moment(claim.post.starts_at)
    return f"{claim.post.place.name} {begins}-{moments.clock(claim.post.ends_at)}"


@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def offer_answer(request: StaffRequest, offer_id: UUID) -> HttpResponse:
    """Yes or no to a question; whoever asked may take it back."""
    offer, now, viewer = own_offer(request.viewer, offer_id), timezone.now(), request.viewer
    answers: dict[tuple[bool, str], Any] = {
        (True, "yes"): (accept_offer, _("The post is yours now.")),
        (True, "no"): (decline_offer, _("You have said no.")),
        (False, "withdraw"): (withdraw_offer, _("You no longer ask.")),
    }
    act, words = answers.get((offer.to_id == viewer.user.pk, request.POST.get("answer", "")), (None, ""))
    if act is None:
        raise NotFound()
    act(offer, actor=viewer, now=now)
    said(request, words)
    return go_to(link(request, "duty:my_posts"), request=request)
