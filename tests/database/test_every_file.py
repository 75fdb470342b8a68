"""Every statement under sql/ that reads answers while the tables it speaks of are locked, whoever asks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest

from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.database.sql import load, sql_folder
from tests.database.entries import File, Place
from tests.database.every_file import ELSEWHERE, FILES, RELATIONS, SETUP, WRITES
from tests.database.reading import reading, superuser, value
from tests.servers import Database as Base
from tests.servers import Servers, Standby

SECONDS = 1.0
_BIND = re.compile(r"%\((\w+)\)s")
_PART = re.compile(r"\{(\w+)\}")


def all_names() -> set[str]:
    """The names of all statements that belong here, without their versions."""
    paths = (path.relative_to(sql_folder()) for path in sql_folder().rglob("*.sql"))
    names = (str(path.with_suffix("")) for path in paths if path.parts[0] not in ELSEWHERE)
    return {re.sub(r"\.since-\d+$", "", name) for name in names}


def test_every_file_has_an_entry() -> None:
    missing = all_names() - set(FILES) - WRITES
    assert not missing, f"say in tests/database/every_file.py what these are tried with: {', '.join(sorted(missing))}"
    gone = (set(FILES) | WRITES) - all_names()
    assert not gone, f"these are no longer there: {', '.join(sorted(gone))}"


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("version", [150_000, 160_000, 170_000, 180_000])
def test_entries_say_what_the_file_needs(name: str, version: int) -> None:
    statement, file = load(name, version=version), FILES[name]
    assert statement.header.get("title")
    assert set(_BIND.findall(statement.text)) == set(file.binds(Place("somebody", (1,), 2)))
    assert set(_PART.findall(statement.text) if file.parts else ()) == set(file.parts)
    assert "%" not in _BIND.sub("", statement.text)


@contextmanager
def tables(base: Base) -> Iterator[tuple[psycopg.Connection[Any], Place]]:
    """The tables, a role that was granted nothing, and a session of a superuser."""
    role = f"nobody_{base.name}"
    with closing(superuser(base.params)) as look:
        look.execute(SETUP.encode())
        look.execute(f"create role {role} login".encode())
        regclass = "select array_agg(name::regclass::oid::bigint) from unnest(%s::text[]) as name"
        row = look.execute(regclass.encode(), [[*RELATIONS, "free_settings"]]).fetchone()
        assert row is not None
        *oids, free = row[0]
        try:
            yield look, Place(role, tuple(oids), free)
        finally:
            look.execute(f"drop role {role}".encode())


async def _read(session: ReadSession, name: str, binds: Mapping[str, Any], parts: Mapping[str, Any]) -> object:
    return await session.mappings(session.statement(name).with_identifiers(**parts) if parts else name, binds)


async def slow_or_wrong(database: Database, place: Place) -> dict[str, str]:
    """What each file gave that was no answer, or took too long; empty if all is well."""
    faults = {}
    for name, file in FILES.items():
        started = time.monotonic()
        answer = await database.ask(partial(_read, name=name, binds=file.binds(place), parts=file.parts))
        took = time.monotonic() - started
        if took > SECONDS:
            faults[name] = f"took {took:.1f} s"
        if isinstance(answer, Unknown):
            faults[name] = answer.reason
    return faults


async def held_up(database: Database, name: str, file: File, place: Place) -> Unknown:
    assert file.waits is not None
    binds, parts = file.waits
    oids = dict(zip(RELATIONS, place.oids, strict=True))
    binds = {key: oids[bind] if bind in RELATIONS else bind for key, bind in binds.items()}
    read = partial(_read, name=name, binds={**file.binds(place), **binds}, parts=parts)
    started = time.monotonic()
    answer = await database.ask(read)
    assert time.monotonic() - started < SECONDS
    assert isinstance(answer, Unknown), name
    return answer


async def test_a_locked_table_takes_no_fact_down(database: Base) -> None:
    with tables(database) as (look, place):
        async with reading(database.params) as everything, reading(database.params | {"user": place.role}) as little:
            for read in (everything, little):
                assert await value(read, "select 1") == 1
            with look.transaction():
                for relation in RELATIONS:
                    look.execute(locking(relation))
                assert await slow_or_wrong(everything, place) == {}
                faults = await slow_or_wrong(little, place)
                # What reads rows, which this role may not:
                assert set(faults) <= {name for name, file in FILES.items() if file.waits or file.refused}
                for name, file in FILES.items():
                    if file.waits:
                        assert "lock" in (await held_up(everything, name, file, place)).reason
                        await held_up(little, name, file, place)
            assert await slow_or_wrong(everything, place) == {}


def locking(relation: str) -> bytes:
    """What takes the relation ACCESS EXCLUSIVE: LOCK TABLE does not take materialized views."""
    if relation == "kept":
        return b"alter materialized view kept set (fillfactor = 90)"
    return f"lock table only {relation} in access exclusive mode".encode()


async def test_a_lock_that_is_only_awaited_takes_no_fact_down(database: Base) -> None:
    """Whoever waits for ACCESS EXCLUSIVE is in front of us in the queue."""
    with tables(database) as (look, place), closing(superuser(database.params)) as waiting:
        async with reading(database.params) as read:
            assert await value(read, "select 1") == 1
            with look.transaction():
                look.execute("select from app_settings")
                waiting.pgconn.send_query(b"begin; lock table app_settings in access exclusive mode")
                waiting.pgconn.flush()
                held = "select count(*) from pg_locks where not granted and relation = 'app_settings'::regclass"
                deadline = time.monotonic() + 5
                while look.execute(held.encode()).fetchone() != (1,):
                    assert time.monotonic() < deadline
                assert await slow_or_wrong(read, place) == {}
            while waiting.pgconn.get_result() is not None:  # it has the lock now
                pass


async def test_facts_on_a_standby(standby: Standby, servers: Servers) -> None:
    base = servers.new_database(standby.primary)
    try:
        with tables(base) as (_, place):
            standby.catch_up()
            async with reading(standby.server.params(base.name)) as read:
                assert await slow_or_wrong(read, place) == {}
    finally:
        standby.primary.drop_database(base.name)
