"""What the page of a roster shows: places by shifts, hours of people, what stays empty and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.duty.choices import PostState
from linli.duty.models import Post, Roster, RosterLine
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import people_of
from linli.duty.queries_rosters import (
    CARRIED,
    Times,
    others_on,
    own_claims,
    posts_between,
    span_of,
    stands_in,
    times_of,
)
from linli.duty.rules_posts import HOUR, Broken, Person, Shift, broken_by, is_night
from linli.duty.solving import Worker
from linli.duty.solving_reasons import available
from linli.duty.words_posts import QUALIFICATIONS, in_words, kind_names, limit_words
from linli.duty.words_rosters import CHIEF, COLLISION, why_words
from linli.lib.playbook.duty import Limits
from linli.people.models import User

MOST_TO_CHOOSE = 60


@dataclass
class Stands:
    """Somebody at a post; `broken` says in words what is wrong with it."""

    name: str
    user_id: UUID
    line: RosterLine | None = None  # None: they claimed it beside the roster
    broken: str = ""


@dataclass
class Cell:
    post: Post
    kind: str
    people: list[Stands] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return max(self.post.headcount - len(self.people), 0)


@dataclass(frozen=True)
class PlaceRow:
    name: str
    cells: list[list[Cell]]  # one list a shift of the day


@dataclass(frozen=True)
class DayGrid:
    shifts: list[Shift]
    rows: list[PlaceRow]


@dataclass(frozen=True)
class PersonRow:
    user: User
    hours: float
    shifts: int
    nights: int
    before: float
    broken: str


@dataclass(frozen=True)
class EmptyRow:
    post: Post
    missing: int
    chief: Any
    why: str

    @property
    def day(self) -> date:
        return shift_of(self.post).day


class Shown:
    """A roster with everything that its page needs, in a number of queries that does not grow with it."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self.span = roster, span_of(roster)
        duty = duty_in_force(roster.area)
        self.limits: Limits | None = duty.limits
        self.kinds = kind_names(duty)
        self.posts = posts_between(roster.area_code, self.span)
        open_posts = roster.lines.filter(post__state=PostState.OPEN)  # a cancelled one needs nobody
        self.lines = list(open_posts.select_related("post", "user"))
        self.others = others_on(self.posts, roster)
        beside = {user for users in self.others.values() for user in users}
        self.users = {one.pk: one for one in User.objects.filter(pk__in=beside | self._in_lines())}
        own = [one.pk for one in own_claims(roster, self.lines)]
        self.people = people_of(
            sorted(self._in_lines()), since=self.span.starts_at, until=self.span.ends_at + 12 * HOUR, but=own
        )
        self.shifts: dict[UUID, list[Shift]] = defaultdict(list)
        for line in self.lines:
            self.shifts[line.user_id].append(shift_of(line.post))

    def _in_lines(self) -> set[UUID]:
        return {one.user_id for one in self.lines}

    def broken_words(self, user_id: UUID, post: Post) -> str:
        return broken_words(
            post, self.people.get(user_id, Person()), self.shifts[user_id], self.limits, is_there=True
        )

    # ---- the grid ----------------------------------------------------------------------------------------------
    def days(self) -> list[date]:
        return sorted({shift_of(one).day for one in self.posts})

    def grid(self, day: date) -> DayGrid:
        posts = [one for one in self.posts if shift_of(one).day == day]
        shifts = sorted({shift_of(one) for one in posts})
        cells = self.cells(posts)
        rows: dict[UUID, dict[Shift, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for post in posts:
            rows[post.place_id][shift_of(post)].append(cells[post.pk])
        names = {one.place_id: one.place.name for one in posts}
        return DayGrid(
            shifts,
            [PlaceRow(names[place], [by_shift[one] for one in shifts]) for place, by_shift in rows.items()],
        )

    def cells(self, posts: Iterable[Post]) -> dict[UUID, Cell]:
        cells = {one.pk: Cell(one, self.kinds.get(one.kind, one.kind)) for one in posts}
        there = {(one.post_id, one.user_id) for one in self.lines}
        for line in self.lines:
            if cell := cells.get(line.post_id):
                words = self.broken_words(line.user_id, cell.post)
                cell.people.append(Stands(line.user.shown_name, line.user_id, line, words))
        for post_id, cell in cells.items():
            beside = [self.users[one] for one in self.others[post_id] if (post_id, one) not in there]
            cell.people += [
                Stands(one.shown_name, one.pk) for one in sorted(beside, key=lambda one: one.name)
            ]
        return cells

    # ---- people ------------------------------------------------------------------------------------------------
    def hours(self) -> list[PersonRow]:
        rows = [self._person(user_id, shifts) for user_id, shifts in self.shifts.items() if shifts]
        return sorted(rows, key=lambda one: (-one.hours, one.user.name))

    def _person(self, user_id: UUID, shifts: list[Shift]) -> PersonRow:
        stood = self.people[user_id].shifts if user_id in self.people else ()
        since = self.span.starts_at - CARRIED
        past = [one for one in stood if since <= one.starts_at < self.span.starts_at]
        worst = {one.limit: one for shift in shifts for one in _broken(shift, [*shifts, *stood], self.limits)}
        return PersonRow(
            user=self.users[user_id], hours=_hours(shifts), shifts=len(shifts), nights=sum(map(is_night, shifts)),
            before=_hours(past), broken=limit_words(worst.values()),
        )  # fmt: skip

    # ---- what stays empty --------------------------------------------------------------------------------------
    def empty(self) -> list[EmptyRow]:
        """What the solver could not fill and nobody has filled by hand since."""
        cells = self.cells(self.posts)
        found = []
        for one in self.roster.result.get("unfilled", ()):
            cell = cells.get(UUID(one["post"]))
            if cell and cell.missing:
                found.append(
                    EmptyRow(cell.post, cell.missing, CHIEF.get(one["chief"], ""), why_words(one["why"]))
                )
        return found

    def collisions(self) -> list[tuple[Post | None, User | None, Any]]:
        posts = {str(one.pk): one for one in self.posts}
        people = {str(pk): user for pk, user in self.users.items()}
        return [
            (posts.get(one["post"]), people.get(one["user"]), COLLISION.get(one["why"], ""))
            for one in self.roster.result.get("collisions", ())
        ]


@dataclass(frozen=True)
class Candidate:
    user: User
    hours: float  # in this roster
    has_time: bool  # by their own word
    broken: str


def candidates(shown: Shown, post: Post) -> list[Candidate]:
    """Who could be put on a post by hand: those with time whom no limit keeps, the fewest hours first."""
    times = times_of(None, shown.span)
    there = {one.user_id for one in shown.lines if one.post_id == post.pk} | shown.others[post.pk]
    asked = {*times, *shown.users} - there
    homes = stands_in(asked, shown.roster.area_code, shift_of(post).day)
    people = people_of(sorted(homes), since=shown.span.starts_at, until=shown.span.ends_at + 12 * HOUR,
                       but=[one.pk for one in own_claims(shown.roster, shown.lines)])  # fmt: skip
    users = {one.pk: one for one in User.objects.filter(pk__in=homes, is_active=True)}
    found = [_candidate(shown, post, user, people[pk], times.get(pk, Times())) for pk, user in users.items()]
    found.sort(key=lambda one: (bool(one.broken), not one.has_time, one.hours, one.user.name))
    return found[:MOST_TO_CHOOSE]


def _candidate(shown: Shown, post: Post, user: User, person: Person, times: Times) -> Candidate:
    own = shown.shifts.get(user.pk, [])
    worker = Worker(key=str(user.pk), zones=(), available=tuple(times.can), away=person.away)
    return Candidate(
        user, _hours(own), available(worker, shift_of(post)),
        broken_words(post, person, own, shown.limits, is_there=False),
    )  # fmt: skip


def shift_of(post: Post) -> Shift:
    return Shift(post.starts_at, post.ends_at)


def _hours(shifts: Sequence[Shift]) -> float:
    return round(sum(one.length / HOUR for one in shifts), 1)


def _broken(shift: Shift, among: Sequence[Shift], limits: Limits | None) -> list[Broken]:
    """What a shift breaks among the others; it stands once among them itself."""
    others = list(among)
    others.remove(shift)
    return [one for one in broken_by(shift, others, limits) if one.stops]


def broken_words(
    post: Post, person: Person, own: Sequence[Shift], limits: Limits | None, *, is_there: bool
) -> str:
    """What is wrong with somebody at a post, in words: limits, then what they cannot do, then their own word."""
    shift, among = shift_of(post), [*own, *person.shifts]
    words = [limit_words(_broken(shift, among if is_there else [*among, shift], limits))]
    missing = sorted(set(post.qualifications) - person.qualifications)
    words.append(in_words(missing, QUALIFICATIONS) and f"{_('lacks:')} {in_words(missing, QUALIFICATIONS)}")
    if any(one.starts_at < shift.ends_at and shift.starts_at < one.ends_at for one in person.away):
        words.append(_("is away then"))
    return str(_("; ")).join(one for one in words if one)
