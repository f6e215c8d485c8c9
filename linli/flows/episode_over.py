"""An episode is over: who helped is told, and where nobody had decided, its officers."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.care.choices import WhyReleased, WordKind
from linli.care.models import Carer, Episode, Told
from linli.care.notes_release import ENDED, RELEASED
from linli.people.models import User
from linli.people.notes import Said, leave_notes
from linli.people.tabs import url as page


def tell_of_release(payload: dict[str, Any]) -> None:
    """The team, and whoever else was told that somebody stays in. Told twice, it is told once."""
    episode = Episode.everywhere.select_related("household").filter(pk=UUID(payload["episode"])).first()
    if episode is None or episode.released_at is None:
        return
    told, officers = _told(episode), _officers(episode)
    data = {"place": episode.household.place}
    said = [_said(user, RELEASED, episode.pk, "", data) for user in sorted(told)]
    said += [_said(user, ENDED, episode.pk, page("care:release_queue"), data) for user in sorted(officers)]
    leave_notes(said)
    now = timezone.now()
    Told.objects.bulk_create(
        (Told(episode=episode, kind=WordKind.RELEASE, user_id=user, at=now) for user in sorted(told)),
        ignore_conflicts=True,
    )


def _told(episode: Episode) -> set[UUID]:
    users = set(Carer.objects.filter(episode=episode).values_list("user_id", flat=True))
    users |= set(Told.objects.filter(episode=episode, user__isnull=False).values_list("user_id", flat=True))
    return _active(users)


def _officers(episode: Episode) -> set[UUID]:
    """Those who signed, where it ended by itself: it was theirs to decide."""
    if episode.released_why != WhyReleased.ENDED:
        return set()
    return _active({one for one in (episode.signed_by_id, episode.approved_by_id) if one})


def _active(users: set[Any]) -> set[UUID]:
    return set(User.objects.filter(Q(pk__in=users), is_active=True).values_list("pk", flat=True))


def _said(user: UUID, kind: str, about: UUID, url: str, data: dict[str, str]) -> Said:
    return Said(user, kind, f"{kind}:{about.hex}:{user.hex}", url, data)
