"""Notes: a line for one person about something that finished or waits."""

from typing import Any

from django.utils import timezone

from linli.people.models import Note


def leave_note(*, user_id: Any, kind: str, key: str, url: str = "", data: dict[str, Any] | None = None) -> None:
    """Leave a note; with the same `key` again it does nothing, so a reaction may run twice."""
    Note.objects.get_or_create(
        key=key, defaults={"user_id": user_id, "kind": kind, "url": url, "data": data or {}, "at": timezone.now()}
    )
