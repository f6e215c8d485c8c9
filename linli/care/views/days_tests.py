"""Tests that are due or wait for their result; a result entered alone, or a pasted list of them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.scopes import Scope
from linli.care.access_days import READ, may_enter_results, sample_for
from linli.care.actions.tests import enter_result
from linli.care.choices import TestResult
from linli.care.forms_days import ResultForm, ResultListForm
from linli.care.models import CareTest
from linli.care.queries_days import TEST_VIEWS, day_counts, sorted_tests, tests_in, without_result
from linli.care.results_pasted import Line, read_lines
from linli.care.sections_days import lists
from linli.care.sections_needs import area_filter
from linli.care.sections_release import sections
from linli.core.components import State, Tab
from linli.core.htmx import go_to
from linli.core.problems import NotFound, Problem
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import FormPage, link, posted, save_or_show, today

VIEWS = {
    "due": pgettext_lazy("tests", "Due, no sample"),
    "waiting": pgettext_lazy("tests", "Without result"),
    "again": pgettext_lazy("tests", "To be taken again"),
    "told": pgettext_lazy("tests", "Results"),
}
SHAPES: Mapping[str, State] = {
    TestResult.NEGATIVE: State.DONE, TestResult.POSITIVE: State.STOP, TestResult.POOL_SUSPECT: State.ASK,
    TestResult.INVALID: State.ASK, TestResult.PENDING: State.NONE,
}  # fmt: skip


@never_cache
@require_safe
@staff_page(*READ)
def tests(request: StaffRequest) -> HttpResponse:
    now, day = timezone.now(), today()
    view = request.GET.get("view", "")
    view = view if view in TEST_VIEWS else "due"
    asked = {"view": view, "sort": request.GET.get("sort", "")}
    page = page_of(request, sorted_tests(tests_in(request.scope, view, day), asked["sort"]))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    enters = may_enter_results(request.viewer) and request.viewer.real_user is None
    context = {
        "sections": sections(request, "care:days_checks"),
        "lists": lists(request, "care:days_tests", day_counts(request.scope, day, now)),
        "views": [
            Tab(word, link(request, "care:days_tests", **{**asked, "view": key}), key == view, tests_in(request.scope, key, day).count())
            for key, word in VIEWS.items()
        ],
        "filters": [area_filter(request, "care:days_tests", asked)],
        "view": view,
        "day": day,
        "page": page,
        "rows": [(one, paths.get(one.area_code, ""), *_standing(one, day)) for one in page],
        "enters": enters,
        "mends": enters and request.viewer.may(C.CARE_MEDICAL),
        "paste_url": link(request, "care:days_results"),
    }  # fmt: skip
    return render(request, "care/days/tests.html", context)


def _standing(test: CareTest, day: date) -> tuple[State, str, bool]:
    """Shape, word, and whether it is late."""
    if test.result != TestResult.PENDING:
        return SHAPES[test.result], test.get_result_display(), False
    if test.taken_at is not None:
        return State.RUN, pgettext("test", "taken, no result yet"), False
    if test.tried:
        return State.ASK, test.get_tried_display(), False
    if test.due_on < day:
        return State.MISS, pgettext("test", "overdue"), True
    return State.NONE, pgettext("test", "due"), False


@never_cache
@staff_page(*READ, write=True)
def result(request: StaffRequest, test_id: UUID) -> HttpResponse:
    found = sample_for(request.viewer, test_id)
    form = ResultForm(posted(request))
    back = link(request, "care:days_tests", view="waiting")

    def save() -> None:
        enter_result(
            actor=request.viewer, test=found, result=form.cleaned_data["result"], why=form.cleaned_data["why"]
        )

    home = found.episode.household
    page = FormPage(
        title=_("Result of a test"), submit=_("Enter"), back=back, done=_("The result is entered."),
        say=f"{found.episode.resident.name} · {home.place}", template="care/days/form.html",
    )  # fmt: skip
    note = _("A positive test makes no case by itself: a physician looks at it. A suspicious pool says nothing of one person: a test of this person alone is put on the list.")  # fmt: skip
    return save_or_show(request, page, form, save, context={"note": note})


@never_cache
@staff_page(*READ, write=True)
def results(request: StaffRequest) -> HttpResponse:
    """A pasted list. What could be matched is entered; the rest stays in the field, with why."""
    if not may_enter_results(request.viewer):
        raise NotFound()
    scope = Scope((request.area.code,))  # an area elsewhere is refused before anything else
    form = ResultListForm(posted(request))
    left: list[Line] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        lines = read_lines(form.cleaned_data["lines"], list(without_result(scope, today())))
        n, left = _enter(request, lines)
        if n:
            say = ngettext("{n} result is entered.", "{n} results are entered.", n)
            messages.success(request, say.format(n=n))
        if not left:
            return go_to(link(request, "care:days_tests", view="told"), request=request)
        form = ResultListForm({"lines": "\n".join(one.text for one in left)})
        status = 422
    elif form.errors:
        status = 422
    context = {"form": form, "left": left, "back": link(request, "care:days_tests", view="waiting")}
    return render(request, "care/days/results.html", context, status=status)


def _enter(request: StaffRequest, lines: list[Line]) -> tuple[int, list[Line]]:
    """Each for itself: one that is refused keeps no other out."""
    n, left = 0, []
    for line in lines:
        if line.test is None or line.result is None:
            left.append(line)
            continue
        try:
            enter_result(actor=request.viewer, test=line.test, result=line.result)
            n += 1
        except Problem as refusal:
            left.append(Line(line.text, why=str(refusal)))
    return n, left
