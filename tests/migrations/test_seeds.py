"""Seed files of a Supabase project on real servers: their state, applying them, and where that is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.core.target import Environment
from console.errors import GuardProblem, UsageProblem
from console.guard.events import Result
from console.migrations.seeds import SeedState, read_seed_status, refuse_production, seed_operation
from tests.content.writing import Run, address
from tests.guard.console import identity_of, target_of
from tests.migrations.applying import Ground, applying, written
from tests.servers import Database

SEEDS = "supabase_migrations.seed_files"
CONFIG = '[db.seed]\nsql_paths = ["./seeds/*.sql", "./none.sql"]\n'
FILES = {
    "a.sql": "create table people (id int);\ninsert into people values (1);\n",
    "b.sql": "insert into people values (2)",
}


@pytest.fixture
async def ground(database: Database, tmp_path: Path) -> AsyncIterator[Ground]:
    written(tmp_path / "supabase", {"config.toml": CONFIG})
    written(tmp_path / "supabase" / "seeds", FILES)
    async with applying(database, tmp_path) as made:
        yield made


async def states(ground: Ground, root: Path) -> dict[str, SeedState]:
    found = await read_seed_status(ground.on.link.database, root)
    return {each.path: each.state for each in found.files}


async def test_new_ones_are_applied_and_changed_ones_noted(ground: Ground, tmp_path: Path) -> None:
    first = await read_seed_status(ground.on.link.database, tmp_path)
    assert [(each.path, each.state) for each in first.files] == [
        ("supabase/seeds/a.sql", SeedState.NEW),
        ("supabase/seeds/b.sql", SeedState.NEW),
    ]
    assert first.unmatched == ("./none.sql",)
    outcome = await ground.on.do(seed_operation(first))
    assert outcome.done, outcome.end
    digest = ground.database.psql(
        f"select hash from {SEEDS} where path = 'supabase/seeds/a.sql' and hash = "
        f"encode(sha256('{FILES['a.sql']}'::bytea), 'hex')"
    )
    assert len(digest) == 64
    assert set((await states(ground, tmp_path)).values()) == {SeedState.APPLIED}
    with pytest.raises(UsageProblem, match="no seed file to apply"):
        seed_operation(await read_seed_status(ground.on.link.database, tmp_path))

    (tmp_path / "supabase" / "seeds" / "b.sql").write_text("insert into people values (3)")
    (tmp_path / "supabase" / "seeds" / "a.sql").rename(tmp_path / "supabase" / "seeds" / "c.sql")
    (tmp_path / "supabase" / "seeds" / "c.sql").write_text("insert into people values (4)")
    assert await states(ground, tmp_path) == {
        "supabase/seeds/a.sql": SeedState.MISSING,
        "supabase/seeds/b.sql": SeedState.DIRTY,
        "supabase/seeds/c.sql": SeedState.NEW,
    }
    operation = seed_operation(await read_seed_status(ground.on.link.database, tmp_path))
    assert operation.facts[0][1] == "supabase/seeds/b.sql was changed since: only its hash is new, it is not run again"
    assert (await ground.on.do(operation)).done
    assert ground.database.psql("select string_agg(id::text, ' ' order by id) from people") == "1 2 4"
    assert (await states(ground, tmp_path))["supabase/seeds/b.sql"] is SeedState.APPLIED


async def test_one_that_fails_is_taken_back(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "supabase" / "seeds" / "b.sql").write_text(
        "insert into people values (2);\ninsert into nobody values (1);"
    )
    outcome = await ground.on.do(seed_operation(await read_seed_status(ground.on.link.database, tmp_path)))
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
    assert "supabase/seeds/b.sql, line 2" in outcome.end.detail
    assert ground.database.psql("select count(*) from people") == "1"
    assert await states(ground, tmp_path) == {
        "supabase/seeds/a.sql": SeedState.APPLIED,
        "supabase/seeds/b.sql": SeedState.NEW,
    }


async def test_production_is_refused_under_every_name(ground: Ground, database: Database) -> None:
    target, link = ground.on.target, ground.on.link
    await refuse_production(link.database, target, ())
    with pytest.raises(GuardProblem, match="not applied on production"):
        await refuse_production(link.database, replace(target, environment=Environment.PRODUCTION), ())
    saved = target_of(
        {**database.params, "host": "elsewhere"}, name="live", saved=True, environment=Environment.PRODUCTION,
        identity=identity_of(database),
    )  # fmt: skip
    with pytest.raises(GuardProblem, match="not applied on production"):
        await refuse_production(link.database, target, [saved])


def test_the_command(
    database18: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    written(tmp_path / "supabase", {"config.toml": CONFIG})
    written(tmp_path / "supabase" / "seeds", FILES)
    written(tmp_path / "supabase" / "migrations", {"1_a.sql": "select 1"})
    monkeypatch.chdir(tmp_path)
    where = ("--url", address(database18), "--access", "guarded")

    def typed(environment: str, *words: str) -> Run:
        return Run(capsys, "migrations", "seeds", *where, "--environment", environment, *words)

    run = typed("production")
    assert [line.split()[:2] for line in run.out.splitlines()[1:]] == [
        ["supabase/seeds/a.sql", "new"],
        ["supabase/seeds/b.sql", "new"],
    ]
    assert "no file is like ./none.sql" in run.err
    run = typed("production", "--apply")
    assert (run.status, "not applied on production" in run.err) == (4, True)
    assert typed("local", "--apply").status == 4
    run = typed("local", "--apply", "--confirm", "y")
    assert run.status == 0, run.err
    assert {each["state"] for each in typed("local", "--json").json["items"]} == {"applied"}
