"""A support need was entered, corrected or ended: its ways to a hospital follow at once."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.care.actions.trip_making import make_trips_of


def make_trips_of_need(payload: dict[str, Any]) -> None:
    """Run again it changes nothing: a trip's id follows from the need and the day."""
    make_trips_of(UUID(payload["need_id"]), now=timezone.now())
