"""When a fact happened, by a phone's clock and by ours; when whoever makes rows lets others go first. Pure."""

from datetime import datetime, timedelta

# Within this the phone's word is taken: people's clocks are a little off, and lines are slow.
TOLERANCE_SECONDS = 5 * 60
# A phone waits in a drawer for some weeks, not for longer: then its clock has lost the date.
OLDEST = timedelta(days=60)
AT_ONCE = timedelta()
# A batch of facts is never put off for longer: figures follow within the minute.
LONGEST_REST = 2.0


def is_far_off(clock_error: int | None) -> bool:
    return clock_error is not None and abs(clock_error) > TOLERANCE_SECONDS


def happened_at(made_at: datetime, received_at: datetime, clock_error: int | None) -> datetime:
    """The best guess at the true time. Both times are kept, so that another guess can be made later.

    `clock_error` is by how many seconds the phone was ahead when it sent the fact; a phone that is wrong now was
    most likely as wrong when the fact was made.
    """
    guess = made_at
    if clock_error is not None and is_far_off(clock_error):
        guess = _shifted(made_at, clock_error)
    took = received_at - guess
    return guess if AT_ONCE <= took <= OLDEST else received_at


def _shifted(made_at: datetime, clock_error: int) -> datetime:
    try:
        return made_at - timedelta(seconds=clock_error)
    except OverflowError:
        return made_at


def rest_after(wall: float, processor: float) -> float:
    """How many seconds to rest after a batch that took so long by the clock, and so much of a processor.

    People at phones and pages wait for an answer; nobody waits for a row. Where a batch had to queue for its
    processor, somebody else needs it more: it rests for as long as it queued.
    """
    return min(max(wall - processor, 0.0), LONGEST_REST)
