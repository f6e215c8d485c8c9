"""Papers of an episode: on a page to be printed, and as a signed PDF; in Chinese, in English, or both."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.access_release import READ, decided_episode
from linli.care.actions.papers import take_paper
from linli.care.models import Episode
from linli.care.papers import LANGUAGES, TITLES, Paper, bodies_of, papers_of
from linli.care.pdf import pdf_response, signed_pdf
from linli.core.components import Choice, Text
from linli.core.problems import NotFound
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.registers.views.common import link

WRITE = (*READ, C.CARE_WRITE)
NAMES: dict[str, Text] = {"zh": "中文", "en": "English", "both": gettext_lazy("Both languages")}


@never_cache
@require_safe
@staff_page(*WRITE)
def paper(request: StaffRequest, episode_id: UUID, kind: str) -> HttpResponse:
    """To be printed from the browser. Opening it is a printing: it is kept who did."""
    found, which, chosen = _asked(request, episode_id, kind)
    take_paper(which, found, actor=request.viewer)
    context = {
        "title": TITLES[which],
        "bodies": bodies_of(which, found, languages=LANGUAGES[chosen]),
        "choices": [Choice(NAMES[key], link(request, "care:paper", found.pk, which.value, **{"in": key}), key == chosen) for key in LANGUAGES],
        "pdf_url": link(request, "care:paper_pdf", found.pk, which.value, **{"in": chosen}),
        "back": link(request, "care:papers", found.pk),
        "printed_by": request.viewer.shown_name,
        "printed_at": timezone.now(),
    }  # fmt: skip
    return render(request, "care/papers/paper.html", context)


@never_cache
@require_safe
@staff_page(*WRITE)
def paper_pdf(request: StaffRequest, episode_id: UUID, kind: str) -> HttpResponse:
    found, which, chosen = _asked(request, episode_id, kind)
    take_paper(which, found, actor=request.viewer)
    content = signed_pdf(which, found, languages=LANGUAGES[chosen])
    return pdf_response(content, f"{TITLES[which]}.pdf")


def _asked(request: StaffRequest, episode_id: UUID, kind: str) -> tuple[Episode, Paper, str]:
    found = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE)
    if kind not in set(Paper):
        raise NotFound()
    wanted = request.GET.get("in", "zh")
    return found, Paper(kind), wanted if wanted in LANGUAGES else "zh"


@never_cache
@require_safe
@staff_page(*WRITE)
def papers(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    """Which papers there are now for an episode, and who has got one."""
    found = decided_episode(request.viewer, episode_id, write=C.CARE_WRITE)
    context: dict[str, Any] = {
        "who": f"{found.resident.name} {found.household.place}",
        "papers": [
            (TITLES[one], link(request, "care:paper", found.pk, one.value), link(request, "care:paper_pdf", found.pk, one.value))
            for one in papers_of(found)
        ],
        "told": found.told.select_related("user").order_by("at"),
        "back": link(request, "care:release_queue"),
        "none": _("There is no paper yet: it comes with the second signature."),
    }  # fmt: skip
    return render(request, "care/papers/papers.html", context)
