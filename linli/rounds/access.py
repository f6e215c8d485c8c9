"""For which households somebody may tell facts: those in an area where they held a duty on that day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from linli.lib.area_codes import is_within
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.viewer import roles


class Duties:
    """The duties of many people, read in one query, that let them see households."""

    def __init__(self, user_ids: Iterable[UUID | None]) -> None:
        wanted = [key for key, role in roles().items() if Capability.HOUSEHOLDS_READ in role.sees]
        held = Appointment.everywhere.filter(user_id__in={one for one in user_ids if one}, role__in=wanted)
        self._by_user: dict[UUID, list[Appointment]] = defaultdict(list)
        for one in held:
            self._by_user[one.user_id].append(one)
        self._known: dict[tuple[UUID, str, date], bool] = {}

    def cover(self, user_id: UUID, code: str, on: date) -> bool:
        """Asked once for each place and day: a phone tells of one after another."""
        asked = (user_id, code, on)
        if asked not in self._known:
            held = self._by_user.get(user_id, ())
            self._known[asked] = any(is_within(code, one.area_code) and one.holds_on(on) for one in held)
        return self._known[asked]
