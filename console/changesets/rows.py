"""Statements about rows: INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE, SELECT, and those that carry another."""

from __future__ import annotations

from collections.abc import Callable

from console.changesets.claims import ACCESS_EXCLUSIVE, ACCESS_SHARE, MODES, ROW_EXCLUSIVE, ROW_SHARE, Claims
from console.changesets.migration import Effect, Named
from console.changesets.tokens import Kind, Reader


def insert(reader: Reader) -> Claims:
    """Read on behind INSERT."""
    claims = Claims("INSERT")
    reader.take("into")
    claims.touch(reader.named("table"), ROW_EXCLUSIVE, Effect.ROWS)
    claims.guarded = reader.has("on", "conflict")
    return claims


def update(reader: Reader) -> Claims:
    """Read on behind UPDATE."""
    claims = Claims("UPDATE")
    reader.take("only")
    claims.touch(reader.named("table"), ROW_EXCLUSIVE, Effect.ROWS)
    return claims


def delete(reader: Reader) -> Claims:
    """Read on behind DELETE. Without WHERE all rows go; with it, those that it names are meant to."""
    claims = Claims("DELETE")
    reader.take("from")
    reader.take("only")
    table = reader.named("table")
    claims.touch(table, ROW_EXCLUSIVE, Effect.ROWS)
    if table and not reader.has("where"):
        claims.loses.append(f"All rows of {table.label}.")
    return claims


def merge(reader: Reader) -> Claims:
    """Read on behind MERGE."""
    claims = Claims("MERGE")
    reader.take("into")
    reader.take("only")
    claims.touch(reader.named("table"), ROW_EXCLUSIVE, Effect.ROWS)
    return claims


def truncate(reader: Reader) -> Claims:
    """Read on behind TRUNCATE. The files of the tables are made anew and empty, whatever their size."""
    claims = Claims("TRUNCATE")
    reader.take("table")
    cascade = reader.has("cascade")
    for part in reader.parts():
        part.take("only")
        if table := part.named("table"):
            claims.touch(table, ACCESS_EXCLUSIVE)
            claims.loses.append(f"All rows of {table.label}.")
    if cascade:
        claims.loses.append("All rows of the tables that refer to them.")
    return claims


def copy(reader: Reader) -> Claims:
    """Read on behind COPY. What comes FROM STDIN stands in no statement: see `segments.unsendable`."""
    claims = Claims("COPY")
    if reader.sees("("):
        claims.tag = "COPY TO"
        return claims
    reader.take("binary")
    table = reader.named("table")
    reader.group()
    incoming = reader.take("from")
    claims.tag = f"COPY FROM{' STDIN' if reader.sees('stdin') else ''}" if incoming else "COPY TO"
    if incoming:
        claims.touch(table, ROW_EXCLUSIVE, Effect.ROWS)
    else:
        claims.lock(table, ACCESS_SHARE)
    return claims


def select(reader: Reader) -> Claims:
    """SELECT, VALUES, TABLE. Its reading of tables is no claim; INTO makes one, FOR UPDATE locks those of FROM."""
    claims = Claims("SELECT")
    from_ = _after_from(reader)
    if not reader.sees("values") and reader.find("into"):
        reader.take_any("temporary", "temp", "unlogged", "table")
        reader.take("table")
        if made := reader.named("table"):
            claims.tag = "SELECT INTO"
            claims.makes.append(made)
    if any(reader.has("for", *mode) for mode in (("update",), ("no", "key"), ("share",), ("key", "share"))):
        claims.tag = "SELECT FOR UPDATE"
        claims.lock(from_, ROW_SHARE)
    return claims


def _after_from(reader: Reader) -> Named | None:
    at = reader.at
    table = None
    if reader.find("from"):
        reader.take("only")
        table = reader.named("table")
        table = None if reader.sees("(") else table
    reader.at = at
    return table


_MAIN = {"insert": insert, "update": update, "delete": delete, "merge": merge, "select": select}


def with_queries(reader: Reader) -> Claims:
    """WITH: the queries in it may write too. The tag is the main command's."""
    reader.take("recursive")
    inner: list[Claims] = []
    while reader.more and reader.word not in _MAIN and reader.word not in ("values", "table"):
        if reader.sees("("):
            group = reader.group()
            if group.word in ("insert", "update", "delete", "merge"):
                inner.append(_MAIN[group.next().value](group))
        else:
            reader.at += 1
    read: Callable[[Reader], Claims] = _MAIN.get(reader.word, select)
    if reader.word in _MAIN and read is not select:
        reader.at += 1
    claims = read(reader)
    for part in inner:
        for thing, (mode, effect) in part.locks.items():
            claims.touch(thing, mode, effect)
        claims.loses += part.loses
    return claims


def lock(reader: Reader) -> Claims:
    """Read on behind LOCK."""
    claims = Claims("LOCK TABLE")
    reader.take("table")
    at = reader.at
    mode = "ACCESS EXCLUSIVE"
    end = len(reader.tokens)
    if reader.find("in"):
        end = reader.at - 1
        words = []
        while reader.token.kind is Kind.WORD and reader.word not in ("mode", "nowait"):
            words.append(reader.next().value.upper())
        mode = " ".join(words)
    for part in Reader(reader.tokens[at:end]).parts():
        part.take("only")
        if mode in MODES:
            claims.lock(part.named("table"), mode)
    return claims
