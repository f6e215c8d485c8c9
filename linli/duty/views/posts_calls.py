"""Calls for help: sounding one, seeing who answers, answering for an organisation."""

from uuid import UUID

from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.areas.models import Area
from linli.duty.access_posts import call_answer_for, call_answers_of, call_for
from linli.duty.actions.calls import answer_call, call_for_help, close_call
from linli.duty.choices import CallState
from linli.duty.forms_posts import AnswerCallForm, CallForm
from linli.duty.models import Call
from linli.duty.views.common import sections
from linli.duty.views.posts import READ, WRITE, may_lead
from linli.people.choices import Capability as C
from linli.people.models import Organisation
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, new_record, posted, save_or_show

MOST_BODIES = 300


@never_cache
@require_safe
@staff_page(*READ)
def call_list(request: StaffRequest) -> HttpResponse:
    rows = Call.objects.within(request.scope).annotate(coming=Sum("answers__people")).select_related("area")
    page = page_of(request, rows.order_by("-called_at", "pk"))
    context = {
        "sections": sections(request, "duty:posts"),
        "page": page,
        "rows": list(page),
        "may_lead": may_lead(request),
        "new_url": link(request, "duty:call_new"),
        "back": link(request, "duty:posts"),
    }
    return render(request, "duty/posts_calls.html", context)


@never_cache
@staff_page(*WRITE, write=True)
def call_new(request: StaffRequest) -> HttpResponse:
    """Organisations of the area, of all above it, and of its county's head are there to be called."""
    area = request.area
    bodies = bodies_around(area)
    form = CallForm(posted(request), initial=new_record(), bodies=[(str(one.pk), one.name) for one in bodies])

    def save() -> str:
        given = form.cleaned_data
        chosen = [one for one in bodies if str(one.pk) in set(given["organisations"])]
        made = call_for_help(
            area, call_id=form.record_id(), text=given["text"], headcount=given["headcount"],
            wanted_at=given["wanted_at"], organisations=chosen, actor=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return link(request, "duty:call", made.pk)

    page = FormPage(
        title=_("Call for help"), submit=_("Sound the call"), back=link(request, "duty:calls"),
        done=_("The call is sounded; the organisations are told."), say=area.short, template="duty/posts_form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"no_bodies": not bodies})


def bodies_around(area: Area) -> list[Organisation]:
    above = [area.code[:length] for length in range(2, len(area.code) + 1)]
    rows = Organisation.everywhere.filter(
        Q(area_code__in=above) | Q(area_code__startswith=area.code), closed_on=None
    )
    return list(rows.order_by("area_code", "name", "pk")[:MOST_BODIES])


@never_cache
@require_safe
@staff_page(*READ)
def call(request: StaffRequest, call_id: UUID) -> HttpResponse:
    found = call_for(request.viewer, call_id)
    answers = list(found.answers.select_related("organisation", "answered_by").order_by("organisation__name"))
    context = {
        "sections": sections(request, "duty:posts"),
        "call": found,
        "answers": answers,
        "coming": sum(one.people for one in answers),
        "posts": found.posts.select_related("place").order_by("starts_at"),
        "may_lead": may_lead(request) and found.state != CallState.CLOSED,
        "post_url": link(request, "duty:post_new", call=found.pk),
        "back": link(request, "duty:calls"),
    }
    return render(request, "duty/posts_call.html", context)


@never_cache
@staff_page(*WRITE, write=True)
def call_close(request: StaffRequest, call_id: UUID) -> HttpResponse:
    found = call_for(request.viewer, call_id, write=True)

    def save() -> None:
        close_call(found, actor=request.viewer, now=timezone.now())

    page = FormPage(
        title=_("Close the call"), submit=_("Close the call"), back=link(request, "duty:call", found.pk),
        done=_("The call is closed."), template="duty/posts_act.html",
    )  # fmt: skip
    facts = [(_("What happens"), _("Nobody can answer any more; posts that were published for it stay."))]
    return save_or_show(
        request,
        page,
        KeptForm(posted(request)),
        save,
        context={"call": found, "facts": facts, "danger": True},
    )


# ---- for an organisation -----------------------------------------------------------------------------------------------
@never_cache
@require_safe
@staff_page(C.POSTS_SEND)
def calls_to_us(request: StaffRequest) -> HttpResponse:
    page = page_of(request, call_answers_of(request.viewer).order_by("-call__called_at", "pk"))
    context = {"sections": sections(request, "duty:my_posts"), "page": page, "rows": list(page)}
    return render(request, "duty/posts_calls_to_us.html", context)


@never_cache
@staff_page(C.POSTS_SEND, write=True)
def call_answer(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    answer = call_answer_for(request.viewer, answer_id)
    form = AnswerCallForm(posted(request), initial={"people": answer.people or None, "note": answer.note})

    def save() -> None:
        given = form.cleaned_data
        answer_call(
            answer, people=given["people"], note=given["note"], actor=request.viewer, now=timezone.now()
        )

    page = FormPage(
        title=_("Answer the call"), submit=_("Answer"), back=link(request, "duty:calls_to_us"),
        done=_("Answered; the community sees it."), template="duty/posts_act.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"call": answer.call})
