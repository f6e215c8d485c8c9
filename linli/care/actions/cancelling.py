"""An episode that should not have been: the wrong person, the wrong category. It stops at once, the household gets an
apology, and everybody who was told gets the correction."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.care.actions.ending import stop_days
from linli.care.actions.episode_rows import change_row, decider, locked_episode, moment, must_be
from linli.care.choices import IN_FORCE, EpisodeState, WhyCancelled, WordKind
from linli.care.models import Carer, Episode, Told
from linli.care.notes_episodes import CORRECTION
from linli.care.problems_episodes import WhyMissing
from linli.core.audit import Actor, name_action
from linli.core.outbox import announce
from linli.people.choices import Capability
from linli.people.notes import Said, leave_notes
from linli.people.viewer import user_behind

CANCELLED = name_action(
    "care:episode:cancelled", _("{actor} cancelled what was opened in error at {subject}")
)
# A proposal is declined: it has restricted nobody. What is over may have been wrong all the same.
MAY_BE_CANCELLED = (
    EpisodeState.SIGNED, *IN_FORCE, EpisodeState.RELEASED, EpisodeState.AFTERCARE, EpisodeState.CLOSED,
)  # fmt: skip


@transaction.atomic
def cancel_episode(
    *,
    actor: Actor | None,
    episode: Episode,
    why: str,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Episode:
    """Undo it: marks, phases, tasks. Cancelled twice, it happened once, whatever page the second came from."""
    at = moment(at)
    found = locked_episode(episode.pk)
    if found.state == EpisodeState.CANCELLED:
        return found
    found = locked_episode(episode.pk, version=version)
    must_be(found, *MAY_BE_CANCELLED)
    viewer = decider(actor, found.area_code, Capability.CARE_WRITE, at=at)
    if why not in WhyCancelled.values:
        raise WhyMissing()
    was_in_force = found.approved_at is not None
    user = user_behind(viewer)
    assert user is not None
    values = {
        "state": EpisodeState.CANCELLED.value, "cancelled_by_id": user.pk, "cancelled_at": at, "cancelled_why": why,
        "cancelled_note": note.strip(), "apology_at": at if was_in_force else None,
    }  # fmt: skip
    change_row(found, values, CANCELLED, actor=actor, why=why)
    stop_days(found, at=at)
    if was_in_force:
        _correct(found, at)
    announce("care.episode_cancelled", episode=str(found.pk))
    return found


def _correct(episode: Episode, at: datetime) -> None:
    """Everybody who was told is told that it was wrong. The household reads it behind its link: it was told first."""
    Told.objects.get_or_create(
        episode=episode, kind=WordKind.NOTICE, user=None, whom=HOUSEHOLD, defaults={"at": at}
    )
    told = set(Told.objects.filter(episode=episode, user__isnull=False).values_list("user_id", flat=True))
    leave_notes(_corrections(episode, sorted(told | _carers(episode))))
    Told.objects.filter(episode=episode, corrected_at=None).update(corrected_at=at)


HOUSEHOLD = "household"  # `Told.whom` where it was the household itself, behind its link or on paper


def _carers(episode: Episode) -> set[UUID]:
    rows = Carer.objects.filter(Q(user__is_active=True), episode=episode)
    return set(rows.values_list("user_id", flat=True))


def _corrections(episode: Episode, users: list[UUID]) -> Iterator[Said]:
    url = reverse("registers:household", args=[episode.household_id])
    for user in users:
        key = f"care-correction:{episode.pk.hex}:{user.hex}"
        yield Said(user, CORRECTION, key, url, {"place": episode.household.place})
