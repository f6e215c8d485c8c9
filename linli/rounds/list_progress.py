"""How far lists are: their rows, what each area has answered, what is overdue."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.areas.models import Area
from linli.areas.scopes import Scope
from linli.lib.area_codes import is_within
from linli.rounds.choices import CheckOutcome, ListState
from linli.rounds.models import Check, CheckList

OPEN = Q(outcome="", trouble="")
VIEWS = ("all", "open", "trouble", *CheckOutcome.values)


@dataclass(frozen=True)
class Progress:
    """How many rows of a list are to be checked, how many have an outcome."""

    done: int
    of: int

    @property
    def open(self) -> int:
        return self.of - self.done

    @property
    def share(self) -> float | None:
        return 100 * self.done / self.of if self.of else None


@dataclass(frozen=True)
class PartOfList:
    area: Area
    progress: Progress


def lists_seen(scope: Scope) -> QuerySet[CheckList]:
    """The lists of an area, and those of which rows were given to it, the newest first; with their progress."""
    mine = Check.objects.within(scope).filter(check_list=OuterRef("pk"), check_list__given_at__isnull=False)
    rows = CheckList.everywhere.filter(scope.q() | Q(Exists(mine))).select_related("area", "made_by")
    here = scope.q("checks__area_code")
    usable = Count("checks", filter=here & Q(checks__trouble=""))
    done = Count("checks", filter=here & Q(checks__trouble="") & ~Q(checks__outcome=""))
    return rows.annotate(usable=usable, done=done).order_by("-made_at", "-pk")


def rows_of_list(taken: CheckList, scope: Scope, view: str) -> QuerySet[Check]:
    """The rows that one may see, as the sender counts them."""
    rows = Check.objects.within(scope).filter(check_list=taken)
    rows = rows.select_related("check_list", "told_by", "household")
    if view == "open":
        rows = rows.filter(OPEN)
    elif view == "trouble":
        rows = rows.exclude(trouble="")
    elif view in CheckOutcome.values:
        rows = rows.filter(outcome=view)
    return rows.order_by("number")


def counts_of(taken: CheckList, scope: Scope) -> Counter[str]:
    """Rows by outcome; `open` for those without, `trouble` for those that cannot be checked."""
    rows = Check.objects.within(scope).filter(check_list=taken).order_by()
    counted: Counter[str] = Counter()
    for outcome, trouble, n in (
        rows.values("outcome", "trouble").annotate(n=Count("pk")).values_list("outcome", "trouble", "n")
    ):
        counted["trouble" if trouble else outcome or "open"] += n
    return counted


def progress_of(counted: Counter[str]) -> Progress:
    of = sum(counted.values()) - counted["trouble"]
    return Progress(of - counted["open"], of)


def parts_of_list(taken: CheckList, area: Area) -> list[PartOfList]:
    """The progress of each area directly within `area`, in code order, and of `area` itself where rows stand there."""
    rows = Check.objects.within(area.code).filter(check_list=taken, trouble="").order_by()
    counted = list(
        rows.values("area_code")
        .annotate(of=Count("pk"), open=Count("pk", filter=Q(outcome="")))
        .values_list("area_code", "of", "open")
    )
    children = list(Area.objects.filter(parent=area).order_by("code"))
    parts = [PartOfList(one, _sum(counted, one.code)) for one in children]
    own = [row for row in counted if not any(is_within(row[0], child.code) for child in children)]
    if own:
        parts.append(PartOfList(area, _sum(own, area.code)))
    return [one for one in parts if one.progress.of]


def _sum(counted: Sequence[tuple[str, int, int]], code: str) -> Progress:
    found = [(of, open_) for at, of, open_ in counted if is_within(at, code)]
    of = sum(one for one, _ in found)
    return Progress(of - sum(open_ for _, open_ in found), of)


def open_checks(scope: Scope) -> QuerySet[Check]:
    """What is to be looked for in an area, what is due first on top."""
    rows = Check.objects.within(scope).filter(OPEN, check_list__state=ListState.RUNNING)
    rows = rows.select_related("check_list", "area", "household")
    return rows.order_by("check_list__due_at", "area_code", "check_list", "number")


def overdue(scope: Scope, *, now: datetime) -> QuerySet[Check]:
    return open_checks(scope).filter(check_list__due_at__lt=now)
