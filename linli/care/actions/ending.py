"""What stops when an episode is over, whoever or whatever ends it: phases, marks, tasks, tests, ways, questions."""

from datetime import datetime

from linli.care import marking
from linli.care.choices import TaskState, TestResult, TransferState
from linli.care.models import CareTask, CareTest, Episode, EpisodePhase, ProlongationAsked, Transfer
from linli.lib.periods import local_day

ARRIVED_OR_DROPPED = (TransferState.ARRIVED, TransferState.DROPPED)


def stop_days(episode: Episode, *, at: datetime) -> None:
    """Undo what holds the household and what would still be asked of anybody. Run again it changes nothing."""
    EpisodePhase.objects.filter(episode=episode, ended_at=None).update(ended_at=at)
    marking.unmark(episode, at=at)
    ahead = CareTask.everywhere.filter(episode=episode, state=TaskState.OPEN, on__gte=local_day(at))
    ahead.delete()
    untaken = CareTest.everywhere.filter(episode=episode, dropped_at=None, taken_at=None)
    untaken.filter(result=TestResult.PENDING).update(dropped_at=at)
    asked = ProlongationAsked.objects.filter(episode=episode, answered_at=None)
    asked.update(answered_at=at)
    # A way that has begun is driven to its end: somebody sits in the car. A way home stays: who is free goes it.
    ways = Transfer.everywhere.filter(episode=episode, goes_home=False).exclude(state__in=ARRIVED_OR_DROPPED)
    ways.exclude(state=TransferState.HANDED_OVER).update(state=TransferState.DROPPED, why_dropped="released")
