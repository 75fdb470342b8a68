"""Definitions of columns and constraints: what adding one costs, and which tables it refers to."""

from __future__ import annotations

from itertools import pairwise

from console.changesets.claims import ACCESS_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, Claims, worse
from console.changesets.migration import Effect, Named
from console.changesets.tokens import Kind, Reader

SERIALS = frozenset({"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"})
_STEADY = """
    now transaction_timestamp statement_timestamp current_timestamp localtimestamp current_time localtime
    timezone date_trunc to_char to_date to_timestamp make_date make_interval extract date_part age current_setting
    lower upper trim btrim ltrim rtrim concat coalesce nullif greatest least md5 encode decode length abs round
    jsonb_build_object jsonb_build_array json_build_object json_build_array to_jsonb to_json array array_fill row cast
    numeric decimal varchar char character bpchar varying bit time timestamp timestamptz timetz interval float
    uid role jwt
"""
STEADY = frozenset(_STEADY.split())
"""Functions and types that stand before a parenthesis and give one value for all rows: the default is computed once."""

_CONSTRAINTS = ("constraint", "primary", "unique", "check", "exclude", "foreign", "not")


def adding_column(claims: Claims, table: Named, reader: Reader) -> tuple[str, Effect]:
    """Read `name type …` of ADD COLUMN: the name and what it does to the rows that are there."""
    name = reader.identifier() or ""
    effect = Effect.NONE
    serial = reader.word in SERIALS
    if serial or (reader.has("generated") and not _virtual(reader)):
        effect = Effect.REWRITE
    default = _default(reader)
    if default is not None and not _steady(default):
        effect = Effect.REWRITE
    if (reader.has("not", "null") or reader.has("check")) and effect is Effect.NONE:
        # A constant default that is not null passes without a look; the server looks all the same at a CHECK.
        effect = Effect.SCAN if default is None or reader.has("check") else Effect.NONE
    if reader.has("primary", "key") or reader.has("unique"):
        effect = worse(effect, Effect.BUILD)
    claims.lock(table, ACCESS_EXCLUSIVE, effect)
    for referenced in _references(reader):
        # The new column holds nothing but its default: without one there is nothing to look up.
        looked_up = Effect.NONE if default is None else Effect.SCAN
        claims.lock(referenced, SHARE_ROW_EXCLUSIVE, looked_up)
        claims.lock(table, ACCESS_EXCLUSIVE, looked_up)
    return name, effect


def _virtual(reader: Reader) -> bool:
    """GENERATED … AS (expression) that is VIRTUAL, as it is since 18 without STORED; an IDENTITY is in each row."""
    return not reader.has("stored") and not reader.has("identity")


def _default(reader: Reader) -> Reader | None:
    """The expression after DEFAULT; None where there is none or it is NULL."""
    at = reader.at
    found = reader.find("default")
    start, reader.at = reader.at, at
    if not found:
        return None
    inner = Reader(reader.tokens[start:])
    end = next((n for n in range(len(inner.tokens)) if _ends_default(inner, n)), len(inner.tokens))
    expression = Reader(inner.tokens[:end])
    return None if expression.sees("null") else expression


def _ends_default(inner: Reader, at: int) -> bool:
    inner.at = at
    if at and inner.tokens[at - 1].value == "(":
        return False
    phrases = ("constraint", "not null", "unique", "primary key", "references", "check", "generated", "collate")
    return any(inner.sees(*phrase.split()) for phrase in phrases)


def _steady(expression: Reader) -> bool:
    """Whether every call in it gives one value for all rows. A function that is not known counts as one that does
    not."""
    tokens = expression.tokens
    return all(
        token.value in STEADY
        for token, following in pairwise(tokens)
        if token.kind in (Kind.WORD, Kind.NAME) and following.value == "(" and following.kind is Kind.SYMBOL
    )


def _references(reader: Reader) -> list[Named]:
    found = []
    at = reader.at
    while reader.find("references"):
        if named := reader.named("table"):
            found.append(named)
    reader.at = at
    return found


def is_constraint(reader: Reader) -> bool:
    """Whether a part of a table's definition is a constraint rather than a column."""
    # These words are reserved: an unquoted column cannot have one for its name.
    return reader.token.kind is Kind.WORD and reader.word in _CONSTRAINTS


def adding_constraint(claims: Claims, table: Named, reader: Reader) -> tuple[str, str]:
    """Read a table constraint of ADD: what the action is called and the constraint's name."""
    name = (reader.identifier() or "") if reader.take("constraint") else ""
    looks = Effect.NONE if reader.has("not", "valid") or reader.has("not", "enforced") else Effect.SCAN
    using = reader.has("using", "index")
    match reader.take_any("primary key", "unique", "exclude", "foreign key", "check", "not null"):
        case "primary key":
            # With an index that is there, the server still looks for nulls unless the columns refuse them.
            claims.lock(table, ACCESS_EXCLUSIVE, Effect.SCAN if using else Effect.BUILD)
            return "ADD PRIMARY KEY", name
        case "unique":
            claims.lock(table, ACCESS_EXCLUSIVE, Effect.NONE if using else Effect.BUILD)
            return "ADD UNIQUE", name
        case "exclude":
            claims.lock(table, ACCESS_EXCLUSIVE, Effect.BUILD)
            return "ADD EXCLUDE", name
        case "foreign key":
            claims.lock(table, SHARE_ROW_EXCLUSIVE, looks)
            for referenced in _references(reader):
                claims.lock(referenced, SHARE_ROW_EXCLUSIVE, looks)
            return "ADD FOREIGN KEY", name
        case "check":
            claims.lock(table, ACCESS_EXCLUSIVE, looks)
            return "ADD CHECK", name
        case "not null":
            claims.lock(table, ACCESS_EXCLUSIVE, looks)
            return "ADD NOT NULL", reader.identifier() or name
    claims.lock(table, ACCESS_EXCLUSIVE)
    return "ADD CONSTRAINT", name


def references_of(reader: Reader) -> list[Named]:
    """The tables that the definition of a new table refers to."""
    return [named for part in reader.parts() for named in _references(part)]
