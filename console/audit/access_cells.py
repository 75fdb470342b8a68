"""One answer about who may do what, and how several become one. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from console.audit.predicates import Command, Predicate

if TYPE_CHECKING:
    from console.audit.access import Relation


class Verdict(StrEnum):
    """Whether a command is let through. Ordered from least to most by `rank`."""

    UNREACHABLE = "unreachable"  # granted, but not its schema
    DENIED = "denied"
    UNKNOWN = "unknown"
    CONDITIONAL = "conditional"  # the rows that `predicate` and `check` let through
    OPEN = "open"  # every row

    @property
    def rank(self) -> int:
        """0 nothing, 1 some rows, 2 all; -1 where it is not known."""
        return {"open": 2, "conditional": 1, "unknown": -1}.get(self.value, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. `columns` are those that it is for, None for all of them; `why` is one sentence.

    `predicate` says which rows can be reached, `check` what new rows must be; None where row security has no say.
    `finds` is what rows a statement must pass too when it reads a column, as nearly every UPDATE and DELETE does.
    `silent` is set where what is denied raises no error: 0 rows, and nobody is told. `asks` are relations that its
    policies read and functions that they call, where it may not, or only in part: a statement is then mostly refused.
    """

    verdict: Verdict
    why: str = ""
    columns: tuple[str, ...] | None = None
    predicate: Predicate | None = None
    check: Predicate | None = None
    finds: Predicate | None = None
    silent: bool = False
    asks: tuple[str, ...] = ()


def for_columns(cell: Cell, command: Command, reads: tuple[str, ...]) -> Cell:
    """What stands behind a view, where only some columns are granted: every column that the view reads must be."""
    if cell.columns is None:
        return cell
    if command is not Command.SELECT:
        return Cell(Verdict.UNKNOWN, "only some columns are granted there; whether they are those is not known")
    closed = [column for column in reads if column not in cell.columns]
    return Cell(Verdict.DENIED, f"SELECT of {', '.join(closed)} is not granted") if closed else cell


def judged(cell: Cell, spoken: bool) -> Cell:
    """The verdict of what the policies say together."""
    using, check = cell.predicate, cell.check
    parts = [each for each in (using, check) if each is not None]
    verdict, silent = Verdict.CONDITIONAL, False
    why = "granted; policies decide row by row"
    if using is not None and using.never:
        verdict, silent = Verdict.DENIED, True
        why = "granted, but no policy lets a row through: 0 rows, and no error" if not spoken else _NEVER
    elif check is not None and check.never:
        verdict, why = Verdict.DENIED, "granted, but no policy lets a new row through: it is refused"
    elif all(each.always for each in parts):
        verdict, why = Verdict.OPEN, "granted; policies let every row through"
    if verdict is not Verdict.DENIED and cell.finds is not None and cell.finds.never:
        why += "; a statement that reads a column finds no row, for SELECT lets none through"
    return Cell(verdict, why, cell.columns, using, check, cell.finds, silent)


_NEVER = "granted, but its policies let no row through: 0 rows, and no error"


def together(view: Relation, acting: str, cells: list[tuple[Relation, Cell]], columns: tuple[str, ...] | None) -> Cell:
    """What a view gives when what it reads gives that."""
    by = f"; it reads as {acting}" if acting else "; it reads as who asks" if view.invoker else ""
    if len(cells) == 1:
        base, cell = cells[0]
        return replace(cell, why=f"{base.label}: {cell.why}{by}", columns=columns)
    for base, cell in cells:
        if cell.verdict is Verdict.DENIED and not cell.silent:
            return Cell(Verdict.DENIED, f"behind the view, {base.label}: {cell.why}")
    for verdict in (Verdict.UNKNOWN, Verdict.CONDITIONAL):
        for base, cell in cells:
            if cell.verdict is verdict or (verdict is Verdict.CONDITIONAL and cell.silent):
                return Cell(verdict, f"behind the view, {base.label}: {cell.why}{by}", columns)
    return Cell(Verdict.OPEN, f"granted on the view{by}", columns)
