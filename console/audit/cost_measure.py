"""How long reading a table takes somebody, before and after its policies were wrapped: measured, not estimated.

On a copy of the schema with rows that were made up, on a server of this machine; or on a target as a guarded
operation that is taken back, which this module makes and does not run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.audit.access import Access, Relation
from console.audit.access_asked import asked_beside
from console.audit.asking import Who
from console.audit.cost import ClauseCost
from console.audit.predicates import Command
from console.audit.write_statement import become, named
from console.core.unknown import Unknown
from console.database.names import Part as Name
from console.database.names import expression, identifier, listed, names, quoted
from console.database.session import Database
from console.database.sql import load
from console.errors import MissingComponent
from console.guard.batch_rehearsal import SECONDS
from console.guard.operation import Batch, Lock, Operation, Part, Query, Risk, Script, no_reverse
from console.guard.render import rendered
from console.schema.copying import schema_copy
from console.scratch.writer import Failure, Writer

ROWS = 20_000
"""Rows that are made up."""
TAKEN = 3
"""So often each is run; the quickest counts."""
LIMIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Time:
    """How long it took, in milliseconds on the server, and the rows that were seen."""

    milliseconds: float
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Before and after. `made` are the rows of the table; `place` is where; `fix` the statements that were tried."""

    before: Time
    after: Time
    made: int | None
    place: str
    fix: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the same number of rows was seen."""
        return self.before.rows == self.after.rows

    @property
    def sentence(self) -> str:
        """`92.0 ms before, 7.4 ms after (20,000 rows)`."""
        many = f" ({self.made:,} rows)" if self.made is not None else ""
        said = f"{self.before.milliseconds:.1f} ms before, {self.after.milliseconds:.1f} ms after{many}"
        return said if self.same else f"{said}; ▲ {self.before.rows:,} rows seen before, {self.after.rows:,} after"


def fix_of(relation: Relation, clauses: Sequence[ClauseCost]) -> tuple[str, ...]:
    """The statements that wrap what can be wrapped; none where nothing would be better."""
    return tuple(
        _text(
            "alter_using" if each.clause == "using" else "alter_check",
            relation,
            policy=identifier(each.policy),
            expression=expression(each.better),
        )
        for each in clauses
        if each.better
    )


async def measure(
    database: Database, access: Access, relation: Relation, who: Who, clauses: Sequence[ClauseCost], *, rows: int = ROWS
) -> Measured | Unknown:
    """Reading the whole table as that identity on a copy with made-up rows, before and after the fix.

    Unknown where there is nothing to wrap, where no rows can be made up, or where no Postgres is installed here.
    """
    fix = fix_of(relation, clauses)
    if not fix:
        return Unknown("no expression would be asked less often for being wrapped")
    try:
        async with schema_copy(database) as copy:
            writer = copy.scratch.writer
            for each in _tables(access, relation, who):
                if failure := await _fill(writer, each, who, rows):
                    return Unknown(f"no rows could be made up for {each.label}: {failure.message}")
            scripts = _scripts(relation, who, fix)
            found = await _timed(writer, scripts)
            if isinstance(found, Unknown):
                return found
            before, after = found
            place = f"a copy of the schema on PostgreSQL {copy.scratch.major}, rows made up"
            return Measured(before=before, after=after, made=rows, place=place, fix=fix)
    except MissingComponent as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


def measure_operation(relation: Relation, who: Who, clauses: Sequence[ClauseCost]) -> Operation | Unknown:
    """The same on the target, with its own rows: everything is taken back. Unknown where there is nothing to wrap.

    Dangerous: ALTER POLICY holds the table against everybody until it is taken back, at most five seconds.
    """
    fix = fix_of(relation, clauses)
    if not fix:
        return Unknown("no expression would be asked less often for being wrapped")
    scripts = _scripts(relation, who, fix, taken=1)

    def heard(row: Mapping[str, Any]) -> str:
        before, after = times_of(row["said"])
        return Measured(before=before, after=after, made=None, place="the target", fix=fix).sentence + "."

    part = Part(
        key=relation.label,
        title=f"cost of {relation.label} as {who.label}",
        scripts=tuple(Script(text, title) for title, text in scripts),
        locks=(Lock(relation.schema, relation.name, "ACCESS EXCLUSIVE"),),
        seconds=SECONDS,
        lock_seconds=1,
    )
    return Operation(
        name="audit.measure-policies",
        title=f"Measure policies of {relation.label} as {who.label}",
        subject=relation.label,
        kind="table",
        key=relation.label,
        risk=Risk.DANGEROUS,
        batch=Batch(
            parts=(part,),
            exclusive="greenroom probe",
            fingerprint=hashlib.sha256("\n".join(text for _, text in scripts).encode()).hexdigest(),
            estimate=SECONDS,
            rehearsal=True,
            asks=Query(load("access/cost/times").with_identifiers()),
            heard=heard,
        ),
        reverse=no_reverse("nothing of it is kept"),
        consequence=f"nobody reads or writes the table meanwhile, for up to {SECONDS:.0f} s",
        facts=(("kept", "nothing: the transaction is taken back"),),
        gentler="without --on-target it is measured on a copy of the schema, on this machine",
    )


def times_of(said: str) -> tuple[Time, Time]:
    """The quickest before and the quickest after, of as many each, from what sql/access/cost/time kept."""
    times = [Time(float(each["milliseconds"]), int(each["rows"])) for each in json.loads(said)]
    half = len(times) // 2
    return min(times[:half], key=lambda time: time.milliseconds), min(times[half:], key=lambda time: time.milliseconds)


def _scripts(relation: Relation, who: Who, fix: Sequence[str], taken: int = TAKEN) -> list[tuple[str, str]]:
    """Titles and texts: as that identity before, the fix as whoever logged in, as that identity after."""
    read = _text("read", relation)
    time = [("read as it is", load("access/cost/time").text)] * taken
    then = [("read with the fix", load("access/cost/time").text)] * taken
    be = (f"become {who.role}", rendered(become(who), limit=None))
    return [
        ("name what is read", rendered(named(read), limit=None)),
        be,
        *time,
        ("be again who logged in", rendered(become(Who("none")), limit=None)),
        *(("wrap a policy", text) for text in fix),
        be,
        *then,
    ]


async def _timed(writer: Writer, scripts: Sequence[tuple[str, str]]) -> tuple[Time, Time] | Unknown:
    limits = {"lock_timeout": "1s", "statement_timeout": f"{LIMIT_SECONDS}s", "idle_timeout": "60s"}
    begin = rendered(Query(load("guard/part_begin").with_identifiers(), limits), limit=None)
    await writer.begin()
    try:
        for _, text in [("limits", begin), *scripts]:
            ran = await writer.run(text)
            if ran.failure:
                return Unknown(f"on the copy: {ran.failure.message}")
        said = await writer.rows(load("access/cost/times").query())
        return times_of(said[0]["said"])
    finally:
        await writer.rollback()


def _tables(access: Access, relation: Relation, who: Who) -> list[Relation]:
    """The table, and those that its policies ask."""
    role = access.role_named(who.role)
    asked = asked_beside(access, role.oid, role.oid, relation.oid, Command.SELECT).read if role else {}
    found = [access.relations[oid] for oid in dict.fromkeys((relation.oid, *(oid for _, oid in asked)))]
    return [each for each in found if each.kind in "rp"]


async def _fill(writer: Writer, table: Relation, who: Who, rows: int) -> Failure | None:
    """Made-up rows, and the statistics of them. What they would not keep to is dropped from the copy first."""
    name = {"relation": quoted(table.schema, table.name)}
    for rule in await writer.rows(load("access/cost/rules").query(), name):
        statement = "drop_check" if rule["kind"] == "c" else "drop_not_null"
        await writer.run(_text(statement, table, name=identifier(rule["name"])))
    own = str(who.claims.get("sub") or who.role)
    values = await writer.rows(load("access/cost/values").query(), {**name, "own": own})
    parts = {
        "columns": names(row["name"] for row in values),
        "values": listed((row["expression"] for row in values), "made_"),
    }
    await writer.begin()
    await writer.rows(load("access/write/quietly").query())
    fill = load("access/cost/fill").with_identifiers(relation=_of(table), **parts)
    filled = await writer.write(fill, {"rows": rows})
    await writer.commit()
    if filled.failure is None:
        await writer.run(rendered(Query(load("maintenance/analyze").with_identifiers(relation=_of(table))), limit=None))
    return filled.failure


def _of(relation: Relation) -> Name:
    return identifier(relation.schema, relation.name)


def _text(statement: str, relation: Relation, **parts: Name) -> str:
    return rendered(
        Query(load(f"access/cost/{statement}").with_identifiers(relation=_of(relation), **parts)), limit=None
    )
