"""What holds for the household, its papers, and objecting."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.care.actions.appeals import Against
from linli.care.actions.papers import keep_told
from linli.care.choices import AppealState
from linli.care.editions_release import measure_name
from linli.care.models import Appeal, Episode
from linli.care.papers import TITLES, Paper, body_of, papers_of
from linli.care.pdf import pdf_response, signed_pdf
from linli.care.playbook import care_in_force
from linli.lib.ids import new_id
from linli.portal.actions.objecting import object_to, take_back
from linli.portal.care import care_of, episode_of, mark_of
from linli.portal.problems import NotThere
from linli.portal.requests import ResidentRequest, household_page
from linli.portal.views.common import context_of, page_url
from linli.registers.choices import RestrictionSource
from linli.registers.forms.reading import KeptForm

# What a household may take out of its own link; the others are for neighbours.
OWN_PAPERS = (Paper.NOTICE, Paper.CERTIFICATE, Paper.CORRECTION)


class ObjectionForm(KeptForm):
    text = forms.CharField(
        label=_("Why do you not agree?"), max_length=2000,
        help_text=_("In your own words. You need not prove anything."), widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


@household_page
def care(request: ResidentRequest) -> HttpResponse:
    now, home = timezone.now(), request.link.household
    shown = care_of(home, now=now)
    section = care_in_force(home.area)
    context = context_of(request, care=shown, now=now, phone=section.phone, hours=section.appeal_hours)
    return render(request, "portal/care.html", context)


@household_page
def care_paper(request: ResidentRequest, episode_id: UUID, kind: str) -> HttpResponse:
    found, paper = _paper(request, episode_id, kind)
    keep_told(paper, found)
    body = body_of(paper, found, language=get_language() or "zh-hans", masked=True)
    context = context_of(request, body=body, title=TITLES[paper], episode=found, paper=paper.value)
    return render(request, "portal/care_paper.html", context)


@household_page
def care_paper_pdf(request: ResidentRequest, episode_id: UUID, kind: str) -> HttpResponse:
    found, paper = _paper(request, episode_id, kind)
    keep_told(paper, found)
    content = signed_pdf(paper, found, languages=(get_language() or "zh-hans",), masked=True)
    return pdf_response(content, f"{TITLES[paper]}.pdf")


def _paper(request: ResidentRequest, episode_id: UUID, kind: str) -> tuple[Episode, Paper]:
    found = episode_of(request.link.household, episode_id)
    if found is None or kind not in OWN_PAPERS or Paper(kind) not in papers_of(found):
        raise NotThere()
    return found, Paper(kind)


@household_page
def objection_new(request: ResidentRequest, what: str, subject_id: UUID) -> HttpResponse:
    """By the link: in one's own words. The clock runs from the moment it is sent."""
    now = timezone.now()
    against, name = _against(request, what, subject_id)
    posted = request.POST if request.method == "POST" else None
    form = ObjectionForm(posted, initial={"record": new_id()})
    if posted is not None and form.is_valid():
        made = object_to(
            request.link, record=form.record_id(), against=against, text=form.cleaned_data["text"], now=now
        )
        return redirect(page_url(request, "objection", made.pk))
    hours = care_in_force(request.link.household.area).appeal_hours
    context = context_of(request, form=form, name=name, hours=hours)
    return render(request, "portal/objection_form.html", context, status=422 if form.errors else 200)


def _against(request: ResidentRequest, what: str, subject_id: UUID) -> tuple[Against, str]:
    home = request.link.household
    if what == "episode" and (found := episode_of(home, subject_id)) is not None:
        return Against(episode=found), measure_name(found.measure)
    if what == "mark" and (mark := mark_of(home, subject_id, now=timezone.now())) is not None:
        if mark.source == RestrictionSource.EPISODE and mark.source_id is not None:
            return _against(request, "episode", mark.source_id)
        return Against(restriction=mark), measure_name(mark.category)
    raise NotThere()


@household_page
def objection(request: ResidentRequest, appeal_id: UUID) -> HttpResponse:
    """Where it stands, until when it is answered, and the answer with its reasons."""
    rows = Appeal.everywhere.filter(pk=appeal_id, household_id=request.link.household_id)
    found = rows.select_related("episode", "restriction", "answered_by").first()
    if found is None:
        raise NotThere()
    now = timezone.now()
    if request.method == "POST":
        take_back(request.link, appeal_id=appeal_id, now=now)
        return redirect(page_url(request, "objection", appeal_id))
    waits = found.state == AppealState.WAITING
    section = care_in_force(request.link.household.area)
    context = context_of(
        request, appeal=found, now=now, waits=waits, late=waits and found.due_at <= now, phone=section.phone
    )
    return render(request, "portal/objection.html", context)
