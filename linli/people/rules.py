"""Who may give which role where, and who may be viewed as. Pure: no clock, no database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from linli.lib.area_codes import is_within

# Roles that manage accounts or watch over others are given from above: nobody chooses their own watcher,
# or makes a second administrator beside themselves.
GUARDED = frozenset({"people.write", "audit.read", "view_as"})

# Roles that another right than that to manage accounts gives and ends, in its own area: whoever keeps the volunteers'
# book makes volunteers. Only roles belong here that open nothing of other people's records.
GIVEN_WITH: Mapping[str, str] = {"volunteer": "volunteers.write"}

# What an administrator does not come to see by viewing as somebody who may.
PERSONAL = frozenset(
    {
        "residents.names",
        "residents.contact_masked",
        "residents.contact_open",
        "residents.document_masked",
        "residents.document_open",
        "residents.needs",
        "residents.health",
        "ledgers.export",
    }
)


@dataclass(frozen=True)
class Power:
    """What somebody's duty opens, and where."""

    area_code: str
    capabilities: frozenset[str] = frozenset()

    @property
    def is_guarded(self) -> bool:
        return bool(self.capabilities & GUARDED)


def against_giving(wanted: Power, *, giver: Power) -> str:
    """Why `giver` may not give the power of a role, the hardest reason first; empty if they may."""
    if "people.write" not in giver.capabilities or not is_within(wanted.area_code, giver.area_code):
        return "people.outside_your_area"
    if wanted.is_guarded and wanted.area_code == giver.area_code:
        return "people.role_from_above"
    return ""


def gives_by_own_right(role: str, wanted: Power, *, giver: Power) -> bool:
    """Whether somebody gives and ends this role without managing accounts (`GIVEN_WITH`)."""
    has_right = GIVEN_WITH.get(role) in giver.capabilities
    return has_right and is_within(wanted.area_code, giver.area_code) and not wanted.is_guarded


def is_level_of(level: str, allowed: Collection[str]) -> bool:
    """Whether a role may be held at a level. A village is a community by its code."""
    return level in allowed or (level == "community" and "village" in allowed)


def may_manage(held: Iterable[Power], *, manager: Power) -> bool:
    """Whether an account may be changed: only by someone who could have given every role that it holds.

    Otherwise a new password would be a way to somebody else's duty.
    """
    return all(not against_giving(power, giver=manager) for power in held)


def may_view_as(held: Iterable[Power], *, viewer: Power) -> bool:
    """Whether somebody may be viewed as: not who has a wider reach, and not who watches over the viewer."""
    return "view_as" in viewer.capabilities and all(
        is_within(power.area_code, viewer.area_code) and not power.is_guarded for power in held
    )


def seen_as(shown: Collection[str], *, own: Collection[str]) -> frozenset[str]:
    """What is open while viewing as somebody: their pages, but no personal data closed to the viewer."""
    return frozenset(shown) - (PERSONAL - frozenset(own))
