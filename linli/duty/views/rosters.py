"""Rosters: the list, asking for one, how far it is, the grid, and who stands at a post by hand."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.components import Tab
from linli.core.htmx import go_to, wants_fragment
from linli.core.moments import day as day_words
from linli.core.moments import weekday
from linli.core.problems import CATALOGUE, NotFound, Problem
from linli.duty import tasks
from linli.duty.access_rosters import roster_for
from linli.duty.actions import rosters as actions
from linli.duty.choices import RosterState
from linli.duty.forms_rosters import RosterForm, SickForm
from linli.duty.models import Post, Roster
from linli.duty.problems_rosters import NotSolvedYet
from linli.duty.roster_shown import EmptyRow, Shown, candidates
from linli.duty.views.common import sections
from linli.duty.words_rosters import STAGES
from linli.people.choices import Capability as C
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import Act, act_page, page_of
from linli.registers.views.common import FormPage, link, new_record, posted, said, save_or_show

PLAN = (C.DUTY_READ, C.POSTS_WRITE)


@never_cache
@require_safe
@staff_page(*PLAN)
def roster_list(request: StaffRequest) -> HttpResponse:
    rows = (
        Roster.objects.within(request.scope)
        .select_related("asked_by")
        .order_by("-from_on", "-asked_at", "pk")
    )
    page = page_of(request, rows)
    paths = area_paths({one.area_code for one in page}, below=request.viewer.scope.prefixes[0])
    context = {
        "sections": sections(request, "duty:rosters"),
        "page": page,
        "rows": [(one, paths[one.area_code], link(request, "duty:roster", one.pk)) for one in page],
        "new_url": link(request, "duty:roster_new"),
    }
    return render(request, "duty/rosters.html", context)


@staff_page(*PLAN, write=True)
def roster_new(request: StaffRequest) -> HttpResponse:
    form = RosterForm(posted(request), viewer=request.viewer, around=request.area, initial=new_record())
    page = FormPage(
        _("Make a roster"), _("Have it solved"), link(request, "duty:rosters"),
        say=_("Who said when they can is shared out among the published posts of these days."),
        template="duty/roster_form.html",
    )  # fmt: skip

    def save() -> str:
        made = actions.ask_roster(**form.values(), actor=request.viewer, now=timezone.now())
        tasks.start(made)
        return link(request, "duty:roster", made.pk)

    return save_or_show(request, page, form, save)


# ---- one of them -----------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*PLAN)
def roster(request: StaffRequest, roster_id: UUID) -> HttpResponse:
    """How far it is while it is being solved, then who stands where."""
    found = roster_for(request.viewer, roster_id)
    if found.state in actions.WORKING:
        return _progress(request, found)
    if wants_fragment(request):  # the last question of the progress: on to the roster
        return go_to(link(request, "duty:roster", found.pk), request=request)
    return render(request, "duty/roster.html", _shown(request, found))


def _progress(request: StaffRequest, found: Roster) -> HttpResponse:
    now = timezone.now()
    context = {
        **_head(request, found),
        "done": found.progress.get("done", 0),
        "of": found.progress.get("of", 4),
        "stage": STAGES.get(found.progress.get("stage", ""), ""),
        "seconds": int((now - found.asked_at).total_seconds()),
        "is_stalled": now - found.asked_at > actions.STALLED,
        "poll_url": link(request, "duty:roster", found.pk),
    }
    template = "duty/_roster_progress.html" if wants_fragment(request) else "duty/roster_progress.html"
    return render(request, template, context)


def _head(request: StaffRequest, found: Roster) -> dict[str, Any]:
    return {
        "roster": found,
        "name": actions.name_of(found),
        "path": area_paths([found.area_code])[found.area_code],
        "sections": sections(request, "duty:rosters"),
        "back": link(request, "duty:rosters"),
        "may_write": request.viewer.real_user is None and found.state != RosterState.PUT_ASIDE,
        "again_url": link(request, "duty:roster_again", found.pk),
    }


def _shown(request: StaffRequest, found: Roster) -> dict[str, Any]:
    shown = Shown(found)
    days = shown.days()
    day = _day(request, days)
    failure = found.result.get("failure")
    kind = CATALOGUE.get(failure["code"]) if failure else None
    hours, empty = shown.hours(), shown.empty()
    return {
        **_head(request, found),
        "days": [_tab(request, found, one, one == day, empty) for one in days],
        "day": day,
        "grid": shown.grid(day) if day else None,
        "hours": hours,
        "most": max((one.hours for one in hours), default=0),
        "least": min((one.hours for one in hours), default=0),
        "empty": [one for one in empty if one.day == day],
        "collisions": shown.collisions(),
        "broken": sum(bool(one.broken) for one in hours),
        "refused": found.result.get("refused", ()) if found.state == RosterState.IN_FORCE else (),
        "problem": kind(**failure["data"]) if kind and found.state == RosterState.FAILED else None,
        "gap": None if found.result.get("gap") is None else round(100 * found.result["gap"], 2),
        "now": timezone.now(),
        "can_be_in_force": found.state in actions.CHANGEABLE and bool(shown.lines),
        "sick_url": link(request, "duty:roster_sick", found.pk),
        "force_url": link(request, "duty:roster_in_force", found.pk),
        "aside_url": link(request, "duty:roster_aside", found.pk),
    }  # fmt: skip


def _tab(request: StaffRequest, found: Roster, day: date, current: bool, empty: list[EmptyRow]) -> Tab:
    """A day, with how many are missing on it."""
    missing = sum(one.missing for one in empty if one.day == day)
    url = link(request, "duty:roster", found.pk, day=day.isoformat())
    return Tab(f"{day_words(day)} {weekday(day)}", url, current, missing or None)


def _day(request: StaffRequest, days: list[date]) -> date | None:
    asked = request.GET.get("day", "")
    return next((one for one in days if one.isoformat() == asked), days[0] if days else None)


# ---- by hand ---------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(*PLAN, write=True)
def roster_post(request: StaffRequest, roster_id: UUID, post_id: UUID) -> HttpResponse:
    """Who stands at one post, and who could: each with the limits that break."""
    found = roster_for(request.viewer, roster_id)
    shown = Shown(found)
    post = next((one for one in shown.posts if one.pk == post_id), None)
    if post is None:
        raise NotFound()
    problem: Problem | None = None
    if request.method == "POST":
        try:
            return _put(request, found, post)
        except Problem as refusal:
            problem = refusal
    context = {
        **_head(request, found),
        "post": post,
        "kind": shown.kinds.get(post.kind, post.kind),
        "cell": shown.cells([post])[post.pk],
        "candidates": candidates(shown, post),
        "problem": problem,
        "to_roster": _to_day(request, found, post.starts_at),
        "begun": post.starts_at <= timezone.now(),
    }
    return render(request, "duty/roster_post.html", context, status=problem.status if problem else 200)


def _put(request: StaffRequest, found: Roster, post: Post) -> HttpResponse:
    shown = Shown(found)
    chosen = {str(one.user.pk): one.user for one in candidates(shown, post)}.get(request.POST.get("user", ""))
    if chosen is None:
        raise NotFound()
    actions.put_in(found, post=post, user=chosen, actor=request.viewer, now=timezone.now())
    return redirect(link(request, "duty:roster_post", found.pk, post.pk))


def _to_day(request: StaffRequest, found: Roster, at: datetime) -> str:
    return link(request, "duty:roster", found.pk, day=timezone.localtime(at).date().isoformat())


@require_POST
@staff_page(*PLAN, write=True)
def roster_take(request: StaffRequest, roster_id: UUID, line_id: UUID) -> HttpResponse:
    found = roster_for(request.viewer, roster_id)
    line = found.lines.filter(pk=line_id).first()
    if line is None:
        raise NotFound()
    actions.take_out(found, line_id=line_id, actor=request.viewer, now=timezone.now())
    return redirect(link(request, "duty:roster_post", found.pk, line.post_id))


# ---- again, in force, aside ------------------------------------------------------------------------------------------
@require_POST
@staff_page(*PLAN, write=True)
def roster_again(request: StaffRequest, roster_id: UUID) -> HttpResponse:
    found = roster_for(request.viewer, roster_id)
    tasks.start(actions.solve_again(found, actor=request.viewer, now=timezone.now()))
    return redirect(link(request, "duty:roster", found.pk))


@staff_page(*PLAN, write=True)
def roster_sick(request: StaffRequest, roster_id: UUID) -> HttpResponse:
    """Somebody cannot come: solve around them, and leave the others where they are."""
    found = roster_for(request.viewer, roster_id)
    people = User.objects.filter(pk__in=found.lines.values("user")).order_by("name", "username")
    form = SickForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        again = actions.solve_again(
            found, actor=request.viewer, now=timezone.now(), sick=form.cleaned_data["person"]
        )
        tasks.start(again)
        return redirect(link(request, "duty:roster", found.pk))
    act = Act(
        _("Somebody cannot come"), _("Solve again around them"), link(request, "duty:roster", found.pk),
        [(_("What happens"), _("Their shifts go to others. Whoever else is in the roster stays where they are, unless "
                               "a place would stay empty."))],
    )  # fmt: skip
    return act_page(request, act, form)


@staff_page(*PLAN, write=True)
def roster_in_force(request: StaffRequest, roster_id: UUID) -> HttpResponse:
    found = roster_for(request.viewer, roster_id)
    lines = found.lines.count()
    if found.state not in actions.CHANGEABLE:
        raise NotSolvedYet(state=found.get_state_display())
    if request.method == "POST":
        put = actions.put_in_force(found, actor=request.viewer, now=timezone.now())
        said(request, _("{n} shifts are in force.").format(n=len(put.claims)))
        return redirect(link(request, "duty:roster", found.pk))
    facts: list[tuple[Any, Any]] = [
        (_("Shifts"), lines),
        (
            _("What happens"),
            _("Everybody has these posts as if they had claimed them, and sees them in their shifts."),
        ),
    ]
    act = Act(
        _("Put the roster in force"), _("Put in force"), link(request, "duty:roster", found.pk), facts, restricts=False
    )  # fmt: skip
    return _bare_act(request, act)


@staff_page(*PLAN, write=True)
def roster_aside(request: StaffRequest, roster_id: UUID) -> HttpResponse:
    found = roster_for(request.viewer, roster_id)
    if request.method == "POST":
        actions.put_aside(found, actor=request.viewer)
        return redirect(link(request, "duty:rosters"))
    facts: list[tuple[Any, Any]] = [
        (
            _("What stays"),
            _("shifts that it has put in force: drop them on the posts where they are not needed"),
        ),
    ]
    act = Act(
        _("Put the roster aside"),
        pgettext("button", "Put aside"),
        link(request, "duty:roster", found.pk),
        facts,
    )
    return _bare_act(request, act)


def _bare_act(request: StaffRequest, act: Act) -> HttpResponse:
    from django import forms

    return act_page(request, act, forms.Form())
