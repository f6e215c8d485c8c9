"""Whether gates ask for more than the rules in force: a page that says what was found, and what to do."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Count, State
from linli.gates.lint import Code, Hint
from linli.gates.queries_lint import hints_in
from linli.gates.views.common import sections
from linli.gates.views.filters import area_filter, kept, shown
from linli.gates.words_lint import TITLES, details_of, title_of, to_do
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.views.common import link, today

PAGE = "gates:lint"
PER_PAGE = 40
OF_REFUSALS = {Code.GROUND_UNKNOWN, Code.GROUND_ELSEWHERE, Code.NO_GROUND}
OF_PASSES = {Code.PASS_STRICTER, Code.PASS_RULE_UNKNOWN}


@never_cache
@require_safe
@staff_page(C.GATES_READ)
def hint_list(request: StaffRequest) -> HttpResponse:
    asked = kept(request, "code")
    hints = hints_in(request.scope, now=timezone.now(), today=today())
    wanted = [one for one in hints if not asked["code"] or one.code == asked["code"]]
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    context = {
        "sections": sections(request, PAGE),
        "filters": shown([area_filter(request, PAGE, asked)]),
        "counts": _counts(request, asked, hints),
        "page": page,
        "rows": [_row(request, one, paths) for one in page],
    }
    return render(request, "gates/lint.html", context)


def _counts(request: StaffRequest, asked: dict[str, str], hints: list[Hint]) -> list[Count]:
    numbers, state = Counter(one.code for one in hints), {one.code: _state(one) for one in hints}
    return [
        Count(state[code], TITLES[code], numbers[code],
              link(request, PAGE, **{**asked, "code": "" if asked["code"] == code else code}), asked["code"] == code)
        for code in Code
        if numbers[code]
    ]  # fmt: skip


def _state(hint: Hint) -> State:
    return (
        State.NEW
        if hint.is_to_know
        else State.STOP
        if hint.code in (Code.PAST_END, Code.NO_BASIS)
        else State.ASK
    )


def _row(request: StaffRequest, hint: Hint, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "hint": hint,
        "title": title_of(hint),
        "details": details_of(hint),
        "to_do": to_do(hint),
        "state": _state(hint).value,
        "place": paths.get(hint.area_code, "") or request.area.short,
        "url": _where(request, hint),
    }


def _where(request: StaffRequest, hint: Hint) -> str:
    """The page on which it is settled."""
    if hint.code in OF_REFUSALS:
        return link(
            request, "gates:refusals", gate=hint.about, area=hint.area_code if request.GET.get("area") else ""
        )
    if hint.code in OF_PASSES:
        return _maybe(request, "gates:passes") if request.viewer.may(C.HOUSEHOLDS_READ) else ""
    return _maybe(request, "gates:gate", hint.about)


def _maybe(request: StaffRequest, name: str, *args: UUID | None) -> str:
    try:
        reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return link(request, name, *args)
