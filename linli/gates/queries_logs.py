"""What is kept of gate logs, day by day, and what has vanished: for whoever checks that it does."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.core.facts import UNUSED_VANISHED, kind_named
from linli.core.models import AuditEntry
from linli.gates.actions.patrols import take_checks
from linli.gates.actions.purge import PURGED
from linli.gates.actions.scans import take_from_gates
from linli.gates.models import Finding, Gate, GateScan, PatrolCheck, PatrolRoute, Registration
from linli.gates.playbook import gates_in_force
from linli.lib.area_codes import county_of
from linli.lib.periods import SHANGHAI, local_day

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The logs of one day that are still there. `goes_on`: in that night."""

    day: date
    goes_on: date
    is_overdue: bool
    scans: int = 0
    registrations: int = 0
    findings: int = 0
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Vanished:
    at: datetime
    days: int
    numbers: Mapping[str, int]


def days_of(area: Area) -> int:
    """For how many days logs are kept there, by the playbook in force."""
    return gates_in_force(area).log_days


def kept_days(scope: Scope, *, days: int, now: datetime) -> list[KeptDay]:
    """Every day of which there are logs, the oldest first. Four queries."""
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for name, rows, at in (
        ("scans", GateScan.objects.within(scope), "at"),
        ("registrations", Registration.objects.within(scope), "at"),
        ("findings", Finding.objects.within(scope), "scan__at"),
        ("checks", PatrolCheck.objects.within(scope), "at"),
    ):
        for day, n in _by_day(rows, at):
            counts[day][name] += n
    today = local_day(now)
    return [
        KeptDay(day, day + timedelta(days=days + 1), day + timedelta(days=days + 1) < today, **found)
        for day, found in sorted(counts.items())
    ]


def _by_day(rows: "QuerySet[Any]", at: str) -> Sequence[tuple[date, int]]:
    by_day = rows.annotate(on_day=TruncDate(at, tzinfo=SHANGHAI)).order_by().values("on_day")
    return list(by_day.annotate(n=Count("pk")).values_list("on_day", "n"))


def vanished(scope: Scope) -> list[Vanished]:
    """What was deleted, the newest first. It is told for a county, whoever asks for a part of it."""
    counties = {county_of(one) for one in scope.prefixes}
    rows = AuditEntry.objects.filter(action=PURGED).order_by("-at")
    found = [one for one in rows[: MOST_LINES * 4] if any(_meets(one.area_code, each) for each in counties)]
    names = ("scans", "registrations", "findings", "uses", "checks")
    return [
        Vanished(one.at, int(one.data.get("days", 0)), {name: int(one.data.get(name, 0)) for name in names})
        for one in found[:MOST_LINES]
    ]


def _meets(code: str, county: str) -> bool:
    return code.startswith(county) or county.startswith(code)


def has_gates(scope: Scope) -> bool:
    return Gate.objects.within(scope).exists() or PatrolRoute.objects.within(scope).exists()


@dataclass(frozen=True, slots=True)
class Unused:
    """What phones told from gates and patrols, and could not be used until its term was over."""

    at: datetime
    days: int
    kind: str
    n: int


def unused_vanished() -> list[Unused]:
    """The newest first. It has no place: nobody could read it, or knows the gate."""
    rows = AuditEntry.objects.filter(action=UNUSED_VANISHED).order_by("-at", "-pk")[: MOST_LINES * 4]
    found = [(one, kind_named(str(one.data.get("kind", "")))) for one in rows]
    told = [(one, kind) for one, kind in found if kind and kind.take in (take_from_gates, take_checks)]
    return [
        Unused(one.at, int(one.data.get("days", 0)), str(kind.title), int(one.data.get("count", 0)))
        for one, kind in told[:MOST_LINES]
    ]
