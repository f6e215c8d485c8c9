"""Jobs of care."""

from linli.care.tasks_days import make_the_day
from linli.care.tasks_editions import follow_editions, look_for_overreach
from linli.care.tasks_forgetting import forget_who_was_in_care
from linli.care.tasks_release import end_by_itself, go_on_with_aftercare
from linli.care.tasks_trips import make_trips_of_the_coming_days

__all__ = [
    "end_by_itself",
    "follow_editions",
    "forget_who_was_in_care",
    "go_on_with_aftercare",
    "look_for_overreach",
    "make_the_day",
    "make_trips_of_the_coming_days",
]
