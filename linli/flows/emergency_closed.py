"""An emergency was closed: nobody stays in under it any longer."""

from typing import Any

from django.utils import timezone

from linli.care.actions.closing import end_with_emergencies


def end_its_care(payload: dict[str, Any]) -> None:
    """Run again it finds nobody."""
    end_with_emergencies(at=timezone.now())
