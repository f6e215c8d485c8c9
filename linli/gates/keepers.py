"""Whose scans and checks of patrols are taken: people whose duty keeps gates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.lib.area_codes import county_of, is_within
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.viewer import roles


@dataclass(frozen=True, slots=True)
class Held:
    area_code: str
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def keeps(self, code: str, day: date) -> bool:
        """A gate or a route of the duty's county, or of an area that the duty answers for: keepers are sent across
        communities, as everybody who stands on posts."""
        return self.holds_on(day) and is_within(code, county_of(self.area_code))


class Keepers:
    """The duties of many people in which they keep gates, read in one query."""

    def __init__(self, user_ids: Iterable[UUID | None]) -> None:
        self._asked = {one for one in user_ids if one is not None}
        keeping = [key for key, role in roles().items() if Capability.GATES_KEEP in role.sees]
        rows = Appointment.everywhere.filter(user_id__in=self._asked, role__in=keeping)
        self._held: dict[UUID, list[Held]] = defaultdict(list)
        for user_id, code, since, until in rows.values_list("user_id", "area_code", "from_on", "until_on"):
            self._held[user_id].append(Held(code, since, until))

    def joined_by(self, user_ids: Iterable[UUID | None]) -> "Keepers":
        """These, and others who have not been asked for yet; a query only if there are any."""
        others = {one for one in user_ids if one is not None} - self._asked
        return Keepers(self._asked | others) if others else self

    def may_keep(self, user_id: UUID | None, code: str, day: date) -> bool:
        return user_id is not None and any(one.keeps(code, day) for one in self._held.get(user_id, ()))

    def keeps_on(self, user_id: UUID | None, day: date) -> bool:
        return user_id is not None and any(one.holds_on(day) for one in self._held.get(user_id, ()))

    def keeps_any(self, user_id: UUID | None) -> bool:
        return user_id is not None and user_id in self._held
