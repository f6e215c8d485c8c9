"""Rows of a batch as the preview shows them: the sheet's own cells at the left, the outcome at the right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count as CountRows
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext, ngettext

from linli.core.components import Count, State
from linli.core.numbers import thousands
from linli.imports import columns, wording
from linli.imports.choices import Outcome, RowState
from linli.imports.fields import Column, name_of, why_not_kept
from linli.imports.masks import masked
from linli.imports.models import Batch, Row
from linli.imports.plans import HOLD, Ask, Contents, unseal
from linli.imports.rules.reading import Doubt
from linli.imports.workbooks import column_letter
from linli.lib.headings import NOT_KEPT

ROWS_A_PAGE = 40
STATES: dict[str, State] = {
    Outcome.NEW: State.DONE,
    Outcome.CHANGED: State.NEW,
    Outcome.SAME: State.NONE,
    Outcome.QUESTION: State.ASK,
    Outcome.REFUSED: State.STOP,
    Outcome.SKIPPED: State.NONE,
}
_CSS = {"ask": "ll-c-cell-ask", "twin": "ll-c-cell-twin", "read": "ll-c-cell-new", "changed": "ll-c-cell-new", "refused": "ll-c-cell-new"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownColumn:
    index: int
    letter: str
    heading: str
    label: str
    why: str = ""  # why it is not kept
    needs_look: bool = False
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    css: str = ""
    was: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ShownOption:
    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownAsk:
    code: str
    sentence: str
    options: tuple[ShownOption, ...]
    is_answered: bool


@dataclass(slots=True)
class ShownRow:
    """One row of the sheet, or a fold of rows that say nothing new."""

    number: int
    outcome: str
    state: State
    word: str
    cells: list[ShownCell] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asks: list[ShownAsk] = field(default_factory=list)
    is_written: bool = False
    fold: str = ""
    leader: int = 0

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.QUESTION


def columns_of(batch: Batch) -> list[ShownColumn]:
    """The sheet's columns with what each is matched with."""
    language = get_language() or "zh"
    plan = columns.plan_from(batch.layout)
    return [_column(column, language) for column in plan.columns]


def _column(column: Column, language: str) -> ShownColumn:
    if column.field == NOT_KEPT:
        label = gettext("not kept")
    elif column.field == "notes":
        label = gettext("notes; support needs are looked for")
    else:
        label = name_of(column.field if column.is_used else "ignore", language)
    return ShownColumn(
        column.index,
        column_letter(column.index),
        column.heading.rpartition(" / ")[2],
        label,
        why_not_kept(column.rule, language) if column.rule else "",
        not column.sure or column.field == "notes",
        column.is_used,
    )


def counts_shown(batch: Batch, chosen: str, url: str) -> list[Count]:
    """The six outcomes with their rows; each is a filter."""
    return [
        Count(STATES[o.value], str(o.label), batch.count(o), f"{url}?outcome={o.value}", chosen == o.value)
        for o in Outcome
    ]


# ---- rows ----------------------------------------------------------------------------------------
class Shower:
    """Turns rows of one batch into what a page shows."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        plan = columns.plan_from(batch.layout)
        self.columns = [column for column in plan.columns if column.field != NOT_KEPT]
        self.places = [" ".join(name for _, name in one["path"]) for one in batch.remarks.get("places", [])]

    @property
    def shown_columns(self) -> list[ShownColumn]:
        language = get_language() or "zh"
        return [_column(column, language) for column in self.columns]

    def row(self, row: Row) -> ShownRow:
        contents = unseal(row.sealed) if row.sealed else Contents()
        outcome = Outcome(row.outcome)
        found = ShownRow(
            row.number, row.outcome, STATES[outcome.value], str(outcome.label), leader=row.leader
        )
        found.is_written = row.state == RowState.WRITTEN
        found.cells = [self._cell(column, contents) for column in self.columns]
        found.said = [s for said in contents.said if (s := wording.say(said, self.places))]
        found.asks = [
            _ask(one, row)
            for one in contents.asks
            if not (one.code == Doubt.HEAD and row.leader not in (0, row.number))
        ]
        if row.leader not in (0, row.number) and found.is_open:
            found.said.append(gettext("Goes with row {row}").format(row=row.leader))
        if HOLD in row.answers.values():
            found.asks = [one for one in found.asks if one.is_answered]
        return found

    def _cell(self, column: Column, contents: Contents) -> ShownCell:
        text = contents.cells[column.index] if column.index < len(contents.cells) else ""
        key = str(column.index)
        was = wording.value(_column_of(column.field), contents.was.get(key, ""))
        css = _CSS.get(contents.marks.get(key, ""), "")
        return ShownCell(masked(column.field, text), css, was, column.heading.rpartition(" / ")[2])

    def rows(self, rows: Iterable[Row]) -> list[ShownRow]:
        return [self.row(row) for row in rows]


def _column_of(field_key: str) -> str:
    return {"is_living_here": "presence", "birth": "birth_on"}.get(field_key, field_key)


def _ask(one: Ask, row: Row) -> ShownAsk:
    answer = row.answers.get(one.code, "")
    options = tuple(
        ShownOption(key, wording.option(one, key), key == (answer or one.preset)) for key in one.options
    )
    return ShownAsk(one.code, wording.ask(one), options, bool(answer))


# ---- a page of rows ------------------------------------------------------------------------------
@dataclass
class PreviewPage:
    page: Page[Row]
    rows: list[ShownRow]


def preview_page(
    batch: Batch, shower: Shower, *, outcome: str, question: str, number: str | None
) -> PreviewPage:
    """One page of the sheet. Without a filter, rows in which nothing changes are folded."""
    rows = Row.objects.filter(batch=batch).order_by("number")
    if question:
        rows = rows.filter(question=question)
    elif outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    else:
        rows = rows.exclude(outcome=Outcome.SAME).exclude(is_blank=True)
    page = Paginator(rows, ROWS_A_PAGE).get_page(number)
    shown = shower.rows(page.object_list)
    if not question and outcome not in Outcome.values:
        shown = list(
            _with_folds(batch, shower, shown, is_first=page.number == 1, is_last=not page.has_next())
        )
    return PreviewPage(page, shown)


def _with_folds(
    batch: Batch, shower: Shower, shown: Sequence[ShownRow], *, is_first: bool, is_last: bool
) -> Iterator[ShownRow]:
    """Put the rows in between back: a single one as it is, several as one line that says what they are."""
    if not shown:
        yield from _all_folded(batch)
        return
    first = 0 if is_first else shown[0].number
    last = None if is_last else shown[-1].number
    hidden = _hidden(batch, first, last)
    waiting: list[tuple[int, str]] = []
    between = iter(hidden)
    coming = next(between, None)
    for row in shown:
        while coming is not None and coming[0] < row.number:
            waiting.append(coming)
            coming = next(between, None)
        yield from _fold(batch, shower, waiting)
        waiting = []
        yield row
    while coming is not None:
        waiting.append(coming)
        coming = next(between, None)
    yield from _fold(batch, shower, waiting)


def _hidden(batch: Batch, first: int, last: int | None) -> list[tuple[int, str]]:
    rows = Row.objects.filter(batch=batch, number__gt=first)
    rows = rows.filter(Q(outcome=Outcome.SAME) | Q(is_blank=True))
    if last is not None:
        rows = rows.filter(number__lt=last)
    return list(rows.order_by("number").values_list("number", "outcome"))


def _fold(batch: Batch, shower: Shower, hidden: Sequence[tuple[int, str]]) -> Iterator[ShownRow]:
    if not hidden:
        return
    if len(hidden) == 1 and hidden[0][1] == Outcome.SAME:
        yield from shower.rows(Row.objects.filter(batch=batch, number=hidden[0][0]))
        return
    yield ShownRow(hidden[0][0], "", State.NONE, "", fold=fold_sentence(hidden))


def _all_folded(batch: Batch) -> Iterator[ShownRow]:
    hidden = _hidden(batch, 0, None)
    if hidden:
        yield ShownRow(hidden[0][0], "", State.NONE, "", fold=fold_sentence(hidden))


def fold_sentence(hidden: Sequence[tuple[int, str]]) -> str:
    """第 7–8 行没变化，收起；第 16–17 行空白."""
    parts: list[str] = []
    for outcome, words in ((Outcome.SAME, _same), (Outcome.SKIPPED, _blank)):
        numbers = [number for number, kind in hidden if kind == outcome]
        if numbers:
            parts.append(words(numbers))
    return gettext("; ").join(parts)


def _same(numbers: Sequence[int]) -> str:
    return ngettext("Row {rows}: no change", "Rows {rows}: no change, folded", len(numbers)).format(
        rows=_runs(numbers)
    )


def _blank(numbers: Sequence[int]) -> str:
    return ngettext("Row {rows} is blank", "Rows {rows} are blank", len(numbers)).format(rows=_runs(numbers))


_MOST_RUNS = 4


def _runs(numbers: Sequence[int]) -> str:
    """7–8, 11–13; of many runs the first and the last number."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    if len(runs) > _MOST_RUNS:
        runs = [[runs[0][0], runs[-1][1]]]
    return gettext(", ").join(thousands(a) if a == b else f"{thousands(a)}–{thousands(b)}" for a, b in runs)


# ---- questions by kind ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Kind:
    """All open questions of one kind, with the answers that can be given to all of them at once."""

    code: str
    label: str
    count: int
    options: tuple[ShownOption, ...]


# Fewer questions of a kind are quicker answered where they stand.
FEW = 4
# Who somebody is must be looked at one by one.
_ONE_BY_ONE = frozenset((Doubt.PERSON, Doubt.BUILDING, Doubt.VACANT, Doubt.HEAD))


def kinds_of(batch: Batch) -> list[Kind]:
    """The kinds of open questions in the order of the questions' codes."""
    rows = Row.objects.filter(batch=batch, state=RowState.OPEN).exclude(question="")
    counts = dict(rows.values_list("question").annotate(CountRows("pk")).order_by())
    return [_kind(rows, code, counts[code]) for code in Doubt if counts.get(code, 0) >= FEW]


def _kind(rows: QuerySet[Row], code: Doubt, count: int) -> Kind:
    options: tuple[ShownOption, ...] = ()
    if code not in _ONE_BY_ONE:
        first = rows.filter(question=code).order_by("number").first()
        asks = unseal(first.sealed).asks if first else []
        one = next((a for a in asks if a.code == code), None)
        if one is not None:
            one.data = {
                **one.data,
                "known": gettext("number"),
                "name": gettext("name"),
                "there": gettext("the old door"),
            }
            options = tuple(ShownOption(k, wording.option(one, k), k == one.preset) for k in one.options)
    return Kind(code, wording.kind(code), count, options)
