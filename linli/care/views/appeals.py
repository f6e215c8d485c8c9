"""Objections: the list with its clocks, taking one down, answering one."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.care.access_release import READ, appeal_for, home_of_appeal, may_answer
from linli.care.actions.appeals import answer_appeal, make_appeal, signers_of, withdraw_appeal
from linli.care.choices import IN_FORCE, AppealState, AppealWay
from linli.care.forms_release import AnswerForm, AppealForm
from linli.care.models import Appeal
from linli.care.queries_appeals import appeals_of, name_of, still_holds, things_of, waiting_count
from linli.care.sections_release import may_act, sections
from linli.core.components import State, Tab
from linli.core.htmx import go_to
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, new_record, posted, said, save_or_show

WRITE = (*READ, C.CARE_WRITE)


@never_cache
@require_safe
@staff_page(*READ)
def appeals(request: StaffRequest) -> HttpResponse:
    waiting, now = request.GET.get("view") != "answered", timezone.now()
    page = page_of(request, appeals_of(request.scope, waiting=waiting, now=now))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, "care:appeals"),
        "views": [
            Tab(pgettext_lazy("appeal", "Waiting"), link(request, "care:appeals"), waiting, waiting_count(request.scope)),
            Tab(pgettext_lazy("appeal", "Answered, 30 days"), link(request, "care:appeals", view="answered"), not waiting),
        ],
        "page": page,
        "rows": [(one, paths.get(one.area_code, ""), name_of(one), state_of(one, now)) for one in page],
        "waiting": waiting,
        "now": now,
    }  # fmt: skip
    return render(request, "care/release/appeals.html", context)


def state_of(appeal: Appeal, now: datetime) -> tuple[State, str]:
    if appeal.state == AppealState.WAITING:
        late = appeal.due_at <= now
        return (State.STOP, _("the answer is overdue")) if late else (State.ASK, _("waits for an answer"))
    shapes = {
        AppealState.UPHELD: State.NEW,
        AppealState.REJECTED: State.DONE,
        AppealState.WITHDRAWN: State.NONE,
    }
    return shapes[AppealState(appeal.state)], appeal.get_state_display()


@never_cache
@staff_page(*WRITE, write=True)
def appeal_new(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """By telephone or in person: taken down by staff, in the household's own words."""
    home, now = home_of_appeal(request.viewer, household_id), timezone.now()
    things = things_of(home, now=now)
    first = {"against": things[0].key if things else "", "way": AppealWay.PHONE}
    form = AppealForm(
        posted(request), initial={**new_record(), **first}, things=[(one.key, one.label) for one in things]
    )

    def save() -> str:
        given = form.cleaned_data
        made = make_appeal(
            household=home, appeal_id=form.record_id(), text=given["text"], way=given["way"], actor=request.viewer,
            against=next(one.against for one in things if one.key == given["against"]), now=now,
        )  # fmt: skip
        return link(request, "care:appeal", made.pk)

    page = FormPage(
        title=_("Take an objection down"), submit=_("Keep it"), back=link(request, "care:appeals"),
        done=_("Kept. The clock runs."), say=home.place, template="care/release/appeal_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"things": things})


@never_cache
@staff_page(*READ, write=True)
def appeal(request: StaffRequest, appeal_id: UUID) -> HttpResponse:
    """One objection with its clock; who did not decide, and may sign, answers it here."""
    found, now = appeal_for(request.viewer, appeal_id, write=request.method == "POST"), timezone.now()
    signed = request.viewer.user.pk in signers_of(found)
    answers = found.state == AppealState.WAITING and may_answer(request.viewer)
    if request.method == "POST" and not may_answer(request.viewer):
        raise NotFound()
    in_force = found.episode is None or found.episode.state in IN_FORCE
    form = AnswerForm(posted(request), of_episode=found.episode is not None, in_force=in_force)

    def save() -> str:
        answer_appeal(actor=request.viewer, appeal=found, answer=form.given(), now=now)
        return link(request, "care:appeal", found.pk)

    page = FormPage(
        title=_("Objection"), submit=_("Give this answer"), back=link(request, "care:appeals"),
        done=_("Answered. The household reads it behind its link."), say=found.household.place,
        template="care/release/appeal.html",
    )  # fmt: skip
    context = {
        "appeal": found, "about": name_of(found), "state": state_of(found, now), "now": now,
        "late": found.state == AppealState.WAITING and found.due_at <= now,
        "holds": still_holds(found, now=now), "answers": answers and not signed, "signed": answers and signed,
        "may_withdraw": found.state == AppealState.WAITING and may_act(request, C.CARE_WRITE),
        "sections": sections(request, "care:appeals"),
    }  # fmt: skip
    return save_or_show(request, page, form, save, context=context)


@never_cache
@require_POST
@staff_page(*WRITE, write=True)
def appeal_withdraw(request: StaffRequest, appeal_id: UUID) -> HttpResponse:
    """The household says that it takes it back."""
    found = appeal_for(request.viewer, appeal_id, write=True)
    withdraw_appeal(appeal=found, actor=request.viewer)
    said(request, _("Taken back."))
    return go_to(link(request, "care:appeals"), request=request)
