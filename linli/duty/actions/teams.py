"""Teams: temporary branches, task forces, a unit's people who stand together for a time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, change, keep_revision, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound
from linli.duty.models import Team, TeamMember
from linli.duty.problems_volunteers import NotOfTheOrganisation, TeamClosed
from linli.people.models import Membership, Organisation, User
from linli.registers.actions.writing import write

NAMED = name_action("duty:team:named", _("{actor} named the team {subject}"))
CHANGED = name_action("duty:team:changed", _("{actor} changed the team {subject}"))
ENDED = name_action("duty:team:ended", _("{actor} ended the team {subject}; last day {last_day}"))
JOINED = name_action("duty:team:joined", _("{actor} put {n} people into the team {subject}"))
PARTED = name_action("duty:team:parted", _("{actor} took somebody out of the team {subject}"))


@transaction.atomic
def name_team(
    *, area: Area, name: str, kind: str, from_on: date, actor: Actor | None,
    organisation: Organisation | None = None, record: UUID | None = None,
) -> Team:  # fmt: skip
    """`record` is made with the form: what is sent twice names one team."""
    known = {"id": record} if record else {}
    there = Team.everywhere.filter(pk=record).first() if record else None
    if there:
        return there
    made = Team.objects.create(
        **known,
        area=area,
        area_code=area.code,
        name=name,
        kind=kind,
        organisation=organisation,
        from_on=from_on,
    )
    log(NAMED, actor=actor, subject=made, subject_name=name)
    announce("duty.team_changed", team_id=str(made.pk))
    return made


@transaction.atomic
def change_team(team: Team, *, actor: Actor | None, **values: Any) -> Team:
    """Change any of name, kind, lead_id. The lead is one of the members."""
    current = _open(team)
    lead = values.get("lead_id")
    if lead is not None and not current.members.filter(user=lead).exists():
        raise NotFound()
    _correct(current, values, actor)
    return current


def _correct(team: Team, values: dict[str, Any], actor: Actor | None) -> None:
    before, after = change(team, values)
    if not after:
        return
    write(team, after)
    entry = log(CHANGED, actor=actor, subject=team, subject_name=team.name, fields=sorted(after))
    keep_revision(entry, team, before=before, after=after)
    announce("duty.team_changed", team_id=str(team.pk))


@transaction.atomic
def put_into_team(team: Team, *, users: Iterable[User], actor: Actor | None) -> int:
    """Add members; who is in it stays so. An organisation's team is of its members alone."""
    current = _open(team)
    wanted = {one.pk: one for one in users}
    _check_members(current, wanted)
    there = set(current.members.filter(user__in=wanted).values_list("user_id", flat=True))
    new = [TeamMember(team=current, user=one) for pk, one in wanted.items() if pk not in there]
    TeamMember.objects.bulk_create(new)
    if new:
        log(JOINED, actor=actor, subject=current, subject_name=current.name, n=len(new))
        announce("duty.team_changed", team_id=str(current.pk))
    return len(new)


def _check_members(team: Team, users: dict[Any, User]) -> None:
    if team.organisation is None:
        return
    open_now = Membership.objects.filter(organisation=team.organisation, user__in=users, until_on=None)
    known = set(open_now.values_list("user_id", flat=True))
    for pk, user in users.items():
        if pk not in known:
            raise NotOfTheOrganisation(name=user.name, organisation=team.organisation.name)


@transaction.atomic
def take_out_of_team(team: Team, *, user: User, actor: Actor | None) -> None:
    current = _open(team)
    if not current.members.filter(user=user).delete()[0]:
        return
    log(PARTED, actor=actor, subject=current, subject_name=current.name)
    if current.lead_id == user.pk:
        _correct(current, {"lead_id": None}, actor)
    announce("duty.team_changed", team_id=str(current.pk))


@transaction.atomic
def end_team(team: Team, *, last_day: date, actor: Actor | None) -> Team:
    """The team ends after `last_day`; who was in it stays to be read. Twice does it once."""
    rows = lock_rows(Team.everywhere.all(), [team.pk])
    if not rows:
        raise NotFound()
    current = rows[0]
    if current.until_on is not None:
        return current
    current.until_on = max(last_day + timedelta(days=1), current.from_on)
    current.save(update_fields=["until_on"])
    log(ENDED, actor=actor, subject=current, subject_name=current.name, last_day=last_day.isoformat())
    announce("duty.team_changed", team_id=str(current.pk))
    return current


def _open(team: Team) -> Team:
    rows = lock_rows(Team.everywhere.select_related("organisation"), [team.pk])
    if not rows:
        raise NotFound()
    if rows[0].until_on is not None:
        raise TeamClosed(name=rows[0].name)
    return rows[0]
