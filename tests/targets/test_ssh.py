"""Tunnels through a real sshd to a real server: they carry, they end with us, and they say why they could not."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.core.target import SecretSource, Target, Tls
from console.database.connect import connect
from console.database.opening import Link, OpenTunnel
from console.errors import ConnectionProblem
from console.scratch.server import Server, free_port
from console.targets.ssh import Tunnel
from tests.servers import Servers, binaries_of
from tests.targets.bastions import Bastion, sshd
from tests.targets.certificates import Authority


@pytest.fixture(scope="module")
def bastion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def target(servers: Servers) -> Target:
    server = servers.tcp()
    return Target(
        name="behind",
        host="127.0.0.1",
        port=server.port,
        database="postgres",
        user=server.user,
        secret=SecretSource.NONE,
        tls=Tls.OFF,
        ssh="bastion",
    )


def mode(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


async def test_a_private_socket_carries_what_has_no_tls(target: Target, bastion: Bastion) -> None:
    async with Tunnel(target, options=bastion.options) as tunnel:
        folder = Path(tunnel.endpoint.host)
        assert mode(folder) == 0o700
        assert mode(folder / f".s.PGSQL.{target.port}") == 0o600
        connection = await connect(target, None, endpoint=tunnel.endpoint)
        cursor = await connection.execute("select 1")
        assert await cursor.fetchone() == (1,)
        await connection.close()
        assert tunnel.alive
    assert mode(folder) is None
    assert not tunnel.alive


async def test_a_tunnel_that_ended_is_opened_again(target: Target, bastion: Bastion) -> None:
    tunnels: list[Tunnel] = []

    async def no_secret(_: Target) -> None:
        return None

    async def opener(to: Target) -> OpenTunnel:
        tunnel = Tunnel(to, options=bastion.options)
        tunnels.append(tunnel)
        await tunnel.__aenter__()
        return OpenTunnel(tunnel.endpoint, lambda: tunnel.__aexit__(None, None, None), lambda: tunnel.alive)

    link = Link(target, no_secret, opener)
    try:
        for _ in range(2):  # the second goes the same way
            await (await link.connect()).close()
        assert len(tunnels) == 1
        process = tunnels[0]._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        connection = await link.connect()
        await (await connection.execute("select 1")).fetchone()
        await connection.close()
        assert len(tunnels) == 2
        assert tunnels[0]._folder is None, "the dead one is cleaned up"
    finally:
        await link.close()
    assert not any(tunnel.alive for tunnel in tunnels)


async def test_a_far_socket_is_reached_too(target: Target, bastion: Bastion, servers: Servers) -> None:
    far = replace(target, host=str(servers.tcp().sockets))
    async with Tunnel(far, options=bastion.options) as tunnel:
        connection = await connect(far, None, endpoint=tunnel.endpoint)
        await connection.close()


async def test_with_tls_the_certificate_of_the_real_host_is_checked(
    target: Target, bastion: Bastion, tmp_path: Path
) -> None:
    authority = Authority.make(tmp_path)
    certificate = authority.sign(tmp_path, "localhost")
    with Server.start(binaries_of(15), tcp=True, tls=certificate, fast=True) as server:
        behind = replace(
            target, host="localhost", port=server.port, tls=Tls.VERIFIED, root_certificate=str(authority.path)
        )
        async with Tunnel(behind, options=bastion.options) as tunnel:
            assert tunnel.endpoint.host == "localhost"
            assert tunnel.endpoint.port != server.port
            connection = await connect(behind, None, endpoint=tunnel.endpoint)
            assert connection.pgconn.ssl_in_use
            await connection.close()
        other = replace(behind, host="127.0.0.1")
        async with Tunnel(other, options=bastion.options) as tunnel:
            with pytest.raises(ConnectionProblem, match="another host"):
                await connect(other, None, endpoint=tunnel.endpoint)


def test_what_goes_wrong_is_said_in_ssh_s_own_words(target: Target, bastion: Bastion, tmp_path: Path) -> None:
    nobody = replace(target, port=free_port())
    with (
        pytest.raises(ConnectionProblem, match=r"Nothing answers.*onnection refused"),
        Tunnel(nobody, options=bastion.options),
    ):
        pass
    stranger = tmp_path / "config"
    stranger.write_text(bastion.config.read_text().replace("known_hosts", "nobody"))
    with (
        pytest.raises(ConnectionProblem, match="Host key verification failed"),
        Tunnel(target, options=("-F", str(stranger))),
    ):
        pass
    with (
        pytest.raises(ConnectionProblem, match=r"could not open.*resolve"),
        Tunnel(replace(target, ssh="nowhere.invalid"), options=bastion.options),
    ):
        pass


def test_a_bastion_that_says_nothing_is_left_in_time(target: Target, bastion: Bastion, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        config = tmp_path / "config"
        config.write_text(f"Host mute\n  HostName 127.0.0.1\n  Port {mute.getsockname()[1]}\n")
        start = time.monotonic()
        with (
            pytest.raises(ConnectionProblem, match="too long"),
            Tunnel(replace(target, ssh="mute"), seconds=1, options=("-F", str(config))),
        ):
            pass
        assert time.monotonic() - start < 5


OWNER = """
import sys, time
from console.core.target import Target, Tls
from console.targets.ssh import Tunnel
target = Target(name="x", host="127.0.0.1", port=int(sys.argv[1]), database="d", user="u", tls=Tls.OFF, ssh="bastion")
tunnel = Tunnel(target, options=("-F", sys.argv[2]))
tunnel.open()
print(tunnel.endpoint.host, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_us_however_we_end(target: Target, bastion: Bastion, way: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(target.port), str(bastion.config)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert owner.stdout
    with owner.stdout:
        folder = Path(owner.stdout.readline().strip())
        assert (folder / f".s.PGSQL.{target.port}").exists()
        owner.send_signal(way)
        owner.wait(10)
    deadline = time.monotonic() + 5
    while folder.exists():
        assert time.monotonic() < deadline, "ssh outlived its owner"
        time.sleep(0.02)
    assert str(folder) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
