"""The whole of health as a superuser, as pg_monitor and as a plain role, while one table is locked all the time.

Lists still come, what could not be seen is said with what is missing, and nothing waits.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from console.core.unknown import Unknown
from console.health.checks import Triage
from console.health.overview import SECTIONS, Overview, read_overview
from console.health.table_detail import read_table_detail
from console.health.tables import read_exact_sizes
from console.health.thresholds import THRESHOLDS
from tests.database.reading import reading, superuser
from tests.health.test_checks import low
from tests.servers import Database as Base

TABLES = """
create table "Mixed Case" (id integer primary key, "Odd [/] %s" text, c integer, check (c > 0));
create index "Mixed Idx" on "Mixed Case" (c);
insert into "Mixed Case" select g, repeat('x', 300), g from generate_series(1, 2000) as g;
create table free (id serial primary key, b text);
insert into free (b) select repeat('x', 300) from generate_series(1, 2000);
create table whole (id integer, at date) partition by range (at);
create table "Part 1" partition of whole for values from ('2026-01-01') to ('2026-02-01');
create index on whole (id);
insert into whole select g, '2026-01-05' from generate_series(1, 500) as g;
analyze;
"""
ROLES = ("superuser", "monitor", "plain")


def as_role(base: Base, kind: str) -> dict[str, Any]:
    """The address as that role."""
    if kind == "superuser":
        return base.params
    base.psql(f"create role {kind}_{base.name} login")
    if kind == "monitor":
        base.psql(f"grant pg_monitor to {kind}_{base.name}")
    return base.params | {"user": f"{kind}_{base.name}"}


@pytest.mark.parametrize("kind", ROLES)
async def test_everything_while_a_table_is_locked(kind: str, database: Base) -> None:
    database.psql(TABLES)
    params = as_role(database, kind)
    try:
        with closing(superuser(database.params)) as holder:
            async with reading(params) as read:
                async with read.read() as session:
                    (row,) = await session.mappings("catalog/backend_pid")
                assert row["pid"]
                with holder.transaction():
                    holder.execute('lock table "Mixed Case" in access exclusive mode')
                    holder.execute('lock table "Part 1" in access exclusive mode')
                    overview = await read_overview(read, SECTIONS)
                    look_at(overview, kind)
                    await sizes(read, overview)
                    await details(read, overview)
    finally:
        if kind != "superuser":
            database.psql(f"drop owned by {kind}_{database.name}; drop role {kind}_{database.name}")


def look_at(overview: Overview, kind: str) -> None:
    unknown = {name for name in SECTIONS if isinstance(getattr(overview, name), Unknown)}
    assert unknown <= {"statements"}, unknown
    assert isinstance(overview.triage, Triage)
    assert not isinstance(overview.tables, Unknown)
    assert {"Mixed Case", "free", "whole", "Part 1"} <= {each.name for each in overview.tables}
    said = {each.check: each for each in overview.triage.unknown}
    assert all(each.reason for each in said.values())
    own = {"blocked_sessions", "connections", "idle_in_transaction", "long_query", "horizon_held", "member_gone"}
    assert own <= set(said) if kind == "plain" else not own & set(said)
    assert overview.rights.superuser is (kind == "superuser")
    assert overview.rights.all_sessions is (kind != "plain")
    assert ("sequence_end" in said) is (kind != "superuser")  # nobody gave it the sequence
    assert overview.triage.passed


async def sizes(read: Any, overview: Overview) -> None:
    assert not isinstance(overview.tables, Unknown)
    oids = {each.name: each.oid for each in overview.tables}
    exact = await read_exact_sizes(read, [oids[name] for name in ("Mixed Case", "Part 1", "free")])
    assert [isinstance(each, Unknown) for each in exact.values()].count(True) == 2
    assert not isinstance(exact[oids["free"]], Unknown)


async def details(read: Any, overview: Overview) -> None:
    assert not isinstance(overview.tables, Unknown)
    oid = next(each.oid for each in overview.tables if each.name == "Mixed Case")
    detail = await read_table_detail(read, oid)
    assert isinstance(detail.size, Unknown)
    assert not isinstance(detail.indexes, Unknown)
    assert not isinstance(detail.constraints, Unknown)
    assert {each.definition for each in detail.indexes} == {None}  # printing one would wait
    assert "check" in {each.kind for each in detail.constraints}
    assert not isinstance(detail.columns, Unknown)
    assert "Odd [/] %s" in {each.name for each in detail.columns}


async def test_bloat_is_never_called_healthy_by_who_cannot_see_it(database: Base) -> None:
    """pg_monitor sees no statistics of columns: an estimate from nothing would be a green tick."""
    database.psql(TABLES)
    params = as_role(database, "monitor")
    own = {**THRESHOLDS, **{name: low(check)[name] for check, name in (("table_bloat", "bloat_percent"),)}}
    try:
        async with reading(params) as read:
            overview = await read_overview(read, ["triage"], thresholds=own, checks=["table_bloat", "index_bloat"])
            assert isinstance(overview.triage, Triage)
            assert {each.check for each in overview.triage.unknown} == {"table_bloat", "index_bloat"}
            assert overview.triage.passed == ()
    finally:
        database.psql(f"drop owned by monitor_{database.name}; drop role monitor_{database.name}")
