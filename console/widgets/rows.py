"""Rows and columns of a list as values, and what can be done to them without a screen: filter, sort, measure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, overload

from rich.cells import cell_len

from console.core.present import plain
from console.core.unknown import Unknown
from console.widgets.text import Line, plain_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """How one column looks. `rank` says what goes first when room is short: the highest leaves first, 0 stays."""

    key: str
    heading: str
    align: Literal["left", "right"] = "left"
    least: int = 1
    most: int = 40
    grow: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: how each cell looks, and each cell's value for copying, sorting and exporting.

    A row with `group` is a heading: it cannot be selected, and a filter keeps it only above rows that stay. `marks`
    are what a filter finds beside the columns, such as `is`, `wrong` for `is:wrong`. Cells and values may be `Late`;
    then `searched` says how many of the first cells a word of a filter is looked for in, `column:value` aside.
    """

    key: str
    cells: Sequence[Line] = ()
    values: Sequence[Any] = ()
    group: Line = ()
    marks: tuple[tuple[str, str], ...] = ()
    searched: int | None = None


class Late(Sequence[T]):
    """Cells of a row that are made when they are looked at: for lists of more cells than anybody sees."""

    def __init__(self, number: int, make: Callable[[int], T]) -> None:
        self._number = number
        self._make = make

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self._make(each) for each in range(*place.indices(self._number))]
        if not -self._number <= place < self._number:
            raise IndexError(place)
        return self._make(place % self._number)


def matches(row: Row, columns: Sequence[Column], text: str, *, heading: str = "") -> bool:
    """Whether a row holds every word of the filter; `column:value` looks in that column or mark alone, `"two words"`
    as one.

    A word may stand in the `heading` that the row is under, too.
    """
    for word in _words(text):
        name, colon, value = word.partition(":")
        marks = [mark for place, mark in row.marks if colon and place == name]
        if marks and any(value in mark.casefold() for mark in marks):
            continue
        at = next((i for i, column in enumerate(columns) if colon and _named(column, name)), None)
        if at is not None:
            if value not in _said(row.cells[at]) and value not in plain(row.values[at]).casefold():
                return False
        elif word not in heading.casefold() and not any(word in _said(line) for line in row.cells[: row.searched]):
            return False
    return True


def _said(line: Line) -> str:
    return plain_text(line).casefold()


def _named(column: Column, name: str) -> bool:
    return bool(name) and (column.key.casefold().startswith(name) or column.heading.casefold().startswith(name))


def _words(text: str) -> list[str]:
    quoted = re.findall(r'(?:[^\s"]|"[^"]*"?)+', text)
    return [word.replace('"', "").casefold() for word in quoted if word.replace('"', "")]


def filtered(rows: Iterable[Row], columns: Sequence[Column], text: str) -> list[Row]:
    """The rows that match, under the headings that still have any."""
    kept: list[Row] = []
    heading: Row | None = None
    words = ""
    for row in rows:
        if row.group:
            heading, words = row, plain_text(row.group)
        elif not text or matches(row, columns, text, heading=words):
            if heading is not None:
                kept.append(heading)
                heading = None
            kept.append(row)
    return kept


def ordered(rows: Sequence[Row], column: int, *, descending: bool) -> list[Row]:
    """Rows sorted by the value of one column, without headings. What is absent or unknown comes last either way.

    Texts are sorted as people do, capitals or not.
    """
    real = [row for row in rows if not row.group]
    present_rows = [row for row in real if not isinstance(row.values[column], Unknown | None)]
    absent = [row for row in real if isinstance(row.values[column], Unknown | None)]
    try:
        present_rows.sort(key=lambda row: _place(row.values[column]), reverse=descending)
    except TypeError:
        present_rows.sort(key=lambda row: plain(row.values[column]).casefold(), reverse=descending)
    return present_rows + absent


def _place(value: Any) -> Any:
    return (value.casefold(), value) if isinstance(value, str) else value


def widths(columns: Sequence[Column], rows: Sequence[Row], room: int, *, gap: int = 2) -> list[int]:
    """Cells for each column, 0 for one that is left out. Columns fit their content; those that grow take the rest."""
    wanted: list[int] = []
    for number, column in enumerate(columns):
        fixed = column.least == column.most
        content = 0 if fixed else max((_cells(row.cells[number]) for row in rows if number < len(row.cells)), default=0)
        wanted.append(max(column.least, min(column.most, max(content, cell_len(column.heading)))))
    out: set[int] = set()
    for number in sorted(range(len(columns)), key=lambda i: -columns[i].rank):
        alone = len(columns) - len(out) == 1
        if _total(columns, wanted, out, gap) <= room or columns[number].rank == 0 or alone:
            break
        out.add(number)
    given = [0 if number in out else width for number, width in enumerate(wanted)]
    _fit(columns, given, room, gap)
    return given


def _cells(line: Line) -> int:
    return sum(cell_len(span.text) for span in line)


def _total(columns: Sequence[Column], wanted: Sequence[int], out: set[int], gap: int) -> int:
    """Room that the columns need where those that grow make do with their least."""
    inside = [i for i in range(len(columns)) if i not in out]
    least = sum(min(wanted[i], max(columns[i].least, 16)) if columns[i].grow else wanted[i] for i in inside)
    return least + gap * max(0, len(inside) - 1)


def _fit(columns: Sequence[Column], given: list[int], room: int, gap: int) -> None:
    inside = [i for i, width in enumerate(given) if width]
    spare = room - sum(given) - gap * max(0, len(inside) - 1)
    growing = [i for i in inside if columns[i].grow]
    if spare >= 0:
        if growing:
            given[growing[-1]] += spare
        return
    # Too little room: those that grow give first, then the others from the right, in the end below their least.
    giving = growing + [i for i in reversed(inside) if not columns[i].grow]
    for least in ({i: columns[i].least for i in inside}, dict.fromkeys(inside, 1)):
        for i in giving:
            cut = min(-spare, max(0, given[i] - least[i]))
            given[i] -= cut
            spare += cut
    while spare < 0 and len(inside) > 1:
        last = inside.pop()
        spare += given[last] + gap
        given[last] = 0
