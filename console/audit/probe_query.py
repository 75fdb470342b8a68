"""What somebody would really get from a query: asked on the server as them, beside what we get ourselves.

The query stands inside of ours, read-only, as one statement; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from console.audit.asking import Refused, Who, ask_as
from console.audit.probe import MASK, MOST, SAMPLES, Count
from console.core.unknown import Unknown
from console.database.names import expression
from console.database.session import Database, ReadSession


@dataclass(frozen=True, slots=True)
class QueryProbe:
    """What one identity gets of a query, and what we get ourselves; a few rows of theirs, masked unless asked for."""

    who: Who
    query: str
    seen: Count | Refused | Unknown
    ours: Count | Refused | Unknown
    samples: tuple[Mapping[str, Any], ...] | Refused | Unknown


async def probe_query(
    database: Database, query: str, who: Who, *, most: int = MOST, samples: int = SAMPLES, reveal: bool = False
) -> QueryProbe:
    """What that identity gets, counted up to `most`. What could not be found out is Unknown, what the server refuses
    is Refused: a query that it cannot read is refused to everybody.
    """
    text = query.strip().rstrip(";")
    count = partial(_count, query=text, most=most)
    shown = await ask_as(database, who, partial(_samples, query=text, most=samples))
    if isinstance(shown, tuple) and not reveal:
        shown = tuple({name: None if value is None else MASK for name, value in row.items()} for row in shown)
    return QueryProbe(who, text, await ask_as(database, who, count), await ask_as(database, None, count), shown)


async def _count(session: ReadSession, query: str, most: int) -> Count:
    statement = session.statement("access/count_query").with_identifiers(inner=expression(query))
    rows = (await session.mappings(statement, {"most": most + 1}))[0]["seen"]
    return Count(min(rows, most), rows > most)


async def _samples(session: ReadSession, query: str, most: int) -> tuple[Mapping[str, Any], ...]:
    statement = session.statement("access/sample_query").with_identifiers(inner=expression(query))
    return tuple(row["fields"] for row in await session.mappings(statement, {"most": most}))


def document_of(found: QueryProbe) -> dict[str, Any]:
    """As JSON."""
    samples = found.samples
    return {
        "role": found.who.role,
        "who": found.who.label,
        "query": found.query,
        "seen": _counted(found.seen),
        "ours": _counted(found.ours),
        "samples": list(samples) if isinstance(samples, tuple) else _counted(samples),
    }


def _counted(found: Count | Refused | Unknown) -> Any:
    if isinstance(found, Count):
        return {"rows": found.rows, "more": found.capped}
    return {"refused": found.reason} if isinstance(found, Refused) else {"unknown": found.reason}


def lines_of(found: QueryProbe) -> list[str]:
    """As people read it."""
    from console.core.present import NULL, plain

    lines = [f"{found.who.label} gets {_words(found.seen)}", f"we ourselves get {_words(found.ours)}"]
    if isinstance(found.samples, tuple):
        lines += [
            "  " + "   ".join(f"{name}={NULL if value is None else plain(value)}" for name, value in row.items())
            for row in found.samples
        ]
    return lines


def _words(found: Count | Refused | Unknown) -> str:
    if isinstance(found, Count):
        return f"{found.text} rows"
    return f"nothing: refused, {found.reason}" if isinstance(found, Refused) else f"? UNKNOWN {found.reason}"
