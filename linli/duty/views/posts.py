"""Posts as those who lead see them: the list of an area, publishing, one post, changing and cancelling it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Choice, Filter, Tab
from linli.duty.access_posts import people_who_stand, post_for
from linli.duty.actions.posts import Asked, cancel_post, change_post, publish_posts
from linli.duty.choices import PostState
from linli.duty.forms_posts import PostDetailsForm, PostForm, ReasonForm
from linli.duty.models import Call, DutyPlace, Post
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import stood_of
from linli.duty.queries_posts import View, Wished, claims_on, findings, posts_of, to_be_mended
from linli.duty.rules_posts import presence, time_stood
from linli.duty.views.common import sections
from linli.duty.words_posts import EQUIPMENT, QUALIFICATIONS, in_words, kind_names
from linli.lib.playbook.duty import Duty
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

READ = (C.DUTY_READ,)
WRITE = (C.DUTY_READ, C.POSTS_WRITE)
VIEWS = {
    View.SHORT: gettext_lazy("People wanted"),
    View.FULL: gettext_lazy("Filled"),
    View.ALL: gettext_lazy("All ahead"),
    View.OVER: gettext_lazy("Over"),
    View.CANCELLED: gettext_lazy("Cancelled"),
}


def may_lead(request: StaffRequest) -> bool:
    return request.viewer.may(C.POSTS_WRITE) and request.viewer.real_user is None


@never_cache
@require_safe
@staff_page(*READ)
def post_list(request: StaffRequest) -> HttpResponse:
    wished, now = Wished.read(request.GET), timezone.now()
    page = page_of(request, posts_of(request.scope, wished, now))
    duty = duty_in_force(request.area)
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    lacking = to_be_mended(request.scope, now).count() + findings(request.scope).count()
    context = {
        "sections": sections(request, "duty:posts"),
        "views": [Tab(label, _list_link(request, wished, view=view), view == wished.view) for view, label in VIEWS.items()],
        "filters": _filters(request, wished, duty),
        "page": page,
        "rows": [(one, paths.get(one.area_code, "")) for one in page],
        "kinds": kind_names(duty),
        "now": now,
        "lacking": lacking,
        "may_lead": may_lead(request),
        "new_url": link(request, "duty:post_new"),
        "findings_url": link(request, "duty:findings"),
        "now_url": link(request, "duty:on_duty"),
        "places_url": link(request, "duty:places"),
        "calls_url": link(request, "duty:calls"),
    }  # fmt: skip
    return render(request, "duty/posts.html", context)


def _list_link(request: StaffRequest, wished: Wished, **changed: Any) -> str:
    kept = {"view": wished.view, "kind": wished.kind, "day": wished.day.isoformat() if wished.day else ""}
    return link(request, "duty:posts", **{**kept, **changed})


def _filters(request: StaffRequest, wished: Wished, duty: Duty) -> list[Filter]:
    kinds = kind_names(duty)
    by_kind = [Choice(name, _list_link(request, wished, kind=key)) for key, name in kinds.items()]
    here = request.area
    children = here.children.filter(valid_until=None).order_by("code")[:40]
    choices = [Choice(one.short, _list_link(request, wished, area=one.code)) for one in children]
    own = request.viewer.area
    narrowed = own is not None and own.pk != here.pk
    return [
        Filter(
            _("Kind of post"),
            kinds.get(wished.kind, wished.kind),
            _list_link(request, wished, kind=""),
            by_kind,
        ),
        Filter(_("Area"), here.short if narrowed else "", _list_link(request, wished, area=""), choices),
    ]


# ---- publishing ----------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*WRITE, write=True)
def post_new(request: StaffRequest) -> HttpResponse:
    duty = duty_in_force(request.area)
    places = open_places(request)
    asked = _uuid(request.GET.get("call"))
    call = Call.objects.within(request.viewer.scope).filter(pk=asked).first() if asked else None
    first = {
        "first_on": today(),
        "place": request.GET.get("place", ""),
        "headcount": call.headcount if call else 2,
    }
    form = PostForm(
        posted(request), initial={**new_record(), **first}, kinds=list(kind_names(duty).items()),
        places=[(str(one.pk), one.name) for one in places], leads=people_who_stand(request.scope, day=today()),
    )  # fmt: skip

    def save() -> str:
        given = form.cleaned_data
        place = next(one for one in places if str(one.pk) == given["place"])
        made = publish_posts(
            place, series_id=form.record_id(), asked=_asked(given, duty), shifts=form.shifts(), actor=request.viewer,
            now=timezone.now(), call=call,
        )  # fmt: skip
        return link(request, "duty:post", made[0].pk) if len(made) == 1 else link(request, "duty:posts")

    page = FormPage(
        title=_("Publish posts"),
        submit=_("Publish"),
        back=link(request, "duty:posts"),
        done=_("The posts are published."),
        template="duty/posts_form.html",
    )
    context = {"no_places": not places, "place_new_url": link(request, "duty:place_new"), "call": call}
    return save_or_show(request, page, form, save, context=context)


def open_places(request: StaffRequest) -> list[DutyPlace]:
    return list(
        DutyPlace.objects.within(request.scope).filter(closed_on=None).order_by("area_code", "name", "pk")
    )


def _asked(given: dict[str, Any], duty: Duty) -> Asked:
    """What the kind always needs, and what was ticked besides; equipment as the playbook has it where none was."""
    kind = next((one for one in duty.posts if one.key == given["kind"]), None)
    needed = sorted({*given["qualifications"], *(kind.qualification if kind else ())})
    equipment = given["equipment"] or list(kind.equipment if kind else ())
    return Asked(given["kind"], given["headcount"], needed, equipment, given["title"], given["note"],
                 given["lead"])  # fmt: skip


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


# ---- one post ------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def post(request: StaffRequest, post_id: UUID) -> HttpResponse:
    found = post_for(request.viewer, post_id)
    return render(request, "duty/post.html", about(request, found))


def about(request: StaffRequest, found: Post) -> dict[str, Any]:
    now = timezone.now()
    is_open = found.state == PostState.OPEN
    return {
        **people_on(request, found),
        "sections": sections(request, "duty:posts"),
        "post": found,
        "kind": kind_of(found),
        "needs": in_words(found.qualifications, QUALIFICATIONS),
        "equipment": in_words(found.equipment, EQUIPMENT),
        "is_over": found.ends_at <= now,
        "may_put": may_lead(request) and is_open and found.taken < found.headcount and found.ends_at > now,
        "may_change": may_lead(request) and is_open and found.ends_at > now,
        "back": link(request, "duty:posts"),
    }


def people_on(request: StaffRequest, found: Post) -> dict[str, Any]:
    """Who stands on a post, for whoever publishes posts there and for the one who leads it."""
    now, viewer = timezone.now(), request.viewer
    claims = [(one, presence(stood_of(one), now), time_stood(stood_of(one))) for one in claims_on(found)]
    leads_it = found.lead_id == viewer.user.pk and viewer.real_user is None and viewer.may(C.POSTS_CLAIM)
    return {
        "claims": [one for one in claims if one[0].state != "dropped"],
        "dropped": [one for one in claims if one[0].state == "dropped"],
        "has_begun": found.starts_at <= now,
        "may_lead": may_lead(request),
        "may_mend": may_lead(request) or leads_it,
        "not_of": None
        if may_lead(request)
        else viewer.user.pk,  # nobody who only leads it mends their own hours
        "now": now,
    }


def kind_of(found: Post) -> str:
    return kind_names(duty_in_force(found.area)).get(found.kind, found.kind)


@never_cache
@staff_page(*WRITE, write=True)
def post_edit(request: StaffRequest, post_id: UUID) -> HttpResponse:
    found = post_for(request.viewer, post_id, write=True)
    leads = people_who_stand(request.scope, day=today())
    form = PostDetailsForm(posted(request), initial=_values(found), leads=leads, lead=found.lead)

    def save() -> None:
        given = {key: form.cleaned_data[key] for key in ("headcount", "title", "equipment", "note")}
        given["lead_id"] = form.cleaned_data["lead"].pk if form.cleaned_data["lead"] else None
        change_post(found, version=form.seen_version(), values=given, actor=request.viewer)

    page = FormPage(
        title=_("Change the post"), submit=_("Save"), back=link(request, "duty:post", found.pk),
        done=_("The post is changed."), template="duty/posts_form.html",
    )  # fmt: skip
    fresh = lambda: _values(Post.everywhere.get(pk=found.pk))  # noqa: E731
    return save_or_show(
        request, page, form, save, fresh=fresh, context={"post": found, "kind": kind_of(found)}
    )


def _values(found: Post) -> dict[str, Any]:
    return {
        "headcount": found.headcount, "title": found.title, "equipment": found.equipment, "note": found.note,
        "version": found.version, "lead": found.lead.name if found.lead else "",
    }  # fmt: skip


@never_cache
@staff_page(*WRITE, write=True)
def post_cancel(request: StaffRequest, post_id: UUID) -> HttpResponse:
    found = post_for(request.viewer, post_id, write=True)
    form = ReasonForm(posted(request))

    def save() -> None:
        cancel_post(found, reason=form.cleaned_data["reason"], actor=request.viewer, now=timezone.now())

    page = FormPage(
        title=_("Cancel the post"), submit=_("Cancel it for {n} people").format(n=found.taken),
        back=link(request, "duty:post", found.pk), done=_("The post is cancelled; its people are told."),
        template="duty/posts_act.html",
    )  # fmt: skip
    facts = [
        (_("Who is told"), _("{n} people").format(n=found.taken)),
        (_("What happens"), _("Their claims end. Hours that were stood stay. This cannot be undone.")),
    ]
    return save_or_show(
        request,
        page,
        form,
        save,
        context={"post": found, "kind": kind_of(found), "facts": facts, "danger": True},
    )
