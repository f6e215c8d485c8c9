"""A person lives elsewhere by the register, or is one with another record: what care decided goes along."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from linli.care.actions.following import Followed, Moved, follow_person, part_again
from linli.care.choices import IN_FORCE, OPEN, WhyCancelled
from linli.care.models import Episode, MedicalTrip
from linli.care.notes_episodes import TWO_OPEN
from linli.care.rules_trips import OPEN as UNDER_WAY
from linli.core.models import AuditEntry
from linli.duty.actions.episodes import end_episode
from linli.flows.care_officers import tell_officers
from linli.flows.episode_second import ask_second_person
from linli.flows.trip_changed import errand_of
from linli.gates.actions.errands import Days
from linli.gates.models import Errand
from linli.lib.periods import local_day

COMMUNITY_DIGITS = 12


def let_care_follow_person(payload: dict[str, Any]) -> None:
    """Corrected, moved: where nothing moved, nothing happens."""
    _settle(follow_person(UUID(payload["resident_id"]), at=timezone.now()))


def let_care_follow_merged(payload: dict[str, Any]) -> None:
    """The kept record speaks for both."""
    _settle(follow_person(UUID(payload["kept"]), at=timezone.now()))


def let_care_part_again(payload: dict[str, Any]) -> None:
    """A merge was taken back: each record has its own again."""
    entry, at = AuditEntry.objects.filter(pk=UUID(payload["merge"])).first(), timezone.now()
    if entry is None or entry.subject_id is None or "other" not in entry.data:
        return
    kept, other = entry.subject_id, UUID(entry.data["other"])
    _settle(part_again(kept, other, at=at))
    for one in (kept, other):
        _settle(follow_person(one, at=at))


def let_care_follow_workbook(payload: dict[str, Any]) -> None:
    """A workbook moves many at once and names nobody here: who lives elsewhere than their episode stands is followed."""
    elsewhere = ~Q(resident__household=F("household")) | ~Q(area_code=F("resident__area_code"))
    people = Episode.everywhere.filter(elsewhere, state__in=OPEN).values_list("resident_id", flat=True)
    waits = MedicalTrip.everywhere.filter(elsewhere, state__in=UNDER_WAY).values_list(
        "resident_id", flat=True
    )
    for resident in sorted({*people, *waits}):
        _settle(follow_person(resident, at=timezone.now()))


def let_the_other_follow(payload: dict[str, Any]) -> None:
    """Of two that were open for one person one is over: the one that is left has room on the kept record now."""
    row = Episode.everywhere.filter(pk=UUID(payload["episode"])).first()
    if row is not None:
        _settle(follow_person(row.resident_id, at=timezone.now()))


def _settle(followed: Followed) -> None:
    for moved in followed.episodes:
        _let_old_place_go(moved)
    for trip in followed.trips:
        _take_errands(trip)
    for episode in Episode.everywhere.filter(pk__in=followed.later).select_related("household"):
        tell_officers(episode, TWO_OPEN, about=str(episode.resident_id), why=WhyCancelled.TWICE)


def _let_old_place_go(moved: Moved) -> None:
    """Who cared for the old community cares no more; the change that is announced names people of the new one."""
    episode = Episode.everywhere.get(pk=moved.id)
    if episode.area_code[:COMMUNITY_DIGITS] == moved.area_code[:COMMUNITY_DIGITS]:
        return
    if episode.state in IN_FORCE:
        end_episode(episode.pk, day=local_day(timezone.now()))
    ask_second_person({"episode": str(episode.pk)})  # only while it waits for one


def _take_errands(moved: Moved) -> None:
    """The errand's id says which way it was granted for: it lets the new household out, and the old one no more."""
    trip = MedicalTrip.everywhere.select_related("household").get(pk=moved.id)
    home = trip.household
    for errand in Errand.everywhere.filter(household=moved.household_id, withdrawn_at=None):
        if errand.pk == errand_of(trip, Days(errand.from_on, errand.until_on)):
            where = {"household": home, "area_id": home.area_id, "area_code": home.area_code}
            Errand.everywhere.filter(pk=errand.pk).update(**where)
