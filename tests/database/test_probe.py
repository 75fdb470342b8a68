"""The test of a target, on real servers: what is right is seen, and what is wrong says what to do."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.secret import Secret
from console.core.step import Step, StepState
from console.core.target import Identity, SecretSource, Target, Tls
from console.database.handshake import Certificate, names_host
from console.database.probe import STEPS, probe_target
from console.scratch.server import Server, free_port
from tests.servers import Database, Pooled, Servers, Standby, binaries_of
from tests.targets.certificates import Authority

OK, WARNING, FAILED, UNKNOWN, SKIPPED = tuple(StepState)


def target_of(on: Database, /, **more: object) -> Target:
    params = on.params
    target = Target(
        name="shop",
        host=str(params["host"]),
        port=int(params["port"]),
        database=on.name,
        user=str(params["user"]),
        secret=SecretSource.NONE,
        tls=Tls.OFF,
    )
    return replace(target, **more)  # type: ignore[arg-type]


async def probed(target: Target, password: str | None = None) -> dict[str, Step]:
    steps = [step async for step in probe_target(target, Secret(password) if password else None)]
    assert [step.name for step in steps] == list(STEPS)
    return {step.name: step for step in steps}


def states(steps: dict[str, Step]) -> str:
    return " ".join(step.state.value for step in steps.values())


async def test_a_good_target(database: Database) -> None:
    steps = await probed(target_of(database))
    assert states(steps) == "ok skipped skipped ok ok ok warning ok ok ok ok ok ok"
    assert steps["version"].detail.startswith(f"PostgreSQL {database.server.binaries.major}.")
    assert "plpgsql" in steps["extensions"].detail
    assert steps["server"].detail == "primary"
    assert steps["pooler"].detail == "none: the server itself"
    assert steps["superuser"].detail == "yes"
    seen = steps["identity"].identity
    assert seen
    assert str(seen.database_oid) == database.psql("select oid from pg_database where datname = current_database()")
    assert seen.system_identifier == database.psql("select system_identifier from pg_control_system()")


async def test_another_database_under_the_same_name_fails(database: Database) -> None:
    steps = await probed(target_of(database, identity=Identity("1", 2)))
    assert steps["identity"].state is FAILED
    assert "met first" in steps["identity"].detail


async def test_a_plain_role_and_what_it_may_not_see(database: Database) -> None:
    role = f"plain_{database.name}"
    database.psql(f"create role {role} login createdb connection limit 9 valid until 'tomorrow'")
    database.psql("revoke execute on function pg_control_system() from public")
    try:
        steps = await probed(target_of(database, user=role))
        assert steps["superuser"] == Step("superuser", OK, "no")
        assert steps["role"].state is WARNING
        for words in (role, "creates databases", "at most 9 connections", "expires in"):
            assert words in steps["role"].detail
        assert steps["identity"].state is UNKNOWN
        assert steps["identity"].identity is None
    finally:
        database.psql(f"drop role {role}")


async def test_poolers_are_seen_with_their_mode(pgbouncer: Pooled) -> None:
    through = target_of(pgbouncer.database, host="127.0.0.1", port=pgbouncer.port)
    steps = await probed(through)
    assert steps["pooler"].detail == "transaction mode"
    assert steps["login"].state is OK


async def test_a_session_pooler(pgbouncer_session: Pooled) -> None:
    through = target_of(pgbouncer_session.database, host="127.0.0.1", port=pgbouncer_session.port)
    assert (await probed(through))["pooler"].detail == "session mode"


async def test_a_standby(standby: Standby) -> None:
    steps = await probed(target_of(Database(standby.server, "postgres")))
    assert steps["server"].detail.startswith("standby")
    assert steps["identity"].state is OK


@pytest.mark.parametrize(
    ("change", "step", "words"),
    [
        ({"database": "nope"}, "login", "no such database"),
        ({"user": "nobody_here"}, "login", "no such role"),
        ({"host": "/nonexistent"}, "name", "There is no /nonexistent/.s.PGSQL"),
        ({"host": "nowhere.invalid"}, "name", "nowhere.invalid was not found"),
    ],
)
async def test_what_is_wrong_is_named(database15: Database, change: dict[str, object], step: str, words: str) -> None:
    steps = await probed(target_of(database15, **change))
    assert steps[step].state is FAILED
    assert words in steps[step].detail
    assert steps[step].remedy
    after = list(STEPS)[STEPS.index(step) + 1 :]
    assert all(steps[name] == Step(name, SKIPPED, "not reached") for name in after)


async def test_nothing_listens(database15: Database) -> None:
    steps = await probed(target_of(database15, host="127.0.0.1", port=free_port()))
    assert steps["network"].state is FAILED
    assert "refused" in steps["network"].detail
    assert "Nothing listens" in steps["network"].remedy


async def test_something_else_listens(database15: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        target = target_of(database15, host="127.0.0.1", port=mute.getsockname()[1], tls=Tls.PREFER)
        started = time.monotonic()
        steps = await probed(target)
    assert steps["network"].state is OK
    assert steps["TLS"].state is FAILED
    assert "no answer in time" in steps["TLS"].detail
    assert steps["login"].state is SKIPPED
    assert time.monotonic() - started < 10


async def test_a_role_that_may_not_log_in_and_one_without_room(database15: Database) -> None:
    database15.psql("create role mute_role nologin; create role full_role login connection limit 0")
    try:
        steps = await probed(target_of(database15, user="mute_role"))
        assert "may not log in" in steps["login"].detail
        steps = await probed(target_of(database15, user="full_role"))
        assert steps["login"].state is FAILED
        assert "no connection left" in steps["login"].detail
    finally:
        database15.psql("drop role mute_role; drop role full_role")


# ---- TLS and passwords


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def guarded(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """PostgreSQL 15 with TLS and a password, its certificate for localhost."""
    certificate = authority.sign(tmp_path_factory.mktemp("tls"), "localhost", "db.example.org")
    with Server.start(binaries_of(15), tcp=True, tls=certificate, password="MARKED-right", fast=True) as server:
        yield server


@pytest.fixture
def verified(guarded: Server, authority: Authority) -> Target:
    database = Database(guarded, "postgres")
    return target_of(database, host="localhost", tls=Tls.VERIFIED, root_certificate=str(authority.path))


async def test_a_verified_certificate(verified: Target) -> None:
    steps = await probed(verified, "MARKED-right")
    assert steps["TLS"].state is OK
    assert "TLSv1.3" in steps["TLS"].detail
    assert f"verified by {verified.root_certificate}" in steps["TLS"].detail
    assert "encrypted" in steps["login"].detail
    assert "MARKED" not in repr(steps)


async def test_a_wrong_password_and_none(verified: Target) -> None:
    steps = await probed(verified, "MARKED-wrong")
    assert steps["login"].state is FAILED
    assert "password was refused" in steps["login"].detail
    assert "targets edit" in steps["login"].remedy
    assert "MARKED" not in repr(steps)
    steps = await probed(verified)
    assert "wants a password" in steps["login"].detail


async def test_a_private_authority_shows_its_chain(verified: Target) -> None:
    steps = await probed(replace(verified, root_certificate=None), "MARKED-right")
    assert steps["TLS"].state is FAILED
    assert "not trusted" in steps["TLS"].detail
    assert "--root-certificate" in steps["TLS"].remedy
    assert any("CN=test server, issued by CN=Test Authority, expires 20" in line for line in steps["TLS"].more)
    assert steps["login"].state is FAILED


async def test_a_certificate_for_another_host(verified: Target) -> None:
    steps = await probed(replace(verified, host="127.0.0.1"), "MARKED-right")
    assert steps["TLS"].state is FAILED
    assert "it is for localhost, db.example.org, not for 127.0.0.1" in steps["TLS"].detail
    assert "another host" in steps["login"].detail


async def test_encrypted_but_not_verified_is_said(verified: Target) -> None:
    steps = await probed(replace(verified, tls=Tls.UNVERIFIED, root_certificate=None), "MARKED-right")
    assert steps["TLS"].state is WARNING
    assert "not verified" in steps["TLS"].detail
    assert steps["login"].state is OK


async def test_a_root_certificate_that_is_not_one(verified: Target, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.crt", Path(__file__)):
        steps = await probed(replace(verified, root_certificate=str(path)), "MARKED-right")
        assert steps["TLS"].state is FAILED
        assert "cannot be read as certificates" in steps["TLS"].detail


async def test_an_expired_certificate(authority: Authority, tmp_path: Path) -> None:
    certificate = authority.sign(tmp_path, "localhost", days=-3)
    with Server.start(binaries_of(15), tcp=True, tls=certificate, fast=True) as server:
        target = target_of(
            Database(server, "postgres"), host="localhost", tls=Tls.VERIFIED, root_certificate=str(authority.path)
        )
        steps = await probed(target)
    assert steps["TLS"].state is FAILED
    assert "expired" in steps["TLS"].detail
    assert any(", expired " in line for line in steps["TLS"].more)


async def test_a_server_without_tls(servers: Servers) -> None:
    target = target_of(Database(servers.tcp(), "postgres"), host="127.0.0.1", tls=Tls.UNVERIFIED)
    steps = await probed(target)
    assert steps["TLS"].state is FAILED
    assert "does not offer" in steps["TLS"].detail
    steps = await probed(replace(target, tls=Tls.PREFER))
    assert (steps["TLS"].state, steps["login"].state) == (OK, OK)


async def test_a_server_that_insists_on_tls(guarded: Server, verified: Target) -> None:
    hba = guarded.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text("local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
    plain = replace(verified, host="127.0.0.1", tls=Tls.OFF)
    shut = replace(verified, user="other", tls=Tls.UNVERIFIED)
    try:
        guarded.psql("postgres", sql="select pg_reload_conf()")
        time.sleep(0.3)  # noqa: ASYNC251  # the postmaster reads it when it gets to it
        steps = await probed(plain, "MARKED-right")
        assert steps["login"].state is FAILED
        assert "encrypted connections only" in steps["login"].detail
        hba.write_text("local all all scram-sha-256\nhostssl all postgres 127.0.0.1/32 scram-sha-256\n")
        guarded.psql("postgres", sql="select pg_reload_conf()")
        time.sleep(0.3)  # noqa: ASYNC251
        steps = await probed(replace(shut, host="127.0.0.1"), "MARKED-right")
        assert "pg_hba.conf" in steps["login"].detail
    finally:
        hba.write_text(before)
        guarded.psql("postgres", sql="select pg_reload_conf()")


# ---- whom a certificate names: libpq's rules


def certificate(*names: str, common: str = "") -> Certificate:
    from datetime import UTC, datetime

    return Certificate("CN=x", "CN=y", datetime(2030, 1, 1, tzinfo=UTC), names, common)


@pytest.mark.parametrize(
    ("names", "common", "host", "fits"),
    [
        (("db.example.org",), "", "DB.example.org", True),
        (("*.example.org",), "", "db.example.org", True),
        (("*.example.org",), "", "a.db.example.org", False),
        (("*.example.org",), "", "example.org", False),
        (("d*.example.org",), "", "db.example.org", False),
        ((), "db.example.org", "db.example.org", True),
        (("other.example.org",), "db.example.org", "db.example.org", False),
        (("10.0.0.1",), "", "10.0.0.1", True),
        (("2001:db8::1",), "", "2001:db8:0::1", True),
        (("db.example.org",), "10.0.0.1", "10.0.0.1", True),
        (("10.0.0.2",), "10.0.0.1", "10.0.0.1", False),
        ((), "", "db.example.org", False),
    ],
)
def test_whom_a_certificate_names(names: tuple[str, ...], common: str, host: str, fits: bool) -> None:
    assert names_host(certificate(*names, common=common), host) is fits


@given(names=st.lists(st.text(), max_size=3), host=st.text(min_size=1))
def test_no_certificate_names_a_host_by_accident(names: list[str], host: str) -> None:
    literal = {name.lower() for name in names}
    if names_host(certificate(*names), host):
        wild = any(name.startswith("*.") for name in names)
        assert host.lower() in literal or wild or any(char in host for char in ".:")
