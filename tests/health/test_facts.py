"""What is reckoned from facts: trees of partitions and of sessions, rates, statements between two looks, progress."""

from __future__ import annotations

from contextlib import closing
from dataclasses import fields, replace
from typing import Any

import pytest

from console.core.unknown import Unknown
from console.health.activity import Command, Session, blocking_tree
from console.health.machine import octets_of
from console.health.overview import Overview, read_overview
from console.health.scorecard import scorecard
from console.health.settings import Machine
from console.health.statements import between, read_statements
from console.health.tables import trees
from console.health.vitals import rates, read_counters
from tests.database.reading import reading, superuser
from tests.servers import Database as Base

_NOTHING: dict[str, Any] = dict.fromkeys([each.name for each in fields(Session)])
_NOBODY = Session(**_NOTHING)
_COMMAND = Command("VACUUM", 1, None, None, "scanning heap", 50, 100, None, None, None, None, None, "blocks")


def session(pid: int, *blockers: int) -> Session:
    return replace(_NOBODY, pid=pid, blockers=blockers)


def test_a_tree_of_sessions() -> None:
    tree = blocking_tree([session(1), session(2, 1), session(3, 2, 1), session(4), session(5, 0), session(6, 4)])
    assert [(each.pid, each.frees) for each in tree] == [(1, 2), (0, 1), (4, 1)]
    assert tree[1].session is None  # a prepared transaction has no session


def test_a_circle_has_a_root_and_an_end() -> None:
    tree = blocking_tree([session(1, 2), session(2, 1), session(7), session(8, 7)])
    assert {each.pid for each in tree} == {1, 7}
    assert tree[0].frees == 1


@pytest.mark.parametrize(
    ("command", "share"),
    [
        (_COMMAND, 0.3),
        (replace(_COMMAND, phase="vacuuming indexes", done=100, parts_done=1, parts_total=2), 0.75),
        (replace(_COMMAND, phase="vacuuming heap", done=100, second_done=50), 0.95),
        (replace(_COMMAND, total=0), None),
        (replace(_COMMAND, command="CREATE INDEX CONCURRENTLY", phase="building index: scanning table"), 0.31),
        (replace(_COMMAND, command="REINDEX CONCURRENTLY", phase="waiting for old snapshots"), 0.97),
        (replace(_COMMAND, command="COPY TO", total=None), None),
        (replace(_COMMAND, command="ANALYZE"), 0.5),
    ],
)
def test_how_far_a_command_is(command: Command, share: float | None) -> None:
    assert command.share == (share if share is None else pytest.approx(share, abs=0.02))


async def test_partitions_are_rolled_up(database: Base) -> None:
    database.psql("create table whole (a integer) partition by range (a)")
    database.psql("create table inner_1 partition of whole for values from (0) to (10) partition by range (a)")
    database.psql("create table leaf_1 partition of inner_1 for values from (0) to (10)")
    database.psql("create table leaf_2 partition of whole for values from (10) to (20)")
    database.psql("insert into whole select 5 from generate_series(1, 30); insert into whole values (15); analyze")
    async with reading(database.params) as read:
        overview = await read_overview(read, ["tables"])
    assert not isinstance(overview.tables, Unknown)
    own = {tree.table.name: tree for tree in trees(overview.tables) if not tree.table.group}
    assert set(own) == {"whole"}
    assert {each.name for each in own["whole"].partitions} == {"leaf_1", "leaf_2"}
    assert own["whole"].rows == 31
    assert isinstance(overview.indexes, Unknown)  # not asked for


async def test_rates_and_statements_between_two_looks(database15: Base) -> None:
    database15.psql("create extension pg_stat_statements; create table t (a integer)")
    async with reading(database15.params) as read:
        rights = (await read_overview(read, [])).rights
        async with read.read() as first:
            before, counters = await read_statements(first, rights), await read_counters(first)
        database15.psql("insert into t select 1; insert into t select 2; insert into t select 3")
        database15.psql("select pg_stat_force_next_flush()")
        async with read.read() as second:
            after, later = await read_statements(second, rights), await read_counters(second)
    ran = {each.query: each.calls for each in between(before, after)}
    assert ran["insert into t select $1"] == 3
    now = rates(counters, later)
    assert now is not None
    assert now.transactions > 0
    assert rates(later, counters) is None
    assert rates(counters, replace(later, since=None)) is None


async def test_what_is_published_and_what_should_be(database: Base) -> None:
    """A partition is published by what publishes the whole; a table that somebody has locked hides none."""
    database.psql(
        "create table whole (a integer) partition by range (a); create table leaf partition of whole"
        " for values from (0) to (9); create table keyed (a integer primary key); create table alone (a integer);"
        "create publication feed for table whole, keyed"
    )
    expected = {"feed": ["public.whole", "public.alone", "public.gone"]}
    async with reading(database.params) as read:
        with closing(superuser(database.params)) as holder, holder.transaction():
            holder.execute("lock table leaf in access exclusive mode")
            overview = await read_overview(
                read, ["triage", "publications"], checks=["replica_identity"], expected=expected
            )
    assert not isinstance(overview.triage, Unknown)
    assert [each.finding.object for each in overview.triage.verdicts] == ["leaf"]
    assert not isinstance(overview.publications, Unknown)
    seen = {each.name: each for each in overview.publications}
    assert {
        name: (*each.missing, *each.unexpected) for name, each in seen.items() if each.missing or each.unexpected
    } == {
        "alone": ("feed",),
        "gone": ("feed",),
        "keyed": ("feed",),
    }
    assert (seen["keyed"].unexpected, seen["gone"].there, seen["leaf"].publications) == (("feed",), False, ["feed"])


async def test_the_limits_of_a_read_are_not_those_of_the_server(database: Base) -> None:
    database.psql("create table counted (a integer); insert into counted select 1")
    async with reading(database.params) as read:
        overview = await read_overview(read, ["settings", "disk"])
    assert not isinstance(overview.settings, Unknown)
    told = {each.setting.name: each for each in overview.settings}
    assert (told["statement_timeout"].setting.shown, told["statement_timeout"].setting.source) == ("off", "default")
    assert told["log_min_duration_statement"].setting.shown == "off"
    assert not isinstance(overview.disk, Unknown)
    assert {"database", "tablespace"} == {each.kind for each in overview.disk}
    assert all(each.octets for each in overview.disk)


async def test_the_scorecard_says_what_is_not_known(database: Base) -> None:
    database.psql("create table bare (a integer)")
    async with reading(database.params) as read:
        overview = await read_overview(read, ["triage", "tables", "vitals", "settings"], machine=Machine(2**34, True))
    scores = {each.check: each for each in scorecard(overview)}
    assert scores["no_primary_key"].met is False
    assert scores["invalid_index"].met is True
    blind = scorecard(Overview(rights=overview.rights))
    assert {each.met for each in blind} == {None}
    assert all(isinstance(each.actual, Unknown) for each in blind)


def test_sizes_as_people_write_them() -> None:
    assert (octets_of("16GB"), octets_of("512 mb"), octets_of("1.5G")) == (2**34, 2**29, 3 * 2**29)
