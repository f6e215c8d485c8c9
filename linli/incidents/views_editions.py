"""Pages: putting an edition in force; what goes beyond the rules, telling of it, answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.core.components import Choice, Filter, Tab
from linli.core.problems import NotFound
from linli.incidents import overreach as findings
from linli.incidents.access import incident_to_change
from linli.incidents.actions_editions import adopt_edition as adopt
from linli.incidents.choices import OverreachAbout
from linli.incidents.editions import edition_at
from linli.incidents.forms_editions import AdoptForm, AnswerForm, TellForm
from linli.incidents.models import Overreach
from linli.lib.editions import load_editions
from linli.people.choices import Capability as C
from linli.people.forms import said_in
from linli.people.requests import StaffRequest, posted, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import kept_area, page_of


@staff_page(C.INCIDENTS_WRITE, write=True)
def adopt_edition(request: StaffRequest, incident_id: UUID) -> HttpResponse:
    kept = incident_to_change(request.viewer, incident_id)
    form = AdoptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            made = adopt(actor=request.viewer, incident=kept, **form.cleaned_data)
            name = prohibition_or_edition(made.edition)
            messages.success(request, _("{name} is in force from then on.").format(name=name))
            return redirect("incidents:incident", kept.pk)
    context = {"form": form, "kept": kept, "adopted": kept.editions.select_related("by").order_by("-from_at")}
    return render(request, "incidents/adopt_edition.html", context, status=422 if form.is_bound else 200)


def prohibition_or_edition(key: str) -> str:
    """The name behind a key of an edition or of a prohibition; of one's own, the key."""
    for edition in reversed(load_editions()):
        found = edition if edition.key == key else edition.prohibition(key)
        if found is not None:
            return found.name.text(get_language() or "zh")
    return key


# ---- what goes beyond the rules ----------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(C.FINDINGS_READ)
def overreach_list(request: StaffRequest) -> HttpResponse:
    view, about = request.GET.get("view", ""), request.GET.get("about", "")
    rows = Overreach.objects.within(request.scope)
    n_open = rows.filter(gone_at=None).count()
    rows = rows.filter(gone_at__isnull=view != "gone")
    if about in OverreachAbout.values:
        rows = rows.filter(about=about)
    page = page_of(request, rows.select_related("answered_by").order_by("-found_at", "pk"))
    paths = area_paths({one.area_code for one in page}, below=request.area.code)
    keep = kept_area(request)
    context = {
        "views": _views(request, view, n_open),
        "filters": [_about_filter(request, about)],
        "page": page,
        "rows": [_row(one, paths.get(one.area_code) or request.area.short, keep) for one in page],
        "gone": view == "gone",
        "tell_url": reverse("incidents:overreach_tell") + keep,
    }
    return render(request, "incidents/overreach.html", context)


@never_cache
@staff_page(C.FINDINGS_READ, write=True)
def overreach_one(request: StaffRequest, overreach_id: UUID) -> HttpResponse:
    found = (
        Overreach.objects.within(request.viewer.scope).select_related("answered_by", "told_by")
        .filter(pk=overreach_id).first()
    )  # fmt: skip
    if found is None:
        raise NotFound()
    form = AnswerForm(posted(request), initial={"answer": found.answer})
    may_answer = findings.may_answer(request.viewer)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            findings.answer_overreach(actor=request.viewer, overreach=found, **form.cleaned_data)
            messages.success(request, _("The answer is kept."))
            return redirect(reverse("incidents:overreach") + kept_area(request))
    context = {
        **_row(found, area_paths([found.area_code])[found.area_code], kept_area(request)),
        "form": form, "may_answer": may_answer and request.viewer.real_user is None,
        "about_url": findings.page_of(found.about, found.about_id, request.viewer), "back": reverse("incidents:overreach") + kept_area(request),
        # Who told it stays between them and oversight: neither who answers nor a leader sees the name.
        "teller": found.told_by if request.viewer.may(C.FINDINGS_TELLERS) and not may_answer else None,
    }  # fmt: skip
    return render(request, "incidents/overreach_one.html", context, status=422 if form.is_bound else 200)


@never_cache
@staff_page(write=True)
def tell_overreach(request: StaffRequest) -> HttpResponse:
    """For anybody with a duty: of an order, or of what a page led here from."""
    about, about_id = _asked_about(request)
    edition = edition_at(request.area, timezone.now()).edition
    is_order = about == OverreachAbout.ORDER
    form = TellForm(
        posted(request), viewer=request.viewer, around=request.area, edition=edition, is_order=is_order
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with said_in(form):
            findings.tell_overreach(
                actor=request.viewer, prohibition=given["prohibition"], note=given["note"], about=about,
                about_id=about_id, area=given.get("place"),
            )  # fmt: skip
            messages.success(request, _("It is kept, and oversight sees it."))
            return redirect(reverse("home:today"))
    about_word = OverreachAbout(about).label
    context = {"form": form, "about": about_word, "is_order": is_order}
    return render(request, "incidents/overreach_tell.html", context, status=422 if form.is_bound else 200)


def _asked_about(request: StaffRequest) -> tuple[str, UUID | None]:
    about = request.GET.get("about", "")
    try:
        found = UUID(request.GET.get("id", ""))
    except ValueError:
        return OverreachAbout.ORDER, None
    return (about, found) if about in OverreachAbout.values else (OverreachAbout.ORDER, None)


def _views(request: StaffRequest, view: str, n: int) -> list[Tab]:
    address = reverse("incidents:overreach")
    area = request.GET.get("area", "")
    beside = f"&area={area}" if area else ""
    return [
        Tab(pgettext("overreach", "Open"), address + kept_area(request), view != "gone", n),
        Tab(pgettext("overreach", "Gone"), f"{address}?view=gone{beside}", view == "gone"),
    ]


def _about_filter(request: StaffRequest, about: str) -> Filter:
    asked = request.GET.copy()
    asked.pop("page", None)

    def url(value: str) -> str:
        asked["about"] = value
        return f"?{asked.urlencode()}"

    label = pgettext("overreach", "About")
    if about in OverreachAbout.values:
        return Filter(label, OverreachAbout(about).label, url(""))
    return Filter(label, choices=[Choice(one.label, url(one.value)) for one in OverreachAbout])


def _row(found: Overreach, place: str, keep: str) -> dict[str, Any]:
    rule = findings.rule_of(found.code)
    told = found.told_by_id is not None or found.code.startswith(findings.TOLD_CODE)
    return {
        "found": found,
        "told": told,
        "title": _("Told by somebody")
        if told
        else str(rule.title)
        if rule
        else prohibition_or_edition(found.prohibition),
        "details": found.note if told else rule.describe(found.data) if rule and rule.describe else "",
        "to_do": str(rule.to_do) if rule else "",
        "prohibition": prohibition_or_edition(found.prohibition),
        "place": place,
        "url": reverse("incidents:overreach_one", args=[found.pk]) + keep,
    }
