"""The two signatures: each after the plan was read with its reasons. The second person sees the same as the first."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.access_episodes import episode_for, episode_to_agree
from linli.care.actions.proposing import decline_episode
from linli.care.actions.signing import agree_episode, plan_of, sign_episode
from linli.care.choices import EpisodeState
from linli.care.forms_episodes import SignForm, WhyForm, sign_initial
from linli.care.grounds import Ground, ground_at, plan_on, seal_of
from linli.care.models import Episode
from linli.care.plans import Plan
from linli.care.queries_episodes import EpisodesWished, episodes_within
from linli.care.sections_release import sections
from linli.care.showing_episodes import (
    category_name,
    day_bar,
    edition_of,
    measure_word,
    named,
    phases_of,
    reasons_of,
    until_words,
)
from linli.care.views.episodes import READ, episode_rows
from linli.core.htmx import go_to
from linli.core.problems import Problem
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.views.common import page_of
from linli.registers.forms.reading import KeptForm
from linli.registers.views.common import FormPage, link, posted, said, save_or_show, today

SIGN = (*READ, C.CARE_WRITE)


@never_cache
@require_safe
@staff_page(C.CARE_AGREE)
def to_agree(request: StaffRequest) -> HttpResponse:
    """What waits for a second person in this duty's area."""
    page = page_of(request, episodes_within(request.scope, EpisodesWished(view="signed")))
    rows = episode_rows(request, list(page), timezone.now())
    for row in rows:
        row["agree_url"] = link(request, "care:episode_agree", row["one"].pk)
        row["own"] = row["one"].signed_by_id == request.viewer.user.pk
    context = {
        "sections": sections(request, "care:to_agree"), "page": page, "rows": rows,
        "may_open": request.viewer.may(C.HOUSEHOLDS_READ),
    }  # fmt: skip
    return render(request, "care/to_agree.html", context)


@never_cache
@staff_page(*SIGN, write=True)
def sign(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """First the plan is shown for what was typed; then the same plan is signed. Any other is shown again."""
    found = episode_for(request.viewer, episode_id, write=request.method == "POST")
    now = timezone.now()
    ground = ground_at(found.area, now)
    initial = sign_initial(found, ground, today=today())
    form = SignForm(posted(request), initial=initial, ground=ground, today=today())
    plan: Plan | None = None
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = plan_of_form(ground, form, now)
            if request.POST.get("step") == "sign" and form.cleaned_data["shown"] == seal_of(plan):
                sign_episode(
                    actor=request.viewer, episode=found, version=form.seen_version(), **form.signed(),
                    shown=form.cleaned_data["shown"], at=now,
                )  # fmt: skip
                said(request, _("Signed. It is not in force: a second person must agree."))
                return go_to(link(request, "care:episode", found.pk), request=request)
        except Problem as refusal:
            problem = refusal
    status = problem.status if problem else 422 if form.errors else 200
    return render(
        request, "care/episode_sign.html", _sign_context(request, found, ground, form, plan, problem), status=status
    )  # fmt: skip


def plan_of_form(ground: Ground, form: SignForm, now: Any) -> Plan:
    given = form.cleaned_data
    facts = form.home_known().facts(given["anchor_on"], given["began_on"])
    return plan_on(ground, given["category"], facts, at=now)


def _sign_context(
    request: StaffRequest, episode: Episode, ground: Ground, form: SignForm, plan: Plan | None,
    problem: Problem | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "one": episode,
        "name": named(request.viewer, episode.resident.name),
        "home": episode.household,
        "edition": ground.edition,
        "form": form,
        "plan": plan,
        "seal": seal_of(plan) if plan else "",
        "may_sign": plan is not None and not plan.nothing and problem is None,
        "phases": phases_of(plan) if plan else [],
        "reasons": reasons_of(plan) if plan else [],
        "category": category_name(ground.edition, plan.category) if plan else "",
        "problem": problem,
        "back": link(request, "care:episode", episode.pk),
        "decline_url": link(request, "care:episode_decline", episode.pk),
    }


@never_cache
@staff_page(C.CARE_AGREE, write=True)
def agree(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """The second person agrees to just this plan, or says that it is not needed."""
    found = episode_to_agree(request.viewer, episode_id, write=request.method == "POST")
    form = KeptForm(posted(request), initial={"version": found.version})

    def save() -> None:
        agree_episode(actor=request.viewer, episode=found, version=form.seen_version())

    page = FormPage(
        title=_("Decide as the second person"), submit=_("Agree: it is in force from now on"),
        back=_after(request, found), done=_("Agreed. It is in force."), template="care/episode_agree.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context=_agree_context(request, found))


def _agree_context(request: StaffRequest, found: Episode) -> dict[str, Any]:
    plan, edition = plan_of(found), edition_of(found)
    return {
        "one": found,
        "home": found.household,
        "name": named(request.viewer, found.resident.name),
        "may_see": request.viewer.may(C.HOUSEHOLDS_READ),
        "edition": edition,
        "category": category_name(edition, found.category),
        "measure": measure_word(found.measure),
        "phases": phases_of(plan),
        "reasons": reasons_of(plan),
        "unsure": plan.certainty != "verified",
        "bar": day_bar(found, plan, timezone.now()),
        "until": until_words(found),
        "own": found.signed_by_id == request.viewer.user.pk,
        "waits": found.state == EpisodeState.SIGNED,
        "decline_url": link(request, "care:episode_decline", found.pk),
    }


def _after(request: StaffRequest, found: Episode) -> str:
    if request.viewer.may(*READ):
        return link(request, "care:episode", found.pk)
    return link(request, "care:to_agree")


@never_cache
@staff_page(write=True)
def decline(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """A proposal by who may sign; what waits for the second person by who may agree."""
    writes = request.method == "POST"
    if request.viewer.may(*SIGN):
        found = episode_for(request.viewer, episode_id)
    else:
        found = episode_to_agree(request.viewer, episode_id)
    if found.state == EpisodeState.SIGNED:
        found = episode_to_agree(request.viewer, episode_id, write=writes)
    else:
        found = episode_for(request.viewer, episode_id, write=writes)
    form = WhyForm(posted(request), initial={"version": found.version})

    def save() -> None:
        decline_episode(
            actor=request.viewer, episode=found, version=form.seen_version(), why=form.cleaned_data["why"]
        )

    page = FormPage(
        title=_("Note that it is not needed"), submit=pgettext("episode", "Not needed"),
        back=_after(request, found), done=_("Noted: nothing is needed."),
        say=_("Nobody is restricted. The same source does not propose this person again."),
        template="care/form.html",
    )  # fmt: skip
    return save_or_show(request, page, form, save, context={"home": found.household})
