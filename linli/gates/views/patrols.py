"""Patrols: routes, one with its points and rounds, the sheet of codes, and what was found."""

import base64
from collections.abc import Callable
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Tab
from linli.core.moments import moment
from linli.core.problems import NotFound
from linli.gates.access_patrols import check_for, route_for
from linli.gates.actions import patrols as actions
from linli.gates.choices import FindingState
from linli.gates.forms_patrols import RouteForm, SettleForm, values_of
from linli.gates.models import PatrolRoute
from linli.gates.queries_patrols import (
    due_of,
    findings_in,
    last_rounds,
    rounds_of,
    routes_in,
    standings,
)
from linli.gates.views.common import may_act, sections
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show

READ = (C.GATES_READ,)
WRITE = (C.GATES_READ, C.GATES_WRITE)
ROUNDS_A_PAGE = 20


def may_write(request: StaffRequest) -> bool:
    return may_act(request, C.GATES_WRITE)


@never_cache
@require_safe
@staff_page(*READ)
def route_list(request: StaffRequest) -> HttpResponse:
    """Each with its last round, and when the next is due."""
    now, closed = timezone.now(), request.GET.get("view") == "closed"
    page = page_of(request, routes_in(request.scope, closed=closed, sort=request.GET.get("sort", "")))
    routes = list(page)
    last, paths = (
        last_rounds(routes, now=now),
        area_paths({one.area_code for one in routes}, below=request.area.code),
    )
    context = {
        "sections": sections(request, "gates:patrols"),
        "views": _views(request, closed),
        "page": page,
        "rows": [
            (one, last.get(one.pk), due_of(one, one.last, now=now), paths.get(one.area_code, ""))
            for one in routes
        ],
        "now": now,
        "closed": closed,
        "may_write": may_write(request),
        "to_settle": findings_in(request.scope).count(),
        "found_url": link(request, "gates:patrol_findings"),
        "new_url": link(request, "gates:patrol_new"),
        "keep": _kept(request),
    }
    return render(request, "gates/patrols.html", context)


def _views(request: StaffRequest, closed: bool) -> list[Tab]:
    return [
        Tab(_("Walked now"), link(request, "gates:patrols"), not closed),
        Tab(pgettext("patrols", "Closed"), link(request, "gates:patrols", view="closed"), closed),
    ]


def _kept(request: StaffRequest) -> str:
    return f"?area={request.area.code}" if request.GET.get("area") else ""


@never_cache
@require_safe
@staff_page(*READ)
def route(request: StaffRequest, route_id: UUID) -> HttpResponse:
    found, now = route_for(request.viewer, route_id), timezone.now()
    page = page_of(request, rounds_of(found), size=ROUNDS_A_PAGE)
    rounds = standings(page, now=now)
    newest = rounds_of(found).first()
    context = {
        "sections": sections(request, "gates:patrols"),
        "route": found,
        "points": list(found.points.filter(dropped_at=None)),
        "page": page,
        "rounds": rounds,
        "due": due_of(found, newest.began_at if newest else None, now=now),
        "now": now,
        "may_write": may_write(request),
        "back": link(request, "gates:patrols"),
        "keep": _kept(request),
    }
    return render(request, "gates/patrol.html", context)


# ---- setting up ------------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*WRITE, write=True)
def route_new(request: StaffRequest) -> HttpResponse:
    area = request.area
    form = RouteForm(posted(request), initial=new_record())

    def save() -> str:
        made = actions.make_route(
            area, route_id=form.record_id(), given=form.given, actor=request.viewer, now=timezone.now()
        )
        return link(request, "gates:patrol", made.pk)

    page = FormPage(
        title=_("New patrol"), submit=_("Make the patrol"), back=link(request, "gates:patrols"),
        done=_("The patrol is made. Print the sheet of its codes and hang them up."), say=area.short,
        template="gates/patrol_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@staff_page(*WRITE, write=True)
def route_edit(request: StaffRequest, route_id: UUID) -> HttpResponse:
    found = route_for(request.viewer, route_id, write=True)
    form = RouteForm(posted(request), initial=values_of(found))

    def save() -> None:
        actions.change_route(found, given=form.given, actor=request.viewer, now=timezone.now())

    page = FormPage(
        title=_("Change the patrol"), submit=_("Save"), back=link(request, "gates:patrol", found.pk),
        done=_("The patrol is changed."), say=found.name, template="gates/patrol_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save)


@never_cache
@staff_page(*WRITE, write=True)
def route_close(request: StaffRequest, route_id: UUID) -> HttpResponse:
    found = route_for(request.viewer, route_id, write=True)

    def save() -> None:
        actions.close_route(found, actor=request.viewer, now=timezone.now())

    facts = [
        (_("What happens"), _("Nobody is to walk it any more, and no round is missed. What was found stays."))
    ]
    return _act(
        request, found, save, title=_("Close the patrol"), done=_("The patrol is closed."), facts=facts
    )


@never_cache
@staff_page(*WRITE, write=True)
def route_codes(request: StaffRequest, route_id: UUID) -> HttpResponse:
    found = route_for(request.viewer, route_id, write=True)

    def save() -> str:
        actions.renew_codes(found, actor=request.viewer)
        return link(request, "gates:patrol_sheet", found.pk)

    facts = [
        (
            _("What happens"),
            _("The codes that hang now open nothing any more. Print the new ones and hang them up."),
        )
    ]
    return _act(
        request,
        found,
        save,
        title=_("Give the points new codes"),
        done=_("The points have new codes."),
        facts=facts,
    )


def _act(
    request: StaffRequest,
    found: PatrolRoute,
    save: Callable[[], str | None],
    *,
    title: str,
    done: str,
    facts: list[tuple[str, str]],
) -> HttpResponse:
    page = FormPage(
        title=title, submit=title, back=link(request, "gates:patrol", found.pk), done=done, say=found.name,
        template="gates/patrol_act.html",
    )  # fmt: skip
    return save_or_show(
        request, page, KeptForm(posted(request)), save, context={"route": found, "facts": facts}
    )


@never_cache
@require_safe
@staff_page(*WRITE)
def route_sheet(request: StaffRequest, route_id: UUID) -> HttpResponse:
    """The codes of all points to cut out and hang up: black on white, each in letters too."""
    found = route_for(request.viewer, route_id)
    points = list(found.points.filter(dropped_at=None))
    context = {
        "route": found,
        "cards": [(one, _picture(one.code), f"{one.order} / {len(points)}") for one in points],
        "printed_by": request.viewer.shown_name,
        "printed_at": timezone.now(),
        "back": link(request, "gates:patrol", found.pk),
    }
    return render(request, "gates/patrol_sheet.html", context)


def _picture(code: str) -> SafeString:
    """The code alone, without an address: it stays small, and is read where there is no line."""
    made = segno.make(code, error="q", micro=False, boost_error=False)
    return mark_safe(made.svg_inline(border=2, light="#fff", omitsize=True))  # noqa: S308 - drawn here


# ---- what was found --------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def finding_list(request: StaffRequest) -> HttpResponse:
    settled = request.GET.get("view") == "settled"
    page = page_of(request, findings_in(request.scope, settled=settled))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, "gates:patrols"),
        "views": [
            Tab(pgettext("finding", "To be looked at"), link(request, "gates:patrol_findings"), not settled),
            Tab(
                pgettext("finding", "Settled"),
                link(request, "gates:patrol_findings", view="settled"),
                settled,
            ),
        ],
        "page": page,
        "rows": [(one, paths.get(one.area_code, "")) for one in page],
        "settled": settled,
        "now": timezone.now(),
        "back": link(request, "gates:patrols"),
        "keep": _kept(request),
    }
    return render(request, "gates/patrol_findings.html", context)


@never_cache
@staff_page(*READ, write=True)
def finding(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """What was found, with its picture, and what was done about it."""
    check = check_for(request.viewer, check_id, write=request.method == "POST")
    form = SettleForm(posted(request))

    def save() -> None:
        actions.settle_check(check, note=form.cleaned_data["note"], actor=request.viewer, now=timezone.now())

    page = FormPage(
        title=_("Found on a patrol"), submit=_("Settle it"), back=link(request, "gates:patrol_findings"),
        done=_("It is settled."), say=check.point.name, template="gates/patrol_finding.html",
    )  # fmt: skip
    context = {
        "check": check,
        "is_open": check.state == FindingState.OPEN,
        "may_write": may_write(request),
        "sections": sections(request, "gates:patrols"),
        "now": timezone.now(),
    }
    return save_or_show(request, page, form, save, context=context)


@never_cache
@require_safe
@staff_page(*READ)
def photo(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """There may be people in it, or a home: each look is kept."""
    check = check_for(request.viewer, check_id)
    if not check.photo:
        raise NotFound()
    if request.method == "GET":
        log_access(
            actor=request.viewer, what=AccessKind.PHOTO, role=request.viewer.role, area_code=check.area_code,
            reason=f"{check.point.route.name} · {check.point.name} · {moment(check.at)}"[:200],
        )  # fmt: skip
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(base64.b64decode(check.photo), content_type="image/jpeg", headers=headers)
