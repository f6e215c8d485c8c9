"""What roles and areas are called on pages: roles as the city calls them, areas with their path."""

from collections.abc import Iterable

from django.utils.translation import get_language

from linli.areas.levels import playbook_of
from linli.areas.models import Area
from linli.areas.problems import UnknownPlaybook
from linli.areas.queries import path_text
from linli.lib.playbook import Playbook, Role
from linli.people.viewer import roles


def prefixes(code: str) -> list[str]:
    """Every code that an ancestor of `code`, or the area itself, may have."""
    return [code[:length] for length in range(2, len(code) + 1)]


def areas_by_code(codes: Iterable[str]) -> dict[str, Area]:
    """The areas with these codes and all above them, in one query."""
    wanted = {prefix for code in codes for prefix in prefixes(code)}
    return {area.code: area for area in Area.objects.filter(code__in=wanted)} if wanted else {}


def area_paths(codes: Iterable[str], *, below: str = "") -> dict[str, str]:
    """`八面通镇 › 和平社区` for each code: from the first area below `below`, or the top, down to itself."""
    codes = set(codes)
    known = areas_by_code(codes)
    return {code: path_in(known, code, below=below) for code in codes}


def path_in(known: dict[str, Area], code: str, *, below: str = "") -> str:
    steps = [prefix for prefix in prefixes(code) if prefix in known and len(prefix) > len(below)]
    names = [known[prefix].short for prefix in steps or [code] if prefix in known]
    return path_text(names) or code


def playbook_for(area: Area) -> Playbook | None:
    """The playbook of the city that the area lies in; None where the city has none that can be read."""
    try:
        return playbook_of(area)
    except UnknownPlaybook:  # the page of the city's playbook says what is wrong with it
        return None


def levels_of(role: Role, playbook: Playbook | None) -> tuple[str, ...]:
    """The levels at which a role is held: the city's, where its playbook names them."""
    local = next((one for one in playbook.roles if one.key == role.key), None) if playbook else None
    return local.levels if local and local.levels else role.levels


def role_title(key: str, *, playbook: Playbook | None = None, level: str = "") -> str:
    """What a role is called, in the reader's language; its key where the catalogue no longer has it."""
    role = roles().get(key)
    if role is None:
        return key
    name = playbook.role_title(key, level) if playbook else None
    return (name or role.name).text(get_language() or "zh-hans")
