"""A target's password comes from its one source, and what goes wrong there says no secret."""

from __future__ import annotations

import asyncio
import os
import time
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.errors import ConfigurationProblem, ConnectionProblem, MissingComponent, Problem
from console.targets.passfile import lines_for, passfile_password, split_line
from console.targets.sources import Passwords, password_for, password_for_async, run_password_command

SHOP = Target(name="shop", host="db.example.org", database="shop", user="clerk")


def passfile(path: Path, *lines: str, mode: int = 0o600) -> Target:
    path.write_text("\n".join(lines) + "\n")
    path.chmod(mode)
    return replace(SHOP, secret=SecretSource.PASSFILE, passfile=str(path))


def revealed(target: Target) -> str:
    secret = password_for(target)
    assert secret
    return secret.reveal()


def test_none_asks_nobody() -> None:
    assert password_for(replace(SHOP, secret=SecretSource.NONE), ask=lambda _: Secret("x")) is None


def test_the_first_fitting_line_counts(tmp_path: Path) -> None:
    target = passfile(
        tmp_path / "pass",
        "# db.example.org:5432:shop:clerk:comment",
        "db.example.org:5433:shop:clerk:port",
        "db.example.org:*:other:clerk:database",
        "too:few",
        r"*:*:shop:clerk:a\:b\\c",
        "db.example.org:5432:shop:clerk:second",
    )
    assert revealed(target) == r"a:b\c"
    assert revealed(replace(target, port=5433)) == "port"
    with pytest.raises(ConfigurationProblem, match="no line for boss@"):
        password_for(replace(target, user="boss"))


def test_escaped_hosts_and_sockets(tmp_path: Path) -> None:
    target = passfile(tmp_path / "pass", r"2001\:db8\:\:1:5432:shop:clerk:six", "localhost:5432:shop:clerk:local")
    assert revealed(replace(target, host="2001:db8::1")) == "six"
    assert revealed(replace(target, host="/var/run/postgresql")) == "local"


@given(
    fields=st.tuples(*[st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])) for _ in range(5)])
)
def test_a_line_that_was_escaped_is_split_again(fields: tuple[str, ...]) -> None:
    line = ":".join(field.replace("\\", "\\\\").replace(":", "\\:") for field in fields)
    if not line.startswith("#"):
        assert split_line(line) == fields


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_passfile_that_others_may_read_is_not_used(tmp_path: Path, mode: int) -> None:
    target = passfile(tmp_path / "pass", "*:*:*:*:MARKED-1", mode=mode)
    with pytest.raises(ConfigurationProblem, match="chmod 600") as caught:
        password_for(target)
    assert f"{mode:04o}" in str(caught.value)
    assert "MARKED" not in str(caught.value)


def test_a_passfile_that_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(ConfigurationProblem, match="not a file"):
        passfile_password(tmp_path / "pipe", SHOP)
    with pytest.raises(ConfigurationProblem, match="cannot be read"):
        passfile_password(tmp_path / "absent", SHOP)


@given(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), min_size=1))
def test_lines_of_ours_are_read_as_they_were_meant(password: str) -> None:
    for host in ("db:1", "a\\b", "/var/run/postgresql"):
        line = lines_for(host, "5432", "cle:rk", Secret(password)).split("\n")[0]
        assert split_line(line) == (host, "5432", "*", "cle:rk", password)
    assert lines_for("h", "1", "u", Secret(f"{password}\nh:1:*:u:other")) == ""


def test_a_service_file_is_read_each_time_and_only_for_its_own_server(tmp_path: Path) -> None:
    path = tmp_path / "services"
    environ = {"PGSERVICEFILE": str(tmp_path / "of the shell"), "HOME": str(tmp_path)}
    target = replace(SHOP, secret=SecretSource.SERVICE, service="shop", service_file=str(path))
    path.write_text("[shop]\nhost=db.example.org\nuser=clerk\npassword=MARKED-1\n")
    assert password_for(target, environ=environ) == Secret("MARKED-1")
    path.write_text("[shop]\nhost=evil.example\nuser=clerk\npassword=MARKED-1\n")
    with pytest.raises(ConfigurationProblem, match="another host") as caught:
        password_for(target, environ=environ)
    assert "MARKED" not in str(caught.value)


def test_a_saved_target_without_a_file_reads_the_users_own(tmp_path: Path) -> None:
    (tmp_path / ".pg_service.conf").write_text("[shop]\npassword=MARKED-own\n")
    (tmp_path / "other").write_text("[shop]\npassword=MARKED-of-the-shell\n")
    target = replace(SHOP, secret=SecretSource.SERVICE, service="shop")
    environ = {"PGSERVICEFILE": str(tmp_path / "other"), "PGSYSCONFDIR": str(tmp_path), "HOME": str(tmp_path)}
    assert password_for(target, environ=environ) == Secret("MARKED-own")


def command(*argv: str) -> Target:
    return replace(SHOP, secret=SecretSource.COMMAND, password_command=argv)


def test_a_command_gives_its_first_line_and_has_no_shell() -> None:
    assert revealed(command("printf", "pw\r\nsecond\n")) == "pw"
    assert revealed(command("echo", "$HOME `id`;ls")) == "$HOME `id`;ls"


@pytest.mark.parametrize(
    ("argv", "kind", "words"),
    [
        (("sh", "-c", "echo MARKED-out; echo MARKED-err >&2; exit 7"), ConnectionProblem, "status 7"),
        (("/nonexistent/program",), MissingComponent, "could not be started"),
        (("true",), ConnectionProblem, "nothing"),
    ],
)
def test_a_command_that_fails_shows_its_status_and_never_its_output(
    argv: tuple[str, ...], kind: type[Problem], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(kind, match=words) as caught:
        password_for(command(*argv))
    shown = capfd.readouterr()
    everything = "".join(traceback.format_exception(caught.value)) + shown.out + shown.err
    assert "MARKED-out" not in everything.replace("echo MARKED-out", "")
    assert "MARKED" not in shown.out + shown.err


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "still-alive"
    start = time.monotonic()
    with pytest.raises(ConnectionProblem, match="too long"):
        run_password_command(("sh", "-c", f"(sleep 1; touch {mark}) & sleep 60"), timeout=0.3)
    assert time.monotonic() - start < 5
    time.sleep(1.2)
    assert not mark.exists()


def test_ask_asks_and_without_anybody_says_so() -> None:
    asking = replace(SHOP, secret=SecretSource.ASK)
    assert password_for(asking, ask=lambda _: Secret("typed")) == Secret("typed")
    with pytest.raises(ConnectionProblem, match="no password"):
        password_for(asking)
    with pytest.raises(ConnectionProblem, match="no password"):
        password_for(asking, ask=lambda _: None)


async def test_the_loop_goes_on_while_a_command_runs() -> None:
    waiting = asyncio.create_task(password_for_async(command("sh", "-c", "sleep 0.3; echo pw")))
    ticks = 0
    while not waiting.done():
        await asyncio.sleep(0.02)
        ticks += 1
    assert (await waiting) == Secret("pw")
    assert ticks > 5


async def test_each_password_is_fetched_once(tmp_path: Path) -> None:
    count = tmp_path / "count"
    target = command("sh", "-c", f"echo x >> {count}; echo pw")
    passwords = Passwords()
    other = replace(target, name="other", database="other")
    got = await asyncio.gather(passwords.get(target), passwords.get(target), passwords.get(other))
    assert list(got) == [Secret("pw")] * 3
    assert count.read_text() == "x\n"
    passwords.forget(target)
    await passwords.get(target)
    assert count.read_text() == "x\nx\n"


async def test_what_was_refused_is_not_asked_again_until_it_is_forgotten() -> None:
    asked: list[str] = []

    async def ask(target: Target) -> Secret | None:
        asked.append(target.name)
        return None if len(asked) == 1 else Secret("typed")

    passwords = Passwords(ask)
    asking = replace(SHOP, secret=SecretSource.ASK)
    for _ in range(3):
        with pytest.raises(ConnectionProblem):
            await passwords.get(asking)
    assert asked == ["shop"]
    passwords.forget(asking)
    assert await passwords.get(asking) == Secret("typed")
