"""Checks on the ground: what a grid has to look for, on a phone or at a desk; answering, opening again."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.areas.models import Area
from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.shown import Sight
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show
from linli.rounds import actions
from linli.rounds.access import check_for
from linli.rounds.choices import CheckOutcome, ListState
from linli.rounds.forms import CheckForm, PassOnForm, ReasonForm
from linli.rounds.list_progress import open_checks
from linli.rounds.models import Check
from linli.rounds.views.answers import may_record, sections
from linli.rounds.views.lists import places_below

PER_PAGE = 50
MINUTES = 2
WORK = (Capability.HOUSEHOLDS_READ, Capability.ROUND_WORK)
LISTS = (Capability.HOUSEHOLDS_READ, Capability.ROUND_LISTS)
REASONS = {
    "check": gettext_lazy("Look for the person of the list"),
    "urgent": gettext_lazy("Something urgent"),
}


@never_cache
@require_safe
@staff_page(*WORK)
def checks(request: StaffRequest) -> HttpResponse:
    """What is to be looked for here, what is due first on top."""
    page = Paginator(open_checks(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    paths = area_paths({row.area_code for row in rows}, below=request.area.code)
    context = {
        "page": page,
        "rows": [(row, paths.get(row.area_code, "")) for row in rows],
        "now": timezone.now(),
        "sight": Sight.of(request.viewer),
        "sections": sections(request, "rounds:checks"),
    }
    return render(request, "rounds/checks.html", context)


@never_cache
@staff_page(Capability.HOUSEHOLDS_READ, write=True)
def check(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """One person of a list: who, where, what happened so far, and the outcome to be told."""
    viewer = request.viewer
    if not (viewer.may(Capability.ROUND_WORK) or viewer.may(Capability.ROUND_LISTS)):
        raise NotFound()
    found = check_for(viewer, check_id)
    is_open = not found.outcome and found.check_list.state == ListState.RUNNING
    if request.method == "POST" and not viewer.may(Capability.ROUND_WORK):
        raise NotFound()
    form = CheckForm(posted(request), initial=new_record())

    def save() -> None:
        given = form.cleaned_data
        actions.tell_check(
            found, step_id=form.record_id(), outcome=CheckOutcome(given["outcome"]), note=given["note"],
            actor=viewer, at=timezone.now(),
        )  # fmt: skip

    back = "rounds:checks" if viewer.may(Capability.ROUND_WORK) else "rounds:list"
    page = FormPage(
        title=_("Row {n} of {list}").format(n=found.number, list=found.check_list.title),
        submit=_("Record the outcome"),
        back=link(request, back) if back == "rounds:checks" else link(request, back, found.check_list_id),
        done=_("The outcome is recorded."),
        template="rounds/check.html",
    )
    context = {
        **_about(request, found),
        "may_tell": is_open and may_record(request),
        "may_reopen": bool(found.outcome) and _may_lead(request, found),
        "may_pass_on": is_open and _may_lead(request, found),
    }
    return save_or_show(request, page, form, save, context=context)


def _about(request: StaffRequest, found: Check) -> dict[str, object]:
    sight = Sight.of(request.viewer)
    return {
        "check": found,
        "list": found.check_list,
        "place": area_paths({found.area_code}, below=request.viewer.scope.prefixes[0])[found.area_code],
        "steps": found.steps.select_related("by").order_by("at", "pk"),
        "sight": sight,
        "now": timezone.now(),
        "phone_url": link(request, "rounds:check_phone", found.pk) if sight.open_phones else "",
        "sees_home": found.household_id is not None
        and request.viewer.scope.covers(found.household.area_code if found.household else ""),
    }


def _may_lead(request: StaffRequest, found: Check) -> bool:
    running = found.check_list.state == ListState.RUNNING
    return running and request.viewer.may(Capability.ROUND_LISTS) and request.viewer.real_user is None


@never_cache
@staff_page(*LISTS, write=True)
def reopen(request: StaffRequest, check_id: UUID) -> HttpResponse:
    found = check_for(request.viewer, check_id)
    form = ReasonForm(posted(request))

    def save() -> None:
        actions.reopen_check(found, reason=form.cleaned_data["reason"], actor=request.viewer)

    page = _page(request, found, _("Open it again"), _("Open it again"), _("The row is open again."))
    return save_or_show(request, page, form, save, context=_about(request, found))


@never_cache
@staff_page(*LISTS, write=True)
def pass_on(request: StaffRequest, check_id: UUID) -> HttpResponse:
    found, own = check_for(request.viewer, check_id), request.viewer.area
    assert own is not None
    form = PassOnForm(posted(request), places=places_below(own))

    def save() -> None:
        to = Area.objects.current().within(request.viewer.scope).get(code=form.cleaned_data["to"])
        actions.pass_check_on(found, to=to, actor=request.viewer)

    page = _page(request, found, _("Give to another grid"), _("Give it there"), _("The row is given there."))
    return save_or_show(request, page, form, save, context=_about(request, found))


def _page(request: StaffRequest, found: Check, title: str, submit: str, done: str) -> FormPage:
    back = link(request, "rounds:check", found.pk)
    return FormPage(title=title, submit=submit, back=back, done=done, template="rounds/check_act.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*WORK, Capability.CONTACT_OPEN, write=True)
def phone(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """The number of the list, to be called: first the reason, then the number for two minutes."""
    found = check_for(request.viewer, check_id)
    context: dict[str, object] = {
        "subject": _("the telephone number"),
        "reasons": REASONS.items(),
        "reveal_url": link(request, "rounds:check_phone", found.pk),
        "minutes": MINUTES,
        "chosen": "check",
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:80]
    reason = other if chosen == "other" else str(REASONS.get(chosen, ""))
    if not reason:
        return _piece(
            request,
            "core/_reveal_ask.html",
            {**context, "chosen": chosen, "error": _("Write the reason.")},
            422,
        )
    log_access(
        actor=request.viewer, what=AccessKind.PHONE, reason=reason, role=request.viewer.role,
        household_id=found.household_id, resident_id=found.resident_id, area_code=found.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": found.phone})


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "rounds/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
