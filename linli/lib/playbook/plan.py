"""The sections of the plan (tiers and teams) and of the ledgers that a city keeps."""

from collections.abc import Iterator
from typing import Literal

from msgspec import field

from linli.lib.playbook.base import Count, Described, Key, Name, Part
from linli.lib.playbook.problems import Finding, guess, wrong

Ledger = Literal[
    "members", "special_groups", "residents", "risk_persons", "volunteers", "gatherings", "supplies"
]


class Tier(Part, frozen=True, kw_only=True):
    """A tier of readiness, from the calmest up."""

    key: Key
    name: Name


class TeamPost(Part, frozen=True, kw_only=True):
    """So many of a kind of post: one for every `per` residents, households or areas."""

    kind: str
    per: Count
    of: Literal["residents", "households", "communities", "sites"]


class Team(Described, frozen=True, kw_only=True):
    """A team that the plan starts at a tier (empty: at the first), with its posts and its steps in order."""

    key: Key
    name: Name
    from_tier: str = ""
    posts: tuple[TeamPost, ...] = ()
    steps: tuple[Name, ...] = ()


class Plan(Described, frozen=True, kw_only=True):
    tiers: tuple[Tier, ...] = field(default=(), name="tier")
    teams: tuple[Team, ...] = field(default=(), name="team")


class Ledgers(Described, frozen=True, kw_only=True):
    keep: tuple[Ledger, ...] = ()


def check_plan(plan: Plan, posts: frozenset[str]) -> Iterator[Finding]:
    tiers = [tier.key for tier in plan.tiers]
    for team in plan.teams:
        path = ("plan", "team", f"[{team.key}]")
        if (tier := team.from_tier) and tier not in tiers:
            yield wrong((*path, "from_tier"), "tier.unknown", tier=tier, guess=guess(tier, tiers))
        for number, post in enumerate(team.posts, start=1):
            if post.kind not in posts:
                where = (*path, "posts", f"[{number}]", "kind")
                yield wrong(where, "post.unknown", post=post.kind, guess=guess(post.kind, posts))
