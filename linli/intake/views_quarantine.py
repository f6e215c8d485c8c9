"""Quarantine: what could not be used and why, one fact, opening and mending it, using it again, putting it aside."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.components import Tab, Text
from linli.core.crypto import CannotDecrypt
from linli.core.htmx import go_to, wants_fragment
from linli.core.problems import NotFound, Problem
from linli.intake import actions
from linli.intake.access import fact_for
from linli.intake.choices import FactState
from linli.intake.forms import ReasonForm, UseAgainForm
from linli.intake.masked import masked_body
from linli.intake.mending import MendForm
from linli.intake.models import Fact
from linli.intake.office import clock_words, expected_words, facts_asked, kind_word, reasons, why
from linli.intake.problems import CannotOpen, NotInQuarantine, SameIdOtherContent, StillWrong
from linli.intake.tasks import derive
from linli.intake.views_devices import act_page, kept, sections
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, posted, staff_page
from linli.registers.models import Household

PER_PAGE = 40
VIEWS = ("open", "aside")


@never_cache
@require_safe
@staff_page(Capability.DEVICES_WRITE)
def quarantine(request: StaffRequest) -> HttpResponse:
    """Every reason with its number; below, the facts of the chosen one."""
    view = "aside" if request.GET.get("view") == "aside" else "open"
    kind, reason = request.GET.get("kind"), request.GET.get("reason", "")
    found = facts_asked(request.scope, view=view, kind=kind, reason=reason)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "asides": _asides(request, view),
        "views": sections(request, "devices:quarantine"),
        "groups": reasons(request.scope) if view == "open" else [],
        "kind": kind,
        "reason": reason,
        "chosen": why(reason)[0] if reason else "",
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "all_url": kept(request, "devices:quarantine"),
        "may_act": request.viewer.real_user is None,
    }
    return render(request, "intake/quarantine.html", context)


def _row(one: Fact) -> tuple[Fact, Text, str, str]:
    return one, kind_word(one.kind), why(one.reason)[0], expected_words(one.detail)


def _asides(request: StaffRequest, view: str) -> list[Tab]:
    here = kept(request, "devices:quarantine")
    aside = f"{here}{'&' if '?' in here else '?'}view=aside"
    return [
        Tab(_("To settle"), here, view == "open"),
        Tab(_("Put aside"), aside, view == "aside"),
    ]


# ---- one fact ------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(Capability.DEVICES_WRITE)
def fact(request: StaffRequest, fact_id: UUID) -> HttpResponse:
    """Why it could not be used, and its body with every text hidden; a piece of it while it waits to be used."""
    found = fact_for(request.viewer, fact_id)
    context = _about(request, found)
    if wants_fragment(request):
        return render(request, "intake/_fact_state.html", context)
    context["body"] = masked_body(_body(found))
    return render(request, "intake/fact.html", context)


def _about(request: StaffRequest, found: Fact) -> dict[str, Any]:
    sentence, step = why(found.reason) if found.reason else ("", "")
    aside = getattr(found, "put_aside", None)
    is_gone = aside is not None and aside.is_by_term
    is_open = found.state == FactState.QUARANTINED and not is_gone
    return {
        "fact": found,
        "kind": kind_word(found.kind),
        "sentence": sentence,
        "step": step,
        "expected": expected_words(found.detail),
        "clock": clock_words(found.clock_error),
        "aside": aside,
        "is_quarantined": found.state == FactState.QUARANTINED,
        "is_waiting": found.state == FactState.KEPT,
        "may_act": is_open and request.viewer.real_user is None,
        "may_replay": bool(found.kind),
        "is_second": found.reason == SameIdOtherContent.code,
        "back": kept(request, "devices:quarantine"),
    }


def _body(found: Fact) -> str:
    try:
        body: str = found.body
    except CannotDecrypt:
        return ""
    return body


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def open_fact(request: StaffRequest, fact_id: UUID) -> HttpResponse:
    """Ask why, keep that somebody looked, then show what was told as a form."""
    found = _in_quarantine(request, fact_id)
    form = ReasonForm(posted(request))
    if not form.is_valid():
        return act_page(
            request, form, title=_("Open what was told"), submit=_("Open it"),
            back=kept(request, "devices:fact", found.pk),
            facts=[(_("Kind of fact"), kind_word(found.kind)), (pgettext("fact", "Sent by"), found.user.shown_name)],
            say=_("Your name, the time and the reason are kept; the household can see them"),
        )  # fmt: skip
    body = _opened(found)
    _log_look(request, found, body, form.cleaned_data["reason"])
    mending = MendForm(kind=found.kind, body=body, sent_at=found.made_at)
    return render(request, "intake/mend.html", {**_about(request, found), "form": mending})


@never_cache
@require_POST
@staff_page(Capability.DEVICES_WRITE, write=True)
def mend(request: StaffRequest, fact_id: UUID) -> HttpResponse:
    """Use the fact as it was mended. What is still wrong stands beside its field, and nothing typed is lost."""
    found = _in_quarantine(request, fact_id)
    form = MendForm(request.POST, kind=found.kind, body=_opened(found), sent_at=found.made_at)
    problem: Problem | None = None
    if form.is_valid():
        try:
            actions.mend_fact(
                found,
                actor=request.viewer,
                kind=form.cleaned_data["kind"],
                made_at=form.when(),
                body=form.body(),
            )
        except StillWrong as refusal:
            form.blame(str(refusal.data.get("why", "")))
        except Problem as refusal:
            problem = refusal
        else:
            derive()
            messages.success(request, _("The fact is mended and is being used."))
            return go_to(kept(request, "devices:fact", found.pk), request=request)
    status = problem.status if problem else 422
    context = {**_about(request, found), "form": form, "problem": problem}
    return render(request, "intake/mend.html", context, status=status)


def _in_quarantine(request: StaffRequest, fact_id: UUID) -> Fact:
    found = fact_for(request.viewer, fact_id)
    if found.state != FactState.QUARANTINED:
        raise NotInQuarantine()
    return found


def _opened(found: Fact) -> str:
    try:
        body: str = found.body
    except CannotDecrypt:
        raise CannotOpen() from None
    return body


def _log_look(request: StaffRequest, found: Fact, body: str, reason: str) -> None:
    """Kept with the household that it names, so that its people can see who looked."""
    named = _household_in(body)
    rows = Household.everywhere.filter(pk=named) if named else Household.everywhere.none()
    home = rows.values_list("pk", "area_code").first()
    log_access(
        actor=request.viewer, what=AccessKind.FACT, reason=reason, role=request.viewer.role,
        household_id=home[0] if home else None, area_code=home[1] if home else request.area.code,
    )  # fmt: skip


class _Named(msgspec.Struct):
    household: UUID | None = None


def _household_in(body: str) -> UUID | None:
    try:
        return msgspec.json.decode(body, type=_Named).household
    except (msgspec.DecodeError, RecursionError):
        return None


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def replay(request: StaffRequest, fact_id: UUID) -> HttpResponse:
    found = _in_quarantine(request, fact_id)
    back = kept(request, "devices:fact", found.pk)
    form = UseAgainForm(posted(request))
    if form.is_valid():
        if not actions.replay_facts(actor=request.viewer, ids=[found.pk]):
            raise NotInQuarantine()
        derive()
        return go_to(back, request=request)
    facts = [(_("Kind of fact"), kind_word(found.kind)), (_("Why it waits"), why(found.reason)[0])]
    return act_page(
        request, form, title=_("Use the fact again"), submit=_("Use it again"), back=back, facts=facts,
        say=_("As it is. If it still cannot be used, it comes back here."),
    )  # fmt: skip


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def replay_all(request: StaffRequest) -> HttpResponse:
    """All facts of one kind that wait for one reason."""
    kind, reason = request.GET.get("kind", ""), request.GET.get("reason", "")
    scope = request.scope
    group = next((one for one in reasons(scope) if (one.kind, one.code) == (kind, reason)), None)
    if group is None or not group.may_be_replayed:
        raise NotFound()
    back = kept(request, "devices:quarantine")
    form = UseAgainForm(posted(request))
    if form.is_valid():
        count = actions.replay_facts(actor=request.viewer, reason=reason, kind=kind, within=scope)
        derive()
        text = ngettext("{n} fact is being used again.", "{n} facts are being used again.", count)
        messages.success(request, text.format(n=count))
        return go_to(back, request=request)
    facts = [
        (_("Kind of fact"), group.kind_word),
        (_("Why they wait"), group.why),
        (_("How many"), group.number),
    ]
    return act_page(
        request, form, title=_("Use all of them again"), back=back, facts=facts,
        submit=ngettext("Use {n} fact again", "Use {n} facts again", group.number).format(n=group.number),
        say=_("As they are. Those that still cannot be used come back here."),
    )  # fmt: skip


@never_cache
@staff_page(Capability.DEVICES_WRITE, write=True)
def aside(request: StaffRequest, fact_id: UUID) -> HttpResponse:
    found = _in_quarantine(request, fact_id)
    back = kept(request, "devices:quarantine")
    form = ReasonForm(posted(request))
    if form.is_valid():
        actions.put_aside(found, actor=request.viewer, reason=form.cleaned_data["reason"])
        messages.success(request, _("The fact is put aside."))
        return go_to(back, request=request)
    facts = [
        (_("Kind of fact"), kind_word(found.kind)),
        (pgettext("fact", "Sent by"), found.user.shown_name),
        (
            _("What happens"),
            _("It is not asked about any more. It stays as it came, and can still be used later."),
        ),
    ]
    return act_page(
        request, form, title=_("Put the fact aside"), submit=_("Put it aside"), facts=facts,
        back=kept(request, "devices:fact", found.pk),
    )  # fmt: skip
