"""A refused password is offered once: counted in the server's log, whatever way it was asked for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from console.core.secret import Secret
from console.core.target import Target, Tls
from console.database import connect as connect_module
from console.database.connect import connect
from console.database.opening import Link, OpenTunnel
from console.errors import ConfigurationProblem, ConnectionProblem, Problem
from tests.database.conftest import Gate
from tests.database.reading import target_at, value


class Keeper:
    """Gives out a secret, and counts how often it was asked for."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.asked = 0

    async def __call__(self, target: Target) -> Secret | None:
        self.asked += 1
        await asyncio.sleep(0)
        return Secret(self.password)


async def no_tunnel(target: Target) -> OpenTunnel:
    raise AssertionError("the target has no bastion")


def visitor(gate: Gate, role: str, **more: Any) -> Target:
    return target_at(gate.server.params() | {"user": role}, **more)


@pytest.mark.parametrize("tls", [Tls.OFF, Tls.UNVERIFIED, Tls.PREFER])
async def test_a_wrong_password_is_offered_once(gate: Gate, tls: Tls) -> None:
    role = gate.new_role("right")
    with pytest.raises(ConnectionProblem, match="password was refused") as caught:
        await connect(visitor(gate, role, tls=tls), Secret("wrong"))
    assert caught.value.refused
    assert gate.refused(role) == 1
    await (await connect(visitor(gate, role, tls=tls), Secret("right"))).close()
    assert (gate.refused(role), gate.let_in(role)) == (1, 1)


async def test_a_host_with_several_addresses_is_one_host(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    role = gate.new_role("right")
    addresses = ["127.0.0.1", "127.0.0.1"]

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return tuple(addresses)

    monkeypatch.setattr(connect_module, "resolve", resolve)
    with pytest.raises(ConnectionProblem, match="password was refused"):
        await connect(visitor(gate, role), Secret("wrong"))
    assert gate.refused(role) == 1
    addresses[0] = "127.0.0.2"  # where nobody listens
    await (await connect(visitor(gate, role), Secret("right"))).close()
    with pytest.raises(ConnectionProblem, match="password was refused"):
        await connect(visitor(gate, role), Secret("wrong"))
    assert gate.refused(role) == 2
    addresses[:] = ["127.0.0.2", "127.0.0.3"]
    with pytest.raises(ConnectionProblem, match="Nothing listens"):
        await connect(visitor(gate, role), Secret("right"))


@pytest.mark.parametrize("tls", [Tls.PREFER, Tls.UNVERIFIED])
async def test_prefer_encrypts_where_it_can(gate: Gate, tls: Tls) -> None:
    role = gate.new_role("right")
    connection = await connect(visitor(gate, role, tls=tls), Secret("right"))
    assert connection.info.pgconn.ssl_in_use
    await connection.close()


async def test_a_link_remembers_a_refusal_until_it_is_told_to_forget(gate: Gate) -> None:
    role = gate.new_role("right")
    keeper = Keeper("wrong")
    link = Link(visitor(gate, role), keeper, no_tunnel)
    try:
        asked = await asyncio.gather(*(value(link.database, "select 1") for _ in range(6)), return_exceptions=True)
        assert all(isinstance(one, ConnectionProblem) and one.refused for one in asked)
        with pytest.raises(ConnectionProblem):
            await value(link.database, "select 1")
        with pytest.raises(ConnectionProblem):
            await link.parameters()
        assert link.refusal is not None
        assert (gate.refused(role), keeper.asked) == (1, 1)

        link.forget()
        assert link.refusal is None
        with pytest.raises(ConnectionProblem):
            await value(link.database, "select 1")
        assert (gate.refused(role), keeper.asked) == (2, 2)

        keeper.password = "right"
        link.forget()
        assert await value(link.database, "select 1") == 1
        link.forget()  # nothing to forget: the secret is not asked for again
        assert await value(link.database, "select 1") == 1
        assert (gate.refused(role), keeper.asked, gate.let_in(role)) == (2, 3, 1)
    finally:
        await link.close()


async def test_a_password_that_was_changed_meanwhile_is_offered_once(gate: Gate) -> None:
    role = gate.new_role("right")
    keeper = Keeper("right")
    link = Link(visitor(gate, role), keeper, no_tunnel)
    try:
        assert await value(link.database, "select 1") == 1
        gate.set_password(role, "another")
        for _ in range(4):
            with pytest.raises(ConnectionProblem) as caught:
                await value(link.database, "select 1")
            assert caught.value.refused
        assert (gate.refused(role), keeper.asked) == (1, 1)
        keeper.password = "another"
        link.forget()
        assert await value(link.database, "select 1") == 1
    finally:
        await link.close()


async def test_a_secret_that_cannot_be_read_is_asked_for_once(gate: Gate) -> None:
    asked = 0

    async def locked(target: Target) -> Secret | None:
        nonlocal asked
        asked += 1
        raise ConfigurationProblem("The keyring is locked.")

    link = Link(visitor(gate, "nobody"), locked, no_tunnel)
    for _ in range(3):
        with pytest.raises(ConfigurationProblem):
            await value(link.database, "select 1")
    assert asked == 1


async def test_a_server_that_is_not_there_is_tried_again(gate: Gate) -> None:
    keeper = Keeper("right")
    link = Link(visitor(gate, "nobody", port=1), keeper, no_tunnel)
    for _ in range(2):
        with pytest.raises(ConnectionProblem, match="Nothing listens") as caught:
            await value(link.database, "select 1")
        assert not caught.value.refused
    assert link.refusal is None
    assert keeper.asked == 1


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"user": "no such role"}, "password was refused"),  # the server does not say which of the two it was
        ({"database": "no such database"}, "no such database"),
        ({"host": "no-such-host.invalid"}, "was not found"),
        ({"tls": Tls.VERIFIED}, "could not be verified"),
        ({"database": "no connections"}, "takes no connections"),
    ],
)
async def test_what_a_refusal_says(gate: Gate, change: dict[str, Any], what: str) -> None:
    if not gate.server.psql("postgres", sql="select 1 from pg_database where datname = 'no connections'"):
        gate.server.create_database("no connections")
        gate.server.psql("postgres", sql='alter database "no connections" allow_connections off')
    role = gate.new_role("right")
    with pytest.raises(ConnectionProblem) as caught:
        await connect(visitor(gate, role, **change), Secret("right"))
    assert what in caught.value.what
    assert caught.value.remedy
    assert "right" not in str(caught.value).split()


async def test_a_role_that_may_not_log_in(gate: Gate) -> None:
    role = gate.new_role("right")
    gate.server.psql("postgres", sql=f"alter role {role} nologin")
    with pytest.raises(Problem, match="may not log in"):
        await connect(visitor(gate, role), Secret("right"))
