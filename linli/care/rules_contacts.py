"""How often somebody is called: by the playbook's rhythm of their needs, and by triage. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from linli.care.choices import Triage
from linli.lib.playbook.register import Rhythm

# So many days after the last contact the next one is due.
EVERY: Mapping[Rhythm, int] = {"daily": 1, "weekly": 7, "monthly": 30}
# Who is called first is called each day, second each week, whatever the need.
BY_TRIAGE: Mapping[str, Rhythm] = {Triage.FIRST: "daily", Triage.SECOND: "weekly"}


def strictest(rhythms: Iterable[Rhythm]) -> Rhythm:
    """The one that calls most often; none where none calls."""
    calling = [one for one in rhythms if one in EVERY]
    return min(calling, key=EVERY.__getitem__) if calling else "none"


def rhythm_of(needs: Iterable[Rhythm], triage: str = "") -> Rhythm:
    return strictest([*needs, BY_TRIAGE.get(triage, "none")])


def due_on(rhythm: Rhythm, last: date | None, *, today: date) -> date | None:
    """The day of the next contact; who was never reached is due today. None: nobody calls by rhythm."""
    if rhythm not in EVERY:
        return None
    return today if last is None else last + timedelta(days=EVERY[rhythm])


def is_due(rhythm: Rhythm, last: date | None, *, today: date) -> bool:
    due = due_on(rhythm, last, today=today)
    return due is not None and due <= today
