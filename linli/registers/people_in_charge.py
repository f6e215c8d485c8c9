"""Who answers for a door: the appointments held today in the areas that it lies in. A gap is shown, not left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.areas.scopes import Scope
from linli.people.models import Appointment
from linli.people.titles import playbook_for, prefixes, role_title
from linli.registers.models import Household

# In the order of the way to the door. The first two must be somebody.
NEAREST = ("grid_worker", "building_warden")
OTHERS = ("grid_lead", "micro_grid_lead", "member_household", "family_doctor", "community_worker", "clerk")
COMMUNITY_DIGITS = 12


@dataclass(frozen=True)
class Charge:
    """One role and who holds it here; nobody is a gap."""

    role: str
    title: str
    names: tuple[str, ...]
    phones: tuple[str, ...] = ()

    @property
    def people(self) -> Iterator[tuple[str, str]]:
        return zip(self.names, self.phones, strict=True)


def in_charge_of(household: Household, *, day: date) -> list[Charge]:
    """Three queries, however many hold a duty here."""
    codes = prefixes(household.area_code)
    held = Appointment.objects.within(Scope((household.area_code[:COMMUNITY_DIGITS],)))
    today = held.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)
    rows = today.filter(area_code__in=codes, role__in=(*NEAREST, *OTHERS), user__is_active=True)
    by_role: dict[str, list[Appointment]] = {}
    for row in rows.select_related("user").order_by("-area_code", "from_on"):
        by_role.setdefault(row.role, []).append(row)
    playbook = playbook_for(household.area)
    return [
        Charge(
            role,
            role_title(role, playbook=playbook, level=household.area.level),
            tuple(str(one.user) for one in by_role.get(role, ())),
            tuple(one.user.phone for one in by_role.get(role, ())),
        )
        for role in (*NEAREST, *OTHERS)
        if role in NEAREST or role in by_role
    ]
