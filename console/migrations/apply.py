"""Applying files as one guarded operation: a part for each segment, each file's history row in its last part."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from console.changesets.migration import Effect, Folder, Named, Piece, Segment, Statement, Tool
from console.changesets.split import recorded
from console.core.unknown import Unknown
from console.database import names
from console.database.names import identifier
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import (
    Batch,
    Call,
    Lock,
    Operation,
    Part,
    Query,
    Requirement,
    Reverse,
    ReverseKind,
    Risk,
    Script,
    no_reverse,
)
from console.migrations.contents import prisma_checksum
from console.migrations.history import History
from console.migrations.invalid_indexes import left_behind
from console.migrations.known_histories import file_key
from console.migrations.pending import Pending
from console.migrations.records import create_history, record
from console.migrations.relations import Sizes, quoted, seconds_of

if TYPE_CHECKING:
    from console.database.session import Database


class Look(Protocol):
    """What is asked of a file once it is committed; a sentence where it is better not to go on to the next."""

    async def __call__(self, database: Database, label: str) -> str: ...


EXCLUSIVE = "supabase_migrations.schema_migrations"
"""The name whose hash is the advisory lock of everybody who applies with greenroom."""

LONG_SECONDS = 30.0
"""An exclusive lock that is thought to last longer stops everybody behind it for too long."""

LOCK_SECONDS = 4.0
"""How long a statement waits for a lock before it is taken back and tried again, as with Supabase's own tool."""

_REPEATABLE = frozenset({"VACUUM", "REINDEX", "CLUSTER", "CHECKPOINT", "DISCARD", "ALTER", "COMMIT", "ROLLBACK"})
"""What stands without a transaction and may be run once more: ALTER SYSTEM and the like set what they set."""

_KEYS = {Tool.PRISMA: "migration_name"}


def apply_operation(
    pending: Sequence[Pending],
    folder: Folder,
    history: History,
    sizes: Sizes,
    facts: Sequence[tuple[str, str]] = (),
    look: Look | None = None,
) -> Operation:
    """Apply these files in this order, and make the history table where there is none yet.

    `look` is asked of each file that verifies itself, by its label, once that is committed; what it says ends it there.
    UsageProblem where there is nothing to apply, or the history is not one that greenroom drives.
    """
    if not pending:
        raise UsageProblem("There is nothing to apply.", "Every file is in the history.")
    if history.tool is None or not history.tool.driven:
        raise UsageProblem(f"{history.title}'s files are applied by {history.title}.")
    parts = [*_making(history), *(part for each in pending for part in parts_of(each, history, sizes, look))]
    last, risk = pending[-1].file, risk_of(pending, sizes)
    title = f"Apply {len(pending)} migrations" if len(pending) > 1 else "Apply a migration"
    return Operation(
        name="migrations.apply",
        title=title,
        subject=last.version or last.name,
        kind="migration",
        key=last.version or last.name,
        risk=risk,
        batch=Batch(
            parts=tuple(parts), exclusive=EXCLUSIVE, fingerprint=fingerprint(pending), estimate=estimate(pending, sizes)
        ),
        requirements=(unchanged(history), _may_record(history)),
        reverse=_reverse(pending, folder),
        consequence=consequence(pending),
        facts=tuple(facts),
        event="migrations.applied",
    )


def unchanged(history: History) -> Requirement:
    """The history is as it was when the plan was made."""
    if not history.exists:
        place = names.quoted(history.schema, history.table)
        query = Query(load("migrations/history_is_absent").with_identifiers(), {"history": place})
        return Requirement(f"There is no {history.place} yet", query)
    column = key_column(history)
    keys = (
        [] if isinstance(history.rows, Unknown) else [row_key(history, row.version, row.name) for row in history.rows]
    )
    digest = hashlib.md5(",".join(sorted(keys, key=str.encode)).encode(), usedforsecurity=False).hexdigest()
    text = load("migrations/history_is").with_identifiers(
        key=identifier(column), history=identifier(history.schema, history.table)
    )
    return Requirement(f"{history.place} is as it was read", Query(text, {"digest": digest if keys else ""}))


def _may_record(history: History) -> Requirement:
    """Whoever logged in may write its rows: asked of the catalogue, before anything holds a lock."""
    binds = {"history": names.quoted(history.schema, history.table), "schema": names.quoted(history.schema)}
    return Requirement(
        f"This role may write into {history.place}", Query(load("migrations/may_record").with_identifiers(), binds)
    )


def parts_of(pending: Pending, history: History, sizes: Sizes, look: Look | None = None) -> list[Part]:
    """The parts of one file that are not committed yet; its history row in the last of them."""
    looked = partial(look, label=pending.file.label) if look is not None and pending.script.verify else None
    recording, there, absent = _records(pending, history)
    key, count = pending.file.version or pending.file.name, len(pending.segments)
    digest, once = digest_of(pending.data), (absent,) if history.exists else ()
    found: list[Part] = []
    for number, (segment, said) in enumerate(zip(pending.segments, pending.statements, strict=True)):
        if number < pending.done:
            continue
        last, first = number == count - 1, number == pending.done
        found.append(
            Part(
                key=key,
                title=pending.file.path.name if count == 1 else f"{pending.file.path.name} ({number + 1}/{count})",
                scripts=(*(_set_before(pending) if first else ()), *map(script_of, segment.pieces, said)),
                record=(recording,) if last else (),
                recorded=there if last else None,
                look=looked if last else None,
                # Only when it begins: later its own role and settings may hide the history from it.
                requirements=once if first else (),
                locks=locks_there(said, sizes),
                digest=digest,
                **running(segment, said),
            )
        )
    name = pending.file.path.name
    if found:
        return found
    alone = Part(key=key, title=name, scripts=(), record=(recording,), recorded=there, requirements=once, digest=digest)
    return [replace(alone, look=looked)]


def _set_before(pending: Pending) -> list[Script]:
    """What the segments that are committed already have set for those behind them, on a session that has gone."""
    committed = zip(pending.segments[: pending.done], pending.statements, strict=False)
    pairs = [pair for segment, said in committed for pair in zip(segment.pieces, said, strict=True)]
    return [script_of(piece, said) for piece, said in pairs if said.tag in ("SET", "RESET")]


def running(segment: Segment, said: Sequence[Statement]) -> dict[str, Any]:
    """How a segment runs, as the fields of its part: in whose transaction, how long it waits, what is asked."""
    alone = not segment.transactional and not all(each.transactional for each in said)
    chained = any(each.tag.endswith("AND CHAIN") for each in said)
    return {
        "transactional": segment.transactional,
        "authored": segment.authored,
        # A limit would break CONCURRENTLY off and leave an invalid index.
        "lock_seconds": 0 if alone else LOCK_SECONDS,
        "settled": settled_query(segment, said),
        "ahead": _ahead(segment, said),
        "repeatable": not chained
        if segment.authored
        else all(each.tag.partition(" ")[0] in _REPEATABLE for each in said),
        "left": left_behind if any("CONCURRENTLY" in each.tag for each in said) else None,
    }


def digest_of(data: bytes) -> str:
    """Changes with every byte of a file."""
    return hashlib.sha256(data).hexdigest()[:16]


def fingerprint(pending: Sequence[Pending]) -> str:
    """Changes with every byte of the files, and with where they begin."""
    digest = hashlib.sha256()
    for each in pending:
        digest.update(f"{each.file.label}\0{each.done}\0{len(each.data)}\0".encode("utf-8", "surrogatepass"))
        digest.update(each.data)
    return digest.hexdigest()


def risk_of(pending: Sequence[Pending], sizes: Sizes) -> Risk:
    """Dangerous where data is lost, or an exclusive lock may last; else careful: others see a changed schema."""
    for said in (said for each in pending for said in each.all_statements):
        if said.loses:
            return Risk.DANGEROUS
        for lock in said.locks:
            exclusive = lock.mode in ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE")
            seconds = seconds_of(lock, sizes)
            if exclusive and lock.effect is not Effect.NONE and (seconds is None or seconds > LONG_SECONDS):
                return Risk.DANGEROUS
    return Risk.CAREFUL


def estimate(pending: Sequence[Pending], sizes: Sizes) -> float | None:
    """Seconds that all of it may take, None where the size of something is not known."""
    found = [seconds_of(lock, sizes) for each in pending for said in each.all_statements for lock in said.locks]
    return None if None in found else sum(each or 0.0 for each in found)


def consequence(pending: Sequence[Pending]) -> str:
    """What is gone for good, in a sentence; else that all who use the database see it."""
    lost = [said.loses for each in pending for said in each.all_statements if said.loses]
    return gone(lost) or "everybody who uses this database sees it"


def gone(lost: Sequence[str]) -> str:
    """`gone for good: the rows of public.notes`, empty where nothing is."""
    if not lost:
        return ""
    first = lost[0].rstrip(".")
    more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
    return f"gone for good: {first[:1].lower()}{first[1:]}{more}"


def _making(history: History) -> list[Part]:
    making = create_history(history)
    return [Part(key="", title=f"make {history.place}", scripts=(), record=making)] if making else []


def script_of(piece: Piece, said: Statement) -> Script:
    """A statement of a file as the guard sends it, named by its command and by what it is about."""
    named = next((each.label for each in (*said.makes, *said.drops, *said.touches)), "")
    return Script(piece.text, f"{said.tag} {named}".strip().lower(), piece.line)


def settled_query(segment: Segment, said: Sequence[Statement]) -> Query | None:
    """The query that tells whether an index that is built or dropped concurrently took."""
    if segment.transactional or segment.authored or len(said) != 1:
        return None
    if _builds_unnamed(said[0]):
        return Query(load("migrations/index_is_added").with_identifiers(), {"of_table": None, "before": []})
    for made in said[0].makes:
        if made.kind == "index" and made.name:
            return Query(load("migrations/index_is_valid").with_identifiers(), _place(made, said[0]))
    for dropped in said[0].drops:
        if dropped.kind == "index":
            return Query(load("migrations/index_is_gone").with_identifiers(), _place(dropped, said[0]))
    return None


def _ahead(segment: Segment, said: Sequence[Statement]) -> Query | None:
    """The query that says which indexes the table of an unnamed one has before."""
    if settled_query(segment, said) is None or not _builds_unnamed(said[0]):
        return None
    return Query(load("migrations/indexes_of").with_identifiers(), {"name": quoted(said[0].touches[0])})


def _builds_unnamed(said: Statement) -> bool:
    """Whether it builds an index that the server names."""
    concurrently = said.tag.startswith("CREATE INDEX") and said.tag.endswith("CONCURRENTLY")
    return concurrently and not said.makes and bool(said.touches)


def _place(index: Named, said: Statement) -> dict[str, Any]:
    """An index stands in its table's schema; where the file names none, in the session's by then."""
    schema = index.schema or next((each.schema for each in said.touches if each.schema), None)
    return {"name": index.name, "search_path": [schema] if schema else []}


def locks_there(said: Sequence[Statement], sizes: Sizes) -> tuple[Lock, ...]:
    """The locks on relations that are there already: nobody is in the way of what is not."""
    found = [
        Lock(size.schema, size.name, lock.mode)
        for each in said
        for lock in each.locks
        if (size := sizes.get(quoted(lock.table))) is not None
    ]
    return tuple(dict.fromkeys(found))


def key_column(history: History) -> str:
    """The column by which the history knows a migration."""
    return _KEYS.get(history.tool, "version") if history.tool else "version"


def row_key(history: History, version: str, name: str) -> str:
    """What the history's key column holds for a migration."""
    return f"{version}_{name}" if history.tool is Tool.PRISMA and name else version


def _records(pending: Pending, history: History) -> tuple[Query, Query, Requirement]:
    """The query that records a file, the one that says whether it is, and the requirement that it is not yet."""
    table = identifier(history.schema, history.table)
    file, tool = pending.file, history.tool
    done = record(history, file, recorded(pending.script.text), prisma_checksum(pending.data))
    parts = {"history": table, "key": identifier(key_column(history))}
    key = {"key": row_key(history, file.version, file.name)}
    there = Query(load("migrations/is_recorded").with_identifiers(**parts), key)
    absent = Query(load("migrations/is_not_recorded").with_identifiers(**parts), key)
    return done, there, Requirement(f"{file_key(tool, file)} is not in the history yet", absent)


def _reverse(pending: Sequence[Pending], folder: Folder) -> Reverse:
    with_reverse = [each for each in pending if each.file.reverse is not None or each.script.down]
    if len(with_reverse) < len(pending):
        return no_reverse(f"{len(pending) - len(with_reverse)} of {len(pending)} files have no reverse")
    if len(pending) > 1:
        return no_reverse(
            "each file is taken back by itself: greenroom migrations rollback VERSION, the last one first"
        )
    key = pending[0].file.version or pending[0].file.name
    return Reverse(ReverseKind.CALL, call=Call("migrations.rollback", key, {"dir": str(folder.path)}))
