"""Somebody has signed: those who may agree are told; a decision of the second person comes back to the first."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.care.choices import EpisodeState
from linli.care.models import Episode
from linli.care.notes_episodes import TO_AGREE, TURNED_DOWN
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.models import Appointment
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.titles import prefixes
from linli.people.viewer import roles


def ask_second_person(payload: dict[str, Any]) -> None:
    """The nearest who may agree, and never the one who has signed."""
    episode = _found(payload, EpisodeState.SIGNED)
    if episode is None:
        return
    url, data = reverse("care:episode_agree", args=[episode.pk]), {"place": episode.household.place}
    leave_notes(
        Said(user, TO_AGREE, f"{TO_AGREE}:{episode.pk.hex}:{episode.version}:{user.hex}", url, data)
        for user in sorted(_second_persons(episode))
    )


def tell_first_person(payload: dict[str, Any]) -> None:
    episode = _found(payload, EpisodeState.DECLINED)
    if episode is None or episode.signed_by_id is None or episode.signed_by_id == episode.declined_by_id:
        return
    url, user = reverse("care:episode", args=[episode.pk]), episode.signed_by_id
    key = f"{TURNED_DOWN}:{episode.pk.hex}:{user.hex}"
    leave_notes([Said(user, TURNED_DOWN, key, url, {"place": episode.household.place})])


def _found(payload: dict[str, Any], state: EpisodeState) -> Episode | None:
    rows = Episode.everywhere.select_related("household").filter(pk=UUID(payload["episode"]), state=state)
    return rows.first()


def _second_persons(episode: Episode) -> set[UUID]:
    may = [key for key, role in roles().items() if Capability.CARE_AGREE in role.sees]
    held = Appointment.everywhere.filter(
        holding(local_day(timezone.now())), role__in=may, area_code__in=prefixes(episode.area_code),
        user__is_active=True,
    )  # fmt: skip
    rows = held.values_list("area_code", "user_id")
    found = [(code, user) for code, user in rows if user != episode.signed_by_id]
    nearest = max((len(code) for code, _user in found), default=0)
    return {user for code, user in found if len(code) == nearest}
