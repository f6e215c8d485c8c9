"""Lines about people in care, and what the ledger of special groups has of calls and ways to hospitals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from linli.areas.scopes import Scope
from linli.care.choices import IN_FORCE, EpisodeState, TestResult, TransferState, TripState, Vaccinated
from linli.care.models import Carer, CareTest, Episode, HealthCheck, MedicalTrip, Transfer, TriageNote
from linli.care.queries_needs import rhythms_in
from linli.care.rules_contacts import rhythm_of
from linli.care.words_days import sign_words
from linli.core.rows import among
from linli.duty.playbook import playbook_in_force
from linli.duty.words_responsibilities import slot_title
from linli.lib.editions import edition_named
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.viewer import Viewer
from linli.registers.answering import answering_for
from linli.registers.models import Household, Resident
from linli.registers.shown import (
    NumberState,
    ShownHousehold,
    ShownResident,
    Sight,
    shown_household,
    with_members,
)
from linli.rounds.choices import Transport
from linli.rounds.models import Arrival

if TYPE_CHECKING:
    from linli.reports.ledgers.base import Entry
    from linli.reports.queries import Chosen

Key = tuple[UUID, UUID | None]  # household, episode
STANDS: dict[str, tuple[str, ...]] = {
    "in_force": tuple(IN_FORCE),
    "over": (EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED),
    "cancelled": (EpisodeState.CANCELLED,),
}
NEVER = (EpisodeState.PROPOSED, EpisodeState.DECLINED, EpisodeState.SIGNED)


def stamp(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@dataclass(frozen=True)
class CareLine:
    """One person under one episode."""

    number: int
    episode: Episode
    household: Household
    home: ShownHousehold
    person: ShownResident | None
    resident: Resident | None
    arrival: Arrival | None
    checks: Sequence[HealthCheck]
    tests_due: Sequence[CareTest]
    team: str
    transfer_at: datetime | None
    whole: bool
    today: date
    starts_household: bool = True

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""

    def of_person(self, field: str) -> Any:
        return getattr(self.person, field) if self.person else ""

    def phone(self) -> str:
        return self._number("phone")

    def document(self) -> str:
        return self._number("document")

    def _number(self, field: str) -> str:
        if self.person is None or self.resident is None:
            return ""
        shown = getattr(self.person, field)
        if shown.state == NumberState.MINOR:
            return ""
        return str(getattr(self.resident, field)) if self.whole and shown.can_open else str(shown.masked)

    @property
    def category(self) -> str:
        """As the edition calls it; what it names is a risk, not an illness."""
        edition = edition_named(self.episode.edition)
        found = edition.category(self.episode.category) if edition else None
        return found.name.text(get_language() or "zh") if found else str(self.episode.category)

    def of_arrival(self, field: str) -> Any:
        return getattr(self.arrival, field) if self.arrival else None

    @property
    def transport(self) -> str:
        known = self.arrival is not None and self.arrival.transport != Transport.UNKNOWN
        return str(self.arrival.get_transport_display()) if known and self.arrival else ""

    def moment(self, field: str) -> str:
        return stamp(getattr(self.episode, field))

    @property
    def day_number(self) -> int | None:
        """Counted from the anchor, which is day 0; nobody counts on when it is over."""
        if self.episode.anchor_on is None or self.episode.state not in IN_FORCE:
            return None
        return (self.today - self.episode.anchor_on).days

    @property
    def tests(self) -> str:
        return "；".join(
            " ".join(
                part
                for part in (
                    f"{one.due_on:%m-%d}", stamp(one.taken_at)[5:],
                    str(one.get_result_display()) if one.result != TestResult.PENDING else "",
                )
                if part
            )
            for one in self.tests_due
        )  # fmt: skip

    @property
    def temperatures(self) -> str:
        by_half = {one.half: one.celsius for one in self.checks}
        return " / ".join(by_half.get(half) or "—" for half in ("morning", "evening")) if by_half else ""

    @property
    def signs(self) -> str:
        told = [sign for one in self.checks for sign in one.signs]
        return "、".join(dict.fromkeys(sign_words(told)))

    @property
    def transfer(self) -> str:
        return stamp(self.transfer_at)


class InCare:
    """Episodes that two people have signed, door by door. A proposal restricts nobody and stands in no ledger."""

    def keys(self, scope: Scope, chosen: "Chosen", day: date) -> QuerySet[Any, Any]:
        rows = Episode.objects.within(scope).exclude(state__in=NEVER)
        if chosen.care in STANDS:
            rows = rows.filter(state__in=STANDS[chosen.care])
        name = F("resident__pinyin")
        orders: dict[str, list[Any]] = {
            "name": [name.asc()], "-name": [name.desc()], "until": [F("until_at").asc()],
            "-until": [F("until_at").desc()],
        }  # fmt: skip
        order = orders.get(chosen.sort, ["area_code", "household__compound", "household__door_sort"])
        return rows.order_by(*order, "pk").values_list("household_id", "pk")

    def entries(
        self, keys: Iterable[Key], viewer: Viewer, day: date, *, first: int, whole: bool
    ) -> list[CareLine]:
        wanted = [episode for _household, episode in keys if episode]
        found = _Known(wanted, viewer, day, whole=whole)
        return [found.line(number, pk) for number, pk in enumerate(found.in_order, start=first)]


class _Known:
    """What the lines hold, in a fixed number of queries. Health details are read only for who sees them."""

    def __init__(self, wanted: Sequence[UUID], viewer: Viewer, day: date, *, whole: bool) -> None:
        self.day, self.whole = day, whole and Sight.of(viewer).open_phones
        sealed = ("evidence", "health", "cancelled_note", "plan")
        rows = Episode.objects.within(viewer.scope).filter(among("pk", wanted)).defer(*sealed)
        self.episodes = {one.pk: one for one in rows}
        self.in_order = [pk for pk in wanted if pk in self.episodes]
        ids = list(self.episodes)
        homes = Household.objects.within(viewer.scope).filter(
            pk__in={one.household_id for one in self.episodes.values()}
        )
        self.homes = {one.pk: one for one in with_members(homes)}
        self.shown = {pk: shown_household(one, viewer, day=day) for pk, one in self.homes.items()}
        self.arrivals = _arrivals(self.episodes.values())
        self.teams = _teams(ids, self.episodes, day)
        self.tests = _by_episode(
            CareTest.everywhere.filter(among("episode_id", ids), dropped_at=None).order_by("due_on")
        )
        sees = viewer.may(C.HEALTH)
        checks = (
            HealthCheck.everywhere.filter(among("episode_id", ids), on=day).order_by("at") if sees else ()
        )
        self.checks = _by_episode(checks)
        moved = Transfer.objects.within(viewer.scope).filter(
            among("episode_id", ids), handed_over_at__isnull=False
        )
        under_way = moved.exclude(state=TransferState.DROPPED).order_by("handed_over_at")
        self.transfers = dict(under_way.values_list("episode_id", "handed_over_at"))

    def line(self, number: int, pk: UUID) -> CareLine:
        episode = self.episodes[pk]
        home, shown = self.homes[episode.household_id], self.shown[episode.household_id]
        people: Sequence[Resident] = home.people  # type: ignore[attr-defined]
        return CareLine(
            number=number, episode=episode, household=home, home=shown,
            person=next((one for one in shown.members if one.id == episode.resident_id), None),
            resident=next((one for one in people if one.pk == episode.resident_id), None),
            arrival=self.arrivals.get(pk), checks=self.checks.get(pk, ()), tests_due=self.tests.get(pk, ()),
            team=self.teams.get(pk, ""), transfer_at=self.transfers.get(pk), whole=self.whole, today=self.day,
        )  # fmt: skip


def _by_episode(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for one in rows:
        found[one.episode_id].append(one)
    return found


def _arrivals(episodes: Iterable[Episode]) -> dict[UUID, Arrival]:
    """The declaration that it began with, else the person's last arrival before it."""
    known = list(episodes)
    people = [one.resident_id for one in known]
    sources = [one.source_id for one in known if one.source_id]
    rows = Arrival.everywhere.filter(Q(among("resident_id", people)) | Q(among("pk", sources)))
    told = list(rows.defer("phone", "document", "note", "declared_phone").order_by("-arrives_on"))
    by_id = {one.pk: one for one in told}
    found: dict[UUID, Arrival] = {}
    for episode in known:
        own = (one for one in told if one.resident_id == episode.resident_id
               and (episode.from_at is None or one.arrives_on <= local_day(episode.from_at)))  # fmt: skip
        arrival = (by_id.get(episode.source_id) if episode.source_id else None) or next(own, None)
        if arrival is not None:
            found[episode.pk] = arrival
    return found


def _teams(ids: Sequence[UUID], episodes: Mapping[UUID, Episode], day: date) -> dict[UUID, str]:
    """Who cares today, each with the slot that the playbook's pattern calls it by."""
    rows = Carer.objects.filter(among("episode_id", ids)).filter(Q(until_on=None) | Q(until_on__gt=day))
    said: dict[UUID, list[str]] = defaultdict(list)
    titles = _slot_titles(episodes)
    for one in rows.select_related("user").order_by("from_on", "pk"):
        said[one.episode_id].append(f"{titles.get(one.slot, one.slot)} {one.user}")
    return {pk: "；".join(names) for pk, names in said.items()}


def _slot_titles(episodes: Mapping[UUID, Episode]) -> dict[str, str]:
    """Of the city in which they stand: one playbook for all lines."""
    one = next(iter(episodes.values()), None)
    playbook = playbook_in_force(one.area) if one else None
    if playbook is None:
        return {}
    return {
        slot.called: slot_title(slot, playbook=playbook)
        for pattern in playbook.duty.patterns
        for slot in pattern.slots
    }


# ---- special groups --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Calls:
    """What is known of one person beside their needs."""

    answering: str = ""
    rhythm: str = ""
    last: datetime | None = None
    vaccinated: str = ""
    next_way: str = ""


def calls_of(entries: Sequence["Entry"], viewer: Viewer, day: date) -> dict[UUID, Calls]:
    """By person; four queries, however many."""
    people = [one.resident.pk for one in entries if one.resident]
    if not people or viewer.area is None:
        return {}
    answering = answering_for([one.household.pk for one in entries], day=day)
    rhythms, notes, ways = rhythms_in(viewer.area), _notes(people), _next_ways(people)
    found: dict[UUID, Calls] = {}
    for one in entries:
        if one.resident is None:
            continue
        note = notes.get(one.resident.pk)
        told = [need.contacted_at for need in one.needs if need.contacted_at]
        found[one.resident.pk] = Calls(
            answering="、".join(answering.get(one.household.pk, [])),
            rhythm=rhythm_of([rhythms.get(need.code, "none") for need in one.needs], note.triage if note else ""),
            last=max(told, default=None),
            vaccinated=str(Vaccinated(note.vaccinated).label) if note and viewer.may(C.HEALTH) else "",
            next_way=ways.get(one.resident.pk, ""),
        )  # fmt: skip
    return found


def _notes(people: Sequence[UUID]) -> dict[UUID, TriageNote]:
    rows = TriageNote.everywhere.filter(among("resident_id", people)).defer("disease")
    return {one.resident_id: one for one in rows}


def _next_ways(people: Sequence[UUID]) -> dict[UUID, str]:
    open_ = [TripState.PLANNED, TripState.ARRANGED, TripState.UNDER_WAY]
    rows = MedicalTrip.everywhere.filter(among("resident_id", people), state__in=open_).order_by("-due_at")
    sealed = ("hospital", "vehicle", "driver", "driver_phone", "note", "why_not")
    return {
        one.resident_id: f"{stamp(one.due_at)[5:]} {one.get_kind_display()} {one.get_state_display()}"
        for one in rows.defer(*sealed)
    }
