"""Which episodes rest on a case that a physician has ruled out: of the infected person, and of contacts of the case."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from linli.care.choices import IN_FORCE, CaseState, EpisodeState, OpenedFrom
from linli.care.models import Case, Episode
from linli.core.rows import among
from linli.lib.editions import edition_named

DECIDED = (EpisodeState.SIGNED, *IN_FORCE)


def resting_on(case_id: UUID) -> list[Episode]:
    """Signed or in force, and nothing else stands behind them; none while the case is not ruled out."""
    case = Case.everywhere.filter(pk=case_id, state=CaseState.RULED_OUT).select_related("resident").first()
    if case is None:
        return []
    return [one for one in episodes_of(case) if one.pk in without_case([one])]


def episodes_of(case: Case) -> list[Episode]:
    """What is decided about the person, and about contacts who were opened on the case."""
    about = Q(resident_id=_kept(case)) | Q(resident_id=case.resident_id)
    about |= Q(source=OpenedFrom.CONTACT, source_id=case.pk)
    rows = Episode.everywhere.filter(about, state__in=DECIDED).select_related("household", "area")
    return list(rows.order_by("pk"))


def without_case(episodes: Sequence[Episode]) -> set[UUID]:
    """Those of these whose case was ruled out, where the person who was the case has no other confirmed one."""
    sick = {one.pk: one.resident_id for one in episodes if _means_infected(one)}
    contacts = {
        one.pk: one.source_id for one in episodes if one.source == OpenedFrom.CONTACT and one.source_id
    }
    if not sick and not contacts:
        return set()
    named = {row.pk: _kept(row) for row in _cases(Q(among("pk", set(contacts.values()))))}
    people = set(sick.values()) | set(named.values())
    confirmed: set[UUID] = set()
    ruled_out: set[UUID] = set()
    of_people = Q(among("resident_id", people)) | Q(among("resident__merged_into_id", people))
    for row in _cases(of_people):
        # A record that was merged into another speaks for the one that was kept.
        states = confirmed if row.state == CaseState.CONFIRMED else ruled_out
        if row.state in (CaseState.CONFIRMED, CaseState.RULED_OUT):
            states.update((row.resident_id, _kept(row)))
    gone = ruled_out - confirmed
    found = {pk for pk, person in sick.items() if person in gone}
    return found | {pk for pk, case in contacts.items() if named.get(case) in gone}


def _cases(where: Q) -> Iterable[Case]:
    return Case.everywhere.filter(where).select_related("resident").defer("evidence")


def _kept(case: Case) -> UUID:
    return case.resident.merged_into_id or case.resident_id


def _means_infected(episode: Episode) -> bool:
    """By the edition under which it was decided: that one asked for the case."""
    edition = edition_named(episode.edition)
    category = edition.category(episode.category) if edition else None
    return category is not None and category.infected
