"""Cases: reported by anybody on duty, confirmed or ruled out by a physician."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.access_episodes import case_for
from linli.care.actions.cases import confirm_case, report_case, rule_case_out
from linli.care.choices import CaseState
from linli.care.forms_episodes import CaseForm, ConfirmForm
from linli.care.grounds import ground_at
from linli.care.models import Case
from linli.care.queries_episodes import cases_within, history_of
from linli.care.rules_cases import Found
from linli.care.sections_release import may_act, sections
from linli.care.showing_episodes import case_state, named
from linli.care.views.episodes import READ
from linli.core.access_log import AccessKind, log_access
from linli.core.audit import sentence
from linli.core.components import Tab
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.access import resident_for
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

MEDICAL = (*READ, C.CARE_MEDICAL)
PAGE = "care:cases"
FORM = "care/form.html"
TABS = {
    "suspected": pgettext_lazy("cases", "Suspected"),
    "confirmed": pgettext_lazy("cases", "Confirmed"),
    "ruled_out": pgettext_lazy("cases", "Ruled out"),
}


@never_cache
@require_safe
@staff_page(*READ)
def case_list(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("view", "")
    state = state if state in TABS else CaseState.SUSPECTED.value
    page = page_of(request, cases_within(request.scope, state=state))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, PAGE),
        "views": [Tab(label, link(request, PAGE, view=key), key == state) for key, label in TABS.items()],
        "page": page,
        "rows": [
            {
                "one": one, "home": one.household, "url": link(request, "care:case", one.pk),
                "name": named(request.viewer, one.resident.name), "state": case_state(one),
                "place": paths.get(one.area_code, ""),
            }
            for one in page
        ],
        "report_url": link(request, "care:propose") if may_act(request, C.CARE_WRITE) else "",
    }  # fmt: skip
    return render(request, "care/cases.html", context)


@never_cache
@require_safe
@staff_page(*READ)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = case_for(request.viewer, case_id)
    may = may_act(request, C.CARE_MEDICAL)
    context = {
        "sections": sections(request, PAGE),
        "one": found,
        "home": found.household,
        "name": named(request.viewer, found.resident.name),
        "state": case_state(found),
        "needs": needs_words(found),
        "may_confirm": may and found.state == CaseState.SUSPECTED,
        "may_rule_out": may and found.state != CaseState.RULED_OUT,
        "history": [(one, sentence(one)) for one in history_of(found.pk)],
    }
    return render(request, "care/case.html", context)


def needs_words(found: Case) -> str:
    """What the edition in force asks for before somebody is a case."""
    needs = ground_at(found.area, timezone.now()).edition.case_needs
    if not needs:
        return _("By the edition in force a physician makes the diagnosis; no number of tests does it alone.")
    return ngettext(
        "By the edition in force {n} positive sample of the person alone, or a physician's diagnosis.",
        "By the edition in force {n} positive samples of the person alone, or a physician's diagnosis.",
        needs,
    ).format(n=needs)


@never_cache
@staff_page(*READ, write=True)
def report(request: StaffRequest, resident_id: UUID) -> HttpResponse:
    """Somebody may be infected. Nobody is restricted by it."""
    if not (request.viewer.may(C.CARE_WRITE) or request.viewer.may(C.CARE_MEDICAL)):
        request.viewer.need(C.CARE_WRITE)
    person = resident_for(request.viewer, resident_id)
    form = CaseForm(posted(request), initial={"found_on": today()}, today=today())

    def save() -> str:
        given = form.cleaned_data
        made = report_case(
            actor=request.viewer, resident=person, found_on=given["found_on"], evidence=given["evidence"]
        )
        return link(request, "care:case", made.pk)

    page = FormPage(
        title=_("Report that somebody may be infected"), submit=_("Report"), back=link(request, PAGE),
        done=_("Reported. A physician decides."), template=FORM,
        say=_("One test alone makes no case, and a suspicious pool never does: the person is tested again alone."),
    )  # fmt: skip
    return save_or_show(request, page, form, save, context=_about(request, person.household, person.name))


@never_cache
@staff_page(*MEDICAL, write=True)
def confirm(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The physician sees what was written, which is kept as a look."""
    found = case_for(request.viewer, case_id, write=request.method == "POST")
    form = ConfirmForm(posted(request), initial={"version": found.version})
    if request.method == "GET":
        log_access(
            actor=request.viewer, what=AccessKind.HEALTH, reason=_("to confirm a case"), role=request.viewer.role,
            household_id=found.household_id, resident_id=found.resident_id, area_code=found.area_code,
        )  # fmt: skip

    def save() -> None:
        given = form.cleaned_data
        told = Found(positives=given["positives"], diagnosed=bool(given["diagnosed"]))
        confirm_case(actor=request.viewer, case=found, version=form.seen_version(), found=told)

    page = FormPage(
        title=_("Confirm the case"), submit=_("Confirm"), back=link(request, "care:case", found.pk),
        done=_("Confirmed."), template=FORM, say=needs_words(found),
    )  # fmt: skip
    context = {**_about(request, found.household, found.resident.name), "evidence": found.evidence}
    return save_or_show(request, page, form, save, context=context)


@never_cache
@staff_page(*MEDICAL, write=True)
def rule_out(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = case_for(request.viewer, case_id, write=request.method == "POST")
    form = KeptForm(posted(request), initial={"version": found.version})

    def save() -> None:
        rule_case_out(actor=request.viewer, case=found, version=form.seen_version())

    page = FormPage(
        title=_("Rule the case out"), submit=_("Rule it out"), back=link(request, "care:case", found.pk),
        done=_("Ruled out."), template=FORM,
        say=_(
            "Officers are asked to cancel the person's isolation, the stays of contacts that were opened on this case, and zones that rest on nothing else. Nothing is cancelled by itself. Contacts whose record does not name the case must be looked for by hand."
        ),
    )  # fmt: skip
    context = _about(request, found.household, found.resident.name)
    return save_or_show(request, page, form, save, context=context)


def _about(request: StaffRequest, home: Any, name: str) -> dict[str, Any]:
    return {"home": home, "who": named(request.viewer, name)}
