"""Recognise how a sheet is laid out: titles, headings of one or two rows, data, and rows that are no data."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from linli.lib.cells import is_blank, text_of
from linli.lib.headings import JOINT, is_known, normalise, recognise
from linli.lib.texts import squeeze

Row = Sequence[object]
# First and last cell of a merged range, each as (row, column) from 0: as python-calamine gives them.
Merged = tuple[tuple[int, int], tuple[int, int]]


class RowKind(StrEnum):
    DATA = "data"
    BLANK = "blank"
    TOTALS = "totals"
    REPEATED_HEADING = "repeated_heading"
    NOTE = "note"


class Layout(msgspec.Struct, frozen=True):
    """Where things stand in a sheet; rows count from 0. Without headings `heading_rows` is empty."""

    title_rows: tuple[int, ...]
    heading_rows: tuple[int, ...]
    headings: tuple[str, ...]
    first_data_row: int
    heading_words: frozenset[str] = frozenset()
    serial_column: int | None = None


_LOOK_AT_ROWS = 30
_LONGEST_HEADING = 40
_NOT_IN_HEADINGS = re.compile(r"\d{4,}|^[\d.\-/:]+$|[:：].*\S")
_TOTALS = re.compile(
    r"(?:本页|本表|本村|本组|本社区|全村|全社区|.{1,8}(?:楼|单元|组|网格|小区))?"
    r"(?:合计|总计|小计|共计|累计|总合计|total)[:：]?(?:\d+|[一二三四五六七八九十百]+)?(?:户|人)?.{0,12}",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填报|填表|制表|审核|负责人|经办人|单位负责人|统计人|联系人|日期|截止|附|※|★|\*)"
    r".*[:：].*|^注\d?[.、:：\s].*|^\d{1,2}[、.)）].{8,}"
)
_LABELLED = re.compile(r"^[^:：]{2,10}[:：].*")


def find_layout(rows: Sequence[Row], merged: Iterable[Merged] = ()) -> Layout:
    """Find titles, headings and the first row of data among the first rows of a sheet."""
    head = [[text_of(cell) for cell in row] for row in rows[:_LOOK_AT_ROWS]]
    _spread(head, merged)
    heading_rows = _heading_rows(head)
    headings = _join([head[row] for row in heading_rows])
    before = heading_rows[0] if heading_rows else 0
    after = heading_rows[-1] + 1 if heading_rows else 0
    layout = Layout(
        title_rows=tuple(row for row in range(before) if any(head[row])),
        heading_rows=heading_rows,
        headings=headings,
        first_data_row=after,
        heading_words=frozenset(normalise(text) for row in heading_rows for text in head[row] if text),
        serial_column=_serial_column(headings),
    )
    return msgspec.structs.replace(layout, first_data_row=_first_data_row(rows, layout))


def layout_key(headings: Sequence[str]) -> str:
    """Return a key that stays the same while the headings say the same in the same order."""
    words = "\x1f".join(normalise(heading) for heading in headings).rstrip("\x1f")
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def row_kind(row: Row, layout: Layout) -> RowKind:
    """Say what a row below the headings is."""
    filled = [place for place, cell in enumerate(row) if _is_filled(cell)]
    if not filled or filled == [layout.serial_column]:
        return _kind_of_lonely(row, filled)
    if isinstance(row[filled[0]], str) and _repeats_headings(row, filled, layout):
        return RowKind.REPEATED_HEADING
    if _is_total(row, filled):
        return RowKind.TOTALS
    if _is_note(row, filled, layout) or _counts_columns(row, filled):
        return RowKind.NOTE
    return RowKind.DATA


def _is_filled(cell: object) -> bool:
    return not is_blank(cell) if isinstance(cell, str) else cell is not None


def _kind_of_lonely(row: Row, filled: list[int]) -> RowKind:
    """Tell a row that was only numbered in advance from a remark under the table."""
    text = squeeze(text_of(row[filled[0]])) if filled else ""
    if not text or text.isdecimal():
        return RowKind.BLANK
    return RowKind.TOTALS if _TOTALS.fullmatch(text) else RowKind.NOTE


def _is_total(row: Row, filled: list[int]) -> bool:
    texts = [cell for place in filled[:3] if isinstance(cell := row[place], str) and len(cell) < 40]
    return any("计" in text or "otal" in text.lower() for text in texts) and any(
        _TOTALS.fullmatch(squeeze(text)) for text in texts
    )


def _is_note(row: Row, filled: list[int], layout: Layout) -> bool:
    if len(filled) > 4 and row[filled[0]] != row[filled[-1]]:
        return False
    texts = dict.fromkeys(squeeze(text_of(row[place])) for place in filled)
    if len(filled) > 2 and len(texts) == 1:
        return True
    if len(texts) == 1 and len(layout.headings) > 2:
        text = next(iter(texts))
        return bool(_NOTE.match(text) or _LABELLED.match(text)) or len(text) > 30
    return all(_LABELLED.match(text) for text in texts)


def _counts_columns(row: Row, filled: list[int]) -> bool:
    """Tell the row under the headings of official forms that numbers the columns 1, 2, 3 ..."""
    if len(filled) < 4:
        return False
    if (text_of(row[filled[0]]), text_of(row[filled[1]])) not in (("1", "2"), ("甲", "乙")):
        return False
    numbers = [text_of(row[place]) for place in filled]
    counted = numbers == [str(number) for number in range(1, len(numbers) + 1)]
    return counted or (numbers[0] == "甲" and all(text.isdecimal() or len(text) == 1 for text in numbers))


def _repeats_headings(row: Row, filled: list[int], layout: Layout) -> bool:
    if normalise(text_of(row[filled[0]])) not in layout.heading_words:
        return False
    same = sum(normalise(text_of(row[place])) in layout.heading_words for place in filled)
    return same >= max(2, 0.6 * len(filled)) or same == len(filled)


def _spread(head: list[list[str]], merged: Iterable[Merged]) -> None:
    """Write the text of each merged range into all its cells."""
    for (top, left), (bottom, right) in merged:
        if top >= len(head) or left >= len(head[top]):
            continue
        text = head[top][left]
        for line in head[top : bottom + 1]:
            line.extend([""] * (right + 1 - len(line)))
            line[left : right + 1] = [text] * (right + 1 - left)


def _heading_rows(head: list[list[str]]) -> tuple[int, ...]:
    scores = [_score(row) for row in head]
    best = max(range(len(head)), key=lambda row: (scores[row], -row), default=0)
    if not scores or scores[best] <= 0:
        return ()
    for upper in (best - 1, best):
        if 0 <= upper < len(head) - 1 and _are_one_heading(head[upper], head[upper + 1]):
            return upper, upper + 1
    return (best,)


def _score(row: list[str]) -> float:
    """Say how much a row looks like headings; 0 when it cannot be one."""
    words = {text for text in row if text}
    if len(words) < 2 or not _could_be_headings(row):
        known = sum(is_known(text) for text in words)
        return known if known >= 3 and known >= 0.6 * len(words) else 0.0
    known = sum(is_known(text) for text in words)
    return known if known >= 2 else 0.5 * (len(words) >= 3 and known > 0)


def _could_be_headings(row: list[str]) -> bool:
    return not any(len(text) > _LONGEST_HEADING or _NOT_IN_HEADINGS.search(text) for text in row if text)


def _are_one_heading(upper: list[str], lower: list[str]) -> bool:
    """Tell whether two rows are one heading: the lower divides cells of the upper and fills its gaps."""
    width = max(len(upper), len(lower))
    above, below = _padded(upper, width), _padded(lower, width)
    divided = [place for place in range(width) if below[place] and below[place] != above[place]]
    if len(set(filter(None, above))) < 2 or not divided:
        return False
    if not (_could_be_headings(above) and _could_be_headings(below)):
        return False
    if not all(_has_room(above, below, place) for place in divided):
        return False
    joined = _join([above, below])
    return any(is_known(below[place]) or is_known(joined[place]) for place in divided)


def _has_room(above: list[str], below: list[str], place: int) -> bool:
    """Say whether a lower cell stands in a gap, or under a cell that spans more than one column."""
    if not above[place]:
        return True
    beside = [near for near in (place - 1, place + 1) if 0 <= near < len(above)]
    spans = any(above[near] == above[place] and below[near] for near in beside)
    opens = place + 1 < len(above) and not above[place + 1] and bool(below[place + 1])
    return spans or opens


def _join(rows: list[list[str]]) -> tuple[str, ...]:
    """Join the rows of a heading column by column; an upper cell reaches over the gaps to its right."""
    if not rows:
        return ()
    width = max(len(row) for row in rows)
    *uppers, lower = [_padded(row, width) for row in rows]
    if not uppers:
        return tuple(_trimmed(lower))
    joined, reaching = [], ""
    for above, below in zip(uppers[0], lower, strict=True):
        reaching = above or (reaching if below else "")
        parts = dict.fromkeys(part for part in (reaching, below) if part)
        joined.append(JOINT.join(parts))
    return tuple(_trimmed(joined))


def _padded(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _trimmed(texts: list[str]) -> list[str]:
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    return texts[: last + 1]


def _serial_column(headings: Sequence[str]) -> int | None:
    return next((place for place, guess in enumerate(recognise(headings)) if guess.field == "serial"), None)


def _first_data_row(rows: Sequence[Row], layout: Layout) -> int:
    after = range(layout.first_data_row, len(rows))
    return next((row for row in after if row_kind(rows[row], layout) is RowKind.DATA), layout.first_data_row)
