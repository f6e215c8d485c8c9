"""Opening an incident, changing its playbook and level, and closing it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.moments import day as day_text
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.incidents import playbooks
from linli.incidents.models import Incident, PlaybookChange
from linli.incidents.problems import (
    AlreadyOpen,
    EndsBeforeItBegins,
    IncidentClosed,
    NoGrounds,
    NotYet,
    SamePlaybook,
)
from linli.incidents.rules import missing_grounds, purge_day
from linli.lib.periods import local_day
from linli.people.choices import Capability
from linli.people.viewer import acting, user_behind

OPENED = name_action("incidents:incident:opened", _("{actor} opened {subject}"))
CLOSED = name_action("incidents:incident:closed", _("{actor} closed {subject}; last day {last_day}"))
LEVEL_CHANGED = name_action(
    "incidents:level:changed", _("{actor} changed the response of {subject} from {before} to {after}")
)
PLAYBOOK_CHANGED = name_action(
    "incidents:playbook:changed", _("{actor} changed the playbook of {subject}: {name} ({count} values)")
)


@transaction.atomic
def open_incident(
    *,
    actor: Actor | None,
    area: Area,
    name_zh: str,
    kind: str,
    purpose: str,
    basis: str,
    approved_by: str,
    opened_on: date,
    playbook: str,
    name_en: str = "",
    approval_number: str = "",
    level: str = "",
    policy_edition: str = "",
    is_drill: bool = False,
    retention_days: int = 28,
) -> Incident:
    """Open an incident in an area, with its grounds and the playbook as it is now."""
    _check_door(actor, area.code)
    if missing_grounds(purpose=purpose, basis=basis, approved_by=approved_by):
        raise NoGrounds()
    if opened_on > _today():
        raise NotYet()
    # The area's row lets two who open the same incident at once wait for each other.
    Area.objects.select_for_update().get(pk=area.pk)
    _check_not_open(area, kind, is_drill)
    text = playbooks.packaged_text(playbook)
    made = Incident.objects.create(
        area=area, area_code=area.code, name_zh=name_zh, name_en=name_en, kind=kind, is_drill=is_drill, level=level,
        purpose=purpose.strip(), basis=basis.strip(), approved_by=approved_by.strip(),
        approval_number=approval_number, policy_edition=policy_edition, retention_days=retention_days,
        playbook_name=playbook, playbook_text=text,
        playbook_values=playbooks.values_of(playbooks.read(text, name=playbook)),
        opened_on=opened_on, opened_by=user_behind(actor),
    )  # fmt: skip
    log(OPENED, actor=actor, subject=made, subject_name=made.name_zh, kind=kind, drill=is_drill)
    announce("incidents.opened", incident=str(made.pk), area=area.code)
    return made


@transaction.atomic
def change_playbook(
    *, actor: Actor | None, incident: Incident, name: str, text: str, on: date | None = None
) -> PlaybookChange:
    """Put another text in force from a day on. What differs is kept with the change."""
    kept = _locked_open(actor, incident)
    after = playbooks.read(text, name=kept.playbook_name)
    found = playbooks.differences(kept, after)
    if not found:
        raise SamePlaybook()
    made = PlaybookChange.objects.create(
        incident=kept, name=name.strip(), on=on or _today(), by=user_behind(actor),
        by_name=actor.shown_name if actor else "", at=timezone.now(), text=text,
        values=playbooks.values_of(after), differences=found,
    )  # fmt: skip
    log(
        PLAYBOOK_CHANGED,
        actor=actor,
        subject=kept,
        subject_name=kept.name_zh,
        name=made.name,
        count=len(found),
    )
    announce("incidents.playbook_changed", incident=str(kept.pk), area=kept.area_code)
    return made


@transaction.atomic
def change_level(*, actor: Actor | None, incident: Incident, level: str) -> Incident:
    """Say that the response is now at another level."""
    kept = _locked_open(actor, incident)
    before, after = kept.level, level.strip()
    if before != after:
        kept.level = after
        kept.save(update_fields=["level"])
        log(LEVEL_CHANGED, actor=actor, subject=kept, subject_name=kept.name_zh, before=before, after=after)
    return kept


@transaction.atomic
def close_incident(*, actor: Actor | None, incident: Incident, last_day: date, note: str = "") -> Incident:
    """End an incident. From here its personal data are on their way out; the event starts that."""
    kept = _locked_open(actor, incident)
    if last_day > _today():
        raise NotYet()
    if last_day < kept.opened_on:
        raise EndsBeforeItBegins(day=day_text(kept.opened_on))
    kept.closed_on, kept.closed_by, kept.closing_note = last_day, user_behind(actor), note.strip()
    kept.save(update_fields=["closed_on", "closed_by", "closing_note"])
    log(CLOSED, actor=actor, subject=kept, subject_name=kept.name_zh, last_day=last_day.isoformat())
    purge = purge_day(last_day, kept.retention_days)
    announce("incidents.closed", incident=str(kept.pk), area=kept.area_code, purge_on=purge.isoformat())
    return kept


def _check_door(actor: Actor | None, code: str) -> None:
    """The stranger finds nothing here; without an actor the machine itself acts."""
    if actor is None:
        return
    viewer = acting(actor, day=_today())
    viewer.need(Capability.INCIDENTS_WRITE, write=True)
    if not viewer.scope.covers(code):
        raise NotFound()


def _check_not_open(area: Area, kind: str, is_drill: bool) -> None:
    same: Any = Incident.everywhere.filter(area=area, kind=kind, is_drill=is_drill, closed_on=None).first()
    if same is not None:
        raise AlreadyOpen(name=same.name, day=day_text(same.opened_on))


def _locked_open(actor: Actor | None, incident: Incident) -> Incident:
    _check_door(actor, incident.area_code)
    kept = Incident.everywhere.select_for_update().get(pk=incident.pk)
    if not kept.is_open:
        raise IncidentClosed()
    return kept


def _today() -> date:
    return local_day(timezone.now())
