"""The audit trail: named actions with a sentence each, and the values that they replaced."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from linli.core.models import AuditEntry, Revision

SENTENCES: dict[str, str | Promise] = {}


class Actor(Protocol):
    """Whoever acts: a user, or `None` for the system itself."""

    @property
    def pk(self) -> Any: ...

    @property
    def shown_name(self) -> str: ...


def name_action(action: str, sentence: str | Promise) -> str:
    """Register `app:subject:verb` with its sentence, once, where the action lives; returns the name.

    The sentence may use {actor}, {subject} and the keys of the entry's data.
    """
    if action.count(":") != 2:
        raise ValueError(f"{action!r} is not app:subject:verb")
    SENTENCES[action] = sentence
    return action


def log(
    action: str,
    *,
    actor: Actor | None,
    subject: models.Model | None = None,
    subject_name: str = "",
    area_code: str = "",
    **data: Any,
) -> AuditEntry:
    """Write one line of the trail. Only inside the transaction of the action itself; no personal data in `data`."""
    if action not in SENTENCES:
        raise LookupError(f"{action!r} has no sentence; name it with name_action first.")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An action is logged in the transaction that carries it out.")
    return AuditEntry.objects.create(
        at=timezone.now(),
        action=action,
        actor_id=actor.pk if actor else None,
        actor_name=actor.shown_name if actor else "",
        subject_kind=kind_of(subject) if subject else "",
        subject_id=subject.pk if subject else None,
        subject_name=subject_name,
        area_code=area_code or getattr(subject, "area_code", ""),
        data=data,
    )


def kind_of(subject: models.Model | type[models.Model]) -> str:
    return subject._meta.label_lower


def plain(instance: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The values of `fields` as JSON can keep them; foreign keys by their `_id` name."""
    return {name: _plain_value(getattr(instance, name)) for name in fields}


def _plain_value(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def change(instance: models.Model, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the values that differ; return (before, after) of just those, ready for a `Revision`."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in values.items():
        old = getattr(instance, name)
        if old != value:
            setattr(instance, name, value)
            before[name], after[name] = _plain_value(old), _plain_value(value)
    return before, after


def keep_revision(
    entry: AuditEntry,
    instance: models.Model,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    created: bool = False,
) -> Revision:
    """Keep what `entry` did to `instance`; `before` is None for a created record."""
    return Revision.objects.create(
        entry=entry,
        subject_kind=kind_of(instance),
        subject_id=instance.pk,
        created=created,
        before=before,
        after=after,
    )


def sentence(entry: AuditEntry) -> str:
    """The entry as a person reads it."""
    text = str(SENTENCES.get(entry.action, entry.action))
    return text.format_map(_Data({"actor": entry.actor_name, "subject": entry.subject_name, **entry.data}))


class _Data(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
