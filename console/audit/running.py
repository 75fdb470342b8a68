"""Running checks: each in a short read-only transaction of its own, so that one that fails takes no other down.

It judges nothing: what a check says is what its rows say. It writes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from console.audit.checks import Check, Profile, all_checks
from console.audit.orphans import CHECK_NAME as ORPHANS
from console.audit.orphans import look_into
from console.audit.per_row import CHECKS as PER_ROW
from console.audit.per_row import planned
from console.audit.surroundings import Surroundings, read_surroundings
from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.database.session import CHECK, Database
from console.database.sql import load
from console.errors import NotPermitted, QueryProblem

AT_ONCE = 2
"""Checks at a time: one of three connections is left for the screen."""
TRIES = 3
SHOWN = 5
_AGAIN = {"55P03", "XX000", "42P01"}
"""Somebody took the lock, or dropped the object, while it was printed."""
_PRINTS = ("pg_get_", "format_type")
"""What prints names as the search path says."""
_UNREAD = {
    "held": ("Somebody holds or awaits a lock on what it reads", "Run it again in a moment."),
    "hidden": ("This role may not see", "It needs {needs}."),
    "late": ("It would take too long to read", "Look at these by themselves, when it is quiet."),
}
"""Columns that say that an object was left unread, what is said then, and the remedy."""

Row = Mapping[str, Any]


async def run_checks(
    database: Database,
    *,
    schemas: Collection[str] = (),
    checks: Sequence[Check] | None = None,
    audience: Collection[str] = (),
    exposed: Collection[str] | None = None,
    watch: Callable[[Check], None] = lambda check: None,
) -> Findings:
    """What the checks find, all of them unless some are given, in the order of the checks.

    `schemas` keeps what stands in those. `audience` are roles to judge beside those that the server knows of, `exposed`
    the schemas that an API serves where the server does not say. What could not be read is in `unknown`, by check.
    `watch` hears of each check when it is done. Raises ConnectionProblem where the server is lost.
    """
    chosen = all_checks() if checks is None else checks
    around = await read_surroundings(database, audience, exposed, schemas)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(check: Check) -> Findings:
        async with gate:
            found = await _run(database, check, around)
        watch(check)
        return found

    parts = await asyncio.gather(*(one(check) for check in chosen), return_exceptions=True)
    total = Findings()
    for part in parts:
        if isinstance(part, BaseException):
            raise part
        total += part
    total += around.unsaid(chosen)
    return _only(total, schemas) if schemas else total


def _only(findings: Findings, schemas: Collection[str]) -> Findings:
    kept = tuple(each for each in findings.findings if each.schema in schemas)
    return Findings(kept, findings.unknown, findings.checks)


async def _run(database: Database, check: Check, around: Surroundings) -> Findings:
    if around.version < check.since * 10_000:
        return _unchecked(check, f"PostgreSQL {check.since} is the first to have it.", "")
    if check.profile is Profile.ADVISOR and around.exposed is None and "(exposed)" in load(check.file).text:
        reason = "The advisor looks at what an API serves, and the server does not say which schemas these are."
        return _unchecked(check, reason, "Name them: --exposed public,api.")
    problem: NotPermitted | QueryProblem | None = None
    for _ in range(TRIES):
        try:
            rows = await _rows(database, check, around)
            return _findings(check, await _looked_into(database, check, rows))
        except NotPermitted as refused:
            problem = refused
            break
        except QueryProblem as failed:
            problem = failed
            if failed.sqlstate not in _AGAIN:
                break
    assert problem is not None  # noqa: S101  # for the type checker: the loop returns or sets it
    remedy = f"It needs {check.needs}." if check.needs and isinstance(problem, NotPermitted) else problem.remedy
    return _unchecked(check, f"{problem.what} {problem.why}".strip(), remedy)


async def _looked_into(database: Database, check: Check, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of the few checks that ask more, each object by itself."""
    if check.name == ORPHANS:
        return await look_into(database, rows)
    return await planned(database, rows, Confidence.OBSERVED.value) if check.name in PER_ROW else rows


async def _rows(database: Database, check: Check, around: Surroundings) -> tuple[Row, ...]:
    async with database.read(CHECK) as session:
        text = session.statement(check.file).text
        if any(word in text for word in _PRINTS):
            await session.mappings("schema/settle")
        binds = {name: value for name, value in around.binds().items() if f"({name})" in text}
        return await session.mappings(check.file, binds)


def _unchecked(check: Check, reason: str, remedy: str) -> Findings:
    return Findings((), (Unchecked(check.name, check.level, reason, remedy),), (check.name,))


def _findings(check: Check, rows: Iterable[Row]) -> Findings:
    """The rows as findings, sorted so that two runs compare, and the locked ones as what is not known."""
    found: list[Finding] = []
    unread: dict[tuple[str, Level], set[str]] = {}
    for row in rows:
        word = next((word for word in _UNREAD if row.get(word)), None)
        if word is None:
            found.append(finding(check, row))
        else:
            level = Level(row.get("level") or check.level)
            unread.setdefault((word, level), set()).add(f"{row['schema']}.{row['object']}".lstrip("."))
    found.sort(key=lambda each: (each.schema, each.object, each.sub))
    unknown = tuple(_unread(check, word, level, sorted(names)) for (word, level), names in unread.items())
    return Findings(tuple(found), unknown, (check.name,))


def _unread(check: Check, word: str, level: Level, names: Sequence[str]) -> Unchecked:
    shown = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
    reason, remedy = _UNREAD[word]
    return Unchecked(check.name, level, f"{reason}: {shown}.", remedy.format(needs=check.needs))


def finding(check: Check, row: Row) -> Finding:
    """A row as a finding. Without a value for one of its fields the template gives no fix."""
    values = {name: row.get(name) for name in check.fields}
    names = check.advisor.split(", ")
    return Finding(
        check=check.name,
        advisor=row.get("advisor") or "" if len(names) > 1 else check.advisor,
        level=Level(row.get("level") or check.level),
        title=check.title,
        schema=row.get("schema") or "",
        object=row.get("object") or "",
        object_type=row.get("object_type") or "",
        parts=tuple((row.get("sub") or {}).items()),
        detail=row.get("detail") or "",
        why=check.why,
        fix="" if None in values.values() else check.fix.format(**values),
        confidence=Confidence(row.get("confidence") or Confidence.OBSERVED),
    )
