"""A line of the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.lib.playbook import Role
from tests.access.world import Side

PUBLIC = "public"  # anybody
SIGNED_IN = "signed in"  # whoever has signed in, with or without a duty
DUTY = "duty"  # whoever holds a role that has what the page needs


@dataclass(frozen=True)
class Page:
    """One URL: who may open it, and what then comes back."""

    name: str
    needs: tuple[str, ...] = ()
    who: str = DUTY
    kwargs: Callable[[Side], dict[str, Any]] | None = None
    by_area: bool = True
    area_too: bool = False  # takes `?area=` beside its kwargs, which name no object
    expects: Mapping[str, int] = field(default_factory=lambda: {"get": 200})
    data: Callable[[Side], dict[str, Any]] = lambda side: {}
    # Rules beyond the capabilities: which of the roles that have them may still not.
    also: Callable[[Role], bool] = lambda role: True
    # Objects that a signed-in person may own without an area; then the other side is somebody else's.
    note: str = ""

    def opens_for(self, role: Role) -> bool:
        if self.who != DUTY:
            return True
        return set(self.needs) <= set(role.sees) and self.also(role)


FORM = {"get": 200, "post": 422}  # shown, and refused when it is sent empty
ACT = {"get": 200, "post": 302}  # a page that says what happens, and a button
SEND = {"post": 302}
SEND_AND_GO = {"post": 303}
