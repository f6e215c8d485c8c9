"""What a gate would say to a pass or a household at a time, and why. Nothing is recorded."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import State
from linli.core.moments import moment
from linli.gates.forms_office import SimulatorForm
from linli.gates.models import Gate
from linli.gates.pass_words import errand_name, rule_words
from linli.gates.playbook import gates_in_force
from linli.gates.queries_office import standing
from linli.gates.rules import Says, Use
from linli.gates.simulating import Asked, Simulated, Who, simulate, who_is
from linli.gates.views.common import sections
from linli.gates.words import answer
from linli.lib.playbook.gates import Gates
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import today

MOST_GATES = 300
# What each rule looks at, in the order in which they are asked.
RULE_NAMES = {
    "must_pass": gettext_lazy("An errand that must pass?"),
    "granted": gettext_lazy("An errand that the community granted?"),
    "fever": gettext_lazy("A fever?"),
    "reading": gettext_lazy("Is the code ours, and as it was signed?"),
    "visit": gettext_lazy("A visitor, coming or leaving?"),
    "comes_home": gettext_lazy("Somebody who comes home?"),
    "restricted": gettext_lazy("Does the household stay in?"),
    "without_pass": gettext_lazy("Is there a pass?"),
    "ended": gettext_lazy("Does the pass hold, today and here?"),
    "quota": gettext_lazy("Is there a turn left?"),
    "closed": gettext_lazy("Is the gate open?"),
    "still_out": gettext_lazy("Is somebody of the household still out?"),
    "other_gates": gettext_lazy("May another gate have seen the pass?"),
    "too_many": gettext_lazy("More people than the pass allows?"),
    "ok": gettext_lazy("Nothing is in the way"),
}
# What is not said in the address.
USUAL = {"direction": "out", "people": "1", "line": "0", "errand": ""}
STATES = {Says.PASS: State.DONE, Says.STOP: State.STOP, Says.ASK: State.ASK}


@never_cache
@require_safe
@staff_page(C.GATES_READ)
def simulator(request: StaffRequest) -> HttpResponse:
    gates = list(
        Gate.objects.within(request.viewer.scope).filter(standing(today())).select_related("area")
        .order_by("area_code", "name", "pk")[:MOST_GATES]
    )  # fmt: skip
    section = gates_in_force(request.area)
    is_asked = "who" in request.GET  # led here from a gate, only the gate is said
    form = SimulatorForm(
        {**USUAL, **request.GET.dict()} if is_asked else None,
        initial={"gate": request.GET.get("gate") or (str(gates[0].pk) if gates else "")},
        gates=[(str(one.pk), f"{one.name}（{one.area.short}）") for one in gates],
        errands=[(one.key, errand_name(section, one.key)) for one in section.errands],
    )
    context: dict[str, Any] = {
        "sections": sections(request, "gates:simulator"),
        "form": form,
        "no_gates": not gates,
    }
    if is_asked and form.is_valid():
        context |= _answered(request, form, gates, section)
    return render(request, "gates/simulator.html", context, status=422 if form.errors else 200)


def _answered(
    request: StaffRequest, form: SimulatorForm, gates: list[Gate], section: Gates
) -> dict[str, Any]:
    given = form.cleaned_data
    homes = request.viewer.may(C.HOUSEHOLDS_READ)
    who = who_is(request.viewer.scope, given["who"].strip(), homes=homes)
    if who is None:
        form.add_error("who", _("No pass and no door here is called so."))
        return {}
    gate = next(one for one in gates if str(one.pk) == given["gate"])
    asked = Asked(
        at=given["at"] or timezone.now(), direction=given["direction"] or "out", people=given["people"] or 1,
        temperature=given["temperature"], errand=given["errand"], list_minutes=form.list_minutes(),
    )  # fmt: skip
    return _shown(simulate(gate, who, asked), who, section)


def _shown(found: Simulated, who: Who, section: Gates) -> dict[str, Any]:
    errands = {one.key: errand_name(section, one.key) for one in section.errands}
    language, now = get_language() or "zh-hans", found.facts.at

    def words(decision: Any) -> Any:
        return answer(decision, language=language, now=now, errands=errands)

    return {
        "simulated": found,
        "state": STATES[found.decision.says],
        "verdict": VERDICTS[found.decision.says],
        "answer": words(found.decision),
        "facts": _facts(found, who, errands),
        "rules": [
            (RULE_NAMES.get(one.name, one.name), one, words(one.decision).title if one.decision else "")
            for one in found.rules
        ],
    }  # fmt: skip


VERDICTS = {
    Says.PASS: gettext_lazy("The gate would say: pass"),
    Says.STOP: gettext_lazy("The gate would say: stop"),
    Says.ASK: gettext_lazy("The gate would say: ask"),
}


def _use(use: Use) -> str:
    """`11-20 08:12 东门 – 09:40`"""
    back = moment(use.back_at) if use.back_at else _("not back yet")
    return f"{moment(use.at)} {use.gate} – {back}"


def _facts(found: Simulated, who: Who, errands: dict[str, str]) -> list[tuple[str, str]]:
    """Everything that the answer rests on, in words."""
    facts, seen = found.facts, found.facts.seen
    rows: list[tuple[str, str]] = []
    if who.home is not None:
        rows.append((_("Door"), who.home.place))
    if who.found is not None and seen is not None:
        rows += [
            (
                _("Pass"),
                f"{who.found.slip} · {who.found.get_kind_display()} · {who.found.get_state_display()}",
            ),
            (_("It allows"), rule_words(who.found)),
            (_("Valid"), f"{moment(who.found.valid_from)} – {moment(who.found.valid_until)}"),
            (_("Exits that count"), "；".join(_use(use) for use in list(seen.uses)[-5:]) or _("none")),
        ]
    else:
        rows.append((_("Pass"), _("none")))
    hours = f"{facts.gate.opens_at}–{facts.gate.closes_at}" if facts.gate.opens_at else _("around the clock")
    yes, no = _("yes"), _("no")
    return [
        *rows,
        (_("The household stays in"), yes if facts.restricted else no),
        (_("Granted errand"), errands.get(facts.granted, facts.granted) or _("none")),
        (_("Opening hours"), hours),
        (_("Other gates are opened by the same passes"), no if facts.gate.alone else yes),
    ]
