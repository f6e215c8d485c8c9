"""What the register's pages share: links that keep the area, and forms that lose nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.core import moments
from linli.core.htmx import go_to
from linli.core.problems import ChangedMeanwhile, Problem
from linli.lib.ids import new_id
from linli.lib.periods import local_day
from linli.people.requests import StaffRequest
from linli.registers.forms.reading import KeptForm

Text = str | Promise


def today() -> date:
    return local_day(timezone.now())


def link(request: StaffRequest, name: str, *args: object, **query: object) -> str:
    """The address of a page, looking at the same area as this one."""
    asked = {"area": request.GET.get("area") or request.POST.get("area") or ""} | query
    kept = {key: value for key, value in asked.items() if value not in ("", None)}
    address = reverse(name, args=args) if args else _address(name)
    return address + (f"?{urlencode(kept)}" if kept else "")


@lru_cache(maxsize=100)
def _address(name: str) -> str:
    """A list of filters asks for the same page some fifty times."""
    return reverse(name)


def new_record() -> dict[str, Any]:
    """The hidden id of a record to be made: a form that is sent twice makes one."""
    return {"record": new_id()}


def posted(request: StaffRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def said(request: StaffRequest, words: Text) -> None:
    """`已记下，09:14。`: said at the top of the page that comes next."""
    clock = moments.clock(timezone.now())
    messages.success(request, _("{what} Saved, {time}.").format(what=words, time=clock).strip())


@dataclass(frozen=True)
class FormPage:
    """A page with one form: what it is called, its button, where it leads."""

    title: Text
    submit: Text
    back: str
    done: Text = ""
    say: Text = ""
    template: str = "registers/form.html"


@dataclass(frozen=True)
class Clash:
    """A field that somebody else has changed meanwhile: what stands there now, and what was typed."""

    label: Text
    now: str
    typed: str


def save_or_show(
    request: StaffRequest,
    page: FormPage,
    form: KeptForm,
    save: Callable[[], str | None],
    *,
    fresh: Callable[[], dict[str, Any]] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Save a form that holds, and go on; else show it with what was typed and what is wrong.

    `fresh` gives the record's present values, to be set beside what was typed when somebody was faster.
    `save` may refuse by adding an error to the form, may add to `context` what the page then shows, and may say
    where to go on, if not back.
    """
    problem: Problem | None = None
    context = {} if context is None else context
    if request.method == "POST" and form.is_valid():
        try:
            where = save()
            if not form.errors:
                said(request, page.done)
                return go_to(where or page.back, request=request)
        except ChangedMeanwhile as refusal:
            problem = refusal
            now = fresh() if fresh else {}
            context["clashes"] = _clashes(form, now)
            # Saving again is now meant for what stands there.
            form.data = {**form.data.dict(), "version": str(now.get("version", ""))}  # type: ignore[attr-defined]
        except Problem as refusal:
            problem = refusal
    status = problem.status if problem else 422 if form.errors else 200
    return render(
        request, page.template, {**context, "page": page, "form": form, "problem": problem}, status=status
    )


def _clashes(form: KeptForm, now: dict[str, Any]) -> list[Clash]:
    return [
        Clash(
            form.fields[name].label or name,
            _worded(form, name, value),
            _worded(form, name, form.data.get(name, "")),
        )
        for name, value in now.items()
        if name in form.fields
        and name != "version"
        and str(value or "") != str(form.data.get(name, "") or "")
    ]


def _worded(form: KeptForm, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    return str(choices.get(value, value) or _("empty"))
