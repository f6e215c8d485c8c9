"""Gates: the list of an area, one gate, setting it up, correcting, extending and closing it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.audit import sentence
from linli.core.components import Choice, Filter, State, Tab
from linli.gates.access_office import gate_for
from linli.gates.actions.gates import MOST_DAYS, change_gate, close_gate, extend_gate, set_up_gate
from linli.gates.choices import GateKind
from linli.gates.forms_office import GateForm, NewGateForm, TermForm
from linli.gates.models import Gate
from linli.gates.pass_words import procedure_name
from linli.gates.playbook import gates_in_force, procedure_of
from linli.gates.queries_office import GatesWished, GateView, gates_of, history_of
from linli.gates.tallies import numbers_by_gate
from linli.gates.views.common import may_act, sections
from linli.people.choices import Capability as C
from linli.people.models import Organisation, User
from linli.people.queries import AccountState, accounts
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

READ = (C.GATES_READ,)
WRITE = (C.GATES_READ, C.GATES_WRITE)
FORM = "gates/office_form.html"
ACT = "gates/office_act.html"
SOON = timedelta(days=3)
VIEWS = {
    GateView.STANDING: pgettext_lazy("gate", "Standing"),
    GateView.AHEAD: pgettext_lazy("gate", "To come"),
    GateView.OVER: pgettext_lazy("gate", "Over or closed"),
}


@never_cache
@require_safe
@staff_page(*READ)
def gate_list(request: StaffRequest) -> HttpResponse:
    wished, day = GatesWished.read(request.GET), today()
    page = page_of(request, gates_of(request.scope, wished, day=day))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    section = gates_in_force(request.area)
    context = {
        "sections": sections(request, "gates:gates"),
        "views": [Tab(label, _list_link(request, wished, view=view), view == wished.view) for view, label in VIEWS.items()],
        "filters": _filters(request, wished),
        "page": page,
        "rows": [
            (one, paths.get(one.area_code, ""), procedure_name(section, one.procedure), state_of(one, day), one.until_on - timedelta(days=1)) for one in page
        ],
        "may_write": may_act(request, C.GATES_WRITE),
        "new_url": link(request, "gates:gate_new"),
    }  # fmt: skip
    return render(request, "gates/gates.html", context)


def _list_link(request: StaffRequest, wished: GatesWished, **changed: Any) -> str:
    kept = {"view": wished.view, "kind": wished.kind, "sort": request.GET.get("sort", "")}
    return link(request, "gates:gates", **{**kept, **changed})


def _filters(request: StaffRequest, wished: GatesWished) -> list[Filter]:
    kinds = [Choice(label, _list_link(request, wished, kind=key)) for key, label in GateKind.choices]
    chosen = str(GateKind(wished.kind).label) if wished.kind else ""
    return [Filter(_("Kind of gate"), chosen, _list_link(request, wished, kind=""), kinds)]


def state_of(gate: Gate, day: date) -> tuple[State, str]:
    """Shape and word: a gate whose end is near is to be looked at."""
    if gate.closed_at is not None:
        return State.NONE, _("closed")
    if gate.until_on <= day:
        return State.STOP, _("over: close or extend it")
    if gate.from_on > day:
        return State.RUN, _("to come")
    if gate.until_on - SOON <= day:
        return State.ASK, _("ends soon")
    return State.DONE, _("stands")


@never_cache
@require_safe
@staff_page(*READ)
def gate(request: StaffRequest, gate_id: UUID) -> HttpResponse:
    found, day = gate_for(request.viewer, gate_id), today()
    section = gates_in_force(found.area)
    numbers = numbers_by_gate([found.pk], day=day).get(found.pk, {})
    context = {
        "sections": sections(request, "gates:gates"),
        "gate": found,
        "state": state_of(found, day),
        "last_day": found.until_on - timedelta(days=1),
        "procedure": procedure_of(section, key=found.procedure, kind=found.kind),
        "procedure_name": procedure_name(section, found.procedure),
        "steps": _steps(section, found),
        "numbers": [(label, numbers.get((key, ""), 0)) for key, label in _NUMBERS],
        "history": [(one, sentence(one)) for one in history_of(found.pk)],
        "may_write": may_act(request, C.GATES_WRITE) and found.closed_at is None,
        "duty_url": link(request, "duty:who_place", found.pk) if request.viewer.may(C.DUTY_READ) else "",
        "place_url": link(request, "duty:place", found.pk) if request.viewer.may(C.DUTY_READ, C.POSTS_WRITE) else "",
        "simulator_url": link(request, "gates:simulator", gate=found.pk),
        "back": link(request, "gates:gates"),
    }  # fmt: skip
    return render(request, "gates/gate.html", context)


_NUMBERS = (
    ("gates.exits", gettext_lazy("Went out")),
    ("gates.entries", gettext_lazy("Came in")),
    ("gates.vehicles", gettext_lazy("Vehicles")),
    ("gates.refusals", gettext_lazy("Turned back")),
    ("gates.exceptions", gettext_lazy("Urgent errands")),
    ("gates.fevers", gettext_lazy("Fevers")),
)
STEPS = {
    "temperature": gettext_lazy("Measure the temperature"),
    "questions": gettext_lazy("Ask"),
    "scan": gettext_lazy("Scan the pass"),
    "check_papers": gettext_lazy("Look at papers"),
    "register": gettext_lazy("Register"),
}


def _steps(section: Any, found: Gate) -> list[str]:
    procedure = procedure_of(section, key=found.procedure, kind=found.kind)
    return [str(STEPS[one]) for one in procedure.steps] if procedure else []


# ---- setting up and correcting ------------------------------------------------------------------------------------------
@never_cache
@staff_page(*WRITE, write=True)
def gate_new(request: StaffRequest) -> HttpResponse:
    area, section = request.area, gates_in_force(request.area)
    usual = section.usual_at(request.GET.get("kind") or GateKind.COMPOUND)
    first: dict[str, Any] = {
        "from_on": today(), "last_day": today() + timedelta(days=13), "procedure": usual.key if usual else "",
        "kind": request.GET.get("kind") or GateKind.COMPOUND,
    }  # fmt: skip
    form = NewGateForm(
        posted(request), initial={**new_record(), **first}, **_offered(request, first["procedure"])
    )

    def save() -> str:
        made = set_up_gate(
            area, gate_id=form.record_id(), asked=form.asked(), by=form.decision(), actor=request.viewer
        )
        return link(request, "gates:gate", made.pk)

    page = FormPage(
        title=_("Set up a gate"), submit=_("Set it up"), back=link(request, "gates:gates"),
        done=_("The gate is set up."), say=area.short, template=FORM,
    )  # fmt: skip
    context = {
        "no_playbook": not section.procedures,
        "asked_of_it": _("It stands in {area}: everybody with a pass of a place within passes here.").format(area=area.short),
        "most": MOST_DAYS,
    }  # fmt: skip
    return save_or_show(request, page, form, save, context=context)


@never_cache
@staff_page(*WRITE, write=True)
def gate_edit(request: StaffRequest, gate_id: UUID) -> HttpResponse:
    found = gate_for(request.viewer, gate_id, write=True)
    offered = {**_offered(request, found.procedure), "held_by": found.responsible}
    form = GateForm(posted(request), initial=_values(found), **offered)

    def save() -> None:
        change_gate(found, version=form.seen_version(), asked=form.asked(), actor=request.viewer)

    page = FormPage(
        title=_("Change the gate"), submit=_("Save"), back=link(request, "gates:gate", found.pk),
        done=_("The gate is changed."), say=found.name, template=FORM,
    )  # fmt: skip
    fresh = lambda: _values(gate_for(request.viewer, gate_id))  # noqa: E731
    return save_or_show(request, page, form, save, fresh=fresh)


def _values(found: Gate) -> dict[str, Any]:
    names = ("name", "kind", "procedure", "compound", "address", "opens_at", "closes_at", "phone", "version")
    return {name: getattr(found, name) for name in names} | {
        "organisation": found.organisation_id, "responsible": found.responsible.name if found.responsible else "",
    }  # fmt: skip


def _offered(request: StaffRequest, chosen: str) -> dict[str, Any]:
    """What may be chosen here: procedures of the playbook, organisations and people of the area."""
    section, chinese = gates_in_force(request.area), (get_language() or "zh").startswith("zh")
    named = [(one.key, one.name.zh if chinese else one.name.en) for one in section.procedures]
    if chosen and chosen not in {key for key, _name in named}:
        named.insert(0, (chosen, chosen))
    return {
        "procedures": named,
        "organisations": Organisation.objects.within(request.scope).filter(closed_on=None).order_by("name"),
        "people": _people(request),
    }


def _people(request: StaffRequest) -> Any:
    found: Any = accounts(request.scope, day=today(), state=AccountState.IN_DUTY)
    return found if found is not None else User.objects.none()


# ---- extending and closing ------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*WRITE, write=True)
def gate_extend(request: StaffRequest, gate_id: UUID) -> HttpResponse:
    found = gate_for(request.viewer, gate_id, write=True)
    form = TermForm(
        posted(request),
        initial={"decided_by": found.decided_by, "last_day": found.until_on + timedelta(days=6)},
    )

    def save() -> None:
        given = form.cleaned_data
        extend_gate(
            found,
            basis=given["basis"],
            decided_by=given["decided_by"],
            until_on=form.until_on(),
            actor=request.viewer,
        )

    facts = [
        (_("Basis until now"), found.basis),
        (_("Last day until now"), f"{found.until_on - timedelta(days=1):%Y-%m-%d}"),
        (
            _("What happens"),
            _("It stands longer, by the new decision. The earlier one stays in its history."),
        ),
    ]
    return _act(
        request, found, form, save, _("Extend the gate"), _("Extend it"), _("The gate is extended."), facts
    )


@never_cache
@staff_page(*WRITE, write=True)
def gate_close(request: StaffRequest, gate_id: UUID) -> HttpResponse:
    found = gate_for(request.viewer, gate_id, write=True)

    def save() -> None:
        close_gate(found, actor=request.viewer, now=timezone.now())

    facts = [
        (
            _("What happens"),
            _("Nobody is met here any more. Phones no longer get a list for it; posts end with the place."),
        ),
        (_("What stays"), _("Its figures. Who went through vanishes after its term, as everywhere.")),
    ]
    form = KeptForm(posted(request))
    return _act(
        request, found, form, save, _("Close the gate"), _("Close it"), _("The gate is closed."), facts
    )


def _act(
    request: StaffRequest, found: Gate, form: KeptForm, save: Any, title: str, submit: str, done: str,
    facts: list[tuple[str, str]],
) -> HttpResponse:  # fmt: skip
    page = FormPage(
        title=title,
        submit=submit,
        back=link(request, "gates:gate", found.pk),
        done=done,
        say=found.name,
        template=ACT,
    )
    return save_or_show(request, page, form, save, context={"facts": facts})
