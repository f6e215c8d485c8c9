"""Notes: a line for one person about something that finished or waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.models import Note, User
from linli.people.titles import role_title

LONGEST_KEY = 80  # of the column

# What a note of each kind says; the keys of its data fill the gaps.
SENTENCES: dict[str, str | Promise] = {
    "import_written": _("{file} is written into the register: {rows} rows."),
    "membership_recorded": _(
        "You were entered as a member of {organisation}. If you did not agree, take it back on your page."
    ),
    "appointed": _("You have a new duty: {role}, {area}."),
}


def leave_note(
    *, user_id: Any, kind: str, key: str, url: str = "", data: dict[str, Any] | None = None
) -> None:
    """Leave a note; with the same `key` again it does nothing, so a reaction may run twice."""
    Note.objects.get_or_create(
        key=_fitting(key),
        defaults={"user_id": user_id, "kind": kind, "url": url, "data": data or {}, "at": timezone.now()},
    )


def _fitting(key: str) -> str:
    """Keys name what they are about, whom and when; a long one is kept by its hash."""
    return key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest()


@dataclass(frozen=True)
class Said:
    """A note to be left, for an action that tells many people at once."""

    user_id: UUID
    kind: str
    key: str
    url: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def at(self, url: str) -> Self:
        return replace(self, url=url)


def leave_notes(said: Iterable[Said]) -> None:
    """Leave many notes at once; those whose `key` is there already do nothing."""
    now = timezone.now()
    rows = [
        Note(user_id=one.user_id, kind=one.kind, key=_fitting(one.key), url=one.url, data=one.data, at=now)
        for one in said
    ]
    Note.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def notes_of(user: User, *, limit: int = 20) -> list[Note]:
    """The newest notes of a person, those not yet seen first."""
    newest: QuerySet[Note] = Note.objects.filter(user=user).order_by("-at", "-pk")
    return sorted(newest[:limit], key=lambda note: note.seen_at is not None)


def sentence_of(note: Note) -> str:
    text = str(SENTENCES.get(note.kind, note.kind))
    data = note.data | ({"role": role_title(note.data["role"])} if "role" in note.data else {})
    return text.format_map(_Gaps(data))


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
