"""What a lead does about people on posts: puts them there, takes them off, mends hours, looks at findings."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.components import Tab
from linli.core.htmx import go_to
from linli.duty.access_posts import claim_to_lead, claim_to_mend, finding_for, people_named, post_for
from linli.duty.actions.claims import drop_claim, put_on_posts
from linli.duty.actions.presence import mark_missed, mend_hours, settle_check
from linli.duty.choices import ClaimedBy
from linli.duty.forms_posts import MendForm, PutForm, ReasonForm
from linli.duty.models import Claim, PlaceCheck, Post
from linli.duty.playbook import duty_in_force
from linli.duty.problems_posts import NobodyToAsk
from linli.duty.queries_posts import LONGEST, findings, to_be_mended, worn_out
from linli.duty.rules_posts import EARLY
from linli.duty.views.common import sections
from linli.duty.views.posts import WRITE, kind_of
from linli.duty.words_posts import limit_words
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, said, save_or_show, today


@never_cache
@staff_page(*WRITE, write=True)
def claim_put(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """Put somebody on a post by name; a limit that is passed is said first."""
    found = post_for(request.viewer, post_id, write=True)
    form = PutForm(posted(request))

    def save() -> None:
        given = form.cleaned_data
        people = people_named(given["person"], found.area_code, day=today())
        if len(people) != 1:
            raise NobodyToAsk()
        put = put_on_posts(
            [(found.pk, people[0].pk)], actor=request.viewer, by=ClaimedBy.ROSTER, now=timezone.now(),
            over_limits=given["over_limits"],
        )  # fmt: skip
        if put.refused:
            raise put.refused[0][2]

    page = FormPage(
        title=_("Put somebody on the post"), submit=_("Put on the post"), back=link(request, "duty:post", found.pk),
        done=_("The post has one more."), template="duty/posts_act.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"post": found, "kind": kind_of(found)})


@never_cache
@staff_page(*WRITE, write=True)
def claim_off(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    claim = claim_to_lead(request.viewer, claim_id)
    form = ReasonForm(posted(request))

    def save() -> None:
        why = form.cleaned_data["reason"]
        drop_claim(claim, actor=request.viewer, now=timezone.now(), why=why, by_lead=True)

    title = _("Take somebody off the post")
    return _about_claim(request, claim, form, save, title=title, submit=_("Take off the post"), danger=True)


@never_cache
@staff_page(write=True)
def claim_mend(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    """By those who publish posts there, and by the post's own lead."""
    claim = claim_to_mend(request.viewer, claim_id)
    came = claim.mended_in_at or claim.checked_in_at or claim.post.starts_at
    left = claim.mended_out_at or claim.checked_out_at or claim.post.ends_at
    form = MendForm(posted(request), initial={"came_at": came, "left_at": left})

    def save() -> None:
        given = form.cleaned_data
        mend_hours(
            claim, came_at=given["came_at"], left_at=given["left_at"], why=given["why"], actor=request.viewer,
            now=timezone.now(),
        )  # fmt: skip

    return _about_claim(request, claim, form, save, title=_("Mend the hours"), submit=_("Mend the hours"))


def _about_claim(
    request: StaffRequest, claim: Claim, form: KeptForm, save: Callable[[], None], *, title: str, submit: str,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    page = FormPage(
        title=title, submit=submit, back=_post_url(request, claim), done=_("Noted."),
        template="duty/posts_act.html",
    )  # fmt: skip
    context = {"post": claim.post, "kind": kind_of(claim.post), "claim": claim, "danger": danger}
    return save_or_show(request, page, form, save, context=context)


@never_cache
@require_POST
@staff_page(write=True)
def claim_missed(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    claim = claim_to_mend(request.viewer, claim_id)
    mark_missed(claim, actor=request.viewer, now=timezone.now())
    said(request, _("Noted that they did not come."))
    return go_to(_post_url(request, claim), request=request)


def _post_url(request: StaffRequest, claim: Claim) -> str:
    """The post's page of the office, or the one of those who stand on posts."""
    viewer = request.viewer
    reads = viewer.may(C.DUTY_READ) and viewer.scope.covers(claim.area_code)
    return link(request, "duty:post" if reads else "duty:post_open", claim.post_id)


# ---- what must be looked at ------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*WRITE)
def finding_list(request: StaffRequest) -> HttpResponse:
    """Shifts without a check, checks without a shift, people at a limit."""
    now, view = timezone.now(), request.GET.get("view", "")
    mended = page_of(request, to_be_mended(request.scope, now))
    context: dict[str, Any] = {
        "sections": sections(request, "duty:posts"),
        "views": [
            Tab(_("A check is missing"), link(request, "duty:findings"), view == "", mended.paginator.count),
            Tab(_("No shift"), link(request, "duty:findings", view="checks"), view == "checks"),
            Tab(_("At a limit"), link(request, "duty:findings", view="worn"), view == "worn"),
        ],
        "view": view,
        "now": now,
        "back": link(request, "duty:posts"),
    }
    if view == "checks":
        checks = page_of(request, findings(request.scope))
        context |= {"page": checks, "checks": [(one, _posts_meant(one)) for one in checks]}
    elif view == "worn":
        limits = duty_in_force(request.area).limits
        worn = worn_out(request.scope, limits, now)
        context["worn"] = [
            (one.user, limit_words(one.broken), any(b.stops for b in one.broken)) for one in worn
        ]
    else:
        context |= {"page": mended, "claims": list(mended)}
    return render(request, "duty/posts_findings.html", context)


def _posts_meant(check: PlaceCheck) -> list[Post]:
    rows = Post.everywhere.filter(
        place=check.place_id,
        state="open",
        starts_at__lte=check.at + EARLY,
        ends_at__gt=check.at - LONGEST / 2,
    )
    return list(rows.order_by("starts_at")[:4])


@never_cache
@require_POST
@staff_page(*WRITE, write=True)
def finding_settle(request: StaffRequest, check_id: UUID) -> HttpResponse:
    check = finding_for(request.viewer, check_id)
    chosen = request.POST.get("post", "")
    meant = next((one for one in _posts_meant(check) if str(one.pk) == chosen), None)
    settle_check(check, post=meant, actor=request.viewer, now=timezone.now())
    said(request, _("Noted."))
    return go_to(link(request, "duty:findings", view="checks"), request=request)
