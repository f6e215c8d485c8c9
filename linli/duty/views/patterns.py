"""The patterns of the playbook in force: what is answered for, by whom, how many, and what each of them sees."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from linli.areas.levels import level_labels
from linli.duty.choices import TargetKind
from linli.duty.playbook import playbook_in_force
from linli.duty.targets import Seat, seats
from linli.duty.views.common import sections
from linli.duty.words_responsibilities import (
    named,
    pattern_title,
    qualification_word,
    slot_title,
    who_word,
)
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import role_title
from linli.people.viewer import roles

READ = (Capability.DUTY_READ,)


@require_safe
@staff_page(*READ)
def patterns(request: StaffRequest) -> HttpResponse:
    """What the playbook in force says: who answers for what, how many, who may, and what each of them sees."""
    playbook = playbook_in_force(request.area)
    labels = level_labels(playbook)
    grouped: dict[str, list[Seat]] = {}
    for seat in seats(playbook):
        grouped.setdefault(seat.pattern.key, []).append(seat)
    context = {
        "sections": sections(request, "duty:patterns"),
        "playbook": playbook,
        "city": named(playbook.city.name) if playbook else "",
        "patterns": [
            (_pattern_facts(group, labels), [_slot_facts(one, playbook) for one in group])
            for group in grouped.values()
        ],
    }
    return render(request, "duty/responsibilities_patterns.html", context)


def _pattern_facts(group: list[Seat], labels: Any) -> dict[str, Any]:
    pattern, kind = group[0].pattern, group[0].kind
    target = labels.get(pattern.target, pattern.target) if kind == TargetKind.AREA else str(kind.label)
    return {
        "title": pattern_title(pattern),
        "target": target,
        "only": named(pattern.only) if pattern.only else "",
        "around_the_clock": pattern.around_the_clock,
        "mechanism": pattern.mechanism,
    }


def _slot_facts(seat: Seat, playbook: Any) -> dict[str, Any]:
    slot, role = seat.slot, roles().get(seat.slot.role)
    words = {one.value: str(one.label) for one in Capability}
    return {
        "title": slot_title(slot, playbook=playbook, level=seat.pattern.target),
        "who": role_title(slot.role, playbook=playbook, level=seat.pattern.target)
        if slot.role
        else who_word(slot.who),
        "min": slot.min,
        "max": slot.max,
        "load": slot.load,
        "of": next(
            (slot_title(one, playbook=playbook) for one in seat.pattern.slots if one.called == slot.of), ""
        ),
        "qualification": qualification_word(slot.qualification) if slot.qualification else "",
        "sees": _joined([words[one] for one in role.sees if one in words]) if role else "",
    }


def _joined(words: list[str]) -> str:
    return ("、" if (get_language() or "zh").startswith("zh") else ", ").join(words)
