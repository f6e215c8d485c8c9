"""What notes about responsibilities say, and who gets them: at most one a person and action. Loaded at start."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor
from linli.core.models import AuditEntry
from linli.duty.access_posts import may_stand
from linli.duty.choices import Standing
from linli.duty.models import Responsibility
from linli.duty.targets import target_of
from linli.people.notes import SENTENCES, Said, leave_notes
from linli.people.viewer import user_behind

SENTENCES.update(
    {
        "responsible": _("You answer for {target} from {day} on."),
        "responsible_for_many": _("You answer for {n} more households or places from {day} on."),
        "deputy": _("You are the deputy for {target} from {day} on."),
        "deputy_for_many": _("You are the deputy for {n} more households or places from {day} on."),
        "cares_for": _("You care for a household of {area} from {day} on. Your phone has the list."),
        "not_responsible": _("You no longer answer for {target}; last day {day}."),
        "not_responsible_for_many": _("You no longer answer for {n} households or places; last day {day}."),
    }
)


def tell_given(
    entry: AuditEntry, rows: Sequence[Responsibility], actor: Actor | None, *, target: str = ""
) -> None:
    """Tell people what they answer for now. `target`: the name of the one that the rows are for."""
    said = []
    for user_id, theirs in _by_person(rows, actor).items():
        is_deputy = all(one.standing == Standing.DEPUTY for one in theirs)
        kind = "deputy" if is_deputy else "responsible"
        said.append(_said(entry, user_id, kind, theirs, theirs[0].from_on, target))
    _leave(said)


def tell_given_care(entry: AuditEntry, rows: Sequence[Responsibility]) -> None:
    """Whom they care for stands on their phone and behind the door of care: a note is read over shoulders."""
    data = {
        one.user_id: {"area": one.area.short, "day": one.from_on.isoformat()} for one in rows if one.user_id
    }
    _leave([Said(user, "cares_for", f"{entry.pk.hex}:{user.hex}", data=one) for user, one in data.items()])


def tell_ended(entry: AuditEntry, rows: Sequence[Responsibility], actor: Actor | None) -> None:
    said = []
    for user_id, theirs in _by_person(rows, actor).items():
        over = theirs[0].until_on or theirs[0].from_on
        said.append(_said(entry, user_id, "not_responsible", theirs, over - timedelta(days=1)))
    _leave(said)


def _by_person(rows: Sequence[Responsibility], actor: Actor | None) -> dict[UUID, list[Responsibility]]:
    """Nobody is told what they did themselves; organisations and teams have no notes."""
    own = user_behind(actor)
    found: dict[UUID, list[Responsibility]] = defaultdict(list)
    for row in rows:
        if row.user_id is not None and (own is None or row.user_id != own.pk):
            found[row.user_id].append(row)
    return found


def _said(
    entry: AuditEntry, user_id: UUID, kind: str, theirs: list[Responsibility], day: date, target: str = ""
) -> Said:
    key = f"{entry.pk.hex}:{user_id.hex}"
    if len(theirs) > 1:
        return Said(user_id, f"{kind}_for_many", key, data={"n": len(theirs), "day": day.isoformat()})
    name = target or target_of(theirs[0]).name
    return Said(user_id, kind, key, data={"target": name, "day": day.isoformat()})


def _leave(said: Sequence[Said]) -> None:
    """With the way to the page of what somebody answers for, where their duty opens it."""
    stands = may_stand(one.user_id for one in said)
    leave_notes([one.at(reverse("duty:mine")) if one.user_id in stands else one for one in said])
