"""Something changed in an episode: it is held against the rules in force at once, not only in the night."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.lint import lint_episodes
from linli.care.models import Appeal


def look_at_episode(payload: dict[str, Any]) -> None:
    lint_episodes(at=timezone.now(), episodes=[UUID(payload["episode"])])


def look_at_objection(payload: dict[str, Any]) -> None:
    """An objection to a zone has no episode; zones have a search of their own."""
    appeal = Appeal.everywhere.filter(pk=UUID(payload["appeal"])).exclude(episode=None).first()
    if appeal is not None and appeal.episode_id is not None:
        lint_episodes(at=timezone.now(), episodes=[appeal.episode_id])
