"""The state machines of the sample systems: each transition of each definition, allowed, refused and undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from console.records.opened import open_records
from console.records.session import record_session
from tests.guard.console import console
from tests.records.machine_edges import machine_faults
from tests.records.machines import READER, Machines
from tests.servers import Database

SYSTEMS = ("event_cms", "standup_sydney", "coffee_yoga", "fitnudge", "ops_framework")

EDGES = """
select n.nspname || '.' || c.relname || ' ' || t.column_name, t.from_state, t.to_state, t.needs_reason
from private.state_transition t
join pg_class c on c.oid = t.table_id
join pg_namespace n on n.oid = c.relnamespace
"""
"""The machines that the systems hold themselves to: their triggers let nothing else through."""


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No definitions of the user, and no keyring."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_transition(system18: Callable[..., Database], tmp_path: Path, name: str) -> None:
    assert not (faults := _faults(system18(name), tmp_path, name)), "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("name", SYSTEMS)
def test_every_transition_on_each_version(system: Callable[..., Database], tmp_path: Path, name: str) -> None:
    assert not (faults := _faults(system(name), tmp_path, name)), "\n".join(faults)


def _faults(database: Database, folder: Path, name: str) -> list[str]:
    database.psql(f"""
        do $$ begin
            if not exists (select 1 from pg_roles where rolname = '{READER}') then
                create role {READER} login bypassrls in role pg_read_all_data;
            end if;
        end $$
    """)

    edges = {}
    if database.psql("select to_regclass('private.state_transition')"):
        edges = {tuple(line.split("|")[:3]): line.endswith("|t") for line in database.psql(EDGES).split("\n")}

    async def run() -> list[str]:
        reader = {**database.params, "user": READER}
        async with console(database.params, folder / "a") as here, console(reader, folder / "b") as there:
            async with record_session(here.link.database) as session:
                records = await open_records(session, "shop")
            async with record_session(there.link.database) as session:
                read_only = await open_records(session, "shop")
            machines = Machines(name, database, here, there, records, read_only)
            await machines.try_all()
            assert machines.tried > 7
            return [*machine_faults(records, edges), *machines.faults]

    return asyncio.run(run())
