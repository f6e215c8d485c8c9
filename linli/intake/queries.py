"""How many facts there are, and in which state."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from linli.intake.models import Device, Fact


@dataclass(frozen=True)
class Counted:
    kind: str  # empty for what could not be read
    kept: int  # waiting to be used
    derived: int
    quarantined: int

    @property
    def total(self) -> int:
        return self.kept + self.derived + self.quarantined


def count_facts() -> list[Counted]:
    """One row a kind that was ever sent."""
    rows = Fact.objects.values("kind").annotate(
        total=Count("pk"),
        derived=Count("pk", filter=Q(derived_at__isnull=False)),
        quarantined=Count("pk", filter=Q(quarantined_at__isnull=False)),
    )
    return [
        Counted(
            row["kind"],
            row["total"] - row["derived"] - row["quarantined"],
            row["derived"],
            row["quarantined"],
        )
        for row in rows.order_by("kind")
    ]


def count_reasons() -> list[tuple[str, str, int]]:
    """(kind, reason, how many) of all that is in quarantine."""
    rows = Fact.objects.quarantined().values("kind", "reason").annotate(n=Count("pk"))
    return [(row["kind"], row["reason"], row["n"]) for row in rows.order_by("-n", "kind", "reason")]


def devices() -> Sequence[Device]:
    return list(Device.objects.select_related("user").order_by("user__username", "enrolled_at"))
