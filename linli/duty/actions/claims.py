"""Claiming posts, for oneself or for many, and dropping them.

Everybody locks in one order: the people, then the posts, then the claims. The people first, so that two claims of one
person cannot both find them free; the post's number of people is counted in one statement that stays within the
headcount, so that it cannot be overfilled by anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.audit import Actor, log, name_action
from linli.core.locks import lock_rows
from linli.core.outbox import announce
from linli.core.problems import NotFound, Problem
from linli.duty.choices import ClaimedBy, ClaimState, PostState
from linli.duty.models import Claim, Post, Team
from linli.duty.playbook import duty_in_force
from linli.duty.posts_people import people_of, wanted_of
from linli.duty.problems_posts import (
    BegunAlready,
    LacksQualification,
    LimitReached,
    NotAnymore,
    NotFitNow,
    PostClosed,
    PostFull,
    PostOver,
    TwoAtOnce,
)
from linli.duty.rules_posts import Broken, Fit, Limit, Person, Shift, Unfit, fit_of
from linli.duty.words_posts import QUALIFICATIONS, in_words, limit_words
from linli.lib.playbook.duty import Limits
from linli.people.models import Organisation, User

CLAIMED = name_action("duty:claim:made", _("{actor} claimed the post {subject}"))
PUT = name_action("duty:claim:put", _("{actor} put {n} people on posts"))
DROPPED = name_action("duty:claim:dropped", _("{actor} dropped the post {subject}"))
TAKEN_OFF = name_action("duty:claim:taken_off", _("{actor} took somebody off the post {subject}"))

OPEN = (ClaimState.CLAIMED, ClaimState.PRESENT)


# ---- one's own -----------------------------------------------------------------------------------------------------
def claim_post(
    post: Post, *, user: User, actor: Actor, now: datetime, organisation: Organisation | None = None
) -> Claim:
    """Claim a post for oneself. With a claim there already nothing happens: buttons are pressed twice.

    In the minute in which posts are published most claims come too late. `post` as it was just read says so without a
    lock, and without a look at the person.
    """
    if post.taken >= post.headcount and _held(post, user.pk) is None:
        raise PostFull(headcount=post.headcount)
    limits = limits_at(post)  # read before anything is locked
    return _claim(post.pk, user, actor, now, organisation, limits)


@transaction.atomic
def _claim(
    post_id: UUID, user: User, actor: Actor, now: datetime, organisation: Organisation | None, limits: Limits | None
) -> Claim:  # fmt: skip
    lock_people([user.pk])
    post = Post.everywhere.select_related("place").get(pk=post_id)
    if there := _held(post, user.pk):
        return there
    person = people_of([user.pk], since=post.starts_at, until=post.ends_at)[user.pk]
    refuse_unfit(fit_of(person, wanted_of(post), limits, now), who=user.shown_name, post=post)
    take_a_place(post)
    made = Claim.objects.create(
        post=post, user=user, organisation=organisation, area_id=post.area_id, area_code=post.area_code,
        claimed_at=now,
    )  # fmt: skip
    log(CLAIMED, actor=actor, subject=made, subject_name=name_of(post))
    announce("duty.claimed", claim=str(made.pk), post=str(post.pk), user=str(user.pk))
    return made


def limits_at(post: Post) -> Limits | None:
    return duty_in_force(post.area).limits


def lock_people(user_ids: Iterable[UUID]) -> list[User]:
    """One after another, whoever wants the same person. Without their keys: a note to somebody, or a line that names
    them, waits for nobody, and whoever writes it while they hold a post cannot be waited for in turn."""
    rows = User.objects.filter(pk__in=set(user_ids)).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def take_a_place(post: Post, n: int = 1) -> None:
    """Count people onto a post, never beyond its headcount."""
    room = Post.everywhere.filter(pk=post.pk, state=PostState.OPEN, taken__lte=F("headcount") - n)
    if not room.update(taken=F("taken") + n):
        raise PostFull(headcount=post.headcount)


def give_a_place_back(post_id: UUID) -> None:
    Post.everywhere.filter(pk=post_id, taken__gt=0).update(taken=F("taken") - 1)


def name_of(post: Post) -> str:
    """The post in the trail: where and when, nobody's name."""
    return f"{post.place.name} {timezone.localtime(post.starts_at):%Y-%m-%d %H:%M}"


def _held(post: Post, user_id: UUID) -> Claim | None:
    return Claim.everywhere.filter(post=post, user_id=user_id).exclude(state=ClaimState.DROPPED).first()


def refuse_unfit(fit: Fit, *, who: str, post: Post, over_limits: bool = False) -> None:
    """Nothing where the post fits; else the reason that helps most."""
    problem = problem_of(fit, who=who, post=post, over_limits=over_limits)
    if problem:
        raise problem


def problem_of(fit: Fit, *, who: str, post: Post, over_limits: bool = False) -> Problem | None:
    """What somebody said of their own time binds the lists that are proposed to them, not their own claim."""
    stops = [one for one in fit.broken if one.stops and not (over_limits and one.limit != Limit.OVERLAP)]
    reasons = set(fit.unfit)
    if Unfit.CLOSED in reasons:
        return PostClosed()
    if Unfit.OVER in reasons:
        return PostOver()
    if any(one.limit == Limit.OVERLAP for one in stops):
        return TwoAtOnce(who=who)
    if Unfit.FULL in reasons:
        return PostFull(headcount=post.headcount)
    if Unfit.QUALIFICATION in reasons:
        return LacksQualification(who=who, what=in_words(fit.missing, QUALIFICATIONS))
    if Unfit.NOT_FIT in reasons:
        return NotFitNow(who=who)
    return LimitReached(what=limit_words(stops)) if stops else None


# ---- many: an organisation's people, a roster in force, the lead -----------------------------------------------------
@dataclass(frozen=True)
class Put:
    """What became of the pairs: the claims made or there already, and each refused pair with its reason."""

    claims: list[Claim] = field(default_factory=list)
    refused: list[tuple[UUID, UUID, Problem]] = field(default_factory=list)  # post, user, why
    warned: list[tuple[UUID, UUID, tuple[Broken, ...]]] = field(default_factory=list)


@transaction.atomic
def put_on_posts(
    pairs: Iterable[tuple[UUID, UUID]],
    *,
    actor: Actor | None,
    by: ClaimedBy,
    now: datetime,
    organisation: Organisation | None = None,
    team: Team | None = None,
    over_limits: bool = False,
) -> Put:
    """Put people on posts: `(post id, user id)`. What cannot be is refused pair by pair, the rest is done.

    `over_limits`: rest, hours, nights and days in a row are told of, but do not stop it; two places at one time, a
    missing qualification and a full post always do. Who may do this, and for whom, the caller has checked.
    """
    wanted = list(dict.fromkeys(pairs))
    names = {one.pk: one.shown_name for one in lock_people(user for _post, user in wanted)}
    posts = {one.pk: one for one in _locked_posts({post for post, _user in wanted})}
    people, limits = _people(names, posts), _limits(posts)
    there = _there(posts, names)
    put, new = Put(), list[Claim]()
    for post_id, user_id in wanted:
        post, person = posts.get(post_id), people.get(user_id)
        if post is None or person is None:
            put.refused.append((post_id, user_id, NotFound()))
            continue
        if held := there.get((post_id, user_id)):
            put.claims.append(held)
            continue
        fit = fit_of(person, wanted_of(post), limits[post.area_code], now)
        if problem := problem_of(fit, who=names[user_id], post=post, over_limits=over_limits):
            put.refused.append((post_id, user_id, problem))
            continue
        if fit.broken:
            put.warned.append((post_id, user_id, fit.broken))
        new.append(_new(post, user_id, by, now, organisation, team))
        there[(post_id, user_id)] = new[-1]
        post.taken += 1
        people[user_id] = _with_shift(person, post)
    _write(new, posts)
    put.claims.extend(new)
    if new:
        code = min((one.area_code for one in new), key=len)
        log(
            PUT, actor=actor, area_code=code, n=len(new), by=by.value, posts=len({one.post_id for one in new})
        )
        announce("duty.put_on_posts", claims=[str(one.pk) for one in new], by=by.value)
    return put


def _locked_posts(ids: set[UUID]) -> list[Post]:
    return lock_rows(Post.everywhere.select_related("place", "area"), ids)


def _people(names: Mapping[UUID, str], posts: Mapping[UUID, Post]) -> dict[UUID, Person]:
    if not posts:
        return {}
    since = min(one.starts_at for one in posts.values())
    until = max(one.ends_at for one in posts.values())
    return people_of(list(names), since=since, until=until)


def _limits(posts: Mapping[UUID, Post]) -> dict[str, Limits | None]:
    """The limits are a city's, or an emergency's: asked once for each place."""
    areas = {one.area_code: one.area for one in posts.values()}
    return {code: duty_in_force(area).limits for code, area in areas.items()}


def _there(posts: Mapping[UUID, Post], names: Mapping[UUID, str]) -> dict[tuple[UUID, UUID], Claim]:
    rows = Claim.everywhere.filter(post_id__in=posts, user_id__in=names).exclude(state=ClaimState.DROPPED)
    return {(one.post_id, one.user_id): one for one in rows}


def _new(
    post: Post, user_id: UUID, by: ClaimedBy, now: datetime, organisation: Organisation | None, team: Team | None
) -> Claim:  # fmt: skip
    return Claim(
        post=post, user_id=user_id, area_id=post.area_id, area_code=post.area_code, by=by, claimed_at=now,
        organisation=organisation, team=team,
    )  # fmt: skip


def _with_shift(person: Person, post: Post) -> Person:
    shifts = (*person.shifts, Shift(post.starts_at, post.ends_at))
    return Person(person.qualifications, person.is_fit, shifts, person.away)


def _write(new: list[Claim], posts: Mapping[UUID, Post]) -> None:
    Claim.objects.bulk_create(new, batch_size=500)
    changed = [posts[pk] for pk in sorted({one.post_id for one in new})]
    Post.everywhere.bulk_update(changed, ["taken"], batch_size=500)  # they are locked: nobody else counts


# ---- off a post ------------------------------------------------------------------------------------------------------
@transaction.atomic
def drop_claim(claim: Claim, *, actor: Actor, now: datetime, why: str = "", by_lead: bool = False) -> Claim:
    """Give a post back, before it begins; a lead may take somebody off at any time. Twice does it once."""
    current = locked_claim(claim)
    if current.state == ClaimState.DROPPED:
        return current
    if current.state != ClaimState.CLAIMED:
        raise NotAnymore(state=current.get_state_display())
    if not by_lead and current.post.starts_at <= now:
        raise BegunAlready()
    give_a_place_back(current.post_id)
    current.state, current.dropped_at, current.why = ClaimState.DROPPED, now, why
    current.save(update_fields=["state", "dropped_at", "why"])
    log(TAKEN_OFF if by_lead else DROPPED, actor=actor, subject=current, subject_name=name_of(current.post))
    announce("duty.dropped", claim=str(current.pk), post=str(current.post_id), user=str(current.user_id))
    return current


def locked_claim(claim: Claim) -> Claim:
    """The claim as it is now, with its person and its post held, in the order of everybody."""
    lock_people([claim.user_id])
    lock_rows(Post.everywhere.all(), [claim.post_id])
    rows = lock_rows(Claim.everywhere.select_related("post__place", "user"), [claim.pk])
    if not rows:
        raise NotFound()
    return rows[0]
