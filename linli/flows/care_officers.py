"""Who is asked when an episode may have to be cancelled: who signed and agreed, and the nearest who may write."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.care.actions.cancelling import MAY_BE_CANCELLED
from linli.care.models import Episode
from linli.lib.periods import local_day
from linli.people.choices import Capability as C
from linli.people.models import Appointment, User
from linli.people.notes import Said, leave_notes
from linli.people.queries import holding
from linli.people.titles import prefixes
from linli.people.viewer import roles

MAY_WRITE = {C.CARE_READ, C.CARE_WRITE, C.HOUSEHOLDS_READ}


def tell_officers(episode: Episode, kind: str, *, about: str, why: str) -> None:
    """One note a person and occasion. Who cannot cancel is shown the episode: they have decided on it as well."""
    writers = _writers(episode.area_code)
    nearest = max((len(code) for code, _user in writers), default=0)
    whom = {user for code, user in writers if len(code) == nearest} | _signers(episode)
    may = {user for _code, user in writers}
    data = {"place": episode.household.place}
    leave_notes(
        Said(
            user, kind, f"{kind}:{episode.pk.hex}:{about}:{user.hex}", _page(episode, why, user in may), data
        )
        for user in sorted(whom)
    )


def _page(episode: Episode, why: str, may: bool) -> str:
    """The page of cancelling, with the reason; of a proposal the episode's own, where it is declined."""
    if may and episode.state in MAY_BE_CANCELLED:
        return reverse("care:episode_cancel", args=[episode.pk]) + f"?why={why}"
    return reverse("care:episode", args=[episode.pk])


def _writers(code: str) -> list[tuple[str, UUID]]:
    wanted = [key for key, role in roles().items() if set(role.sees) >= MAY_WRITE]
    held = Appointment.everywhere.filter(
        holding(local_day(timezone.now())),
        role__in=wanted,
        area_code__in=prefixes(code),
        user__is_active=True,
    )
    return list(held.values_list("area_code", "user_id"))


def _signers(episode: Episode) -> set[UUID]:
    named = {one for one in (episode.signed_by_id, episode.approved_by_id) if one}
    return set(User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
