"""Lines about people with an account: members of party branches, and pages of the volunteers' book."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from linli.areas.scopes import Scope
from linli.duty.choices import BookState, ClaimState
from linli.duty.models import Claim, Responsibility, TeamMember, Volunteer
from linli.duty.playbook import duty_in_force
from linli.duty.queries_hours import served_by
from linli.duty.volunteer_list import qualification_words, with_trainings
from linli.duty.words_posts import kind_names
from linli.lib.masking import mask_phone
from linli.people.choices import Capability as C
from linli.people.choices import OrganisationKind
from linli.people.models import Membership, Organisation, User
from linli.people.queries import holding
from linli.people.titles import area_paths
from linli.people.viewer import Viewer

if TYPE_CHECKING:
    from linli.reports.queries import Chosen

Key = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class PersonLine:
    """One line. `household` and what hangs on it are of the register's ledgers."""

    number: int
    user: User
    organisation: Organisation | None
    joined_on: date
    page: Volunteer | None
    place: str
    phone: str
    posts: int
    hours: float
    last: Claim | None
    last_kind: str
    households: int
    teams: Sequence[str]
    day: date
    household: None = None
    starts_household: bool = True

    @property
    def age(self) -> int | None:
        return self.day.year - self.page.birth_year if self.page and self.page.birth_year else None

    @property
    def can(self) -> str:
        """Confirmed qualifications first, then what they say of themselves."""
        if self.page is None:
            return ""
        said = [self.page.skills] if self.page.skills else []
        return "；".join([qualification_words(self.page.qualifications), *said]).strip("；")

    @property
    def trainings(self) -> str:
        held = self.page.trainings.all() if self.page else ()
        return "；".join(f"{one.subject} {one.on.isoformat()}" for one in held)

    def of_page(self, field: str) -> Any:
        return getattr(self.page, field) if self.page else None

    def moment(self, *fields: str) -> str:
        """The first of these times of the last post that is known."""
        at = next((found for one in fields if (found := getattr(self.last, one, None))), None)
        return stamp(at)

    @property
    def shift(self) -> str:
        return f"{stamp(self.last.post.starts_at)} – {stamp(self.last.post.ends_at)}" if self.last else ""


def stamp(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


# ---- which ---------------------------------------------------------------------------------------------------
class Members:
    """People who agreed to be kept as members of a party branch of the area, or who live and serve there."""

    def keys(self, scope: Scope, chosen: "Chosen", day: date) -> QuerySet[Any, Any]:
        serving = Volunteer.objects.within(scope).exclude(state=BookState.LEFT).values("user")
        here = scope.q("organisation__area_code") | Q(user__in=serving)
        rows = Membership.objects.filter(
            here,
            until_on=None,
            organisation__kind=OrganisationKind.PARTY_BRANCH,
            organisation__closed_on=None,
        )
        order = {"name": ["user__name"], "-name": ["-user__name"]}.get(chosen.sort, ["organisation__name"])
        return rows.order_by(*order, "user__name", "pk").values_list("pk", "user_id")

    def entries(
        self, keys: Iterable[Key], viewer: Viewer, day: date, *, first: int, whole: bool
    ) -> list[PersonLine]:
        wanted = [pk for pk, _user in keys]
        found = Membership.objects.filter(pk__in=wanted).select_related("organisation").in_bulk()
        rows = [found[pk] for pk in wanted if pk in found]
        known = _Known([one.user_id for one in rows], viewer, day, whole=whole)
        return [
            known.line(number, one.user_id, one.organisation, one.from_on)
            for number, one in enumerate(rows, start=first)
        ]


class Volunteers:
    """Everybody in the volunteers' book who has not left it, or who stands as the filter asks."""

    def keys(self, scope: Scope, chosen: "Chosen", day: date) -> QuerySet[Any, Any]:
        rows = Volunteer.objects.within(scope)
        rows = rows.filter(state=chosen.book) if chosen.book else rows.exclude(state=BookState.LEFT)
        name = "-user__name" if chosen.sort == "-name" else "user__name"
        return rows.order_by(name, "pk").values_list("pk", "user_id")

    def entries(
        self, keys: Iterable[Key], viewer: Viewer, day: date, *, first: int, whole: bool
    ) -> list[PersonLine]:
        users = [user for _page, user in keys if user]
        known = _Known(users, viewer, day, whole=whole)
        pages = [known.pages[user] for user in users if user in known.pages]
        return [
            known.line(number, one.user_id, one.organisation, one.joined_on)
            for number, one in enumerate(pages, start=first)
        ]


# ---- what ------------------------------------------------------------------------------------------------------
class _Known:
    """What the lines of these people hold, in a fixed number of queries."""

    def __init__(self, users: Sequence[UUID], viewer: Viewer, day: date, *, whole: bool) -> None:
        self.day = day
        self._opens = whole and viewer.may(C.CONTACT_OPEN) and viewer.real_user is None
        newest = Claim.everywhere.filter(user=OuterRef("pk")).exclude(state=ClaimState.DROPPED)
        last = Subquery(newest.order_by("-post__starts_at").values("pk")[:1])
        self._users: dict[UUID, Any] = User.objects.filter(pk__in=users).annotate(last=last).in_bulk()
        pages = Volunteer.everywhere.filter(user__in=users).select_related("organisation", "area")
        self.pages = {one.user_id: one for one in with_trainings(pages)}
        self._served = served_by(Claim.everywhere.filter(user__in=users), "user")
        self._claims = self._last_claims()
        self._households = self._answers_for(users)
        self._teams = _teams(users, day)
        self._paths = area_paths({one.area_code for one in self.pages.values()})
        self._kinds = self._kind_names()

    def line(self, number: int, user_id: UUID, unit: Organisation | None, joined_on: date) -> PersonLine:
        user, page = self._users[user_id], self.pages.get(user_id)
        last = self._claims.get(user.last)
        posts, hours = self._served.get(user_id, (0, 0.0))
        return PersonLine(
            number=number, user=user, organisation=unit, joined_on=joined_on, page=page,
            place=self._paths.get(page.area_code, "") if page else "",
            phone=user.phone if self._opens else mask_phone(user.phone) if user.phone else "",
            posts=posts, hours=hours, last=last,
            last_kind=(last.post.title or self._kinds.get(last.post.kind, last.post.kind)) if last else "",
            households=self._households.get(user_id, 0), teams=self._teams.get(user_id, ()), day=self.day,
        )  # fmt: skip

    def _last_claims(self) -> Mapping[UUID, Claim]:
        ids = [one.last for one in self._users.values() if one.last]
        return Claim.everywhere.select_related("post__place", "post__lead", "post__area").in_bulk(ids)

    def _kind_names(self) -> dict[str, str]:
        """Of the city in which they stand: one playbook for all lines."""
        area = next((one.post.area for one in self._claims.values()), None)
        return kind_names(duty_in_force(area)) if area else {}

    def _answers_for(self, users: Sequence[UUID]) -> dict[UUID, int]:
        held = Responsibility.everywhere.filter(holding(self.day), user__in=users).exclude(household=None)
        rows = held.order_by().values_list("user").annotate(n=Count("household", distinct=True))
        return dict(rows)


def _teams(users: Sequence[UUID], day: date) -> dict[UUID, list[str]]:
    running = Q(team__until_on=None) | Q(team__until_on__gt=day)
    rows = TeamMember.objects.filter(running, user__in=users).order_by("team__name")
    found: dict[UUID, list[str]] = {}
    for user, name in rows.values_list("user_id", "team__name"):
        found.setdefault(user, []).append(name)
    return found
