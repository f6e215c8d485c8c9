"""The search for overreach in episodes: what the rules look at, read in a few queries, and what they found, kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from linli.care.choices import IN_FORCE, AppealState, ChangeKind, ChangeState, TripState
from linli.care.edition_plans import Editions, facts_of
from linli.care.groundless import without_case
from linli.care.models import Appeal, EditionChange, Episode, MedicalTrip, Prolongation
from linli.care.plans import Plan
from linli.care.rules import plan_for
from linli.care.rules_lint import Code, EpisodeSeen, broken_by
from linli.care.words_lint import describe
from linli.incidents.choices import OverreachAbout
from linli.incidents.models import Overreach
from linli.incidents.overreach import Found, Rule, Subject, declare, declare_subject, keep_found
from linli.people.choices import Capability as C

ABOUT = OverreachAbout.EPISODE
LIGHTER = (ChangeKind.ENDS, ChangeKind.SHORTER, ChangeKind.LIGHTER)
WAITING_TRIP = (TripState.PLANNED, TripState.ARRANGED)


def lint_episodes(*, at: datetime, episodes: Iterable[UUID] | None = None) -> int:
    """Look at these, or at all; keep what was found, let go what is mended or over. Returns how many are new."""
    rows = Episode.everywhere.filter(state__in=IN_FORCE).select_related("area")
    if episodes is not None:
        rows = rows.filter(pk__in=list(episodes))
    shown = list(rows)
    about = {one.pk for one in shown} | (set(episodes) if episodes is not None else _open_about())
    return keep_found(ABOUT, about, _found(shown, at), at=at)


def _open_about() -> set[UUID]:
    rows = Overreach.everywhere.filter(about=ABOUT, gone_at=None)
    return set(rows.values_list("about_id", flat=True))


def _found(episodes: list[Episode], at: datetime) -> list[Found]:
    beside, editions = _Beside(episodes, at), Editions(at)
    found = []
    for one in episodes:
        edition = editions.held(one.area).edition
        found += [
            Found(ABOUT, one.pk, one.area_id, one.area_code, broken.prohibition, broken.code, broken.data)
            for broken in broken_by(_seen(one, editions, beside), edition, at=at)
        ]
    return found


def _seen(episode: Episode, editions: Editions, beside: "_Beside") -> EpisodeSeen:
    assert episode.until_at is not None
    change = beside.changes.get((episode.pk, editions.held(episode.area).edition.key), {})
    return EpisodeSeen(
        category=episode.category, edition=episode.edition, measure=episode.measure, until_at=episode.until_at,
        prescribed=_prescribed(episode, editions), prolonged=beside.prolonged.get(episode.pk, 0),
        lightened_since=change.get("made_at") if change.get("state") == ChangeState.WAITING else None,
        kept_lighter=change.get("state") == ChangeState.KEPT, appeal_due=beside.appeals.get(episode.pk),
        trips_missed=beside.trips.get(episode.resident_id, 0), case_ruled_out=episode.pk in beside.groundless,
    )  # fmt: skip


def _prescribed(episode: Episode, editions: Editions) -> Plan | None:
    edition = editions.held(episode.area).edition
    if edition.category(episode.category) is None or episode.from_at is None:
        return None
    local = editions.local(episode.area)
    return plan_for(episode.category, facts_of(episode), edition, at=editions.at, local=local)


class _Beside:
    """What stands beside the episodes: later ends, proposals of a newer edition, objections, ways to a hospital, cases."""

    def __init__(self, episodes: list[Episode], at: datetime) -> None:
        ids = [one.pk for one in episodes]
        longer = Prolongation.objects.filter(episode__in=ids, after__gt=at).values_list("episode")
        self.prolonged: Mapping[UUID, int] = dict(longer.annotate(n=Count("pk")).values_list("episode", "n"))
        changes = EditionChange.everywhere.filter(episode__in=ids, kind__in=LIGHTER)
        self.changes: Mapping[tuple[UUID, str], Any] = {
            (row["episode"], row["edition"]): row
            for row in changes.values("episode", "edition", "state", "made_at")
        }
        waiting = Appeal.everywhere.filter(episode__in=ids, state=AppealState.WAITING).values_list("episode")
        self.appeals: Mapping[UUID | None, datetime] = dict(
            waiting.annotate(due=Min("due_at")).values_list("episode", "due")
        )
        missed = Q(state=TripState.NOT_DONE, due_at__gt=at) | Q(state__in=WAITING_TRIP, due_at__lt=at)
        trips = MedicalTrip.everywhere.filter(missed, resident__in=[one.resident_id for one in episodes])
        self.trips: Mapping[UUID, int] = dict(
            trips.values_list("resident").annotate(n=Count("pk")).values_list("resident", "n")
        )
        self.groundless = without_case(episodes)


def _place_of(episode_id: UUID) -> tuple[UUID, str] | None:
    return Episode.everywhere.filter(pk=episode_id).values_list("area_id", "area_code").first()


def declare_all() -> None:
    from linli.care.words_lint import TITLES, TO_DO

    declare(*(Rule(code, TITLES[code], TO_DO[code], describe(code)) for code in Code))
    declare_subject(Subject(ABOUT, _place_of, "care:episode", (C.CARE_READ, C.HOUSEHOLDS_READ)))
