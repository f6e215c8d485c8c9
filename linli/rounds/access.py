"""For which households somebody may tell facts, and the doors to entries, hand-overs, lists and checks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from linli.core.problems import NotFound
from linli.lib.area_codes import prefix
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.viewer import Viewer, roles
from linli.rounds.choices import ListState
from linli.rounds.models import Check, CheckList, ContactEntry, HandOver, NotMine

M = TypeVar("M", bound=Model)


class Duties:
    """The duties of many people, read in one query, that let them see households."""

    def __init__(self, user_ids: Iterable[UUID | None]) -> None:
        wanted = [key for key, role in roles().items() if Capability.HOUSEHOLDS_READ in role.sees]
        held = Appointment.everywhere.filter(user_id__in={one for one in user_ids if one}, role__in=wanted)
        self._by_user: dict[UUID, list[tuple[str, Appointment]]] = defaultdict(list)
        for one in held:
            self._by_user[one.user_id].append((prefix(one.area_code), one))
        self._known: dict[tuple[UUID, str, date], bool] = {}

    def cover(self, user_id: UUID, code: str, on: date) -> bool:
        """Asked once for each place and day: a phone tells of one after another."""
        asked = (user_id, code, on)
        if asked not in self._known:
            held = self._by_user.get(user_id, ())
            place = prefix(code)
            self._known[asked] = any(place.startswith(within) and one.holds_on(on) for within, one in held)
        return self._known[asked]


# ---- the doors of the pages ------------------------------------------------------------------------
def entry_for(viewer: Viewer, entry_id: UUID) -> NotMine:
    """An entry that went back: of one's own area, or offered to it."""
    viewer.need(Capability.ROUND_LISTS)
    found = NotMine.everywhere.filter(pk=entry_id).filter(_reaches(viewer)).select_related(*_WITH_ENTRY)
    return _one(found)


def hand_over_for(viewer: Viewer, hand_over_id: UUID) -> HandOver:
    """A hand-over that the viewer's area must answer."""
    viewer.need(Capability.ROUND_LISTS)
    rows = HandOver.objects.within(viewer.scope).filter(pk=hand_over_id)
    return _one(rows.select_related("area", "from_area", "entry__household", "entry__resident"))


def contact_entry_for(viewer: Viewer, entry_id: UUID) -> ContactEntry:
    """One contact of the ledger, for somebody who sees households."""
    viewer.need(Capability.HOUSEHOLDS_READ)
    return _one(ContactEntry.objects.within(viewer.scope).filter(pk=entry_id).select_related("household"))


def list_for(viewer: Viewer, list_id: UUID) -> CheckList:
    """A list that one's area gave out, or of which rows were given to it."""
    viewer.need(Capability.ROUND_LISTS)
    here = Check.objects.within(viewer.scope).filter(
        check_list=OuterRef("pk"), check_list__given_at__isnull=False
    )
    rows = CheckList.everywhere.filter(pk=list_id).filter(viewer.scope.q() | Q(Exists(here)))
    return _one(rows.select_related("area", "made_by"))


def own_list_for(viewer: Viewer, list_id: UUID) -> CheckList:
    """A list of one's own area: to give out, to close, to take back to its sender."""
    viewer.need(Capability.ROUND_LISTS)
    return _one(CheckList.objects.within(viewer.scope).filter(pk=list_id).select_related("area", "made_by"))


def check_for(viewer: Viewer, check_id: UUID) -> Check:
    """A row that was given to one's area to be looked for."""
    rows = Check.objects.within(viewer.scope).filter(pk=check_id, trouble="")
    rows = rows.exclude(check_list__state=ListState.DRAFT)
    return _one(rows.select_related("check_list", "area", "told_by", "household"))


_WITH_ENTRY = ("household", "resident", "by", "settled_by", "area")


def _reaches(viewer: Viewer) -> Q:
    offered = HandOver.objects.within(viewer.scope).filter(entry=OuterRef("pk"))
    return viewer.scope.q() | Q(Exists(offered))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotFound()
    return found
