"""A playbook as a whole."""

from collections.abc import Iterator, Mapping

from msgspec import field

from linli.lib.playbook.base import Name, Part
from linli.lib.playbook.care import Care, Zones, check_care, check_zones
from linli.lib.playbook.duty import Duty, Known, check_duty
from linli.lib.playbook.gates import Gates, check_gates
from linli.lib.playbook.mechanism import Mechanism
from linli.lib.playbook.plan import Ledgers, Plan, check_plan
from linli.lib.playbook.problems import Finding
from linli.lib.playbook.register import Register
from linli.lib.playbook.report import Briefing, Report, check_briefings, check_report
from linli.lib.playbook.roles import LocalRole, Role, check_roles
from linli.lib.playbook.tree import ROOTS, STATUTORY_LEVELS, City, Level, check_city, check_levels


class Sections(Part, frozen=True, kw_only=True):
    """What any playbook file may hold, a shared one too."""

    roles: tuple[LocalRole, ...] = field(default=(), name="role")
    register: Register = Register()
    duty: Duty = Duty()
    gates: Gates = Gates()
    care: Care = Care()
    zones: Zones = Zones()
    plan: Plan = Plan()
    ledgers: Ledgers = Ledgers()
    report: Report = Report()
    briefings: tuple[Briefing, ...] = field(default=(), name="briefing")
    mechanisms: tuple[Mechanism, ...] = field(default=(), name="mechanism")

    def measures(self) -> frozenset[str]:
        """Return the measures that reports and briefings name; whoever declares measures can check them."""
        return frozenset(self.report.daily.fields).union(*(briefing.measures for briefing in self.briefings))


class Playbook(Sections, frozen=True, kw_only=True):
    """A city's way of working, checked as a whole. Levels stand in order from the top."""

    city: City
    levels: tuple[Level, ...] = field(name="level")

    def level(self, key: str) -> Level:
        """Return a level by its key; raise LookupError if the city has no such level."""
        found = next((level for level in self.levels if level.key == key), None)
        if found is None:
            known = ", ".join(level.key for level in self.levels)
            raise LookupError(f"The playbook of {self.city.name.en} has no level {key}. It has: {known}.")
        return found

    def levels_under(self, parent: str) -> tuple[Level, ...]:
        """Return the levels that may stand directly under a level, or under `community` or `village`."""
        if parent not in ROOTS:
            self.level(parent)
        return tuple(level for level in self.levels if parent in level.under)

    def place_levels(self) -> tuple[Level, ...]:
        """Return the levels in which households may stand."""
        return tuple(level for level in self.levels if level.place)

    def role_title(self, role: str, level: str = "") -> Name | None:
        """Return what the city calls a role (at a level), or None where the catalogue's name will do."""
        used = next((local for local in self.roles if local.key == role), None)
        return used.title_at(level) if used else None


def check_sections(
    sections: Sections, levels: frozenset[str], roles: Mapping[str, Role]
) -> Iterator[Finding]:
    known = levels | set(STATUTORY_LEVELS) | set(ROOTS)
    yield from check_roles(sections.roles, roles, known)
    yield from check_duty(sections.duty, Known(known, roles))
    yield from check_gates(sections.gates)
    yield from check_care(sections.care)
    yield from check_zones(sections.zones, levels)
    yield from check_plan(sections.plan, frozenset(post.key for post in sections.duty.posts))
    yield from check_report(sections.report)
    yield from check_briefings(sections.briefings)


def check_playbook(playbook: Playbook, roles: Mapping[str, Role]) -> Iterator[Finding]:
    yield from check_city(playbook.city)
    yield from check_levels(playbook.levels)
    yield from check_sections(playbook, frozenset(level.key for level in playbook.levels), roles)
