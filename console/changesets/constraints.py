"""The constraints that a statement puts on rows that are there already: what each says of a row. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from console.changesets.migration import Named
from console.changesets.tokens import Kind, Reader, tokenize


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint on a table's rows. `kind` is `not null`, `check`, `unique` or `foreign key`.

    `columns` are the table's own; `expression` is a check's text as it was written; `other` and `other_columns` are
    what a foreign key points at, empty where it is that table's primary key.
    """

    kind: str
    table: Named
    columns: tuple[str, ...] = ()
    expression: str = ""
    other: Named | None = None
    other_columns: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """`NOT NULL on email`, `CHECK (amount > 0)`."""
        match self.kind:
            case "check":
                return f"CHECK ({self.expression})"
            case "not null":
                return f"NOT NULL on {self.columns[0]}"
            case "unique":
                return f"UNIQUE ({', '.join(self.columns)})"
        return f"FOREIGN KEY ({', '.join(self.columns)})"


def constraints(text: str) -> tuple[Constraint, ...]:
    """Those of one statement that are checked against rows at once; what is NOT VALID is not. Never raises."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Constraint]:
    reader = Reader(tokenize(text))
    if reader.take("create", "unique", "index"):
        yield from _of_index(reader)
    elif reader.take("alter", "table"):
        reader.take("if", "exists")
        reader.take("only")
        table = reader.named("table")
        if table is not None:
            for part in reader.parts():
                yield from _of_action(text, table, part)


def _of_index(reader: Reader) -> Iterator[Constraint]:
    reader.take("concurrently")
    if not reader.find("on"):
        return
    reader.take("only")
    table = reader.named("table")
    if reader.take("using"):
        reader.identifier()
    columns = _names(reader.group())
    if table is not None and columns and not reader.has("where") and not reader.has("nulls", "not", "distinct"):
        yield Constraint("unique", table, columns)


def _of_action(text: str, table: Named, reader: Reader) -> Iterator[Constraint]:
    if reader.take("alter"):
        reader.take("column")
        column = reader.identifier()
        if column and reader.take("set", "not", "null"):
            yield Constraint("not null", table, (column,))
        return
    if not reader.take("add") or reader.has("not", "valid"):
        return
    if reader.take("constraint"):
        reader.identifier()
    if reader.take("check"):
        start = reader.token.start
        group = reader.group()
        if group.tokens:
            yield Constraint("check", table, expression=_inside(text, start))
    elif reader.take("unique") or reader.take("primary", "key"):
        columns = _names(reader.group())
        if columns:
            yield Constraint("unique", table, columns)
    elif reader.take("foreign", "key"):
        yield from _foreign(table, reader)


def _foreign(table: Named, reader: Reader) -> Iterator[Constraint]:
    columns = _names(reader.group())
    if not columns or not reader.take("references"):
        return
    other = reader.named("table")
    if other is not None:
        yield Constraint("foreign key", table, columns, other=other, other_columns=_names(reader.group()))


def _names(group: Reader) -> tuple[str, ...]:
    """Plain column names between commas; nothing where one of them is an expression."""
    found: list[str] = []
    for part in group.parts():
        if part.token.kind not in (Kind.WORD, Kind.NAME) or len(part.tokens) != 1:
            return ()
        found.append(part.token.value)
    return tuple(found)


def _inside(text: str, start: int) -> str:
    """What stands between the parenthesis at `start` and the one that closes it."""
    depth, reader = 0, tokenize(text[start:])
    for token in reader:
        if token.kind is Kind.SYMBOL:
            depth += (token.value == "(") - (token.value == ")")
            if not depth:
                return text[start + 1 : start + token.start].strip()
    return ""
