"""After both signatures: the home is looked at, and the days begin."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.episode_rows import change_row, decider, locked_episode, moment, must_be
from linli.care.choices import IN_FORCE, EpisodeState, HomeSuitable, HomeTrouble, Housemates
from linli.care.models import Episode
from linli.core.audit import Actor, name_action
from linli.core.outbox import announce
from linli.core.problems import CannotBeUsed
from linli.people.choices import Capability

LOOKED_AT = name_action(
    "care:episode:home_looked_at", _("{actor} looked whether the home of {subject} is fit")
)
BEGUN = name_action("care:episode:begun", _("{actor} noted that it began for somebody of {subject}"))


@transaction.atomic
def record_home(
    *,
    actor: Actor | None,
    episode: Episode,
    version: int | None,
    home: str,
    troubles: Sequence[str] = (),
    housemates: str = "",
    by_carer: bool = False,
    at: datetime | None = None,
) -> Episode:
    """Say whether the home is fit, and what the others of the household do. It makes nothing longer or heavier.

    `by_carer`: told at the door by phone, by somebody of the care team; the intake has looked who may.
    """
    at = moment(at)
    found = locked_episode(episode.pk, version=version)
    must_be(found, EpisodeState.SIGNED, *IN_FORCE)
    if not by_carer:
        decider(actor, found.area_code, Capability.CARE_WRITE, at=at)
    if home not in (HomeSuitable.SUITABLE, HomeSuitable.UNSUITABLE) or not set(troubles) <= set(
        HomeTrouble.values
    ):
        raise CannotBeUsed(why=_("Say whether the home is fit, and why not."))
    if home == HomeSuitable.UNSUITABLE and not troubles:
        raise CannotBeUsed(why=_("Say why the home is not fit."))
    screened = EpisodeState.SCREENED.value if found.state == EpisodeState.NOTIFIED else found.state
    values = {
        "home": home, "home_troubles": sorted(troubles) if home == HomeSuitable.UNSUITABLE else [],
        "housemates": housemates if housemates in Housemates.values else found.housemates,
        "screened_at": at, "state": screened,
    }  # fmt: skip
    change_row(found, values, LOOKED_AT, actor=actor)
    announce("care.home_looked_at", episode=str(found.pk))
    return found


@transaction.atomic
def begin_episode(
    *, actor: Actor | None, episode: Episode, version: int | None, at: datetime | None = None
) -> Episode:
    """The person is there and knows: under way. Noted twice, it began once. The end does not move."""
    at = moment(at)
    found = locked_episode(episode.pk)
    if found.state == EpisodeState.ACTIVE:
        return found
    found = locked_episode(episode.pk, version=version)
    must_be(found, EpisodeState.NOTIFIED, EpisodeState.SCREENED)
    decider(actor, found.area_code, Capability.CARE_WRITE, at=at)
    values = {
        "state": EpisodeState.ACTIVE.value,
        "began_at": at,
        "notice_at": found.notice_at or at,
    }
    change_row(found, values, BEGUN, actor=actor)
    announce("care.episode_changed", episode=str(found.pk))
    return found
