"""The rows behind a number of duty: posts, people on them, teams, sponsored places. Each leads to its own page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from linli.areas.measures import Measure
from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.moments import clock
from linli.core.moments import day as day_word
from linli.core.problems import NotFound
from linli.duty import measures as duty
from linli.duty.models import Claim, Post, Responsibility, Team
from linli.duty.playbook import duty_in_force
from linli.duty.words_posts import kind_names

MEASURES = {
    one.key: one
    for one in (
        duty.PUBLISHED, duty.CLAIMED, duty.SHORT, duty.ON_POST, duty.ON_DUTY_NOW, duty.HOURS, duty.TEAMS, duty.SPONSORED,
    )
}  # fmt: skip
# Where and in which order they are told, with what else a line needs.
ORDER: dict[type[Model], tuple[str, ...]] = {
    Post: ("area_code", "starts_at", "pk"),
    Claim: ("area_code", "post__starts_at", "user__name", "pk"),
    Team: ("area_code", "name", "pk"),
    Responsibility: ("area_code", "compound", "pk"),
}
BESIDE: dict[type[Model], tuple[str, ...]] = {
    Post: ("area", "place"),
    Claim: ("area", "post__place", "user", "organisation"),
    Team: ("area", "lead", "organisation"),
    Responsibility: ("area", "organisation"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What it is, where and when, how it stands."""

    what: str
    href: str
    where: str
    when: str = ""
    stands: str = ""
    is_short: bool = False


def duty_measure_for(key: str) -> Measure:
    found = MEASURES.get(key or duty.PUBLISHED.key)
    if found is None:
        raise NotFound(measure=key)
    return found


def rows_behind(measure: Measure, scope: Scope, day: date) -> QuerySet[Any]:
    """The rows that the number counts; hours are those of the same people."""
    model: Any = measure.counts
    found = model.objects.within(scope).filter(measure.where(day))
    rows: QuerySet[Any] = found.select_related(*BESIDE[model]).order_by(*ORDER[model])
    return rows


def shown(rows: Iterable[Model], area: Area) -> list[Row]:
    kinds = kind_names(duty_in_force(area))
    return [SHOWN[type(row)](row, kinds) for row in rows]


def _span(post: Post) -> str:
    """`11月20日 08:00 – 16:00`; a night belongs to the day on which it begins."""
    return f"{day_word(post.starts_at)} {clock(post.starts_at)} – {clock(post.ends_at)}"


def _post(post: Post, kinds: Mapping[str, str]) -> Row:
    return Row(
        what=post.title or kinds.get(post.kind, post.kind),
        href=reverse("duty:post", args=[post.pk]),
        where=f"{post.area.short} {post.place.name}",
        when=_span(post),
        stands=f"{post.taken} / {post.headcount}",
        is_short=post.free > 0,
    )


def _claim(claim: Claim, kinds: Mapping[str, str]) -> Row:
    post = claim.post
    came, left = claim.mended_in_at or claim.checked_in_at, claim.mended_out_at or claim.checked_out_at
    times = f"{clock(came)} – {clock(left) if left else ''}".rstrip() if came else ""
    return Row(
        what=claim.user.shown_name,
        href=reverse("duty:post", args=[post.pk]),
        where=f"{post.place.name} {post.title or kinds.get(post.kind, post.kind)}",
        when=_span(post),
        stands=times or claim.get_state_display(),
    )


def _team(team: Team, _kinds: Mapping[str, str]) -> Row:
    return Row(
        what=team.name,
        href=reverse("duty:team", args=[team.pk]),
        where=team.area.short,
        stands=team.lead.shown_name if team.lead else "",
    )


def _sponsor(held: Responsibility, _kinds: Mapping[str, str]) -> Row:
    assert held.organisation is not None  # that is what the number counts
    return Row(
        what=f"{held.area.short} {held.compound}".rstrip(),
        href=reverse("duty:of_organisation", args=[held.organisation.pk]),
        where=held.organisation.name,
    )


SHOWN: dict[type[Model], Callable[[Any, Mapping[str, str]], Row]] = {
    Post: _post,
    Claim: _claim,
    Team: _team,
    Responsibility: _sponsor,
}
