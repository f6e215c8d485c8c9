"""Gate logs vanish after their term: afterwards nobody can tell any more who went where. Figures stay.

So do the checks of patrols, with what was found and its photo. Rounds stay: who walked them, and what was missed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.core.audit import log, name_action
from linli.core.rows import among
from linli.gates.books import Books
from linli.gates.models import (
    Finding,
    Gate,
    GateScan,
    PassUse,
    PatrolCheck,
    PatrolRoute,
    Registration,
    ScanAmendment,
)
from linli.gates.notes import KINDS
from linli.lib.area_codes import county_of
from linli.lib.periods import day_bounds, local_day
from linli.people.models import Note

PURGED = name_action(
    "gates:logs:purged",
    _(
        "{scans} scans, {registrations} registrations and {findings} findings of gates and {checks} checks of patrols "
        "were deleted, {days} days old"
    ),
)

PIECE = 2000


@dataclass(frozen=True, slots=True)
class Term:
    """Where logs are kept for how many days."""

    county: str
    days: int

    def ends_before(self, now: datetime) -> datetime:
        """The first moment that is still kept: whole days go, so that no day is left with half of its logs."""
        return day_bounds(local_day(now) - timedelta(days=self.days))[0]


def purge_logs(*, now: datetime) -> Mapping[Term, Counter[str]]:
    """Delete what is older than the playbooks allow; return how many rows of what. Again, it deletes nothing more.

    In pieces, each its own transaction, so that phones need not wait.
    """
    done: dict[Term, Counter[str]] = {}
    for term, places in terms().items():
        before, total = term.ends_before(now), Counter[str]()
        while found := _purge_piece(places.gates, before):
            total += found
        while found := _purge_checks(places.routes, before):
            total += found
        if total:
            _note(term, total)
            done[term] = total
    return done


@dataclass(frozen=True, slots=True)
class Places:
    """The gates and the patrols of one term."""

    gates: list[UUID] = field(default_factory=list)
    routes: list[UUID] = field(default_factory=list)


def terms() -> dict[Term, Places]:
    """The gates and patrols of each county by the days for which their playbook keeps logs."""
    books = Books()
    found: dict[Term, Places] = defaultdict(Places)
    for gate in Gate.everywhere.select_related("area").order_by("area_code", "pk"):
        found[Term(county_of(gate.area_code), books.at(gate).log_days)].gates.append(gate.pk)
    for route in PatrolRoute.everywhere.select_related("area").order_by("area_code", "pk"):
        found[Term(county_of(route.area_code), books.at(route).log_days)].routes.append(route.pk)
    return dict(found)


@transaction.atomic
def _purge_piece(gates: Iterable[UUID], before: datetime) -> Counter[str]:
    gates = list(gates)
    scans = _oldest(GateScan.everywhere.filter(among("gate_id", gates), at__lt=before))
    uses = _oldest(PassUse.objects.filter(among("gate_id", gates), at__lt=before))
    people = _oldest(Registration.everywhere.filter(among("gate_id", gates), at__lt=before))
    said = ScanAmendment.objects.filter(among("scan_id", scans))
    gone = Counter(
        registrations=Registration.everywhere.filter(among("pk", people)).delete()[0],
        findings=Finding.everywhere.filter(among("scan_id", scans)).delete()[0],
        amendments=said.delete()[0] + _forsaken(before).delete()[0],
        notes=Note.objects.filter(kind__in=KINDS, at__lt=before).delete()[0],
        uses=PassUse.objects.filter(among("pk", uses)).delete()[0],
        scans=len(scans),
    )
    Registration.everywhere.filter(among("scan_id", scans)).update(scan=None)
    Finding.everywhere.filter(among("other_id", scans)).update(other=None)
    GateScan.everywhere.filter(among("pk", scans)).delete()
    return +gone


@transaction.atomic
def _purge_checks(routes: list[UUID], before: datetime) -> Counter[str]:
    """Of rounds whose missed points are worked out: that rests on the checks."""
    rows = PatrolCheck.everywhere.filter(
        among("round__route_id", routes), at__lt=before, round__counted_at__isnull=False
    )
    return +Counter(checks=PatrolCheck.everywhere.filter(among("pk", _oldest(rows))).delete()[0])


def _oldest(rows: "QuerySet[Any]") -> list[UUID]:
    return list(rows.order_by("at").values_list("pk", flat=True)[:PIECE])


def _forsaken(before: datetime) -> "QuerySet[ScanAmendment]":
    """What was said of scans that never came."""
    there = GateScan.everywhere.values("pk")
    return ScanAmendment.objects.filter(at__lt=before).exclude(scan_id__in=there)


@transaction.atomic
def _note(term: Term, total: Counter[str]) -> None:
    log(
        PURGED, actor=None, area_code=term.county, days=term.days, scans=total["scans"], uses=total["uses"],
        registrations=total["registrations"], findings=total["findings"], checks=total["checks"],
    )  # fmt: skip
