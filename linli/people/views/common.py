"""What the pages of people share."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from linli.core.components import Tab
from linli.people.choices import Capability
from linli.people.requests import StaffRequest
from linli.people.tabs import url

Text = str | Promise
PAGE_SIZE = 30


@dataclass(frozen=True)
class Act:
    """A page that says what an act changes, before the button that carries it out; red where it takes something away."""

    title: Text
    submit: Text
    back: str
    facts: list[tuple[Text, Any]] = field(default_factory=list)
    say: Text = ""
    restricts: bool = True


def act_page(request: StaffRequest, act: Act, form: forms.Form) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "people/act.html", {"act": act, "form": form}, status=status)


def form_page(request: StaffRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The form as it is, or as it was refused: nothing that was typed is lost."""
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, "keep": kept_area(request), **context}, status=status)


def page_of(request: StaffRequest, rows: QuerySet[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def kept_area(request: StaffRequest) -> str:
    """`?area=CODE` where the page looks at a part of the duty, so that links stay there."""
    return f"?area={request.area.code}" if request.GET.get("area") else ""


def views_of_people(request: StaffRequest, current: str) -> list[Tab]:
    """The two lists below the tab of people."""
    from django.utils.translation import gettext as _

    named = [("people:accounts", _("Accounts")), ("people:organisations", _("Organisations"))]
    return [Tab(label, url(name) + kept_area(request), current == name) for name, label in named]


def views_of_trail(request: StaffRequest, current: str) -> list[Tab]:
    from django.utils.translation import gettext as _

    named = [
        ("people:audit", _("Who did what")),
        ("people:opened", _("Who opened whose record")),
        ("gates:logs", _("Logs of gates")),  # a part above this one
    ]
    return [Tab(label, url(name) + kept_area(request), current == name) for name, label in named if url(name)]


def may_write(request: StaffRequest) -> bool:
    return request.viewer.may(Capability.PEOPLE_WRITE)
