"""Jobs of care."""

from linli.care.tasks_days import make_the_day
from linli.care.tasks_release import end_by_itself, go_on_with_aftercare
from linli.care.tasks_trips import make_trips_of_the_coming_days

__all__ = ["end_by_itself", "go_on_with_aftercare", "make_the_day", "make_trips_of_the_coming_days"]
