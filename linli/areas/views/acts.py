"""The pages on which the tree is changed. Each says what will change, for how many, and whether it can be undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.areas.access import area_to_change, parent_to_found_in
from linli.areas.actions import close_area, found_area, merge_areas, move_area, rename_area, split_area
from linli.areas.actions.changing import still_standing
from linli.areas.forms import (
    ChangeForm,
    CloseForm,
    FoundForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SplitForm,
)
from linli.areas.impact import impact_of
from linli.areas.levels import level_labels, playbook_of
from linli.areas.models import Area
from linli.areas.queries import find_child, path_text, paths_of
from linli.areas.requests import FIGURES, READ, WRITE, AreaRequest, area_page
from linli.areas.targets import targets_for
from linli.areas.views.about import found_under, label_of
from linli.core.htmx import go_to
from linli.core.problems import NotFound, Problem
from linli.lib.periods import local_day

writing = require_http_methods(["GET", "HEAD", "POST"])


@writing
@area_page(READ, WRITE, write=True)
def found(request: AreaRequest, code: str) -> HttpResponse:
    parent = parent_to_found_in(request, code)
    labels = level_labels(playbook_of(parent))
    levels = [(key, labels[key]) for key in found_under(parent)]
    if not levels:
        raise NotFound(area=code)
    form = FoundForm(_sent(request), levels=levels)

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        before = find_child(parent, data["level"], data["name"])
        area = found_area(
            parent,
            level=data["level"],
            name=data["name"],
            kind=data.get("kind", ""),
            code=data.get("code", ""),
            actor=request.viewer,
            **form.change(),
        )
        if before:
            return area, _("{name} is there already.").format(name=area.name)
        return parent, _("{name} founded, with the code {code}.").format(name=area.name, code=area.code)

    return _page(request, parent, form, "areas/found.html", act, {"levels": levels}, back=_tree(parent))


@writing
@area_page(READ, WRITE, write=True)
def rename(request: AreaRequest, code: str) -> HttpResponse:
    area = area_to_change(request, code)
    form = RenameForm(_sent(request), initial={"name": area.name})

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        before = area.name
        renamed = rename_area(area, name=data["name"], actor=request.viewer, **form.change())
        return renamed, _("{before} is now called {name}.").format(before=before, name=renamed.name)

    return _page(request, area, form, "areas/rename.html", act)


@writing
@area_page(READ, WRITE, write=True)
def move(request: AreaRequest, code: str) -> HttpResponse:
    area = area_to_change(request, code)
    targets = targets_for(area, request.viewer.scope)
    names = {code: path_text(names) for code, names in paths_of(targets).items()}
    form = MoveForm(_sent(request), targets=targets, names=names)

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        moved = move_area(area, to=data["to"], actor=request.viewer, **form.change())
        said = _("{name} now lies in {parent} and has the code {code}.")
        return moved, said.format(name=moved.name, parent=data["to"].name, code=moved.code)

    return _page(request, area, form, "areas/move.html", act, {"targets": targets})


@writing
@area_page(READ, WRITE, write=True)
def merge(request: AreaRequest, code: str) -> HttpResponse:
    area = area_to_change(request, code)
    siblings = _alike(area)
    form = MergeForm(_sent(request), area=area, siblings=siblings)

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        new = data["result"] == "new"
        merged = merge_areas(
            [area, *form.chosen] if new else form.chosen,
            into=None if new else area,
            name=data["name"] if new else "",
            actor=request.viewer,
            **form.change(),
        )
        names = _(", ").join(one.name for one in form.chosen)
        return merged, _("{names} merged into {name}.").format(names=names, name=merged.name)

    return _page(request, area, form, "areas/merge.html", act, {"siblings": siblings})


def _alike(area: Area) -> list[Area]:
    """The open areas of its level beside it. The top of a tree has none."""
    if area.parent_id is None:
        return []
    beside = Area.objects.current().filter(parent=area.parent_id, level=area.level).exclude(pk=area.pk)
    return list(beside.order_by("code"))


@writing
@area_page(READ, WRITE, write=True)
def split(request: AreaRequest, code: str) -> HttpResponse:
    area = area_to_change(request, code)
    children = list(area.children.filter(valid_until=None).order_by("code"))
    form = SplitForm(_sent(request), children=children)

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        goes_on = data["goes_on"] == "yes"
        parts = split_area(area, parts=form.parts(), goes_on=goes_on, actor=request.viewer, **form.change())
        names = _(", ").join(f"{one.name} {one.code}" for one in parts)
        return area if goes_on else parts[0], _("Divided. New: {names}.").format(names=names)

    return _page(request, area, form, "areas/split.html", act, {"children": children})


@writing
@area_page(READ, WRITE, write=True)
def close(request: AreaRequest, code: str) -> HttpResponse:
    area = area_to_change(request, code)
    form = CloseForm(_sent(request))

    def act(data: dict[str, Any]) -> tuple[Area, str]:
        closed = close_area(area, actor=request.viewer, **form.change())
        return closed, _("{name} is closed. Earlier days still show it.").format(name=closed.name)

    return _page(request, area, form, "areas/close.html", act, {"standing": still_standing(area)})


def _sent(request: AreaRequest) -> QueryDict | None:
    """What was sent, even when that is nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _tree(area: Area) -> str:
    return f"{reverse('areas:tree')}?area={area.code}"


def _page(
    request: AreaRequest,
    area: Area,
    form: ChangeForm,
    template: str,
    act: Callable[[dict[str, Any]], tuple[Area, str]],
    more: dict[str, Any] | None = None,
    *,
    back: str = "",
) -> HttpResponse:
    """Ask, or carry out what was asked; a refusal comes back in its place with everything that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            shown, said = act(form.cleaned_data)
        except NotFound:
            raise
        except Problem as problem:
            form.refuse(problem)
            area.refresh_from_db()
        else:
            messages.success(request, said)
            return go_to(back or reverse("areas:area", args=[shown.code]), request=request)
    context = {
        "shown": area,
        "form": form,
        "label": label_of(area, level_labels(playbook_of(area))),
        "impact": impact_of([area], day=_today(), with_figures=request.viewer.may(FIGURES)),
        "back": back or reverse("areas:area", args=[area.code]),
        **(more or {}),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _today() -> Any:
    return local_day(timezone.now())
