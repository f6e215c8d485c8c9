"""The team of an episode: filled from the playbook's pattern while the episode is in force, and let go with it.

What an episode is, and why, is another part's; it says by `keep_episode` that one is under way, and by `end_episode`
that it is over. Both may be said again at any time, and change nothing then.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from linli.areas.scopes import Scope
from linli.core.audit import keep_revision, log, name_action
from linli.core.outbox import announce
from linli.duty.actions.giving import Term, give
from linli.duty.actions.responsibilities import finish, keep_new, set_end
from linli.duty.candidates import candidates
from linli.duty.choices import Source, Standing, TargetKind
from linli.duty.models import EpisodeInForce, Responsibility, TeamMember
from linli.duty.notes_responsibilities import tell_given_care
from linli.duty.playbook import playbook_in_force
from linli.duty.queries_gaps import REACHABLE
from linli.duty.rules_responsibilities import Place, misfits, pattern_for_episode
from linli.duty.targets import Seat, Target, episode_target, holding, seats
from linli.people.models import Appointment, User
from linli.people.queries import holding as appointed_on
from linli.people.titles import prefixes
from linli.registers.models import Household

TEAM_FILLED = name_action(
    "duty:episode:team_filled", gettext_lazy("The playbook named {n} people to care for a household of {subject}")
)  # fmt: skip
TEAM_LET_GO = name_action(
    "duty:episode:team_let_go", gettext_lazy("{n} responsibilities for a household of {subject} ended with its care")
)  # fmt: skip


@dataclass(frozen=True)
class UnderWay:
    """An episode as duty needs it; `until_on` is the first day on which nobody needs to come any more."""

    id: UUID
    household: Household
    measure: str
    from_on: date
    until_on: date


@transaction.atomic
def keep_episode(told: UnderWay, *, day: date) -> EpisodeInForce:
    """Mirror an episode that is in force, let its team's terms follow its end, and name people where some are missing."""
    _hold(told.household)
    playbook = playbook_in_force(told.household.area)
    pattern = pattern_for_episode(playbook.duty.patterns if playbook else (), told.measure)
    values = {
        "household": told.household, "measure": told.measure, "pattern": pattern.key if pattern else "",
        "area": told.household.area, "area_code": told.household.area_code, "from_on": told.from_on,
        "until_on": max(told.until_on, told.from_on + timedelta(days=1)),
    }  # fmt: skip
    row, _made = EpisodeInForce.everywhere.update_or_create(pk=told.id, defaults=values)
    row = EpisodeInForce.everywhere.select_related("area", "household").get(pk=row.pk)
    changed = _follow(row, day)
    wanted = [one for one in seats(playbook) if one.pattern.key == row.pattern and pattern is not None]
    named = [made for seat in wanted for made in _fill(seat, episode_target(row), row, day)]
    if named:
        entry = log(TEAM_FILLED, actor=None, subject=named[0], subject_name=row.area.short, n=len(named),
                    area_code=row.area_code)  # fmt: skip
        keep_new(entry, named)
        tell_given_care(entry, named)
    if named or changed:
        finish([*named, *changed])
    return row


@transaction.atomic
def end_episode(episode_id: UUID, *, day: date) -> int:
    """Nobody answers for it any more; said of one that is over already, nothing changes."""
    row = EpisodeInForce.everywhere.select_related("household").filter(pk=episode_id).first()
    if row is not None:
        _hold(row.household)
    over = _let_go(_of(episode_id).filter(Q(until_on=None) | Q(until_on__gt=day)), day)
    EpisodeInForce.everywhere.filter(pk=episode_id).delete()
    if over:
        finish(over)
    elif row is not None:
        announce("duty.episode_team_changed", episode=str(episode_id))
    return len(over)


@transaction.atomic
def follow_door(household_id: UUID) -> int:
    """Let episodes and their teams stand where the household stands now."""
    rows = EpisodeInForce.everywhere.filter(household=household_id).select_related("household__area")
    moved = [one for one in rows if one.area_code != one.household.area_code]
    for one in moved:
        place = {"area": one.household.area, "area_code": one.household.area_code}
        EpisodeInForce.everywhere.filter(pk=one.pk).update(**place)
        _of(one.pk).update(**place)
    return len(moved)


def people_of(episode_id: UUID) -> list[tuple[UUID, str, date, date | None]]:
    """Who cares for an episode, ever: account, slot, from, until. A team brings its members."""
    rows = list(_of(episode_id).filter(REACHABLE).order_by("from_on", "pk"))
    members: dict[UUID, list[UUID]] = {}
    teams = [row.team_id for row in rows if row.team_id]
    for team, user in TeamMember.objects.filter(team__in=teams).values_list("team_id", "user_id"):
        members.setdefault(team, []).append(user)
    return [
        (user, str(row.slot), row.from_on, row.until_on)
        for row in rows
        for user in ([row.user_id] if row.user_id else members.get(row.team_id, []) if row.team_id else [])
        if row.until_on is None or row.until_on > row.from_on
    ]


# ---- in step with the episode -------------------------------------------------------------------------------------------
def _hold(household: Household) -> None:
    """Whoever comes second waits, and finds the team that the first has named."""
    list(Household.everywhere.filter(pk=household.pk).select_for_update(of=("self",), no_key=True))


def _of(episode_id: UUID) -> QuerySet[Responsibility]:
    return Responsibility.everywhere.filter(target_kind=TargetKind.EPISODE, other_id=episode_id)


def _follow(row: EpisodeInForce, day: date) -> list[Responsibility]:
    """Terms of another measure's pattern end; the others end when the episode does, and stand where it stands."""
    current = _of(row.pk).filter(Q(until_on=None) | Q(until_on__gt=day))
    changed = _let_go(current.exclude(pattern=row.pattern), day)
    for one in current.filter(pattern=row.pattern, source=Source.FLOW).exclude(until_on=row.until_on):
        set_end(one, max(row.until_on, one.from_on))
        changed.append(one)
    current.exclude(area_code=row.area_code).update(area=row.area, area_code=row.area_code)
    return changed


def _let_go(rows: QuerySet[Responsibility], day: date) -> list[Responsibility]:
    listed = list(rows.select_related("area").order_by("pk"))
    if not listed:
        return []
    entry = log(TEAM_LET_GO, actor=None, subject=listed[0], subject_name=listed[0].area.short, n=len(listed),
                area_code=listed[0].area_code)  # fmt: skip
    for one in listed:
        before, after = set_end(one, max(day, one.from_on))
        if before:
            keep_revision(entry, one, before=before, after=after)
    return listed


# ---- filling slots -------------------------------------------------------------------------------------------------------
def _fill(seat: Seat, target: Target, row: EpisodeInForce, day: date) -> list[Responsibility]:
    """As many as the slot needs, each with the least to do of those who fit; where too few do, the gap is shown."""
    if row.until_on <= day:
        return []  # past its end, and not released yet: nobody new is named
    held = _of(row.pk).filter(holding(day), REACHABLE)
    there = held.filter(**seat.keys, standing=Standing.HOLDER).count()
    if there >= seat.slot.min or seat.slot.who != "person":
        return []
    busy = set(held.exclude(user=None).values_list("user_id", flat=True))
    # Whom somebody took out of this slot is not put back by the playbook.
    out = _of(row.pk).filter(**seat.keys, until_on__lte=day).exclude(user=None)
    busy |= set(out.values_list("user_id", flat=True))
    chosen = best(seat, target, day=day, without=busy)[: seat.slot.min - there]
    outcome = give(seat, [(target, one) for one in chosen], Term(day, row.until_on, source=Source.FLOW), None)
    return outcome.made


def best(seat: Seat, target: Target, *, day: date, without: Collection[UUID] = ()) -> list[User]:
    """Who fits a slot: those who care for the fewest first, then those whose duty is nearest."""
    near = Q(area_code__in=prefixes(target.area.code)) | Scope((target.area.code,)).q()
    held = Appointment.everywhere.filter(
        appointed_on(day), near, role=seat.slot.role, user__is_active=True
    ).exclude(user__in=without)
    nearest = _nearest(held)
    known = candidates(seat, list(nearest), from_on=day, until_on=None)
    fits = [pk for pk, one in known.items() if not misfits(seat.slot, one, Place(target.area.code))]
    load = _cares_for(fits, day)
    users = User.objects.in_bulk(fits)
    order = sorted(fits, key=lambda pk: (load[pk], -nearest[pk], str(users[pk].name), str(pk)))
    return [users[pk] for pk in order]


def _nearest(held: QuerySet[Appointment]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for user, code in held.values_list("user_id", "area_code"):
        found[user] = max(found.get(user, 0), len(code))
    return found


def _cares_for(users: Sequence[UUID], day: date) -> Counter[UUID]:
    """For how many episodes each answers, in whichever slot."""
    rows = Responsibility.everywhere.filter(
        holding(day), target_kind=TargetKind.EPISODE, user__in=users, standing=Standing.HOLDER
    )
    return Counter(dict(rows.values_list("user").annotate(n=Count("pk")).order_by()))
