"""Lines about migrations: 500 files beside `psql -1 -f` of each, and the status of 10,000 versions."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import time
from pathlib import Path
from typing import Any

from console.changesets.folders import read_folder
from console.core.secret import Secret
from console.core.target import Target
from console.database.opening import Link
from console.guard.journal import FileJournal
from console.guard.planning import make_plan
from console.guard.runner import Runner
from console.migrations.ours import Told
from console.migrations.preparing import prepare
from console.migrations.status import read_status
from tests.bench.measure import Line, in_turn
from tests.bench.stage import Stage
from tests.guard.console import target_of

FILES, VERSIONS = 500, 10_000
_numbers = itertools.count(1)


def applying(stage: Stage, runs: int) -> list[Line]:
    """Read, plan, journal and apply a folder, on a fresh database each time; psql, a process a file, beside it."""
    folder = stage.folder / "five_hundred"
    _write(folder, FILES)

    def ours() -> float:
        database = _fresh(stage)
        return asyncio.run(_apply(stage, database, folder))

    def theirs() -> float:
        database = _fresh(stage)
        program = str(stage.server.binaries.program("psql"))
        started = time.perf_counter()
        for file in sorted(folder.iterdir()):
            subprocess.run(
                [program, "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(file), stage.server.uri(database)],
                check=True,
            )
        return time.perf_counter() - started

    found = in_turn({"greenroom": ours, "psql": theirs}, runs)
    note = "plan, two entries of the journal and a history row a file are ours alone"
    return [Line(f"apply {FILES} files", "s", found["greenroom"], found["psql"], "psql -1 -f of each", 1.3, note=note)]


def listing(stage: Stage, runs: int) -> list[Line]:
    """The status of many versions, half of them applied: the folder, the history, and what is changed since."""
    folder = stage.folder / "ten_thousand"
    _write(folder, VERSIONS)
    database = _fresh(stage)
    stage.server.psql(database, sql=_history(VERSIONS // 2))
    link = Link(target_of(stage.server.params(database)), _no_secret, _no_tunnel)

    async def status() -> int:
        found = await read_status(link.database, read_folder(folder))
        assert isinstance(found.versions, tuple)
        return len(found.versions)

    with asyncio.Runner() as runner:

        def timed() -> float:
            started = time.perf_counter()
            assert runner.run(status()) == VERSIONS
            return time.perf_counter() - started

        found = in_turn({"status": timed}, runs)
        runner.run(link.close())
    return [
        Line(f"status of {VERSIONS:,} versions", "s", found["status"], most=1.0, note="each compared with its file")
    ]


def _write(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        table = f"public.bench_{number}"
        (folder / f"{20240101000000 + number}_bench_{number}.sql").write_text(
            f"create table {table} (id bigint primary key, name text not null, at timestamptz default now());\n"
            f"create index on {table} (name);\ncomment on table {table} is 'one; of many';\n"
            f"insert into {table} values (1, 'it''s one');\n"
        )


def _history(count: int) -> str:
    """A history in which the first versions are applied, as their files are."""
    return (
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations "
        "(version text primary key, statements text[], name text); "
        "insert into supabase_migrations.schema_migrations "
        "select (20240101000000 + n)::text, array["
        "format('create table public.bench_%s (id bigint primary key, name text not null, "
        "at timestamptz default now())', n), format('create index on public.bench_%s (name)', n), "
        "format('comment on table public.bench_%s is ''one; of many''', n), "
        "format('insert into public.bench_%s values (1, ''it''''s one'')', n)], format('bench_%s', n) "
        f"from generate_series(0, {count - 1}) as n"
    )


def _fresh(stage: Stage) -> str:
    name = f"bench_migrations_{next(_numbers)}"
    stage.server.create_database(name)
    return name


async def _apply(stage: Stage, database: str, folder: Path) -> float:
    target = target_of(stage.server.params(database))
    link = Link(target, _no_secret, _no_tunnel)
    state = stage.folder / f"state_{database}"
    state.mkdir()
    journal = FileJournal(state)
    started = time.perf_counter()
    operation = (await prepare(link.database, target, read_folder(folder), Told())).operation()
    plan = await make_plan(operation, link, target)
    outcome = await Runner(target, link, journal).run(plan, [ask.phrase for ask in plan.asks])
    spent = time.perf_counter() - started
    assert outcome.done, outcome.end
    await link.close()
    journal.close()
    return spent


async def _no_secret(_: Target) -> Secret | None:
    return None


async def _no_tunnel(_: Target) -> Any:
    raise AssertionError("no tunnel is wanted here")
