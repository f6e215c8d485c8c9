"""One's own hours: on a page, as a PDF to be signed, and shifts in one's calendar."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.areas.models import Area
from linli.areas.queries import paths_of
from linli.core.papers import sign_pdf
from linli.duty.actions.calendars import hash_of, make_calendar_link, remove_calendar_link
from linli.duty.calendar import KIND, Event, calendar_of
from linli.duty.choices import ClaimState
from linli.duty.models import CalendarLink, Claim
from linli.duty.pdf_posts import PDF, NothingToSign, pdf_of
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import stood_of
from linli.duty.queries_posts import shifts_stood, total
from linli.duty.rules_posts import lacks_a_check, time_stood
from linli.duty.views.common import sections
from linli.duty.views.posts_mine import CLAIM
from linli.duty.words_posts import kind_names
from linli.lib.periods import day_bounds
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link, today

HOUR = timedelta(hours=1)
FEED = timedelta(days=60)


@never_cache
@require_safe
@staff_page(*CLAIM)
def my_hours(request: StaffRequest) -> HttpResponse:
    month = asked_month(request.GET.get("month", ""))
    context = {
        **hours_of(request.viewer.user, month, timezone.now()),
        "sections": sections(request, "duty:my_posts"),
        "month": month,
        "before": _link(request, month - timedelta(days=1)),
        "after": _link(request, next_month(month)) if next_month(month) <= today() else "",
        "pdf_url": link(request, "duty:my_hours_pdf", month=f"{month:%Y-%m}"),
        "calendar": CalendarLink.objects.filter(user=request.viewer.user).first(),
        "may_act": request.viewer.real_user is None,
        "back": link(request, "duty:my_posts"),
    }
    return render(request, "duty/posts_hours.html", context)


def _link(request: StaffRequest, day: date) -> str:
    return link(request, "duty:my_hours", month=f"{day:%Y-%m}")


def asked_month(text: str) -> date:
    """`2026-11`: its first day; anything else is this month."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today().replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def hours_of(user: User, month: date, now: datetime) -> dict[str, Any]:
    since, until = day_bounds(month)[0], day_bounds(next_month(month))[0]
    claims = [one for one in shifts_stood(user, since=since, until=until) if one.post.starts_at <= now]
    areas = {
        one.area_code: one.area
        for one in Claim.everywhere.filter(pk__in=[c.pk for c in claims]).select_related("area")
    }
    names = {code: kind_names(duty_in_force(area)) for code, area in areas.items()}
    rows = [
        {
            "claim": one,
            "kind": names[one.area_code].get(one.post.kind, one.post.kind),
            "came": one.mended_in_at or one.checked_in_at,
            "left": one.mended_out_at or one.checked_out_at,
            "hours": time_stood(stood_of(one)) / HOUR,
            "lacks": one.state != ClaimState.MISSED and lacks_a_check(stood_of(one), now),
        }
        for one in claims
    ]  # fmt: skip
    return {"rows": rows, "hours": total(claims) / HOUR, "n": sum(1 for one in rows if one["hours"])}


@never_cache
@require_safe
@staff_page(*CLAIM)
def my_hours_pdf(request: StaffRequest) -> HttpResponse:
    """The month as a PDF that the city has signed, with lines for pen and seal where a unit wants those too."""
    month, now, user = asked_month(request.GET.get("month", "")), timezone.now(), request.viewer.user
    context = {
        **hours_of(user, month, now), "month": month, "user": user, "now": now, "area": request.viewer.area,
        "language": get_language() or "zh-hans",
    }  # fmt: skip
    if not context["rows"]:
        raise NothingToSign()
    paper = pdf_of(render_to_string("duty/posts_hours_paper.html", context))
    content = sign_pdf(paper, by=_city_of(request.area), reason=str(_("Hours on duty")))
    name = quote(f"{_('Hours')} {user.shown_name} {month:%Y-%m}.pdf")
    named = f"attachment; filename=linli.pdf; filename*=UTF-8''{name}"
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": named, "Cache-Control": "no-store"}
    )


def _city_of(area: Area) -> str:
    """What the highest area that the city keeps is called."""
    return paths_of([area])[area.code][0]


# ---- the calendar ------------------------------------------------------------------------------------------------------
@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def calendar_make(request: StaffRequest) -> HttpResponse:
    """Show the new address once; it is kept nowhere."""
    token = make_calendar_link(request.viewer.user, actor=request.viewer)
    address = request.build_absolute_uri(reverse("duty:calendar_feed", args=[token]))
    context = {
        "address": address,
        "sections": sections(request, "duty:my_posts"),
        "back": link(request, "duty:my_hours"),
    }
    return render(request, "duty/posts_calendar.html", context)


@never_cache
@require_POST
@staff_page(*CLAIM, write=True)
def calendar_remove(request: StaffRequest) -> HttpResponse:
    remove_calendar_link(request.viewer.user, actor=request.viewer)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("duty:my_hours")


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which cannot sign in: the address is the key. Places and times, nobody's name."""
    found = CalendarLink.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    if found is None or not found.user.is_active:
        raise Http404
    with translation.override(found.user.language or "zh-hans"):
        text = calendar_of(_events(found.user), name=str(_("My posts")))
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
    return HttpResponse(text, content_type=KIND, headers=headers)


def _events(user: User) -> list[Event]:
    now = timezone.now()
    claims = Claim.everywhere.filter(
        user=user, post__starts_at__gt=now - FEED, post__starts_at__lt=now + FEED
    )
    rows = list(
        claims.exclude(state=ClaimState.MISSED)
        .select_related("post__place", "area")
        .order_by("post__starts_at")
    )
    areas = {one.area_code: one.area for one in rows}
    names = {code: kind_names(duty_in_force(area)) for code, area in areas.items()}
    return [
        Event(
            one.pk, one.post.starts_at, one.post.ends_at, names[one.area_code].get(one.post.kind, one.post.kind),
            f"{one.post.place.name} {one.post.place.address}".strip(), one.dropped_at or one.claimed_at,
            one.post.note, one.state == ClaimState.DROPPED,
        )
        for one in rows
    ]  # fmt: skip
