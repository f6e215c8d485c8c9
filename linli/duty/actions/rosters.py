"""Asking for a roster, keeping what was solved, changing it by hand, putting it in force.

A roster is worked on by one job at a time: it is taken from `waiting` to `solving` in one statement, and what a job
brings is kept only while the roster still waits for it (`version` says which asking it answers).
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.problems import NotFound, Problem
from linli.duty.actions.claims import Put, drop_claim, put_on_posts
from linli.duty.choices import ClaimedBy, RosterState
from linli.duty.models import Post, Roster, RosterLine
from linli.duty.problems_rosters import (
    BeingSolved,
    NothingToFill,
    NotInTheRoster,
    NotSolvedYet,
    RosterPostFull,
    RosterPostOver,
    RosterSetAside,
)
from linli.duty.queries_rosters import Given, others_on, own_claims, posts_between, span_of
from linli.duty.solving import Solution
from linli.people.models import User
from linli.people.viewer import user_behind

ASKED = name_action("duty:roster:asked", _("{actor} had a roster made: {subject}"))
AGAIN = name_action("duty:roster:again", _("{actor} had a roster solved again: {subject}"))
PUT_IN = name_action("duty:roster:line_put", _("{actor} put somebody into the roster {subject} by hand"))
TAKEN_OUT = name_action("duty:roster:line_taken", _("{actor} took somebody out of the roster {subject}"))
IN_FORCE = name_action("duty:roster:in_force", _("{actor} put the roster {subject} in force: {n} shifts"))
ASIDE = name_action("duty:roster:aside", _("{actor} put the roster {subject} aside"))

STALLED = timedelta(minutes=5)
WORKING = (RosterState.WAITING, RosterState.SOLVING)
CHANGEABLE = (RosterState.SOLVED, RosterState.IN_FORCE)


def name_of(roster: Roster) -> str:
    last = roster.until_on - timedelta(days=1)
    return f"{roster.area.short} {roster.from_on:%m-%d} – {last:%m-%d}"


# ---- asking ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_roster(
    area: Area, *, record: UUID, from_on: date, until_on: date, actor: Actor | None, now: datetime
) -> Roster:
    """Ask for a roster of an area's posts. The same form twice asks once."""
    there = Roster.everywhere.select_related("area").filter(pk=record).first()
    if there:
        return there
    roster = Roster(
        pk=record, area=area, area_code=area.code, from_on=from_on, until_on=until_on, asked_at=now,
        asked_by=user_behind(actor),
    )  # fmt: skip
    posts = posts_between(area, span_of(roster))
    if not any(one.starts_at > now and one.taken < one.headcount for one in posts):
        raise NothingToFill()
    roster.save(force_insert=True)
    log(ASKED, actor=actor, subject=roster, subject_name=name_of(roster))
    return roster


@transaction.atomic
def solve_again(roster: Roster, *, actor: Actor | None, now: datetime, sick: User | None = None) -> Roster:
    """Solve anew around what has changed; whoever can stay where they were does. `sick`: is not asked any more."""
    current = _locked(roster)
    if current.state == RosterState.PUT_ASIDE:
        raise RosterSetAside()
    if current.state in WORKING and now - current.asked_at < STALLED:
        raise BeingSolved()
    if sick is not None:
        current.result["sick"] = sorted({*current.result.get("sick", ()), str(sick.pk)})
    current.state, current.asked_at, current.progress = RosterState.WAITING, now, {}
    current.version += 1
    current.save()
    log(AGAIN, actor=actor, subject=current, subject_name=name_of(current), sick=sick is not None)
    return current


# ---- the job ---------------------------------------------------------------------------------------------------------
def take_up(roster_id: UUID, version: int) -> Roster | None:
    """The roster, if it still waits for this asking; it is this job's from now on."""
    waiting = Roster.everywhere.filter(pk=roster_id, version=version, state=RosterState.WAITING)
    if not waiting.update(state=RosterState.SOLVING):
        return None
    return Roster.everywhere.select_related("area").get(pk=roster_id)


def tell_progress(roster: Roster, stage: str, done: int, of: int) -> None:
    held = Roster.everywhere.filter(pk=roster.pk, version=roster.version, state=RosterState.SOLVING)
    held.update(progress={"stage": stage, "done": done, "of": of})


@transaction.atomic
def keep_solution(roster: Roster, solution: Solution, given: Given, *, now: datetime) -> None:
    """What came out takes the place of what was there; shifts that have begun keep their people."""
    current = _locked(roster)
    if current.version != roster.version or current.state != RosterState.SOLVING:
        return
    if solution.is_possible:
        _replace_lines(current, solution, given)
    current.state = RosterState.SOLVED if solution.is_possible else RosterState.INFEASIBLE
    current.result = {**current.result, **_said(solution, given)}
    current.result.pop("failure", None)
    current.solved_at, current.progress = now, {}
    current.save()


def _replace_lines(roster: Roster, solution: Solution, given: Given) -> None:
    fixed, stays = set(given.fixed), {one.pk for one in given.kept}
    roster.lines.exclude(pk__in=stays).delete()
    RosterLine.objects.bulk_create(
        [
            RosterLine(
                roster=roster, post_id=UUID(line.demand), user_id=UUID(line.worker), fixed=line in fixed
            )
            for line in solution.lines
        ],
        batch_size=500,
    )


def _said(solution: Solution, given: Given) -> dict[str, Any]:
    return {
        "unfilled": [
            {"post": one.demand, "missing": one.missing, "chief": one.chief, "why": one.why}
            for one in solution.unfilled
        ],
        "collisions": [
            {"post": one.demand, "user": one.worker, "why": one.why} for one in solution.collisions
        ],
        "people": sum(bool(one.available) for one in given.workers),
        "places": sum(one.headcount for one in given.demands),
        # A roster that nothing was proven of has no gap to show.
        "gap": solution.gap if solution.gap < 1 else None,
        "moved": solution.moved,
        "seconds": round(solution.seconds, 1),
    }


@transaction.atomic
def note_failure(roster: Roster, problem: Problem) -> None:
    held = Roster.everywhere.filter(pk=roster.pk, version=roster.version, state=RosterState.SOLVING)
    failure = {"code": problem.code, "data": problem.data}
    held.update(state=RosterState.FAILED, progress={}, result={**roster.result, "failure": failure})


# ---- by hand ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def put_in(roster: Roster, *, post: Post, user: User, actor: Actor | None, now: datetime) -> RosterLine:
    """Put somebody on a post by hand, whatever the limits: the page has shown which ones break."""
    current = _changeable(roster)
    _refuse_begun(post, now)
    there = list(current.lines.filter(post=post))
    for line in there:
        if line.user_id == user.pk:
            return line
    if (
        len(there) + len(others_on([post], current)[post.pk] - {one.user_id for one in there})
        >= post.headcount
    ):
        raise RosterPostFull()
    made = RosterLine.objects.create(roster=current, post=post, user=user, fixed=True)
    _changed(current)
    log(PUT_IN, actor=actor, subject=current, subject_name=name_of(current), post=str(post.pk))
    return made


@transaction.atomic
def take_out(roster: Roster, *, line_id: UUID, actor: Actor | None, now: datetime) -> None:
    current = _changeable(roster)
    line = current.lines.select_related("post").filter(pk=line_id).first()
    if line is None:
        raise NotInTheRoster()
    _refuse_begun(line.post, now)
    line.delete()
    _changed(current)
    log(TAKEN_OUT, actor=actor, subject=current, subject_name=name_of(current), post=str(line.post_id))


def _refuse_begun(post: Post, now: datetime) -> None:
    if post.starts_at <= now:
        raise RosterPostOver()


def _changed(roster: Roster) -> None:
    """What was in force is not any more what the page shows."""
    roster.state = RosterState.SOLVED
    roster.version += 1
    roster.save(update_fields=["state", "version"])


# ---- in force --------------------------------------------------------------------------------------------------------
@transaction.atomic
def put_in_force(roster: Roster, *, actor: Actor, now: datetime) -> Put:
    """Put everybody on their posts. Claims of this roster that are not in it any more are dropped first."""
    current = _changeable(roster)
    lines = [one for one in current.lines.select_related("post") if one.post.starts_at > now]
    wanted = {(one.post_id, one.user_id) for one in lines}
    for claim in own_claims(current, lines):
        if (claim.post_id, claim.user_id) not in wanted and claim.post.starts_at > now:
            drop_claim(claim, actor=actor, now=now, why=str(_("The roster was changed.")), by_lead=True)
    put = put_on_posts(sorted(wanted), actor=actor, by=ClaimedBy.ROSTER, now=now, over_limits=True)
    current.state, current.in_force_at = RosterState.IN_FORCE, now
    current.result["put"] = [[str(one.post_id), str(one.user_id)] for one in put.claims]
    current.result["refused"] = [[str(post), str(user), str(why)] for post, user, why in put.refused]
    current.version += 1
    current.save()
    log(IN_FORCE, actor=actor, subject=current, subject_name=name_of(current), n=len(put.claims))
    return put


@transaction.atomic
def put_aside(roster: Roster, *, actor: Actor | None) -> None:
    """Nobody needs it any more. Claims that it has made stay: they are people's shifts."""
    current = _locked(roster)
    if current.state == RosterState.PUT_ASIDE:
        return
    current.state = RosterState.PUT_ASIDE
    current.version += 1
    current.save(update_fields=["state", "version"])
    log(ASIDE, actor=actor, subject=current, subject_name=name_of(current))


def _locked(roster: Roster) -> Roster:
    rows = lock_rows(Roster.everywhere.select_related("area"), [roster.pk])
    if not rows:
        raise NotFound()
    return rows[0]


def _changeable(roster: Roster) -> Roster:
    current = _locked(roster)
    if current.state in WORKING:
        raise BeingSolved()
    if current.state == RosterState.PUT_ASIDE:
        raise RosterSetAside()
    if current.state not in CHANGEABLE:
        raise NotSolvedYet(state=current.get_state_display())
    return current
