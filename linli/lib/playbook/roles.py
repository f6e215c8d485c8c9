"""The catalogue of roles, and which of them a city uses under which title."""

from collections.abc import Iterator, Mapping
from typing import Literal

from linli.lib.playbook.base import Described, Key, Name, Part
from linli.lib.playbook.paths import Path
from linli.lib.playbook.problems import Finding, guess, wrong

Capability = Literal[
    "figures.read",
    "areas.read",
    "areas.write",
    "households.read",
    "households.rows_behind_figures",
    "households.write",
    "residents.names",
    "residents.contact_masked",
    "residents.contact_open",
    "residents.document_masked",
    "residents.document_open",
    "residents.needs",
    "residents.health",
    "register.import",
    "ledgers.read",
    "ledgers.export",
    "people.read",
    "people.write",
    "organisations.write",
    "incidents.read",
    "incidents.write",
    "audit.read",
    "view_as",
    "playbook.read",
    "round.work",
    "round.read",
    "round.lists",
    "daily.sign",
    "devices.write",
    "duty.read",
    "duty.assign",
    "posts.write",
    "posts.claim",
    "posts.send",
    "volunteers.write",
    "gates.read",
    "gates.write",
    "gates.keep",
    "passes.issue",
    "passes.keys",
    "care.read",
    "care.write",
    "care.agree",
    "care.medical",
    "care.help",
    "trips.write",
    "zones.read",
    "zones.decide",
    "findings.read",
    "findings.tellers",
]


class Role(Part, frozen=True, kw_only=True):
    """What somebody may see who holds this role in an area for a term.

    `levels` are the levels of areas at which it is held; a city's playbook may name others. `office` work
    needs a second factor at sign-in. There are no ranks: no role contains another.
    """

    key: Key
    name: Name
    levels: tuple[str, ...]
    sees: tuple[Capability, ...] = ()
    office: bool = False
    source: str = ""

    def may(self, capability: str) -> bool:
        return capability in self.sees


class RoleCatalogue(Part, frozen=True, kw_only=True):
    role: tuple[Role, ...]


class LocalRole(Described, frozen=True, kw_only=True):
    """A role that a city uses: at which of its levels, and what people there call it."""

    key: Key
    title: Name | None = None
    levels: tuple[str, ...] = ()
    titles: dict[str, Name] = {}

    def title_at(self, level: str) -> Name | None:
        return self.titles.get(level, self.title)


def check_roles(
    used: tuple[LocalRole, ...], roles: Mapping[str, Role], levels: frozenset[str]
) -> Iterator[Finding]:
    for role in used:
        path = ("role", f"[{role.key}]")
        yield from check_role((*path, "key"), role.key, roles)
        for where, named in (("levels", role.levels), ("titles", role.titles)):
            for level in named:
                if level not in levels:
                    yield wrong((*path, where), "level.unknown", level=level, guess=guess(level, levels))


def check_role(path: Path, role: str, roles: Mapping[str, Role]) -> Iterator[Finding]:
    if role not in roles:
        yield wrong(path, "role.unknown", role=role, guess=guess(role, roles))
