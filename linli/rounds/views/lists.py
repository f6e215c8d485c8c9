"""Lists from above: taken in, looked through, given out over grids, followed to the end."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.access_log import AccessKind, log_access
from linli.core.components import Choice, Filter, State, Text
from linli.core.components import Count as CountOf
from linli.lib.periods import SHANGHAI
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.registers.forms.reading import KeptForm
from linli.registers.shown import Sight
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show
from linli.rounds import actions
from linli.rounds.access import list_for, own_list_for
from linli.rounds.choices import CheckOutcome, ListState
from linli.rounds.forms import CloseListForm, GiveOutForm, ListForm, ShareOutForm
from linli.rounds.list_matching import place_rows
from linli.rounds.list_progress import (
    VIEWS,
    counts_of,
    lists_seen,
    parts_of_list,
    progress_of,
    rows_of_list,
)
from linli.rounds.list_reading import read_list
from linli.rounds.list_sheets import rows_of_file, rows_of_text
from linli.rounds.list_workbook import XLSX, result_workbook
from linli.rounds.models import CheckList
from linli.rounds.views.answers import sections

PER_PAGE = 50
COMMUNITY_DIGITS = 12
READ = (Capability.HOUSEHOLDS_READ, Capability.ROUND_LISTS)


@never_cache
@require_safe
@staff_page(*READ)
def check_lists(request: StaffRequest) -> HttpResponse:
    page = Paginator(lists_seen(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "now": timezone.now(),
        "sections": sections(request, "rounds:lists"),
        "new_url": link(request, "rounds:list_new"),
    }
    return render(request, "rounds/lists.html", context)


@never_cache
@staff_page(*READ, write=True)
def list_new(request: StaffRequest) -> HttpResponse:
    """Read the list and keep it as a draft. A list that cannot be read is refused with what was typed."""
    here = request.area
    scope = Scope((here.code,))  # looked at first: an area outside the duty is refused either way
    form = ListForm(posted(request), request.FILES or None, initial=new_record())

    def save() -> str:
        given = form.cleaned_data
        file = given["file"]
        rows = rows_of_file(file.read(), name=file.name) if file else rows_of_text(given["text"])
        taken = actions.take_list_in(
            here, list_id=form.record_id(), title=given["title"], sent_by=given["sent_by"],
            rows=place_rows(read_list(rows), scope), actor=request.viewer,
        )  # fmt: skip
        return link(request, "rounds:list", taken.pk)

    page = FormPage(
        title=_("Take a list in"),
        submit=_("Read the list"),
        back=link(request, "rounds:lists"),
        done=_("The list is read; nothing has been given out yet."),
        say=_("You look through it before anything is given out."),
        template="rounds/list_new.html",
    )
    return save_or_show(request, page, form, save)


# ---- one list ----------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(*READ)
def check_list(request: StaffRequest, list_id: UUID) -> HttpResponse:
    taken = list_for(request.viewer, list_id)
    return render(request, "rounds/list.html", _about(request, taken))


def _about(request: StaffRequest, taken: CheckList) -> dict[str, Any]:
    counted, view = counts_of(taken, request.scope), request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    page = Paginator(rows_of_list(taken, request.scope, view), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    paths = area_paths({row.area_code for row in rows} | {row.goes_to for row in rows if row.goes_to},
                       below=request.area.code)  # fmt: skip
    is_own = request.viewer.scope.covers(taken.area_code)
    acts = request.viewer.real_user is None
    running = taken.state == ListState.RUNNING
    return {
        "list": taken,
        "is_draft": taken.state == ListState.DRAFT,
        "is_running": running,
        "progress": progress_of(counted),
        "counted": counted,
        "counts": _counts(request, taken, counted, view),
        "filters": _filters(request, taken, view),
        "parts": [] if taken.state == ListState.DRAFT else parts_of_list(taken, request.area),
        "page": page,
        "rows": [(row, paths.get(row.area_code, ""), paths.get(row.goes_to, "")) for row in rows],
        "sight": Sight.of(request.viewer),
        "now": timezone.now(),
        "may_act": acts and is_own,
        "may_share": acts and running and _standing_here(request, taken),
        "may_take": request.viewer.may(Capability.LEDGERS_EXPORT) and acts and is_own,
        "back": link(request, "rounds:lists"),
    }


def _standing_here(request: StaffRequest, taken: CheckList) -> bool:
    """Rows that stand at the community itself wait to be shared out over its grids."""
    own = request.viewer.area
    return own is not None and taken.checks.filter(area=own, outcome="", trouble="").exists()


def _counts(request: StaffRequest, taken: CheckList, counted: Any, view: str) -> list[CountOf]:
    named = [("open", State.ASK, _("No outcome yet"))]
    named += [(value, State.DONE, str(label)) for value, label in CheckOutcome.choices]
    named += [("trouble", State.STOP, _("Cannot be checked"))]
    if taken.state == ListState.DRAFT:
        named = [("open", State.NEW, _("To be checked")), named[-1]]
    return [
        CountOf(
            state, word, counted[key], link(request, "rounds:list", taken.pk, view=key), current=view == key
        )
        for key, state, word in named
        if counted[key]
    ]


def _filters(request: StaffRequest, taken: CheckList, view: str) -> list[Filter]:
    words: dict[str, Text] = {"open": _("no outcome yet"), "trouble": _("cannot be checked")}
    words |= {one.value: one.label for one in CheckOutcome}
    here = link(request, "rounds:list", taken.pk)
    if view in words:
        return [Filter(pgettext("list", "Rows"), words[view], here)]
    choices = [Choice(word, link(request, "rounds:list", taken.pk, view=key)) for key, word in words.items()]
    return [Filter(pgettext("list", "Rows"), choices=choices)]


# ---- giving out -----------------------------------------------------------------------------------------------
@never_cache
@staff_page(*READ, write=True)
def give_out(request: StaffRequest, list_id: UUID) -> HttpResponse:
    taken = own_list_for(request.viewer, list_id)
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = GiveOutForm(
        posted(request), places=places_below(taken.area), initial={**new_record(), "due_on": tomorrow}
    )

    def save() -> None:
        day = form.cleaned_data["due_on"]
        due_at = datetime.combine(day + timedelta(days=1), time(), tzinfo=SHANGHAI) if day else None
        actions.give_list_out(taken, targets=_targets(form), due_at=due_at, actor=request.viewer)

    return _act(
        request, taken, form, save, title=_("Give the list out"), submit=_("Give it out"),
        done=_("The list is given out."),
    )  # fmt: skip


@never_cache
@staff_page(*READ, write=True)
def share_out(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """A community shares what it was given out over its own grids."""
    taken, own = list_for(request.viewer, list_id), request.viewer.area
    assert own is not None
    form = ShareOutForm(posted(request), places=places_below(own))

    def save() -> None:
        actions.share_out_here(taken, own, targets=_targets(form), actor=request.viewer)

    return _act(
        request, taken, form, save, title=_("Share out over your grids"), submit=_("Share out"),
        done=_("The rows are shared out."),
    )  # fmt: skip


def places_below(area: Area) -> list[tuple[str, str]]:
    """What a list may be spread over: the communities of a town, then the grids; of a community, its grids."""
    depth = COMMUNITY_DIGITS if len(area.code) < COMMUNITY_DIGITS else len(area.code)
    below = Area.objects.within(area.code).current().exclude(pk=area.pk).order_by("code")
    wanted = list(below.filter(level__in=("community", "grid", "group")))
    paths = area_paths({one.code for one in wanted}, below=area.code)
    found = [
        (one.code, paths[one.code]) for one in wanted if one.level == "community" or len(one.code) > depth
    ]
    return found or [(area.code, area.short)]


def _targets(form: KeptForm) -> list[Area]:
    return list(Area.objects.current().filter(code__in=form.cleaned_data["targets"]))


@never_cache
@staff_page(*READ, write=True)
def drop(request: StaffRequest, list_id: UUID) -> HttpResponse:
    taken = own_list_for(request.viewer, list_id)
    form = KeptForm(posted(request))

    def save() -> str:
        actions.drop_list(taken, actor=request.viewer)
        return link(request, "rounds:lists")

    return _act(
        request, taken, form, save, title=_("Drop the list"), submit=_("Drop the list"),
        done=_("The list is dropped."), danger=True,
    )  # fmt: skip


@never_cache
@staff_page(*READ, write=True)
def close(request: StaffRequest, list_id: UUID) -> HttpResponse:
    taken = own_list_for(request.viewer, list_id)
    form = CloseListForm(posted(request))

    def save() -> None:
        actions.close_list(taken, reason=form.cleaned_data["reason"], actor=request.viewer)

    return _act(
        request, taken, form, save, title=_("Close the list"), submit=_("Close the list"),
        done=_("The list is closed."), danger=True,
    )  # fmt: skip


@never_cache
@require_POST
@staff_page(*READ, Capability.LEDGERS_EXPORT, write=True)
def workbook(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """The outcomes, to go back to whoever sent the list."""
    taken, now = own_list_for(request.viewer, list_id), timezone.now()
    rows = list(rows_of_list(taken, request.viewer.scope, "all"))
    content = result_workbook(taken, rows, by=request.viewer.shown_name, at=now)
    log_access(
        actor=request.viewer, what=AccessKind.EXPORT, role=request.viewer.role, area_code=taken.area_code,
        rows=len(rows), reason=_("Outcomes of a list, back to its sender"),
    )  # fmt: skip
    name = quote(f"{taken.title} {timezone.localdate():%Y-%m-%d}.xlsx")
    named = f"attachment; filename=linli.xlsx; filename*=UTF-8''{name}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _act(
    request: StaffRequest, taken: CheckList, form: KeptForm, save: Any, *, title: str, submit: str, done: str,
    danger: bool = False,
) -> HttpResponse:  # fmt: skip
    page = FormPage(
        title=title,
        submit=submit,
        back=link(request, "rounds:list", taken.pk),
        done=done,
        template="rounds/list_act.html",
    )
    counted = counts_of(taken, request.viewer.scope)
    context = {"list": taken, "counted": counted, "progress": progress_of(counted), "danger": danger}
    return save_or_show(request, page, form, save, context=context)
