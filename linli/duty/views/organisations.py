"""What organisations' people did, and claiming posts for them in bulk."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Tab
from linli.core.moments import clock, day
from linli.core.problems import NotFound
from linli.duty.access_volunteers import (
    organisation_to_read,
    organisation_to_send,
    own_organisations,
    teams_for,
)
from linli.duty.actions.claims import Put, put_on_posts
from linli.duty.choices import ClaimedBy
from linli.duty.forms_teams import SendForm
from linli.duty.models import Post, Team
from linli.duty.playbook import duty_in_force
from linli.duty.queries_organisations import (
    MOST_POSTS,
    ahead_of,
    claims_of,
    dealt,
    in_force,
    organisations_on_duty,
    people_in,
    posts_to_fill,
    service_of,
)
from linli.duty.views.common import sections
from linli.duty.words_posts import kind_names
from linli.people.choices import Capability as C
from linli.people.models import Organisation, User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link, posted, today

READ = (C.DUTY_READ,)
SEND = (C.DUTY_READ, C.POSTS_SEND)
AHEAD_SHOWN = 40
SPANS = {"month": timedelta(days=30), "week": timedelta(days=7), "all": None}


@never_cache
@require_safe
@staff_page(*READ)
def organisation_list(request: StaffRequest) -> HttpResponse:
    """Every organisation of the area, with what its people did in the last thirty days."""
    last = today()
    first = last - timedelta(days=29)
    rows = organisations_on_duty(request.scope, since=first, until=last)
    mine = set(own_organisations(request.viewer).values_list("pk", flat=True))
    may_open = request.viewer.may(C.POSTS_WRITE)
    inside = request.viewer.scope
    context = {
        "sections": sections(request, "duty:organisations"),
        "mine": own_organisations(request.viewer),
        "rows": [(*row, row[0].pk in mine or (may_open and inside.covers(row[0].area_code))) for row in rows],
        "first": first,
        "keep": _kept(request),
    }
    return render(request, "duty/organisations.html", context)


def _kept(request: StaffRequest) -> str:
    return f"?area={request.area.code}" if request.GET.get("area") else ""


@never_cache
@require_safe
@staff_page(*READ)
def organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """Who of its people served where, and how long: the hours go back to the home unit."""
    found = organisation_to_read(request.viewer, organisation_id)
    speaks = own_organisations(request.viewer).filter(pk=found.pk).exists()
    scope = None if speaks else request.viewer.scope  # an office sees what was stood in its own area
    span, now = _span(request), timezone.now()
    first = _first(span)
    context = {
        "organisation": found,
        "service": service_of(found, claims_of(found, first=first, last=today(), scope=scope)),
        "views": _spans(request, found, span),
        "first": first,
        "ahead": _named(request, list(ahead_of(found, now, scope)[:AHEAD_SHOWN])),
        "teams": in_force(_teams(request, found), today()).order_by("name", "pk"),
        "speaks": speaks and request.viewer.real_user is None,
        "back": link(request, "duty:organisations"),
        "sections": sections(request, "duty:organisations"),
    }
    return render(request, "duty/organisation.html", context)


def _span(request: StaffRequest) -> str:
    asked = request.GET.get("span", "")
    return asked if asked in SPANS else "month"


def _first(span: str) -> date | None:
    length = SPANS[span]
    return today() - length + timedelta(days=1) if length else None


def _spans(request: StaffRequest, found: Organisation, current: str) -> list[Tab]:
    words = {"month": _("30 days"), "week": _("7 days"), "all": _("from the beginning")}
    return [
        Tab(words[one], link(request, "duty:organisation", found.pk, span=one if one != "month" else ""), one == current)
        for one in SPANS
    ]  # fmt: skip


def _teams(request: StaffRequest, found: Organisation) -> Any:
    return teams_for(request.viewer).filter(organisation=found)


def _named(request: StaffRequest, claims: list[Any]) -> list[tuple[Any, str]]:
    names = kind_names(duty_in_force(request.area))
    return [(one, one.post.title or names.get(one.post.kind, one.post.kind)) for one in claims]


# ---- sending ------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*SEND, write=True)
def organisation_send(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """Choose posts and people, look at who goes where, claim."""
    found = organisation_to_send(request.viewer, organisation_id, write=request.method == "POST")
    posts = list(posts_to_fill(found, request.viewer.scope, timezone.now())[:MOST_POSTS])
    people = people_in(found)
    if request.method == "POST" and request.POST.getlist("pair"):
        return _claim(request, found, posts, people)
    teams = in_force(Team.everywhere.filter(organisation=found), today()).order_by("name", "pk")
    names = kind_names(duty_in_force(request.area))
    form = SendForm(
        posted(request),
        posts=[(str(one.pk), _label(one, names)) for one in posts],
        people=people,
        teams=teams,
    )
    context: dict[str, Any] = {
        "organisation": found, "form": form, "posts": posts, "people": people,
        "back": link(request, "duty:organisation", found.pk), "members": link(request, "people:me"),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        context |= _proposed(posts, people, form, names)
    return render(request, "duty/organisation_send.html", context, status=422 if form.errors else 200)


def _label(post: Post, names: dict[str, str]) -> str:
    free = _("{n} free").format(n=post.headcount - post.taken)
    kind = post.title or names.get(post.kind, post.kind)
    called = _("you were called") if post.call_id else ""
    return " · ".join(part for part in (_time(post), post.place.name, kind, free, called) if part)


def _time(post: Post) -> str:
    return f"{day(post.starts_at)} {clock(post.starts_at)}–{clock(post.ends_at)}"


def _proposed(posts: list[Post], people: list[User], form: SendForm, names: dict[str, str]) -> dict[str, Any]:
    """Who would go where; the posts that stay short are said."""
    given = form.cleaned_data
    chosen = [one for one in posts if str(one.pk) in set(given["post"])]
    users = {one.pk: one for one in people if str(one.pk) in set(given["person"])}
    pairs = dealt(chosen, list(users), timezone.now(), most=given["most"])
    by_post = {one.pk: one for one in chosen}
    filled = {post for post, _user in pairs}
    idle = [user.name for pk, user in users.items() if pk not in {user for _post, user in pairs}]
    return {
        "proposed": [
            (f"{post}:{user}", _label(by_post[post], names), users[user].name) for post, user in pairs
        ],
        "asked": True,
        "empty": [_label(one, names) for one in chosen if one.pk not in filled],
        "idle": idle,
        "team": given["team"],
    }


def _claim(request: StaffRequest, found: Organisation, posts: list[Post], people: list[User]) -> HttpResponse:
    known_posts, known_people = (
        {str(one.pk): one.pk for one in posts},
        {str(one.pk): one.pk for one in people},
    )
    pairs = []
    for pair in request.POST.getlist("pair"):
        post, _colon, user = pair.partition(":")
        if post in known_posts and user in known_people:  # full meanwhile, or nobody of theirs: left out
            pairs.append((known_posts[post], known_people[user]))
    put = put_on_posts(
        pairs, actor=request.viewer, by=ClaimedBy.ORGANISATION, now=timezone.now(), organisation=found,
        team=_team(found, request.POST.get("team", "")),
    )  # fmt: skip
    left = len(request.POST.getlist("pair")) - len(put.claims)
    messages.success(
        request, _("{n} posts are claimed for {unit}.").format(n=len(put.claims), unit=found.name)
    )
    for text in _refusals(put, left, {one.pk: one.name for one in people}):
        messages.warning(request, text)
    return redirect("duty:organisation", found.pk)


def _team(found: Organisation, asked: str) -> Team | None:
    if not asked:
        return None
    team = in_force(Team.everywhere.filter(organisation=found), today()).filter(pk=asked).first()
    if team is None:
        raise NotFound()
    return team


def _refusals(put: Put, left: int, names: dict[UUID, str]) -> list[str]:
    """Each with its reason; places that others took meanwhile in one sentence."""
    said = [f"{names.get(user, '')}: {problem}" for _post, user, problem in put.refused]
    gone = left - len(put.refused)
    return [*said, _("{n} places were taken by others meanwhile.").format(n=gone)] if gone > 0 else said
