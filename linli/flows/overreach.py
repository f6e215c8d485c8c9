"""Something changed in an episode: it is held against the rules in force at once, not only in the night."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.lint import lint_episodes
from linli.care.models import Appeal
from linli.registers.choices import RestrictionSource
from linli.zones.lint import look_where_it_goes_on


def look_at_episode(payload: dict[str, Any]) -> None:
    lint_episodes(at=timezone.now(), episodes=[UUID(payload["episode"])])


def look_at_objection(payload: dict[str, Any]) -> None:
    """It is made, answered or taken back: so far as nobody answers in time, that is found."""
    appeal = Appeal.everywhere.select_related("restriction").filter(pk=UUID(payload["appeal"])).first()
    if appeal is None:
        return
    if appeal.episode_id is not None:
        lint_episodes(at=timezone.now(), episodes=[appeal.episode_id])
    mark = appeal.restriction
    if mark is not None and mark.source == RestrictionSource.ZONE and mark.source_id is not None:
        look_where_it_goes_on(mark.source_id, at=timezone.now())
