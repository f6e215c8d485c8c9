"""The kinds of fact of care."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.care.actions.checks import take_checks
from linli.care.actions.notices import take_notices
from linli.care.actions.tasks import take_tasks
from linli.care.actions.tests import take_tests
from linli.care.actions.trip_facts import take_trips
from linli.care.bodies import CareTaskDone, HealthCheckTold, NoticeHanded, TestTaken, TripTold
from linli.core.facts import FactKind, declare_kinds

# Of the examples in the description of the interface; nobody has these ids.
TRIP = UUID("0192f6b0-7c00-7000-8000-00000000ca01")
EPISODE = UUID("0192f6b0-7c00-7000-8000-00000000ca02")
TASK = UUID("0192f6b0-7c00-7000-8000-00000000ca03")
TEST = UUID("0192f6b0-7c00-7000-8000-00000000ca04")


declare_kinds(
    FactKind(
        name="care.trip",
        title=_("Way to a hospital"),
        body=TripTold,
        take=take_trips,
        body_days=1,  # what became of it stands with the trip, encrypted
        examples=(
            TripTold(trip=TRIP, outcome="under_way"),
            TripTold(trip=TRIP, outcome="not_done", note="车没有来"),
        ),
    ),
    FactKind(
        name="care.check",
        title=_("Temperature and symptoms of somebody in care"),
        body=HealthCheckTold,
        take=take_checks,
        body_days=1,  # what it says stands encrypted in its row, which vanishes with the episode
        examples=(
            HealthCheckTold(episode=EPISODE, half="morning", celsius=36.5, no_signs=True),
            HealthCheckTold(episode=EPISODE, half="evening", celsius=37.8, signs=("dry_cough",)),
        ),
    ),
    FactKind(
        name="care.task",
        title=_("Something brought to somebody in care"),
        body=CareTaskDone,
        take=take_tasks,
        body_days=1,
        examples=(CareTaskDone(task=TASK), CareTaskDone(task=TASK, outcome="not_wanted")),
    ),
    FactKind(
        name="care.test",
        title=_("Sample taken at the door"),
        body=TestTaken,
        take=take_tests,
        body_days=1,
        examples=(TestTaken(test=TEST), TestTaken(test=TEST, outcome="nobody_home")),
    ),
    FactKind(
        name="care.notice",
        title=_("Notice handed over"),
        body=NoticeHanded,
        take=take_notices,
        body_days=1,
        examples=(
            NoticeHanded(episode=EPISODE, home="suitable", housemates="too"),
            NoticeHanded(episode=EPISODE, home="unsuitable", troubles=("no_toilet",)),
        ),
    ),
)  # fmt: skip
