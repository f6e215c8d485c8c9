"""Cases and rounds of tests, as zones ask for them: days and places, nobody's name."""

from datetime import date

from django.db.models import Q

from linli.areas.scopes import Scope
from linli.lib.periods import local_day
from linli.people.titles import prefixes
from linli.zones.models import KnownCase, RoundResult, Zone, ZoneReview
from linli.zones.places import COMMUNITY_DIGITS, households_of, is_village
from linli.zones.rules import DayFacts, RoundSeen
from linli.zones.rules_proposals import CaseSeen, Doors


def standing() -> Q:
    return Q(ruled_out_at=None)


def seen_of(case: KnownCase, *, village: bool) -> CaseSeen:
    return CaseSeen(case.found_on, Doors(case.compound, case.building, case.stairwell, village=village))


def cases_in_community(case: KnownCase) -> list[CaseSeen]:
    """All that are known in the community of a case, itself among them."""
    code = case.area_code[:COMMUNITY_DIGITS]
    rows = KnownCase.everywhere.filter(standing(), Scope((code,)).q(), incident=case.incident)
    village = is_village(case.area)
    return [seen_of(one, village=village) for one in rows.order_by("found_on", "pk")]


def cases_near(zone: Zone) -> list[KnownCase]:
    """Those whose household lies in the zone."""
    rows = KnownCase.everywhere.filter(standing(), Scope((zone.area_code,)).q(), incident=zone.incident)
    return list(rows.filter(household_id__in=households_of(zone).values("pk")).order_by("found_on", "pk"))


def rounds_around(zone: Zone) -> list[RoundSeen]:
    """Rounds of an area that holds the zone: its own, or one above it."""
    rows = RoundResult.everywhere.filter(area_code__in=prefixes(zone.area_code))
    return [RoundSeen(one.on, one.negative) for one in rows.order_by("on")]


def day_facts(zone: Zone, on: date) -> DayFacts:
    # The last word: contacts that were negative may not be so any more.
    told = ZoneReview.objects.filter(zone=zone, contacts_negative__isnull=False, on__lte=on)
    last = told.order_by("-on").first()
    return DayFacts(
        on=on,
        from_on=local_day(zone.from_at or zone.proposed_at),
        case_days=tuple(one.found_on for one in cases_near(zone)),
        rounds=tuple(rounds_around(zone)),
        contacts_negative_on=last.on if last and last.contacts_negative else None,
        came_from=zone.came_from,
        came_down_on=local_day(zone.came_down_at) if zone.came_down_at else None,
    )


def rests_on_no_case(zone: Zone) -> bool:
    """It was proposed for cases, and each of them was ruled out since."""
    return bool(zone.cases) and not cases_near(zone)
