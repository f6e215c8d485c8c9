"""One household in the round: its contact ledger, an answer taken at a desk, and what was told, with a reason."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import role_title
from linli.registers.access import household_for
from linli.registers.models import Household
from linli.registers.shown import Sight, shown_household
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today
from linli.rounds.access import contact_entry_for
from linli.rounds.actions import record_at_desk
from linli.rounds.forms import AnswerForm
from linli.rounds.models import ContactEntry
from linli.rounds.queries import contacts_on, days_on, ledger_of
from linli.rounds.told import told_words
from linli.rounds.views.answers import may_record

PER_PAGE = 30
MINUTES = 2
REASONS = {
    "ask": gettext_lazy("Ask how they are"),
    "help": gettext_lazy("Get them what they need"),
    "urgent": gettext_lazy("Something urgent"),
}


@never_cache
@require_safe
@staff_page(Capability.HOUSEHOLDS_READ)
def ledger(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Every call, visit and answer, the latest first: who from which office, and what came of it in one word."""
    _need_round(request)
    found = household_for(request.viewer, household_id)
    # What was told stays sealed: it is opened one by one, by those who may.
    entries = ledger_of(found, scope=request.viewer.scope).defer("details")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    titles = offices_of({row.by_id for row in rows if row.by_id}, found, day=today())
    context = {
        "home": shown_household(found, request.viewer, day=today()),
        "sight": Sight.of(request.viewer),
        "page": page,
        "rows": [(row, titles.get(row.by_id, "") if row.by_id else "") for row in rows],
        "today_of": days_on([found.pk], day=today()).get(found.pk),
        "may_record": may_record(request),
        "back": link(request, "rounds:round") if request.viewer.may(Capability.ROUND_READ) else "",
    }
    return render(request, "rounds/household.html", context)


def _need_round(request: StaffRequest) -> None:
    if not (request.viewer.may(Capability.ROUND_READ) or request.viewer.may(Capability.HEALTH)):
        raise NotFound()


def offices_of(user_ids: Iterable[UUID], household: Household, *, day: date) -> dict[UUID, str]:
    """In which duty each of them comes to this household: the nearest one that reaches it."""
    codes = [household.area_code[:length] for length in range(2, len(household.area_code) + 1)]
    held = Appointment.everywhere.filter(user__in=set(user_ids), area_code__in=codes)
    held = held.filter(Q(until_on=None) | Q(until_on__gt=day)).order_by("area_code")
    return {one.user_id: role_title(one.role) for one in held}


@never_cache
@staff_page(Capability.HOUSEHOLDS_READ, Capability.ROUND_READ, Capability.ROUND_WORK, write=True)
def answer(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """An answer by telephone. Who was asked today already is said before."""
    found = household_for(request.viewer, household_id)
    members = list(found.members.filter(merged_into=None).exclude(presence__in=("moved_out", "deceased")))
    form = AnswerForm(posted(request), members=members, initial=new_record())

    def save() -> None:
        body = form.body(found)
        record_at_desk(body, record_id=form.record_id(), user=request.viewer.user, at=timezone.now())

    page = FormPage(
        title=_("Record an answer"),
        submit=_("Record the answer"),
        back=link(request, "rounds:household", found.pk),
        done=_("The answer is in the contact ledger."),
        template="rounds/answer.html",
    )
    context = {
        "home": shown_household(found, request.viewer, day=today()),
        "earlier": contacts_on([found.pk], day=today()).get(found.pk, []),
        "sight": Sight.of(request.viewer),
    }
    return save_or_show(request, page, form, save, context=context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Capability.HOUSEHOLDS_READ, Capability.HEALTH, write=True)
def details(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """What was told on one contact: first the reason, then the words for two minutes. Every look is kept."""
    entry = contact_entry_for(request.viewer, entry_id)
    context = {
        "subject": _("what was told"),
        "reasons": REASONS.items(),
        "reveal_url": link(request, "rounds:details", entry.pk),
        "minutes": MINUTES,
        "chosen": "ask",
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:80]
    reason = other if chosen == "other" else str(REASONS.get(chosen, ""))
    if not reason:
        context |= {"chosen": chosen, "error": _("Write the reason.")}
        return _piece(request, "core/_reveal_ask.html", context, status=422)
    _log_look(request, entry, reason)
    return _piece(request, "rounds/_told_shown.html", {**context, "lines": told_words(entry)})


def _log_look(request: StaffRequest, entry: ContactEntry, reason: str) -> None:
    log_access(
        actor=request.viewer, what=AccessKind.HEALTH, reason=reason, role=request.viewer.role,
        household_id=entry.household_id, resident_id=entry.resident_id, area_code=entry.area_code,
    )  # fmt: skip


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """The piece alone in its row; without script on a page of its own."""
    page = template if wants_fragment(request) else "rounds/reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
