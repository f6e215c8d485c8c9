"""Episodes on the household's page: who may see whom is in care sees the measure and its days; others that somebody stays
in, on what basis and until when, and nothing of why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.care.actions.signing import plan_of
from linli.care.choices import IN_FORCE
from linli.care.models import Episode
from linli.care.showing_episodes import care_of, day_bar, days_of, measure_word, state_of
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import User
from linli.people.titles import role_title
from linli.people.viewer import Viewer, acting
from linli.registers.models import Household
from linli.registers.standing import Standing, StandingDay, holding


def standing_episodes(viewer: Viewer, household: Household, at: datetime) -> Sequence[Standing]:
    if not (viewer.may(C.CARE_READ) and viewer.scope.covers(household.area_code)):
        return ()
    rows = Episode.everywhere.filter(household=household, state__in=IN_FORCE)
    rows = rows.select_related("resident", "area", "signed_by", "approved_by", "incident")
    found = list(rows.defer("evidence", "health").order_by("until_at", "pk"))
    marks = {one.source_id: one.pk for one in holding([household.pk], at=at)} if found else {}
    return [_block(one, marks, at) for one in found]


def _block(episode: Episode, marks: Mapping[UUID | None, UUID], at: datetime) -> Standing:
    number, total = days_of(episode, at)
    care = care_of(episode, day=local_day(at))
    decided = [one for one in (episode.signed_by, episode.approved_by) if one is not None]
    assert episode.until_at is not None
    return Standing(
        title=_("{name}: {measure}, day {n} of {total}").format(
            name=episode.resident.name, measure=measure_word(episode.measure), n=number, total=total
        ),
        until_at=episode.until_at, state=state_of(episode, at), basis=episode.basis,
        decided=[_titled(one, at) for one in decided], care_name=care.pattern, care=care.names, gaps=care.gaps,
        objection=episode.objection, url=reverse("care:episode", args=[episode.pk]),
        days=[
            StandingDay(one.number, one.on, one.position, [_("test due")] if one.test else [])
            for one in day_bar(episode, plan_of(episode), at)
        ],
        marks=[marks[episode.pk]] if episode.pk in marks else [],
    )  # fmt: skip


def _titled(user: User, at: datetime) -> str:
    """The name, with the duty in which they decide."""
    viewer = acting(user, day=local_day(at))
    title = role_title(viewer.role) if viewer.role else ""
    return f"{viewer.user.shown_name} {title}".rstrip()
