"""What care keeps of a household stands where its file stands, so that those who answer for the place see it and others do not."""

from collections.abc import Iterator
from uuid import UUID

from django.db import models, transaction

from linli.care.models import (
    Appeal,
    CareTask,
    CareTest,
    Case,
    EditionChange,
    Episode,
    HealthCheck,
    MedicalTrip,
    Transfer,
    TriageNote,
    TripRhythm,
)
from linli.registers.choices import RestrictionSource
from linli.registers.models import Household, Restriction

HOUSEHOLD = "household"
OF_EPISODE = "episode__household"
HANGING: tuple[tuple[type[models.Model], str], ...] = (
    (Episode, HOUSEHOLD), (Case, HOUSEHOLD), (Appeal, HOUSEHOLD), (MedicalTrip, HOUSEHOLD),
    (HealthCheck, OF_EPISODE), (CareTask, OF_EPISODE), (CareTest, OF_EPISODE), (Transfer, OF_EPISODE),
    (EditionChange, OF_EPISODE),
    (TripRhythm, "need__resident__household"), (TriageNote, "resident__household"),
)  # fmt: skip


@transaction.atomic
def follow_household(household_id: UUID) -> list[UUID]:
    """Bring all that hangs on a household to its area; a repeat changes nothing. Answers with the episodes that moved.

    A file that is corrected stood there all along, so what is past moves too, as its people and their needs do.
    """
    home = Household.everywhere.filter(pk=household_id).first()
    if home is None:
        return []
    where = {"area_id": home.area_id, "area_code": home.area_code}
    elsewhere = Episode.everywhere.filter(household=home).exclude(area_code=home.area_code)
    moved = list(elsewhere.order_by("pk").values_list("pk", flat=True))
    for rows in _hanging_on(home):
        rows.exclude(area_code=home.area_code).update(**where)
    return moved


def _hanging_on(home: Household) -> Iterator[models.QuerySet[models.Model]]:
    for model, path in HANGING:
        yield model.everywhere.filter(**{path: home})  # type: ignore[attr-defined]
    yield Restriction.everywhere.filter(household=home, source=RestrictionSource.EPISODE)
