"""Who may be chosen for a slot of a target: those of the right role first with the least, then by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.duty.candidates import candidates
from linli.duty.models import Team
from linli.duty.rules_responsibilities import Candidate, has_room, known_of
from linli.duty.targets import Seat
from linli.people.models import Appointment, Organisation, User
from linli.people.queries import holding
from linli.people.titles import prefixes

MOST = 300


@dataclass(frozen=True)
class Choice:
    """Somebody in a list to choose from; `load` is for how many targets of this slot they answer."""

    holder: User | Organisation | Team
    load: int | None = None

    @property
    def key(self) -> str:
        return str(self.holder.pk)

    @property
    def words(self) -> str:
        return str(self.holder.name) if self.load is None else f"{self.holder.name}（{self.load}）"


def choices_for(seat: Seat, area: Area, *, day: date, text: str = "") -> list[Choice]:
    """For a person's slot five queries, for the others one."""
    near = Q(area_code__in=prefixes(area.code)) | Scope((area.code,)).q()
    if seat.slot.who == "organisation":
        return [Choice(one) for one in _named(Organisation.everywhere.filter(near, closed_on=None), text)]
    if seat.slot.who == "team":
        teams = Team.everywhere.filter(near, Q(until_on=None) | Q(until_on__gt=day))
        return [Choice(one) for one in _named(teams, text)]
    return people_for(seat, area, day=day, text=text)


def people_for(seat: Seat, area: Area, *, day: date, text: str = "") -> list[Choice]:
    """Those with the role above the area or within it, the qualification, and room for one more."""
    near = Q(area_code__in=prefixes(area.code)) | Scope((area.code,)).q()
    held = Appointment.everywhere.filter(holding(day), near, role=seat.slot.role)
    users = list(_named(User.objects.filter(pk__in=held.values("user"), is_active=True), text))
    known = candidates(seat, [one.pk for one in users], from_on=day)
    found = [Choice(one, known[one.pk].load) for one in users if _fits(seat, known[one.pk])]
    return sorted(found, key=lambda one: (one.load or 0, one.holder.name))


def _fits(seat: Seat, known: Candidate) -> bool:
    wants = seat.slot.qualification
    return has_room(seat.slot, known.load) and (not wants or wants in known_of(known))


def _named(
    rows: "QuerySet[User] | QuerySet[Organisation] | QuerySet[Team]", text: str
) -> Sequence[User | Organisation | Team]:
    found = rows.filter(name__icontains=text) if text else rows
    return list(found.order_by("name", "pk")[:MOST])
