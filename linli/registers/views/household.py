"""One household (一户一档): its page, its history, who looked, its print."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.core.access_log import AccessKind, looks_at
from linli.core.models import AccessEntry
from linli.people.choices import Capability
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import role_title
from linli.registers import actions
from linli.registers.access import household_for, revision_for
from linli.registers.file import household_file
from linli.registers.history import HEALTH, SHORT, history_of
from linli.registers.models import Household
from linli.registers.more_pages import more_pages
from linli.registers.problems import CannotRestore
from linli.registers.shown import Sight
from linli.registers.standing import standing
from linli.registers.views.common import link, said, today

LOOKS = 30


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ)
def household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id)
    day = today()
    actions.note_opening(request.viewer, found, day=day)
    file = household_file(found, request.viewer, day=day)
    history = history_of(file.household, request.viewer, day=day, limit=SHORT + 1)
    context = {
        "file": file,
        "home": file.shown,
        "sight": file.sight,
        "history": history[:SHORT],
        "more_history": len(history) > SHORT,
        "looks": _looks(found)[:SHORT] if file.sight.history else [],
        "more": more_pages(request.viewer, found),
        "standing": standing(request.viewer, found, at=timezone.now()) if file.sight.particulars else [],
        "may_print": request.viewer.may(Capability.LEDGERS_EXPORT),
    }
    return render(request, "registers/household.html", context)


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.CONTACT_MASKED, Capability.NEEDS)
def household_history(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id)
    file = household_file(found, request.viewer, day=today())
    entries = history_of(file.household, request.viewer, day=today())
    context = {"file": file, "home": file.shown, "sight": file.sight, "history": entries}
    return render(request, "registers/household_history.html", context)


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.CONTACT_MASKED, Capability.NEEDS)
def household_looks(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id)
    file = household_file(found, request.viewer, day=today())
    page = Paginator(_looks(found), LOOKS).get_page(request.GET.get("page"))
    context = {"file": file, "home": file.shown, "sight": file.sight, "page": page, "looks": page.object_list}
    return render(request, "registers/household_looks.html", context)


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ, Capability.LEDGERS_EXPORT)
def household_print(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id)
    file = household_file(found, request.viewer, day=today())
    actions.note_printing(
        request.viewer, [found], people=len(file.shown.members), reason=_("the household's page")
    )
    now = timezone.now()
    context = {
        "file": file,
        "home": file.shown,
        "sight": file.sight,
        "watermark": f"{request.viewer.shown_name} {timezone.localtime(now):%Y-%m-%d %H:%M}",
        "printed_by": request.viewer.shown_name,
        "printed_at": now,
        "data_until": now,
    }
    return render(request, "registers/household_print.html", context)


@require_POST
@staff_page(Capability.HOUSEHOLDS_WRITE, write=True)
def visited(request: StaffRequest, household_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    actions.record_visit(found, on=today(), actor=request.viewer)
    said(request, _("A visit today is noted."))
    return redirect(link(request, "registers:household", found.pk))


@require_POST
@staff_page(Capability.HOUSEHOLDS_WRITE, write=True)
def restore(request: StaffRequest, household_id: UUID, revision_id: UUID) -> HttpResponse:
    found = household_for(request.viewer, household_id, write=True)
    column = request.POST.get("column", "")
    revision = revision_for(request.viewer, revision_id)
    if not _may_restore(Sight.of(request.viewer), column):
        raise CannotRestore()
    actions.restore_value(revision, column=column, actor=request.viewer)
    said(request, _("The earlier value stands in the record again."))
    return redirect(link(request, "registers:household_history", found.pk))


def _may_restore(sight: Sight, column: str) -> bool:
    """Nobody brings back what the duty cannot see."""
    return (column not in HEALTH or sight.health) and (column != "document" or sight.documents)


def _looks(household: Household) -> list[AccessEntry]:
    entries = list(looks_at(household.pk, household.area_code)[:500])
    words = dict(AccessKind.choices)
    for entry in entries:
        entry.words = words.get(entry.what, entry.what)  # type: ignore[attr-defined]
        entry.role_words = role_title(entry.actor_role) if entry.actor_role else ""  # type: ignore[attr-defined]
    return entries
