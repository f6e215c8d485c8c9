"""Many at once: what was opened together, by whom, and who agreed to the number."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.care.access_episodes import batch_for
from linli.care.actions.batches import agree_batch, propose_many
from linli.care.batch_rules import limit_for, needs_agreement
from linli.care.forms_episodes import NumberForm, TogetherForm
from linli.care.models import Episode
from linli.care.playbook import care_in_force
from linli.care.problems_episodes import NobodyChosen
from linli.care.queries_episodes import BEHIND, batches_within
from linli.care.sections_release import may_act, sections
from linli.care.views.episodes import READ, episode_rows
from linli.core.rows import among
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.models import Resident
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show

PAGE = "care:batches"
MOST = 500


@never_cache
@require_safe
@staff_page(*READ)
def batch_list(request: StaffRequest) -> HttpResponse:
    """Counted for everybody who may read: who opened how many, why, and who agreed."""
    page = page_of(request, batches_within(request.scope))
    context = {
        "sections": sections(request, PAGE),
        "page": page,
        "rows": [(one, link(request, "care:batch", one.pk)) for one in page],
    }
    return render(request, "care/batches.html", context)


@never_cache
@require_safe
@staff_page(*READ)
def batch(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    found = batch_for(request.viewer, batch_id)
    rows = Episode.objects.within(request.viewer.scope).filter(batch=found).select_related(*BEHIND)
    page = page_of(
        request, rows.defer("evidence", "health", "plan").order_by("household__door_sort", "pk"), size=100
    )
    waits = needs_agreement(found)
    context = {
        "sections": sections(request, PAGE),
        "batch": found,
        "limit": limit_for(found),
        "waits": waits,
        "page": page,
        "rows": episode_rows(request, list(page), timezone.now()),
        "agree_url": link(request, "care:batch_agree", found.pk)
        if waits and may_act(request, C.CARE_AGREE)
        else "",
    }
    return render(request, "care/batch.html", context)


@never_cache
@require_POST
@staff_page(*READ, C.CARE_WRITE, write=True)
def batch_new(request: StaffRequest) -> HttpResponse:
    """Everybody who was chosen is shown first, with the number; then they are proposed together."""
    people = _chosen(request)
    if not people:
        raise NobodyChosen()
    form = TogetherForm(request.POST if request.POST.get("step") == "propose" else None, initial=new_record())
    limit = care_in_force(request.area).bulk_limit

    def save() -> str:
        made = propose_many(
            actor=request.viewer, area=request.area, residents=people, source=form.cleaned_data["source"],
            why=form.cleaned_data["why"], batch_id=form.record_id(),
        )  # fmt: skip
        return link(request, "care:batch", made.pk)

    page = FormPage(
        title=_("Propose together"), submit=_("Propose together"), back=link(request, "care:propose"),
        done=_("Proposed. Nobody is restricted."), template="care/batch_new.html",
    )  # fmt: skip
    context = {"people": people, "limit": limit, "over": len(people) > limit, "saves": form.is_bound}
    return save_or_show(request, page, form, save, context=context)


def _chosen(request: StaffRequest) -> list[Resident]:
    """Those of the choice that lie in the duty; of somebody else's, nothing is said."""
    ids = {found for one in request.POST.getlist("chosen")[:MOST] if (found := _uuid(one))}
    rows = Resident.objects.within(request.scope).filter(among("pk", ids), merged_into=None)
    return list(rows.select_related("household__area").order_by("household__door_sort", "pk")) if ids else []


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@never_cache
@staff_page(*READ, C.CARE_AGREE, write=True)
def agree(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    found = batch_for(request.viewer, batch_id, agree=request.method == "POST")
    form = NumberForm(posted(request))

    def save() -> None:
        if form.cleaned_data["number"] != found.number:
            form.add_error("number", _("That is not the number of this list. Count again."))
            return
        agree_batch(actor=request.viewer, batch=found, number=form.cleaned_data["number"])

    page = FormPage(
        title=_("Agree to the number"), submit=_("Agree to the number"), back=link(request, "care:batch", found.pk),
        done=_("Agreed. Each of them is still decided by two people."), template="care/form.html",
        say=_("{who} proposes {n} people at once; one officer alone may propose {limit}.").format(
            who=found.made_by.shown_name, n=found.number, limit=limit_for(found)
        ),
    )  # fmt: skip
    return save_or_show(request, page, form, save)
