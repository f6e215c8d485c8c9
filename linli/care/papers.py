"""What stands on the papers of an episode. The letter to neighbours and the notice at the building know nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.queries import community_of, paths_of
from linli.care.choices import EpisodeState, Housemates, WordKind
from linli.care.editions_release import (
    category_name,
    category_of,
    edition_name,
    measure_name,
    measure_of,
    said,
)
from linli.care.models import Carer, CareTest, Episode
from linli.care.playbook import care_in_force
from linli.care.rules_release import last_day
from linli.core.components import Text
from linli.lib.editions import Measure
from linli.lib.masking import mask_name
from linli.lib.periods import SHANGHAI, local_day
from linli.registers.people_in_charge import in_charge_of


class Paper(StrEnum):
    NOTICE = "notice"
    NEIGHBOURS = "neighbours"
    BUILDING = "building"
    CERTIFICATE = "certificate"
    CORRECTION = "correction"


TITLES: dict[Paper, Text] = {
    Paper.NOTICE: _("Notice to the household"),
    Paper.NEIGHBOURS: _("Letter to the neighbours"),
    Paper.BUILDING: _("Notice at the building"),
    Paper.CERTIFICATE: _("Certificate for the employer"),
    Paper.CORRECTION: _("Correction and apology"),
}
# As what it is kept in `Told`, so that a correction reaches whoever had it. A correction is none.
TOLD_AS: dict[Paper, WordKind] = {
    Paper.NOTICE: WordKind.NOTICE,
    Paper.NEIGHBOURS: WordKind.NEIGHBOURS,
    Paper.BUILDING: WordKind.BUILDING,
    Paper.CERTIFICATE: WordKind.EMPLOYER,
}
# Papers that know nobody: made of the place alone.
OF_NOBODY = (Paper.NEIGHBOURS, Paper.BUILDING)
# An employer must see whose certificate it is; the others go to those who know.
MASKED = (Paper.NOTICE, Paper.CORRECTION)
LANGUAGES = {"zh": ("zh-hans",), "en": ("en",), "both": ("zh-hans", "en")}
# The helpers of a door who are called by it, where duty has named no team yet.
HELPERS = ("grid_worker", "family_doctor", "community_worker", "clerk")

# Paper is read later: as seen from then, each day is written with its year.
LONG_AGO = datetime(2000, 1, 2, tzinfo=SHANGHAI)
OVER = (EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED)


def papers_of(episode: Episode) -> list[Paper]:
    """Those that exist now. Nothing is printed before the second signature."""
    if episode.state == EpisodeState.CANCELLED:
        return [Paper.CORRECTION] if episode.apology_at else []
    if episode.approved_at is None:
        return []
    if episode.state in OVER:
        return [Paper.CERTIFICATE, Paper.NOTICE]
    return [Paper.NOTICE, Paper.NEIGHBOURS, Paper.BUILDING]


@dataclass(frozen=True)
class PhaseSaid:
    name: str
    from_at: datetime
    until_at: datetime
    measure: Measure | None


@dataclass(frozen=True)
class Helper:
    who: str
    name: str
    phone: str


def body_of(paper: Paper, episode: Episode, *, language: str, masked: bool = False) -> str:
    """The words of a paper in one language, as HTML. `masked`: behind a household's link, which others may find."""
    with translation.override(language):
        context = place_context(episode.area) if paper in OF_NOBODY else _context(paper, episode)
        if masked and paper in MASKED:
            context["name"] = mask_name(episode.resident.name)
        return str(
            render_to_string(
                f"care/papers/_{paper}.html", {**context, "language": language, "long_ago": LONG_AGO}
            )
        )


def bodies_of(
    paper: Paper, episode: Episode, *, languages: Sequence[str], masked: bool = False
) -> list[tuple[str, str]]:
    return [(one, body_of(paper, episode, language=one, masked=masked)) for one in languages]


def place_context(area: Area) -> dict[str, Any]:
    """The community and its telephone: all that a paper says which everybody reads."""
    community = community_of(area.code)
    care = care_in_force(area)
    return {
        "community": community.short if community else area.short, "phone": care.phone, "words": said(care.notice),
    }  # fmt: skip


def _context(paper: Paper, episode: Episode) -> dict[str, Any]:
    shared = {
        **place_context(episode.area), "name": episode.resident.name, "place": episode.household.place,
        "from_at": episode.from_at, "until_at": end_of(episode), "basis": episode.basis,
    }  # fmt: skip
    if paper == Paper.NOTICE:
        return {**shared, **notice_context(episode)}
    if paper == Paper.CERTIFICATE:
        return {**shared, "document": episode.resident.masked_document, "released_at": episode.released_at}
    return {**shared, "why": episode.get_cancelled_why_display(), "at": episode.apology_at, "note": ""}


def notice_context(episode: Episode) -> dict[str, Any]:
    """What holds, why, until when, what one may do, who cares, how to object."""
    category = category_of(episode)
    return {
        "category": category_name(episode), "edition": edition_name(episode.edition),
        "rule": said(category.words) if category and category.words else "",
        "source": category.source if category else "",
        "anchor": episode.anchor_on, "phases": phases_of(episode), "tests": tests_of(episode),
        "release": said(category.release) if category and category.release else "",
        "housemates": housemates_said(episode), "helpers": helpers_of(episode, day=_today()),
        "objection": episode.objection, "hours": care_in_force(episode.area).appeal_hours,
        "facility": f"{episode.place} {episode.room}".strip(), "last": _last(episode),
        "prolonged": list(episode.prolongations.order_by("at")),
    }  # fmt: skip


def _last(episode: Episode) -> date | None:
    return last_day(episode.until_at) if episode.until_at else None


def _today() -> date:
    return local_day(timezone.now())


def phases_of(episode: Episode) -> list[PhaseSaid]:
    """As they came about: a newer edition or a release may have ended one earlier, or before it began."""
    ends = [
        (one, min(one.until_at, one.ended_at or one.until_at)) for one in episode.phases.order_by("number")
    ]
    return [
        PhaseSaid(measure_name(one.measure), one.from_at, until, measure_of(one.measure))
        for one, until in ends
        if until > one.from_at
    ]


def end_of(episode: Episode) -> datetime | None:
    """The end that holds; of who was released earlier, that moment."""
    ends = [one for one in (episode.until_at, episode.released_at) if one is not None]
    return min(ends) if ends else None


def tests_of(episode: Episode) -> list[date]:
    rows = CareTest.everywhere.filter(episode=episode, dropped_at=None).order_by("due_on")
    return list(rows.values_list("due_on", flat=True))


def housemates_said(episode: Episode) -> str:
    """What it means for those who live there too."""
    words: dict[str, Text] = {
        Housemates.TOO: _("Those who live with you stay in too."),
        Housemates.ELSEWHERE: _("Those who lived with you live elsewhere meanwhile, and are free to go."),
    }
    return str(words.get(str(episode.housemates), ""))


def helpers_of(episode: Episode, *, day: date) -> list[Helper]:
    """The care team; where duty has named none yet, those who answer for the door."""
    rows = Carer.objects.filter(episode=episode, user__is_active=True).exclude(until_on__lte=day)
    team = {
        one.user_id: Helper("", one.user.shown_name, one.user.phone) for one in rows.select_related("user")
    }
    if team:
        return list(team.values())
    charges = [one for one in in_charge_of(episode.household, day=day) if one.role in HELPERS]
    return [Helper(one.title, name, phone) for one in charges for name, phone in one.people]


def city_of(area: Area) -> str:
    """What the highest area that the city keeps is called: who signs its papers."""
    return paths_of([area])[area.code][0]
