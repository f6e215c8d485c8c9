"""Possible duplicates: the list, two records side by side, merging, telling apart, taking back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.problems import ChangedMeanwhile, Problem
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.registers import actions
from linli.registers.access import merge_for, resident_for
from linli.registers.duplicates import (
    PER_PAGE,
    chosen_values,
    differences,
    is_too_large,
    merges_in,
    possible_duplicates,
    shown_pairs,
)
from linli.registers.matching import CERTAIN, Candidate, find_matches
from linli.registers.models import Resident
from linli.registers.views.common import link, said, today

SIDES = ("first", "second")


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED)
def duplicates(request: StaffRequest) -> HttpResponse:
    if is_too_large(request.area.code, day=today()):
        below = request.area.children.filter(valid_until=None).order_by("code")
        choices = [(one.name, link(request, "registers:duplicates", area=one.code)) for one in below]
        return render(
            request, "registers/choose_area.html", {"title": _("Possible duplicates"), "choices": choices}
        )
    pairs = possible_duplicates(request.scope)
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "certain": sum(pair.match.score >= CERTAIN for pair in pairs),
        "pairs": shown_pairs(list(page), request.scope, request.viewer, day=today()),
        "merges": merges_in(request.scope),
    }
    return render(request, "registers/duplicates.html", context)


@never_cache
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def compare(request: StaffRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Two records side by side. Posted: the second becomes a part of the first, with the chosen values."""
    first = resident_for(request.viewer, first_id, write=True)
    second = resident_for(request.viewer, second_id, write=True)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            actions.merge_residents(
                first,
                second,
                versions=_versions(request, first, second),
                values=chosen_values(first, second, request.POST.dict()),
                home=second.household if request.POST.get("household_id") == "second" else None,
                actor=request.viewer,
            )
            said(request, _("The two records are one. The household's history can take it back."))
            return redirect(link(request, "registers:household", _home_of(first)))
        except Problem as refusal:
            problem = refusal
    rows = differences(first, second, request.viewer, day=today())
    context = {
        "first": first,
        "second": second,
        "rows": [(row, request.POST.get(row.name) or row.chosen) for row in rows],
        "match": _match(request, first, second),
        "problem": problem,
        "swap_url": link(request, "registers:compare", second.pk, first.pk),
        "apart_url": link(request, "registers:keep_apart", first.pk, second.pk),
        "back_url": link(request, "registers:duplicates"),
    }
    return render(request, "registers/compare.html", context, status=problem.status if problem else 200)


def _versions(request: StaffRequest, first: Resident, second: Resident) -> tuple[int, int]:
    try:
        return int(request.POST["first_version"]), int(request.POST["second_version"])
    except (KeyError, ValueError):
        raise ChangedMeanwhile(who="") from None


def _home_of(resident: Resident) -> UUID:
    return Resident.everywhere.values_list("household_id", flat=True).get(pk=resident.pk)


def _match(request: StaffRequest, first: Resident, second: Resident) -> object:
    """Why these two may be one, said anew for this pair."""
    candidate = Candidate(
        first.name,
        first.pinyin,
        first.birth_on,
        first.birth_precision,
        first.document_hash,
        first.phone_hash,
        first.household_id,
    )
    found = find_matches(candidate, request.viewer.scope, leave_out=[first.pk])
    return next((match for match in found if match.resident_id == second.pk), None)


@require_POST
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def keep_apart(request: StaffRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    first = resident_for(request.viewer, first_id, write=True)
    second = resident_for(request.viewer, second_id, write=True)
    actions.keep_apart(first, second, actor=request.viewer)
    said(request, _("They are two people; nobody will be asked again."))
    return redirect(link(request, "registers:duplicates"))


@require_POST
@staff_page(Capability.HOUSEHOLDS_WRITE, Capability.CONTACT_MASKED, write=True)
def unmerge(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    entry = merge_for(request.viewer, entry_id)
    actions.unmerge_residents(entry, actor=request.viewer)
    said(request, _("The merge is taken back: two records again."))
    return redirect(link(request, "registers:duplicates"))
