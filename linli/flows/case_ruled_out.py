"""A case was ruled out, or confirmed: what rests on it is held against that at once, and people are asked to cancel.

Nothing is cancelled by itself. A person decides, and the household gets an apology from a person.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.choices import WhyCancelled
from linli.care.groundless import episodes_of, resting_on
from linli.care.lint import lint_episodes
from linli.care.models import Case, Episode
from linli.care.notes_episodes import NO_CASE
from linli.flows.care_officers import tell_officers


def ask_to_cancel(payload: dict[str, Any]) -> None:
    """Who signed, who agreed and who may write there. Told twice, it is told once."""
    for episode in resting_on(UUID(payload["case"])):
        tell_officers(episode, NO_CASE, about=payload["case"], why=WhyCancelled.FALSE_POSITIVE)
    look_at_case(payload)


def look_at_case(payload: dict[str, Any]) -> None:
    """What oversight sees is right in the same minute, not only after the night."""
    case = Case.everywhere.select_related("resident").filter(pk=UUID(payload["case"])).first()
    if case is None:
        return
    earlier = Case.everywhere.filter(resident_id=case.resident_id).select_related("resident")
    about: dict[UUID, Episode] = {one.pk: one for row in earlier for one in episodes_of(row)}
    lint_episodes(at=timezone.now(), episodes=list(about))
