"""Which levels a city's tree has: the statutory ones by law, those below the community by its playbook."""

from collections.abc import Mapping

from django.utils.translation import get_language

from linli.areas.choices import StatutoryLevel
from linli.areas.models import Area
from linli.areas.problems import NoPlaybook, UnknownPlaybook
from linli.areas.rules import STATUTORY_UNDER, is_village
from linli.lib.area_codes import prefix
from linli.lib.playbook import Level, Playbook, PlaybookError, load_playbook, playbook_names

COMMUNITY = StatutoryLevel.COMMUNITY.value


def playbook_of(area: Area) -> Playbook | None:
    """The playbook of the city that the area lies in: the nearest one at it or above it; None if there is none."""
    at_or_above = [area.code[:length] for length in range(2, len(area.code) + 1)]
    named = Area.objects.filter(code__in=at_or_above).exclude(playbook="").order_by("-code")
    name = named.values_list("playbook", flat=True).first()
    return read_playbook(name) if name else None


def need_playbook(area: Area) -> Playbook:
    playbook = playbook_of(area)
    if playbook is None:
        raise NoPlaybook(area=area.name, names=", ".join(playbook_names()))
    return playbook


def read_playbook(name: str) -> Playbook:
    try:
        return load_playbook(name)
    except PlaybookError as error:
        why = error.troubles[0].sentence(get_language() or "zh")
        raise UnknownPlaybook(name=name, why=why, names=", ".join(playbook_names())) from None


def playbook_for_code(code: str) -> str:
    """The name of the playbook whose city has this code, or empty."""
    return next((name for name in playbook_names() if prefix(load_playbook(name).city.code) == code), "")


def is_below_community(area: Area) -> bool:
    return area.level not in StatutoryLevel.values


def standing_as(area: Area) -> str:
    """What the playbook calls the area where it says what may stand under it: a village is a community by its code."""
    if area.level == COMMUNITY and is_village(area.code, area.kind):
        return "village"
    return area.level


def levels_for(area: Area) -> tuple[Level, ...]:
    """The playbook's levels that may stand directly under a community, a village or an area below one."""
    if area.level in StatutoryLevel.values and area.level != COMMUNITY:
        return ()
    playbook = need_playbook(area)
    known = {level.key for level in playbook.levels} | {"community", "village"}
    name = standing_as(area)
    return playbook.levels_under(name) if name in known else ()


def keys_under(area: Area) -> tuple[str, ...]:
    """The keys of all levels that may stand directly under the area, by law or by the playbook."""
    statutory = tuple(level for level, above in STATUTORY_UNDER.items() if area.level in above)
    return statutory or tuple(level.key for level in levels_for(area))


def level_labels(playbook: Playbook | None) -> Mapping[str, str]:
    """What each level is called in the reader's language."""
    language = get_language() or "zh"
    labels = {level.value: str(level.label) for level in StatutoryLevel}
    return labels | {level.key: level.name.text(language) for level in (playbook.levels if playbook else ())}
