"""Episodes: the list of an area, and one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.care.access_episodes import episode_for, may_open_health
from linli.care.actions.cancelling import HOUSEHOLD, MAY_BE_CANCELLED
from linli.care.actions.signing import plan_of
from linli.care.choices import IN_FORCE, EpisodeState, MeasureWord, WordKind
from linli.care.models import Episode, Told
from linli.care.queries_episodes import EpisodesWished, counts_by_view, episodes_within, history_of
from linli.care.queries_transfers import may_go_home
from linli.care.sections_release import may_act, sections
from linli.care.showing_episodes import (
    care_of,
    category_name,
    day_bar,
    days_of,
    edition_of,
    measure_word,
    named,
    phases_of,
    reasons_of,
    state_of,
    until_words,
)
from linli.core.audit import sentence
from linli.core.components import Choice, Filter, Tab
from linli.incidents.editions import find_edition
from linli.people.choices import Capability as C
from linli.people.requests import StaffRequest, staff_page
from linli.people.titles import area_paths
from linli.people.views.common import page_of
from linli.registers.views.common import link, today

READ = (C.CARE_READ, C.HOUSEHOLDS_READ)
PAGE = "care:episodes"
TABS = {
    "": pgettext_lazy("episodes", "In force"),
    "proposed": pgettext_lazy("episodes", "Proposed"),
    "signed": pgettext_lazy("episodes", "Wait for the second person"),
    "over": pgettext_lazy("episodes", "Over"),
    "undone": pgettext_lazy("episodes", "Cancelled or not needed"),
}
MOST_CHOICES = 60


@never_cache
@require_safe
@staff_page(*READ)
def episode_list(request: StaffRequest) -> HttpResponse:
    """Who is in care; for the office that looks after them, never for neighbours."""
    wished, now = EpisodesWished.read(request.GET), timezone.now()
    page = page_of(request, episodes_within(request.scope, wished))
    numbers = counts_by_view(request.scope)
    context = {
        "sections": sections(request, PAGE),
        "views": [
            Tab(label, _list_link(request, wished, view=key), key == wished.view, numbers[key])
            for key, label in TABS.items()
        ],
        "filters": _filters(request, wished),
        "page": page,
        "rows": episode_rows(request, list(page), now),
        "view": wished.view,
        "now": now,
        "propose_url": link(request, "care:propose") if may_act(request, C.CARE_WRITE) else "",
    }
    return render(request, "care/episodes.html", context)


def episode_rows(request: StaffRequest, found: Sequence[Episode], now: datetime) -> list[dict[str, Any]]:
    """No further query for a row: households and people came along, editions are read once each."""
    editions = {one.edition: find_edition(one.edition) for one in found if one.edition}
    paths = area_paths({one.area_code for one in found}, below=request.area.code)
    return [
        {
            "one": one,
            "url": link(request, "care:episode", one.pk),
            "home": one.household,
            "name": named(request.viewer, one.resident.name),
            "measure": measure_word(one.measure),
            "category": category_name(editions.get(one.edition), one.category),
            "days": days_of(one, now),
            "until": until_words(one),
            "state": state_of(one, now),
            "place": paths.get(one.area_code, ""),
        }
        for one in found
    ]


def _list_link(request: StaffRequest, wished: EpisodesWished, **changed: Any) -> str:
    kept = {"view": wished.view, "measure": wished.measure, "sort": wished.sort}
    return link(request, PAGE, **{**kept, **changed})


def _filters(request: StaffRequest, wished: EpisodesWished) -> list[Filter]:
    measures = [Choice(label, _list_link(request, wished, measure=key)) for key, label in MeasureWord.choices]
    chosen = measure_word(wished.measure) if wished.measure else ""
    by_measure = Filter(_("Measure"), chosen, _list_link(request, wished, measure=""), measures)
    return [_area_filter(request, wished), by_measure]


def _area_filter(request: StaffRequest, wished: EpisodesWished) -> Filter:
    """The area one looks at, removable up to the duty's own; else the areas right below."""
    own, here = request.viewer.area, request.area
    if own is not None and here.pk != own.pk:
        return Filter(_("Area"), here.short, _list_link(request, wished, area=""))
    below = here.children.filter(valid_until=None).order_by("code")[:MOST_CHOICES]
    return Filter(
        _("Area"), choices=[Choice(one.short, _list_link(request, wished, area=one.code)) for one in below]
    )


@never_cache
@require_safe
@staff_page(*READ)
def episode(request: StaffRequest, episode_id: UUID) -> HttpResponse:
    found, now = episode_for(request.viewer, episode_id), timezone.now()
    plan, edition = plan_of(found), edition_of(found)
    context = {
        "sections": sections(request, PAGE),
        "one": found,
        "home": found.household,
        "name": named(request.viewer, found.resident.name),
        "state": state_of(found, now),
        "in_force": found.state in IN_FORCE,
        "measure": measure_word(found.measure),
        "category": category_name(edition, found.category),
        "edition": edition,
        "days": days_of(found, now),
        "bar": day_bar(found, plan, now),
        "until": until_words(found),
        "phases": phases_of(plan),
        "reasons": reasons_of(plan),
        "unsure": plan.certainty != "verified",
        "care": care_of(found, day=today()),
        "told": told_of(found),
        "history": [(one, sentence(one)) for one in history_of(found.pk)],
        "may_open": may_open_health(request.viewer, found, day=today()),
        "acts": acts_of(request, found),
        "more": links_of(request, found),
        "now": now,
    }
    return render(request, "care/episode.html", context)


def told_of(episode: Episode) -> list[tuple[str, str, Told]]:
    rows = episode.told.select_related("user").order_by("at", "pk")
    return [(str(WordKind(one.kind).label), _whom(one), one) for one in rows]


def _whom(told: Told) -> str:
    if told.user is not None:
        return str(told.user.shown_name)
    return _("the household") if told.whom == HOUSEHOLD else str(told.whom)


# Where somebody must do something before it goes on.
TO_DECIDE = (EpisodeState.PROPOSED, EpisodeState.SIGNED, EpisodeState.NOTIFIED, EpisodeState.SCREENED)
# What may be done in which state: (url name, words, capability, states, whether it takes something away).
ACTS = (
    ("care:episode_sign", pgettext_lazy("episode", "Decide: read the plan and sign…"), C.CARE_WRITE, (EpisodeState.PROPOSED,), False),
    ("care:episode_agree", pgettext_lazy("episode", "Decide as the second person…"), C.CARE_AGREE, (EpisodeState.SIGNED,), False),
    ("care:episode_begin", pgettext_lazy("episode", "Note that it has begun…"), C.CARE_WRITE, (EpisodeState.NOTIFIED, EpisodeState.SCREENED), False),
    ("care:episode_home", pgettext_lazy("episode", "Look at the home…"), C.CARE_WRITE, IN_FORCE, False),
    ("care:episode_sign", pgettext_lazy("episode", "Sign anew…"), C.CARE_WRITE, (EpisodeState.SIGNED,), False),
    ("care:episode_decline", pgettext_lazy("episode", "Not needed…"), C.CARE_WRITE, (EpisodeState.PROPOSED,), False),
    ("care:episode_cancel", pgettext_lazy("episode", "Cancel: wrong person or category…"), C.CARE_WRITE, MAY_BE_CANCELLED, True),
)  # fmt: skip


def acts_of(request: StaffRequest, episode: Episode) -> list[Mapping[str, Any]]:
    found = [
        {"url": link(request, name, episode.pk), "label": label, "danger": danger}
        for name, label, need, states, danger in ACTS
        if episode.state in states and may_act(request, need)
    ]
    return [{**one, "first": number == 0 and episode.state in TO_DECIDE} for number, one in enumerate(found)]


# Pages of other parts about one episode, where they are there.
MORE = (
    ("care:release", pgettext_lazy("episode", "Release…"), (*READ, C.CARE_WRITE), IN_FORCE),
    (
        "care:papers", pgettext_lazy("episode", "Notice and papers"), (*READ, C.CARE_WRITE),
        (*IN_FORCE, EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED, EpisodeState.CANCELLED),
    ),
    ("care:transfer_new", pgettext_lazy("episode", "Ask for a transfer…"), (*READ, C.CARE_WRITE), IN_FORCE),
    ("care:episode_days", pgettext_lazy("episode", "Checks, tests and what is brought"), READ, IN_FORCE),
)  # fmt: skip


def links_of(request: StaffRequest, episode: Episode) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, label, need, states in MORE:
        if episode.state in states and request.viewer.may(*need) and _is_there(name, episode.pk):
            found.append((link(request, name, episode.pk), label))
    if episode.place and may_go_home(episode) and may_act(request, C.CARE_WRITE):
        label = pgettext_lazy("episode", "Ask for a transfer…")
        found.append((link(request, "care:transfer_new", episode.pk), label))
    name = "care:appeal_new"
    if episode.state in IN_FORCE and may_act(request, C.CARE_WRITE) and _is_there(name, episode.household_id):
        label = pgettext_lazy("episode", "Object for the household…")
        found.append((link(request, name, episode.household_id), label))
    return found


def _is_there(name: str, key: UUID) -> bool:
    """Whether that part has its pages."""
    try:
        reverse(name, args=[key])
    except NoReverseMatch:
        return False
    return True
