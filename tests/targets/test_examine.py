"""The whole test of a target: where its secret or its tunnel stops it, and what it says then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from console.core.secret import Secret
from console.core.step import Step, StepState
from console.core.target import SecretSource, Target, Tls
from console.database.probe import STEPS
from console.database.wire import _network
from console.targets.examine import examine
from console.targets.sources import password_for_async
from tests.servers import Servers
from tests.targets.bastions import Bastion, sshd


@pytest.fixture(scope="module")
def bastion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def target(servers: Servers) -> Target:
    server = servers.tcp()
    where = {"host": "127.0.0.1", "port": server.port, "database": "postgres", "user": server.user}
    return Target(name="shop", secret=SecretSource.NONE, tls=Tls.OFF, **where)  # type: ignore[arg-type]


async def examined(target: Target, *ssh_options: str) -> dict[str, Step]:
    async def read(target: Target) -> Secret | None:
        return await password_for_async(target)

    steps = {step.name: step async for step in examine(target, read, ssh_options=ssh_options)}
    assert list(steps)[-len(STEPS) :] == list(STEPS)
    return steps


async def test_through_a_bastion(target: Target, bastion: Bastion) -> None:
    steps = await examined(replace(target, ssh="bastion"), *bastion.options)
    assert list(steps) == ["secret", "ssh", *STEPS]
    assert steps["ssh"].state is StepState.OK
    assert steps["name"].detail == "the bastion looks it up"
    assert steps["login"].state is StepState.OK
    assert steps["identity"].state is StepState.OK


async def test_a_bastion_that_is_not_there(target: Target, bastion: Bastion) -> None:
    steps = await examined(replace(target, ssh="nowhere.invalid"), *bastion.options)
    assert steps["ssh"].state is StepState.FAILED
    assert "nowhere.invalid" in steps["ssh"].detail
    assert steps["ssh"].remedy
    assert all(steps[name].state is StepState.SKIPPED for name in STEPS)


async def test_a_secret_that_cannot_be_had(target: Target) -> None:
    steps = await examined(replace(target, secret=SecretSource.COMMAND, password_command=("false",)))
    assert steps["secret"].state is StepState.FAILED
    assert "status 1" in steps["secret"].detail
    assert all(steps[name].state is StepState.SKIPPED for name in STEPS)


async def test_an_ipv6_only_supabase_host_points_to_the_pooler() -> None:
    # 100::/64 is the discard prefix of RFC 6666: nothing is ever there.
    direct = Target(name="x", host="db.abcd.supabase.co", port=5432, database="postgres", user="postgres")
    address, step = await _network(direct, ("100::1",))
    assert address is None
    assert step.state is StepState.FAILED
    assert "session pooler" in step.remedy
    _, step = await _network(replace(direct, host="db.example.org"), ("100::1",))
    assert "pooler" not in step.remedy
