"""Lines about large catalogues: the audit, who may do what, the tables and the triage, and a look at the sessions.

What stands beside each is the same question asked by psql, or by another program that answers it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import psycopg

from console.audit.access_reading import read_access
from console.audit.checks import advisor_checks, all_checks
from console.audit.predicates import ROW_COMMANDS, Command
from console.audit.surroundings import read_surroundings
from console.database.session import Database
from console.database.sql import load
from console.demo.systems import systems_folder
from console.health.activity import read_activity
from console.health.checks import all_checks as health_checks
from console.health.checks import binds_of, read_triage
from console.health.given import Given
from console.health.rights import read_rights
from console.health.tables import read_tables, trees
from console.targets.store import TargetStore
from tests.bench.measure import Line, Sample, in_turn, tell
from tests.bench.peers import ROOT, program
from tests.bench.stage import COMMAND, Stage, target
from tests.database.reading import reading

TABLES, LARGE = 5_000, 25_000
ROLES = tuple(f"bench_role_{number}" for number in range(20))
MATRIX = """select r.rolname, c.oid, p.word, pg_catalog.has_table_privilege(r.oid, c.oid, p.word)
from pg_catalog.pg_roles as r, pg_catalog.pg_class as c,
    unnest(array['select', 'insert', 'update', 'delete']) as p (word)
where r.rolname ~ '^bench_role_' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"""
SIZES = """select relname, pg_catalog.pg_total_relation_size(oid) from pg_catalog.pg_class
where relkind in ('r', 'm', 'p')"""
TICKS = 10

Work = Callable[[Database], Coroutine[Any, Any, None]]


def audited(stage: Stage, runs: int) -> list[Line]:
    """The whole program, from its start to its report, beside pgrls and beside psql with the lints of the advisor."""
    base = _base(stage, TABLES, 2)
    lints = _script(stage, "advisor", asyncio.run(_advisor(stage, base)))
    uri = stage.server.uri(base)
    ours = (sys.executable, "-c", COMMAND, "audit", "--allow-unknown", "--fail-on", "never", "--json", "--url", uri)
    pgrls = (str(program("pgrls")), "lint", "--format", "json", "--schemas", "public", "--database-url", uri)
    clock = Clock()
    found = in_turn(
        {
            "greenroom": lambda: clock("greenroom", lambda: _program(stage, *ours)),
            "pgrls": lambda: clock("pgrls", lambda: _program(stage, *pgrls)),
            "psql": lambda: clock("psql", lambda: _psql(stage, base, lints)),
        },
        runs,
    )
    what, mine = f"audit, {TABLES:,} tables", found["greenroom"]
    checks = f"{len(all_checks())} checks against {len(advisor_checks())}; {clock.said}"
    return [
        Line(what, "ms", mine, found["psql"], "the advisor's, psql", bar=1.0, note=checks),
        Line(what, "ms", mine, found["pgrls"], "pgrls lint", bar=1 / 3),
    ]


def matrix(stage: Stage, runs: int) -> list[Line]:
    """What each of 20 roles may do on 5,000 tables, every cell judged, beside the bare privileges by psql."""
    base, commands = _base(stage, TABLES, 2), (*ROW_COMMANDS, Command.TRUNCATE)

    async def ours(database: Database) -> None:
        access = await read_access(database, ROLES)
        for relation in access.relations:
            for role in access.wanted:
                for command in commands:
                    access.cell(role, relation, command)

    pgrls = (str(program("pgrls")), "matrix", "--schemas", "public", "--roles", ",".join(ROLES), "--format", "json")
    privileges = _script(stage, "matrix", [MATRIX])
    ways = {
        "psql": lambda: _psql(stage, base, privileges),
        "pgrls": lambda: _program(stage, *pgrls, "--database-url", stage.server.uri(base)),
    }
    found, note = _beside(stage, base, runs, ours, ways)
    what, mine = f"access, 20 roles, {TABLES:,} tables", found["greenroom"]
    return [
        Line(what, "ms", mine, found["psql"], "has_table_privilege", note=note),
        Line(what, "ms", mine, found["pgrls"], "pgrls matrix", bar=1.0),
    ]


def overview(stage: Stage, runs: int, tables: int = TABLES) -> list[Line]:
    """The tables as the screen has them, beside their statement by psql, and beside the size of every table."""
    base = _base(stage, tables, 2 if tables == TABLES else 0)
    statement = _script(stage, "tables", [load("health/tables", version=_version(stage)).text])
    sizes = _script(stage, "sizes", [SIZES])

    async def ours(database: Database) -> None:
        found = await database.ask(read_tables)
        assert isinstance(found, tuple)
        assert len(trees(found)) >= tables

    ways = {"psql": lambda: _psql(stage, base, statement), "sizes": lambda: _psql(stage, base, sizes)}
    found, note = _beside(stage, base, runs, ours, ways)
    what, mine = f"overview, {tables:,} tables", found["greenroom"]
    return [
        Line(what, "ms", mine, found["psql"], "its SQL by psql", bar=1.5, note=note),
        Line(what, "ms", mine, found["sizes"], "the size of each", bar=1 / 5),
    ]


def triage(stage: Stage, runs: int, tables: int = TABLES) -> list[Line]:
    """Every check of health, judged, beside its own statements by psql in one session."""
    base = _base(stage, tables, 2 if tables == TABLES else 0)
    statements = _script(stage, "triage", _health(stage, base))

    async def ours(database: Database) -> None:
        async with database.read() as session:
            rights = await read_rights(session)
        assert (await read_triage(database, rights)).checks

    found, note = _beside(stage, base, runs, ours, {"psql": lambda: _psql(stage, base, statements)})
    what = f"triage, {tables:,} tables"
    return [Line(what, "ms", found["greenroom"], found["psql"], "its SQL by psql", bar=1.5, note=note)]


def large(stage: Stage, runs: int) -> list[Line]:
    """The tables and the triage on 25,000 tables with 50,000 indexes."""
    return [*overview(stage, runs, LARGE), *triage(stage, runs, LARGE)]


def area(stage: Stage, runs: int) -> list[Line]:
    """From the start of the process until the health of 5,000 tables is on the screen, beside psql's own triage."""
    base = _base(stage, TABLES, 2)
    store = TargetStore(stage.folder / "config" / "targets.toml")
    if "catalog-target" not in {each.name for each in store.readable()[0]}:
        store.add(target(stage.server, "catalog-target", base, "health"))
    statements = _script(stage, "triage", _health(stage, base))

    def until(text: str) -> float:
        with stage.greenroom("--target", "catalog-target") as terminal:
            return 1_000 * (terminal.wait_for(text) - terminal.started)

    ways = {
        "painted": lambda: until("Health"),
        "judged": lambda: until("public.t10"),
        "psql": lambda: Clock()("psql", lambda: _psql(stage, base, statements)),
    }
    found = in_turn(ways, runs)
    return [
        Line("health, first paint", "ms", found["painted"]),
        Line("health, triage painted", "ms", found["judged"], found["psql"], "its SQL by psql"),
    ]


def tick(stage: Stage, runs: int) -> list[Line]:
    """One look at the sessions, beside the same two statements on an open connection of psycopg's."""
    base = _base(stage, TABLES, 2)
    statements = [load(f"health/{name}", version=_version(stage)).text for name in ("sessions", "progress")]

    async def ours(database: Database) -> None:
        async with database.read() as session:
            rights = await read_rights(session)
        for _ in range(TICKS):
            await read_activity(database, rights)

    with psycopg.connect(stage.server.uri(base), autocommit=True) as bare:

        def theirs() -> None:
            for _ in range(TICKS):
                for text in statements:
                    bare.execute(text.encode()).fetchall()

        found, note = _beside(stage, base, runs, ours, {"psycopg": theirs})
    mine, beside = (Sample(tuple(each / TICKS for each in found[name].values)) for name in ("greenroom", "psycopg"))
    return [Line("tick of the activity", "ms", mine, beside, "its SQL, psycopg", note=f"{note}, of {TICKS} ticks")]


class Clock:
    """Milliseconds of a piece of work, and the processor's time of it in user mode, children included."""

    def __init__(self) -> None:
        self._user: dict[str, list[float]] = {}

    def __call__(self, name: str, work: Callable[[], None]) -> float:
        before, started = _user(), time.perf_counter()
        work()
        spent = 1_000 * (time.perf_counter() - started)
        self._user.setdefault(name, []).append(_user() - before)
        return spent

    @property
    def said(self) -> str:
        """The median of each, in words."""
        user = {name: 1_000 * Sample(tuple(values)).median for name, values in self._user.items()}
        return "user CPU " + ", ".join(f"{name} {value:.0f} ms" for name, value in user.items())


def _user() -> float:
    return getrusage(RUSAGE_SELF).ru_utime + getrusage(RUSAGE_CHILDREN).ru_utime


def _beside(
    stage: Stage, base: str, runs: int, ours: Work, ways: Mapping[str, Callable[[], None]]
) -> tuple[dict[str, Sample], str]:
    """Ours on an open connection, and the others in turn with it; what to note."""
    clock = Clock()
    with asyncio.Runner() as runner:
        opened = reading(stage.server.params(base), connections=2)
        database = runner.run(opened.__aenter__())
        measured = {"greenroom": lambda: clock("greenroom", lambda: runner.run(ours(database)))}
        for name, way in ways.items():
            measured[name] = lambda name=name, way=way: clock(name, way)  # type: ignore[misc]
        found = in_turn(measured, runs)
        runner.run(opened.__aexit__(None, None, None))
    return found, clock.said


def _base(stage: Stage, tables: int, policies: int) -> str:
    """The database with so many tables, made once."""
    name = f"bench_catalog_{tables}"
    there = stage.server.psql("postgres", sql="select datname from pg_catalog.pg_database").split()
    if name not in there:
        tell(f"Making {tables:,} tables")
        systems = systems_folder()
        stage.server.psql("postgres", systems / "roles.sql")
        stage.server.create_database(name)
        stage.server.psql(name, systems / "supabase.sql")
        counts = {"tables": str(tables), "policies": str(policies)}
        stage.server.psql(name, Path(__file__).with_name("catalog.sql"), variables=counts)
    return name


def _script(stage: Stage, name: str, statements: Iterable[str]) -> Path:
    path = stage.folder / f"{name}.sql"
    path.write_text(";\n".join(statements) + ";\n", encoding="utf-8")
    return path


def _psql(stage: Stage, base: str, script: Path) -> None:
    stage.server.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", base, "-o", "/dev/null", "-f", script)


def _program(stage: Stage, *command: str) -> None:
    """A whole program; findings are no failure."""
    done = subprocess.run(command, env=stage.environment, cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        raise RuntimeError(done.stderr.decode(errors="replace")[-500:] or f"{command[0]} exits {done.returncode}")


def _version(stage: Stage) -> int:
    return stage.server.binaries.major * 10_000


def _filled(stage: Stage, base: str, statements: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Statements with their values in them, as psql wants them."""
    with psycopg.connect(stage.server.uri(base)) as connection:
        cursor = psycopg.ClientCursor(connection)
        return [cursor.mogrify(text.encode(), binds) for text, binds in statements]


def _health(stage: Stage, base: str) -> list[str]:
    """What the triage asks here: nothing of pg_cron or of a pooler, of which there is none."""
    version, given = _version(stage), Given().binds
    asked = [each for each in health_checks(version) if each.header.get("needs") not in ("cron", "pooler")]
    texts = [(load(f"health/checks/{each.name}", version=version).text, binds_of(each) | given) for each in asked]
    return _filled(stage, base, texts)


async def _advisor(stage: Stage, base: str) -> list[str]:
    async with reading(stage.server.params(base)) as database:
        binds = {**(await read_surroundings(database)).binds(), "exposed": ["public"]}
    version = _version(stage)
    return _filled(stage, base, [(load(check.file, version=version).text, binds) for check in advisor_checks()])
