"""Jobs of care."""

from linli.care.tasks_trips import make_trips_of_the_coming_days

__all__ = ["make_trips_of_the_coming_days"]
