"""Partitions and their indexes through the guard, on real servers: done, gone on with, taken back, refused."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from console.errors import GuardProblem, NotPermitted, Problem, UsageProblem
from console.guard.operation import Risk
from tests.database.reading import superuser
from tests.guard.console import console
from tests.health.test_operations import made, undone
from tests.servers import Database as Base

TABLES = """
create table whole (id integer, at integer) partition by range (at);
create table "Part 1" partition of whole for values from (0) to (10);
create table deeper partition of whole for values from (10) to (20) partition by list (id);
create table leaf partition of deeper for values in (1, 2);
insert into whole select 1, 5 from generate_series(1, 300); insert into whole values (2, 15);
"""
VALID = """
    select string_agg(c.relname || ':' || i.indisvalid || ':' || (h.inhparent is not null), ' ' order by c.relname)
    from pg_index i join pg_class c on c.oid = i.indexrelid left join pg_inherits h on h.inhrelid = c.oid
    where c.relname like 'whole_id_idx%'"""


async def test_an_index_on_every_partition(database: Base, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with console(database.params, tmp_path) as here:
        # A run that was broken off: the one above is there, not valid, and one partition has its own.
        database.psql("create index whole_id_idx on only whole (id); create index mine on leaf (id)")
        operation = await made(here, "maintenance.create-index", "whole", {"columns": "id"})
        assert ("partitions", "1 to build, 1 there already") in operation.facts
        outcome = await here.do(operation)
        assert outcome.done, outcome.end
        seen = "whole_id_idx:true:false whole_id_idx_1:true:true whole_id_idx_2:true:true"
        assert database.psql(VALID) == seen
        with pytest.raises(GuardProblem, match="has that index"):
            await made(here, "maintenance.create-index", "whole", {"columns": "id"})
        dropped = await made(here, "maintenance.drop-index", "public.whole_id_idx")
        assert dropped.risk is Risk.DANGEROUS
        assert (await here.do(dropped)).done
        assert database.psql("select count(*) from pg_indexes where schemaname = 'public'") == "0"


async def test_an_index_that_is_there_on_none(database18: Base, tmp_path: Path) -> None:
    database18.psql(TABLES)
    async with console(database18.params, tmp_path) as here:
        outcome = await here.do(await made(here, "maintenance.create-index", "whole", {"columns": '["at", "id"]'}))
        assert outcome.done, outcome.end
        await undone(here, outcome.entry)
    assert database18.psql("select count(*) from pg_indexes where schemaname = 'public'") == "0"


async def test_detached_and_put_back(database: Base, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with console(database.params, tmp_path) as here:
        operation = await made(here, "maintenance.detach-partition", 'public."Part 1"')
        assert not operation.transactional
        outcome = await here.do(operation)
        assert outcome.done, outcome.end
        assert database.psql("select count(*) from whole") == "1"
        await undone(here, outcome.entry)
        assert database.psql("select count(*) from whole") == "301"


async def test_a_default_partition_and_what_was_broken_off(database: Base, tmp_path: Path) -> None:
    database.psql(TABLES)
    with closing(superuser(database.params)) as reader, closing(superuser(database.params)) as broken:
        reader.execute("begin isolation level repeatable read")
        reader.execute("select from whole")
        broken.execute("set statement_timeout = 1000")
        with pytest.raises(Exception, match="canceling"):
            broken.execute('alter table whole detach partition "Part 1" concurrently')
        reader.execute("rollback")
    async with console(database.params, tmp_path) as here:
        finished = await here.do(await made(here, "maintenance.detach-partition", 'public."Part 1"'))
        assert finished.done, finished.end
        database.psql("create table rest partition of whole default")
        plan = await here.plan(await made(here, "maintenance.detach-partition", "deeper"))
        assert "ACCESS EXCLUSIVE" in {lock.mode for lock in plan.locks}
        assert (await here.do(plan)).done
        given = {"parent": "whole", "bound": "for values from (10) to (20)"}
        assert (await here.do(await made(here, "maintenance.attach-partition", "deeper", given))).done
    assert database.psql("select count(*) from whole") == "1"


@pytest.mark.parametrize(
    ("name", "key", "arguments", "problem"),
    [
        ("detach-partition", "whole", {}, GuardProblem),
        ("attach-partition", "whole", {"parent": "leaf", "bound": "default"}, GuardProblem),
        ("attach-partition", "leaf", {"parent": "whole", "bound": "for values in (f())"}, UsageProblem),
        ("attach-partition", "leaf", {"parent": "whole", "bound": "default; drop table whole"}, UsageProblem),
        ("attach-partition", "leaf", {"parent": "whole", "bound": r"for values in ('\')"}, UsageProblem),
        ("create-index", "whole", {"columns": ""}, UsageProblem),
        ("check-index", "leaf", {}, NotPermitted),
    ],
)
async def test_what_does_not_fit(
    name: str, key: str, arguments: dict[str, str], problem: type[Problem], database18: Base, tmp_path: Path
) -> None:
    database18.psql(TABLES)
    async with console(database18.params, tmp_path) as here:
        with pytest.raises(problem):
            await made(here, f"maintenance.{name}", key, arguments)


async def test_what_is_attached_already_is_refused(database18: Base, tmp_path: Path) -> None:
    database18.psql(TABLES)
    async with console(database18.params, tmp_path) as here:
        given = {"parent": "whole", "bound": "default"}
        plan = await here.plan(await made(here, "maintenance.attach-partition", "leaf", given))
        assert "is no partition yet" in str(plan.refusals[0].problem())


async def test_an_index_is_looked_at(database15: Base, tmp_path: Path) -> None:
    database15.psql("create extension amcheck; create table t (a integer primary key, b int4range)")
    database15.psql("insert into t select g from generate_series(1, 2000) as g; create index g on t using gist (b)")
    async with console(database15.params, tmp_path) as here:
        whole = await here.do(await made(here, "maintenance.check-index", "t_pkey"))
        assert whole.done, whole.end
        with pytest.raises(GuardProblem, match="B-tree"):
            await made(here, "maintenance.check-index", "g")
        # A collation that changed looks like this: the index is no longer in the order of its operator class.
        broken(database15)
        damaged = await here.do(await made(here, "maintenance.check-index", "t_pkey"))
        assert not damaged.done
        assert "order" in damaged.end.detail


def broken(base: Base) -> None:
    """Give the index another order than it was built in."""
    base.psql("""update pg_index set indoption = '3' where indexrelid = 't_pkey'::regclass""")


async def test_a_partition_more(database: Base, tmp_path: Path) -> None:
    database.psql(TABLES + "create index on whole (at)")
    async with console(database.params, tmp_path) as here:
        given = {"name": "Part 3", "bound": "FOR VALUES FROM (20) TO (30)"}
        outcome = await here.do(await made(here, "maintenance.add-partition", "whole", given))
        assert outcome.done, outcome.end
        database.psql("insert into whole values (3, 25)")
        assert database.psql("select tableoid::regclass from whole where at = 25") == '"Part 3"'
        await undone(here, outcome.entry)
        assert database.psql('select (select count(*) from whole), (select count(*) from "Part 3")') == "301|1"
