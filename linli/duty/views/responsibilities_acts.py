"""Naming somebody, ending a term, handing on, calling: what is done about responsibilities, one page each."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.access_log import AccessKind, log_access
from linli.core.htmx import wants_fragment
from linli.core.problems import NotFound
from linli.duty.access_responsibilities import (
    area_target_for,
    episode_target_for,
    household_target_for,
    place_target_for,
    responsibility_for,
    seat_for,
)
from linli.duty.actions.giving import Holder, Outcome, Term
from linli.duty.actions.responsibilities import (
    end_responsibility,
    give_many,
    give_responsibility,
    hand_on,
    holder_of,
)
from linli.duty.candidate_list import choices_for
from linli.duty.choices import Source, Standing
from linli.duty.forms_responsibilities import EndForm, GiveForm, GiveManyForm, HandOnForm
from linli.duty.models import Responsibility
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import held_at_the_target
from linli.duty.queries_responsibilities import of_holder, phone_of
from linli.duty.targets import Seat, Target, seats, target_of
from linli.duty.views.links_responsibilities import target_of_token, target_url
from linli.duty.words_responsibilities import holder_name, pattern_title, slot_title
from linli.people.choices import Capability
from linli.people.models import User
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show, today

ASSIGN = (Capability.DUTY_READ, Capability.DUTY_ASSIGN)
HOMES = (*ASSIGN, Capability.HOUSEHOLDS_READ)
PHONES = (Capability.DUTY_READ, Capability.CONTACT_MASKED, Capability.CONTACT_OPEN)
TEMPLATE = "duty/responsibilities_act.html"
MINUTES = 2
MOST_TICKED = 500
REASONS = {
    "duty": gettext_lazy("Something to do with what this person answers for"),
    "urgent": gettext_lazy("Something urgent"),
}


# ---- giving ---------------------------------------------------------------------------------------------------
@never_cache
@staff_page(*HOMES, write=True)
def give_household(request: StaffRequest, pattern: str, slot: str, household_id: UUID) -> HttpResponse:
    return _give(request, household_target_for(request.viewer, household_id), pattern, slot)


@never_cache
@staff_page(*ASSIGN, write=True)
def give_area(request: StaffRequest, pattern: str, slot: str, code: str) -> HttpResponse:
    compound = request.GET.get("compound", "")
    return _give(request, area_target_for(request.viewer, code, compound=compound), pattern, slot)


@never_cache
@staff_page(*ASSIGN, write=True)
def give_place(request: StaffRequest, pattern: str, slot: str, place_id: UUID) -> HttpResponse:
    return _give(request, place_target_for(request.viewer, place_id), pattern, slot)


@never_cache
@staff_page(*HOMES, Capability.CARE_READ, write=True)
def give_episode(request: StaffRequest, pattern: str, slot: str, episode_id: UUID) -> HttpResponse:
    return _give(request, episode_target_for(request.viewer, episode_id), pattern, slot)


def _give(request: StaffRequest, target: Target, pattern: str, slot: str) -> HttpResponse:
    seat = seat_for(target.area, pattern, slot, target)
    holders = _choices(seat, target, request.GET.get("q", ""))
    form = GiveForm(
        posted(request), found=[(key, words) for key, words, _one in holders], initial=new_record()
    )

    def save() -> None:
        chosen = next(one for key, _words, one in holders if key == form.cleaned_data["holder"])
        give_responsibility(
            seat, target, chosen, term=form.term(), actor=request.viewer, record=form.record_id()
        )

    back = target_url(request, target) or link(request, "duty:gaps")
    title = _("{slot} for {target}").format(slot=slot_title(seat.slot), target=target.name)
    page = FormPage(title, _("Name"), back, _("Somebody is named."), pattern_title(seat.pattern), TEMPLATE)
    return save_or_show(request, page, form, save, context={"nobody_fits": not holders, "seat": seat})


def _choices(seat: Seat, target: Target, text: str) -> list[tuple[str, str, Holder]]:
    found = choices_for(seat, target.area, day=today(), text=text.strip()[:40])
    return [(one.key, one.words, one.holder) for one in found]


@require_POST
@staff_page(*ASSIGN, write=True)
def give_to_many(request: StaffRequest, pattern: str, slot: str) -> HttpResponse:
    """One person for all the rows that are ticked. What does not fit is said, and stops nothing else."""
    seat = seat_for(request.area, pattern, slot)
    found = choices_for(seat, request.area, day=today())
    form = GiveManyForm(request.POST, found=[(one.key, one.words) for one in found])
    targets = [target_of_token(request, one) for one in request.POST.getlist("chosen")[:MOST_TICKED]]
    if not targets or not form.is_valid():
        messages.error(request, _("Tick at least one row, and choose who shall answer for it."))
        return redirect(link(request, "duty:gap", pattern, slot))
    holder = next(one.holder for one in found if one.key == form.cleaned_data["holder"])
    pairs: list[tuple[Target, Holder]] = [(target, holder) for target in targets]
    outcome = give_many(seat, pairs, area=request.area, term=form.term(), actor=request.viewer)
    say_outcome(request, outcome)
    return redirect(link(request, "duty:gap", pattern, slot))


@require_POST
@staff_page(*ASSIGN, write=True)
def take_over_roles(request: StaffRequest, pattern: str, slot: str) -> HttpResponse:
    """Whoever holds the role at just the place answers for it: nobody has to be entered twice."""
    seat = seat_for(request.area, pattern, slot)
    pairs: list[tuple[Target, Holder]] = list(held_at_the_target(seat, request.scope, day=today()))
    term = Term(today(), source=Source.FLOW)
    say_outcome(request, give_many(seat, pairs, area=request.area, term=term, actor=request.viewer))
    return redirect(link(request, "duty:gap", pattern, slot))


def say_outcome(request: StaffRequest, outcome: Outcome) -> None:
    """How many were written, and each reason with how many it kept out."""
    n = len(outcome.made)
    if n:
        say = ngettext("{n} row is closed.", "{n} rows are closed.", n)
        messages.success(request, say.format(n=n))
    for reason in dict.fromkeys(str(problem) for _target, _holder, problem in outcome.refused):
        messages.error(request, reason)


# ---- ending and handing on ----------------------------------------------------------------------------------------
@never_cache
@staff_page(*ASSIGN, write=True)
def end(request: StaffRequest, responsibility_id: UUID) -> HttpResponse:
    row = responsibility_for(request.viewer, responsibility_id, write=True)
    form = EndForm(posted(request))

    def save() -> None:
        end_responsibility(row, last_day=form.cleaned_data["last_day"], actor=request.viewer)

    page = _page(request, row, _("End the responsibility"), _("End it"), _("The term has its last day."))
    return save_or_show(request, page, form, save, context={"row": row})


@never_cache
@staff_page(*ASSIGN, write=True)
def hand_it_on(request: StaffRequest, responsibility_id: UUID) -> HttpResponse:
    """To another person from a day on: this one alone, or everything that the person has in the slot."""
    row = responsibility_for(request.viewer, responsibility_id, write=True)
    everything = {(one.pattern.key, one.slot.called): one for one in seats(playbook_in_force(row.area))}
    seat = everything.get((str(row.pattern), str(row.slot)))
    if seat is None or seat.slot.who != "person":
        raise NotFound()
    found = [one for one in choices_for(seat, row.area, day=today()) if one.holder.pk != row.user_id]
    form = HandOnForm(posted(request), found=[(one.key, one.words) for one in found])

    def save() -> None:
        to = next(one.holder for one in found if one.key == form.cleaned_data["holder"])
        assert isinstance(to, User)
        rows = _all_of(request, row) if form.cleaned_data["everything"] else [row]
        hand_on(rows, everything, to, on=form.cleaned_data["on"], actor=request.viewer)

    page = _page(request, row, _("Hand on to another"), _("Hand it on"), _("It is handed on."))
    return save_or_show(
        request, page, form, save, context={"row": row, "nobody_fits": not found, "seat": seat}
    )


def _all_of(request: StaffRequest, row: Responsibility) -> list[Responsibility]:
    same = of_holder(holder_of(row), request.viewer.scope, day=today(), pattern=row.pattern, slot=row.slot)
    return list(same)


def _page(request: StaffRequest, row: Responsibility, title: str, submit: str, done: str) -> FormPage:
    back = target_url(request, target_of(row)) or link(request, "duty:gaps")
    as_deputy = f" · {Standing.DEPUTY.label}" if row.standing == Standing.DEPUTY else ""
    say = f"{target_of(row).name} · {holder_name(holder_of(row))}{as_deputy}"
    return FormPage(title=title, submit=submit, back=back, done=done, say=say, template=TEMPLATE)


# ---- the telephone ------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*PHONES, write=True)
def phone(request: StaffRequest, responsibility_id: UUID) -> HttpResponse:
    """First the reason, then the number for two minutes. The look is kept."""
    row = responsibility_for(request.viewer, responsibility_id)
    if not phone_of(row):
        raise NotFound()
    context: dict[str, object] = {
        "subject": _("the telephone number of {name}").format(name=holder_name(holder_of(row))),
        "reasons": REASONS.items(),
        "reveal_url": link(request, "duty:responsibility_phone", row.pk),
        "minutes": MINUTES,
        "chosen": "duty",
    }
    if request.method != "POST":
        return _piece(request, "core/_reveal_ask.html", context)
    chosen, other = request.POST.get("reason", ""), request.POST.get("other", "").strip()[:80]
    reason = other if chosen == "other" else str(REASONS.get(chosen, ""))
    if not reason:
        asked = {**context, "chosen": chosen, "error": _("Write the reason.")}
        return _piece(request, "core/_reveal_ask.html", asked, 422)
    log_access(
        actor=request.viewer, what=AccessKind.PHONE, reason=reason, role=request.viewer.role,
        area_code=row.area_code,
    )  # fmt: skip
    return _piece(request, "core/_reveal_shown.html", {**context, "value": phone_of(row)})


def _piece(
    request: StaffRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    page = template if wants_fragment(request) else "duty/responsibilities_reveal.html"
    return render(request, page, {**context, "piece": template}, status=status)
