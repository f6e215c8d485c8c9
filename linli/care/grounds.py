"""What stands behind a decision at a place: the emergency, the edition in force, and what the city adds."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.care.playbook import care_in_force
from linli.care.problems_episodes import NoIncident, NoSuchCategory
from linli.care.rules import Facts, Plan, plan_for
from linli.care.rules_local import local_rules
from linli.incidents.access import holding_at
from linli.incidents.choices import HazardKind
from linli.incidents.editions import edition_at
from linli.incidents.models import Incident
from linli.lib.editions import Category, Edition
from linli.lib.periods import local_day
from linli.lib.playbook.care import Care

LONGEST = 200


@dataclass(frozen=True)
class Ground:
    """Without an incident nobody is restricted: `incident` is always there."""

    incident: Incident
    edition: Edition
    care: Care

    @property
    def basis(self) -> str:
        """The document of the edition, as a notice names it."""
        return self.edition.document.zh[:LONGEST]

    @property
    def objection(self) -> str:
        """Whom to tell, and until when they answer; in Chinese, as the notice says it. Empty without a telephone."""
        if not self.care.phone:
            return ""
        with translation.override("zh-hans"):
            words = _("Telephone {phone}; answered within {hours} hours")
            return words.format(phone=self.care.phone, hours=self.care.appeal_hours)[:LONGEST]

    def category(self, key: str) -> Category:
        found = self.edition.category(key)
        if found is None:
            raise NoSuchCategory()
        return found


def ground_at(area: Area, at: datetime) -> Ground:
    """The edition in force in an area, of the emergency that is open there."""
    in_force = edition_at(area, at)
    incident = in_force.incident or _epidemic_at(area)
    if incident is None:
        raise NoIncident()
    return Ground(incident, in_force.edition, care_in_force(area))


def _epidemic_at(area: Area) -> Incident | None:
    """One that is open and has adopted no edition: the national one of the day holds in it."""
    rows = holding_at(area.code).filter(kind=HazardKind.EPIDEMIC)
    return rows.order_by("is_drill", "-opened_on", "pk").first()


def plan_on(ground: Ground, category: str, facts: Facts, *, at: datetime) -> Plan:
    """What the edition in force, and what the city adds to it, prescribe for a person."""
    ground.category(category)
    local = local_rules(ground.care, on=local_day(at))
    return plan_for(category, facts, ground.edition, at=at, local=local)


def seal_of(plan: Plan) -> str:
    """A short mark of a plan: whoever signs says by it which plan they were shown."""
    shown = (plan.edition, plan.category, plan.phases, plan.tests, plan.tests_for_release)
    return sha256(msgspec.json.encode(shown)).hexdigest()[:16]
