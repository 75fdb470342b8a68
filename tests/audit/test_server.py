"""What only a whole server can have wrong: its pg_hba.conf, and whether it encrypts."""

from __future__ import annotations

from pathlib import Path

from console.audit.checks import checks_named
from console.audit.running import run_checks
from console.core.finding import Level
from console.scratch.server import Server
from tests.database.reading import reading
from tests.servers import Database, Servers, binaries_of

CHECKS = checks_named(["hba-trust", "ssl-off"])


def open_to_all(entries: Path) -> None:
    entries.write_text(f"{entries.read_text()}\nhost all all 10.0.0.0/8 trust\nhost a all 0.0.0.0/0 password\n")


async def test_a_server_that_is_open_to_all() -> None:
    server = Server.start(binaries_of(15), settings={"max_connections": "10"}, fast=True)
    try:
        params = server.params("postgres")
        async with reading(params) as read:
            before = await run_checks(read, checks=CHECKS)
            open_to_all(Path(server.psql("postgres", sql="show hba_file").strip()))
            after = await run_checks(read, checks=CHECKS)
    finally:
        server.stop()
    assert [each for each in before.findings if each.check == "ssl-off"] == [], "it has a socket alone"
    come = {each.fingerprint: each for each in after.findings}
    new = [come[name] for name in come.keys() - {each.fingerprint for each in before.findings}]
    assert {each.level for each in new} == {Level.ERROR}
    assert {each.sub.split()[-1] for each in new} == {"trust", "password"}


async def test_a_server_that_listens_unencrypted(servers: Servers) -> None:
    async with reading(servers.tcp().params("postgres")) as read:
        found = await run_checks(read, checks=checks_named(["ssl-off"]))
    assert [(each.level, each.object) for each in found.findings] == [(Level.INFO, "ssl")], "on loopback alone"


async def test_pg_hba_is_unknown_to_a_stranger(database: Database) -> None:
    role = f"nobody_{database.name}"
    database.psql(f"create role {role} login")
    try:
        async with reading(database.params | {"user": role}) as read:
            found = await run_checks(read, checks=checks_named(["hba-trust"]))
    finally:
        database.psql(f"drop role {role}")
    assert found.findings == ()
    assert [each.check for each in found.unknown if each.check == "hba-trust"] == ["hba-trust"]
    assert found.exit_status(Level.ERROR) == 3
