"""Passes: the list, one pass, issuing one or a whole area, replacing, revoking."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.audit import sentence
from linli.core.components import Choice, Filter, State, Tab
from linli.gates import tasks
from linli.gates.access_office import pass_for
from linli.gates.actions.passes import (
    MOST_AT_ONCE,
    Holder,
    Valid,
    issue_household_passes,
    issue_pass,
    replace_pass,
    revoke_pass,
    waiting_for_a_pass,
)
from linli.gates.actions.runs import ask_for_issue
from linli.gates.choices import PassKind, PassState
from linli.gates.codes import picture_of
from linli.gates.forms_office import IssueForm, PassForm, WhyForm
from linli.gates.known import uses_known, uses_of
from linli.gates.models import GatePass
from linli.gates.pass_words import rule_name, rule_words
from linli.gates.playbook import gates_in_force
from linli.gates.queries_office import PassesWished, PassView, history_of, passes_of
from linli.gates.views.common import may_act, sections
from linli.lib.masking import mask_name
from linli.lib.playbook.gates import Gates
from linli.people.choices import Capability as C
from linli.people.models import Organisation
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

READ = (C.GATES_READ, C.HOUSEHOLDS_READ)
ISSUE = (*READ, C.PASSES_ISSUE)
FORM = "gates/office_form.html"
ACT = "gates/office_act.html"
VIEWS = {
    PassView.VALID: pgettext_lazy("passes", "Valid"),
    PassView.RAN_OUT: pgettext_lazy("passes", "Run out"),
    PassView.REPLACED: pgettext_lazy("passes", "Replaced"),
    PassView.REVOKED: pgettext_lazy("passes", "Revoked"),
}
A_MONTH = timedelta(days=29)


# ---- the list --------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def pass_list(request: StaffRequest) -> HttpResponse:
    wished, now = PassesWished.read(request.GET), timezone.now()
    page = page_of(request, passes_of(request.scope, wished, now=now))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    section = gates_in_force(request.area)
    context = {
        "sections": sections(request, "gates:passes"),
        "views": [
            Tab(label, _list_link(request, wished, view=view, q=""), view == wished.view and not wished.text)
            for view, label in VIEWS.items()
        ],
        "filters": _filters(request, wished),
        "page": page,
        "wished": wished,
        "rows": [_row(request, one, paths, section) for one in page],
        "may_issue": may_act(request, C.PASSES_ISSUE),
        "issue_url": link(request, "gates:passes_issue"),
        "new_url": link(request, "gates:pass_new"),
        "print_url": link(request, "gates:passes_print"),
    }
    return render(request, "gates/passes.html", context)


def _list_link(request: StaffRequest, wished: PassesWished, **changed: Any) -> str:
    kept = {
        "view": wished.view, "kind": wished.kind, "q": wished.text, "unprinted": "1" if wished.unprinted else "",
        "sort": request.GET.get("sort", ""),
    }  # fmt: skip
    return link(request, "gates:passes", **{**kept, **changed})


def _filters(request: StaffRequest, wished: PassesWished) -> list[Filter]:
    kinds = [Choice(label, _list_link(request, wished, kind=key)) for key, label in PassKind.choices]
    chosen = str(PassKind(wished.kind).label) if wished.kind else ""
    not_yet = [Choice(_("Not printed yet"), _list_link(request, wished, unprinted="1"))]
    printed = _("Not printed yet") if wished.unprinted else ""
    return [
        Filter(_("Kind of pass"), chosen, _list_link(request, wished, kind=""), kinds),
        Filter(_("Printed"), printed, _list_link(request, wished, unprinted=""), not_yet),
    ]


def _row(request: StaffRequest, one: GatePass, paths: dict[str, str], section: Gates) -> dict[str, Any]:
    return {
        "one": one,
        "url": link(request, "gates:pass", one.pk),
        "rule": rule_name(section, one.rule, one.kind),
        "path": paths.get(one.area_code, ""),
        "holder": mask_name(one.holder) if one.holder else "",
        "last": one.valid_until - timedelta(minutes=1),
        "state": state_of(one),
    }


def state_of(one: GatePass) -> tuple[State, str]:
    """Shape and word; a pass whose days are over is neither replaced nor revoked."""
    now = timezone.now()
    if one.state == PassState.REVOKED:
        return State.STOP, str(one.get_state_display())
    if one.state == PassState.REPLACED:
        return State.NONE, str(one.get_state_display())
    if one.valid_until <= now:
        return State.NONE, _("run out")
    return (State.DONE, str(one.get_state_display())) if one.valid_from <= now else (State.RUN, _("to come"))


# ---- one pass ----------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def a_pass(request: StaffRequest, pass_id: UUID) -> HttpResponse:
    found, now = pass_for(request.viewer, pass_id), timezone.now()
    holds = found.state == PassState.VALID and found.valid_until > now
    before = GatePass.everywhere.filter(replaced_by=found).first()
    context = {
        "sections": sections(request, "gates:passes"),
        "one": found,
        "state": state_of(found),
        "rule": rule_name(gates_in_force(found.area), found.rule, found.kind),
        "allows": rule_words(found),
        "last_moment": found.valid_until - timedelta(minutes=1),
        "picture": picture_of(found) if holds and request.viewer.may(C.PASSES_ISSUE) else "",
        "uses": _last_uses(found),
        "history": [(one, sentence(one)) for one in history_of(found.pk)],
        "before": before,
        "may_issue": may_act(request, C.PASSES_ISSUE) and found.state == PassState.VALID,
        "print_url": link(request, "gates:passes_print", id=found.pk),
        "back": link(request, "gates:passes"),
    }
    return render(request, "gates/pass.html", context)


def _last_uses(found: GatePass) -> list[Any]:
    """The turns that count, of the household where it has one: no more than the quota needs to know."""
    homes = [found.household_id] if found.household_id else []
    known = uses_known([found.pk], homes, at=timezone.now())
    return list(reversed(uses_of(known, pass_id=found.pk, household_id=found.household_id)))[:10]


# ---- issuing -------------------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*ISSUE, write=True)
def passes_issue(request: StaffRequest) -> HttpResponse:
    """One for each household of an area that has none."""
    area, scope = request.area, request.scope
    rules = rules_for(gates_in_force(area), "household")
    form = IssueForm(
        posted(request), rules=rules, initial={"last_day": today() + A_MONTH, "rule": first_of(rules)}
    )
    waiting = waiting_for_a_pass(scope).count()

    def save() -> str:
        rule_key, last_day = form.cleaned_data["rule"], form.cleaned_data["last_day"]
        if waiting > MOST_AT_ONCE:
            run = ask_for_issue(
                area,
                scope=scope,
                rule_key=rule_key,
                last_day=last_day,
                actor=request.viewer,
                now=timezone.now(),
            )
            tasks.begin(run)
            return link(request, "gates:passes_run", run.pk)
        valid = Valid(timezone.now(), last_day)
        issue_household_passes(area, scope=scope, rule_key=rule_key, valid=valid, actor=request.viewer)
        return link(request, "gates:passes", kind="household", unprinted="1")

    say = ngettext("{n} household without a pass", "{n} households without a pass", waiting).format(n=waiting)
    page = FormPage(
        title=_("Passes for households"), submit=_("Issue {n} passes").format(n=waiting), back=link(request, "gates:passes"),
        done=_("The passes are being issued.") if waiting > MOST_AT_ONCE else _("The passes are issued. Print them, and hand each to its door."), say=f"{area.short} · {say}", template=ACT,
    )  # fmt: skip
    below = area.children.filter(valid_until=None).order_by("code")[:60]
    context = {
        "facts": [
            (_("For whom"), say),
            (
                _("What happens"),
                _("Each gets one. Who has a valid pass keeps it; vacant dwellings get none."),
            ),
            (_("Errands"), _("Urgent errands never count as a turn, and always pass.")),
        ],
        "nothing": not waiting,
        "in_background": waiting > MOST_AT_ONCE,
        "narrower": [Tab(one.short, link(request, "gates:passes_issue", area=one.code)) for one in below],
    }
    return save_or_show(request, page, form, save, context=context)


@never_cache
@staff_page(*ISSUE, write=True)
def pass_new(request: StaffRequest) -> HttpResponse:
    """For a worker, a supplier, a medic, a vehicle, a visitor: not for a household."""
    area = request.area
    section = gates_in_force(area)
    rules = rules_for(section, "worker", "supply", "medical", "vehicle", "visitor")
    organisations = Organisation.objects.within(request.scope).filter(closed_on=None).order_by("name")
    form = PassForm(
        posted(request), rules=rules, organisations=organisations,
        initial={**new_record(), "last_day": today(), "rule": first_of(rules)},
    )  # fmt: skip

    def save() -> str:
        given = form.cleaned_data
        made = issue_pass(
            area, pass_id=form.record_id(), rule_key=given["rule"],
            holder=Holder(name=given["holder"], plate=given["plate"], organisation=given["organisation"]),
            valid=Valid(timezone.now(), given["last_day"]), actor=request.viewer,
        )  # fmt: skip
        return link(request, "gates:pass", made.pk)

    page = FormPage(
        title=_("Issue a pass"), submit=_("Issue it"), back=link(request, "gates:passes"),
        done=_("The pass is issued."), say=area.short, template=FORM,
    )  # fmt: skip
    context = {"asked_of_it": _("It opens every gate in {area}.").format(area=area.short)}
    return save_or_show(request, page, form, save, context=context)


def rules_for(section: Gates, *kinds: str) -> Sequence[tuple[str, str]]:
    """The rules of the playbook, the mildest first, each with what it allows."""
    language = get_language() or "zh"
    found = [one for one in section.passes if one.kind in kinds]
    return [(one.key, f"{one.name.text(language)}（{rule_words(one)}）") for one in found]


def first_of(rules: Sequence[tuple[str, str]]) -> str:
    return rules[0][0] if rules else ""


# ---- replacing and revoking ----------------------------------------------------------------------------------------------
@never_cache
@staff_page(*ISSUE, write=True)
def pass_replace(request: StaffRequest, pass_id: UUID) -> HttpResponse:
    found = pass_for(request.viewer, pass_id, write=True)
    form = WhyForm(posted(request), initial={"why": _("lost")})

    def save() -> str:
        made = replace_pass(found, why=form.cleaned_data["why"], actor=request.viewer, now=timezone.now())
        return link(request, "gates:pass", made.pk)

    facts = [
        (
            _("What happens"),
            _("The old pass is refused from now on; phones without a line learn it with their next list."),
        ),
        (_("What stays"), _("Rule, last day and the turns that were used.")),
    ]
    page = FormPage(
        title=_("Replace the pass"), submit=_("Replace it"), back=link(request, "gates:pass", found.pk),
        done=_("The pass is replaced. Print the new one."), say=found.slip, template=ACT,
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"facts": facts})


@never_cache
@staff_page(*ISSUE, write=True)
def pass_revoke(request: StaffRequest, pass_id: UUID) -> HttpResponse:
    found = pass_for(request.viewer, pass_id, write=True)
    form = WhyForm(posted(request))

    def save() -> None:
        revoke_pass(found, why=form.cleaned_data["why"], actor=request.viewer, now=timezone.now())

    facts = [
        (
            _("What happens"),
            _("The pass is refused from now on; phones without a line learn it with their next list."),
        ),
        (_("What stays"), _("Nobody is kept from coming home. Urgent errands pass.")),
    ]
    page = FormPage(
        title=_("Revoke the pass"), submit=_("Revoke it"), back=link(request, "gates:pass", found.pk),
        done=_("The pass is revoked."), say=found.slip, template=ACT,
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"facts": facts, "danger": True})
