"""Where an area may be moved to."""

from linli.areas.levels import playbook_of
from linli.areas.models import Area
from linli.areas.rules import STATUTORY_UNDER, is_village
from linli.areas.scopes import Scope

MOST = 1000


def targets_for(area: Area, scope: Scope) -> list[Area]:
    """The open areas of the scope that a level like this one may stand under, in code order, without its parent."""
    roots = _roots(area)
    levels = STATUTORY_UNDER.get(area.level) or {"community" if key == "village" else key for key in roots}
    rows = Area.objects.current().within(scope).filter(level__in=levels)
    if area.parent_id:
        rows = rows.exclude(pk=area.parent_id)
    found = rows.exclude(pk=area.pk).order_by("code")[:MOST]
    return [one for one in found if not one.code.startswith(area.code) and _may(one, roots)]


def _roots(area: Area) -> tuple[str, ...]:
    playbook = playbook_of(area) if area.level not in STATUTORY_UNDER else None
    return playbook.level(area.level).under if playbook else ()


def _may(target: Area, roots: tuple[str, ...]) -> bool:
    """Villages and communities are told apart where the playbook does."""
    if target.level != "community" or not roots:
        return True
    return ("village" if is_village(target.code, target.kind) else "community") in roots
