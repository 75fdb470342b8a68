"""`greenroom targets`, run as people run it: in a process, with a real keyring, on a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from console.scratch.server import Server
from tests.servers import Database, binaries_of
from tests.targets.certificates import Authority
from tests.targets.keyrings import Desk, session

MARK = "MARKED-right-password"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "home").mkdir()
    with session(tmp_path / "home", "unlocked") as desk:
        yield desk


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Authority]]:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority.make(folder)
    certificate = authority.sign(folder, "localhost")
    with Server.start(binaries_of(15), tcp=True, tls=certificate, password=MARK, fast=True) as server:
        yield server, authority


def run(desk: Desk, *words: str, given: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "console", "targets", *words],
        env=desk.environ | environ,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "MARKED" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def items(desk: Desk) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(desk, "list", "--json").stdout)["items"]
    return found


def stored(desk: Desk) -> str:
    return (Path(desk.environ["GREENROOM_CONFIG_DIR"]) / "targets.toml").read_text()


def test_a_target_s_whole_life(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, authority = guarded
    address = f"postgresql://postgres@localhost:{server.port}/postgres"
    options = ("--root-certificate", str(authority.path), "--tls", "verified", "--environment", "staging")
    added = run(desk, "add", "shop", address, *options, "--password-stdin", given=MARK + "\n")
    assert added.returncode == 0, added.stderr
    assert "STAGING, read-only, TLS verified, password: keyring" in added.stderr
    assert items(desk)[0]["environment"] == "staging"
    tested = run(desk, "test", "shop")
    assert tested.returncode == 0, tested.stdout
    assert "● OK      login" in tested.stdout
    assert "verified by" in tested.stdout
    assert "system_identifier" in stored(desk)  # the first contact
    assert run(desk, "edit", "shop", "--name", "the shop", "--access", "guarded").returncode == 0
    assert [(one["name"], one["access"]) for one in items(desk)] == [("the shop", "guarded")]
    assert run(desk, "test", "the shop", "--json").returncode == 0
    refused = run(desk, "remove", "the shop")
    assert refused.returncode == 4
    assert "--confirm 'the shop'" in refused.stderr
    removed = run(desk, "remove", "the shop", "--confirm", "the shop")
    assert removed.returncode == 0
    assert "Its password is forgotten" in removed.stderr
    assert items(desk) == []
    assert run(desk, "list").returncode == 0


def test_json_is_one_document(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    address = f"postgresql://postgres:MARKED-wrong@localhost:{server.port}/postgres?sslmode=require"
    added = run(desk, "add", "shop", "-", "--json", given=address + "\n")
    assert json.loads(added.stdout)["item"]["tls"] == "unverified"
    tested = run(desk, "test", "shop", "--json")
    assert tested.returncode == 3
    steps = {step["name"]: step for step in json.loads(tested.stdout)["steps"]}
    assert steps["secret"]["state"] == "ok"
    assert "password was refused" in steps["login"]["detail"]
    assert steps["version"]["state"] == "skipped"


def test_a_password_in_the_address_is_taken_with_a_warning_and_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    done = run(desk, "add", "shop", "postgresql://me:MARKED-in-argv@db.example.org/app")
    assert done.returncode == 0
    assert "list of processes" in done.stderr
    leaks = [str(path) for path in tmp_path.rglob("*") if path.is_file() and b"MARKED" in path.read_bytes()]
    assert leaks == []
    program = """
from console.targets import secrets
from console.targets.store import TargetStore
print(secrets.read(TargetStore().get("shop")).reveal() == "MARKED-in-argv")
"""
    assert desk.python(program).stdout == "True\n"


def test_while_it_connects_the_password_is_in_no_process_s_list(desk: Desk, tmp_path: Path) -> None:
    # Nothing answers there for seconds: time enough to look at every process of the machine.
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"postgresql://me@127.0.0.1:{mute.getsockname()[1]}/app"
        assert run(desk, "add", "mute", address, "--password-stdin", given="MARKED-kept\n").returncode == 0
        process = subprocess.Popen(
            [sys.executable, "-m", "console", "targets", "test", "mute"],
            env=desk.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        time.sleep(2)
        seen = subprocess.run(["ps", "axeww", "-o", "args"], capture_output=True, text=True, check=True).stdout
        assert process.poll() is None
        process.terminate()
        output, _ = process.communicate(timeout=60)
    assert "console targets test mute" in seen
    assert "MARKED" not in seen + output


def test_an_edit_of_the_login_asks_for_its_password_again(desk: Desk) -> None:
    assert run(desk, "add", "shop", "postgresql://me@h/app", "--password-stdin", given="one\n").returncode == 0
    edited = run(desk, "edit", "shop", "--address", "postgresql://you@h/app")
    assert edited.returncode == 0
    assert "no password for you@h" in edited.stderr
    program = """
from dataclasses import replace
from console.targets import secrets
from console.targets.store import TargetStore
target = TargetStore().get("shop")
print(secrets.read(target), secrets.read(replace(target, user="me")))
"""
    assert desk.python(program).stdout == "None None\n"


def test_a_login_that_two_targets_share_outlives_one_of_them(desk: Desk) -> None:
    for name in ("one", "two"):
        address = f"postgresql://me@h/{name}"
        assert run(desk, "add", name, address, "--password-stdin", given="pw\n").returncode == 0
    assert "forgotten" not in run(desk, "remove", "one", "--confirm", "one").stderr
    assert "forgotten" in run(desk, "remove", "two", "--confirm", "two").stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add", "a b\x1b", "postgresql://h/d", "--secret", "ask"), 2, "A name has"),
        (("add", "x", "mysql://me:MARKED-1@h/d"), 2, "postgresql://"),
        (("add", "x", "postgresql://h/d", "--secret", "command"), 2, "password_command"),
        (("add", "x", "postgresql://h/d", "--tls", "prefer", "--secret", "ask"), 2, "read the password"),
        (("edit", "nope", "--access", "guarded"), 2, "no target nope"),
        (("remove", "nope"), 2, "no target nope"),
        (("test", "nope"), 2, "no target nope"),
        (("test",), 2, "No target is named"),
    ],
)
def test_what_is_refused(desk: Desk, words: tuple[str, ...], status: int, said: str) -> None:
    done = run(desk, *words)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    assert items(desk) == []


def test_sources_follow_from_what_is_given(desk: Desk, tmp_path: Path) -> None:
    passfile = tmp_path / "pass"
    (Path(desk.environ["HOME"]) / ".pg_service.conf").write_text("[svc]\nhost=h\npassword=MARKED-svc\n")
    for name, words in {
        "command": ("postgresql://h/d", "--password-command", "pass show 'a b'"),
        "passfile": ("postgresql://h/d", "--passfile", str(passfile)),
        "service": ("service=svc",),
        "none": ("postgresql:///d?host=/run/pg",),
        "ask": ("postgresql://h/d",),
    }.items():
        done = run(desk, "add", name, *words)
        assert done.returncode == 0, done.stderr
    assert {str(one["name"]): one["secret"] for one in items(desk)} == {
        name: name for name in ("command", "passfile", "service", "none", "ask")
    }
    assert items(desk)[0]["password_command"] == ["pass", "show", "a b"]


@pytest.mark.parametrize(("mood", "said"), [("absent", "no keyring"), ("locked", "is locked")])
def test_without_a_keyring_nothing_is_half_saved(tmp_path: Path, mood: str, said: str) -> None:
    with session(tmp_path, mood) as desk:
        done = run(desk, "add", "shop", "postgresql://me@h/app", "--password-stdin", given="MARKED-1\n")
        assert done.returncode == 3
        assert said in done.stderr
        assert "passfile" in done.stderr
        assert items(desk) == []


def test_a_broken_entry_is_named_and_the_others_are_listed(desk: Desk) -> None:
    run(desk, "add", "good", "postgresql://h/d", "--secret", "ask")
    path = Path(desk.environ["GREENROOM_CONFIG_DIR"]) / "targets.toml"
    with path.open("a") as file:
        file.write('\n[bad]\nhost = "x"\nenvironment = "\\u001b[31mprod"\n')
    done = run(desk, "list")
    assert done.returncode == 2
    assert "good" in done.stdout
    assert "[bad]" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert json.loads(run(desk, "list", "--json").stdout)["problems"]


def test_a_bare_address_can_be_tested(desk: Desk, database: Database) -> None:
    params = database.params
    url = f"postgresql:///{database.name}?host={params['host']}&port={params['port']}&user={params['user']}"
    done = run(desk, "test", "--url", url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (Path(desk.environ["GREENROOM_CONFIG_DIR"]) / "targets.toml").exists()
    # The shell's variables fill the gaps of a bare address.
    bare = run(
        desk, "test", "--url", "postgresql://", PGHOST=str(params["host"]), PGPORT=str(params["port"]),
        PGUSER=str(params["user"]), PGDATABASE=database.name,
    )  # fmt: skip
    assert bare.returncode == 0, bare.stdout + bare.stderr


def test_in_a_terminal_the_password_is_asked_for_without_an_echo(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    address = f"postgresql://postgres@localhost:{server.port}/postgres?sslmode=require"
    words = ["-m", "console", "targets", "add", "typed", address]
    child = pexpect.spawn(sys.executable, words, env=desk.environ, encoding="utf-8", timeout=20)
    child.expect("Password for postgres@localhost")
    child.sendline(MARK)
    child.expect(pexpect.EOF)
    assert "MARKED" not in str(child.before)
    child.close()
    assert child.exitstatus == 0
    assert run(desk, "test", "typed").returncode == 0


def test_help_imports_nothing_heavy() -> None:
    for words in (["--help"], ["add", "--help"], ["rotate", "--help"]):
        program = f"""
import sys
from console.cli import main
try:
    main(["targets", *{words!r}])
except SystemExit:
    pass
heavy = {{"textual", "psycopg", "sqlalchemy", "keyring", "cryptography", "tomlkit", "asyncio"}} & set(sys.modules)
print("heavy:", sorted(heavy))
"""
        root = str(Path(__file__).parents[2])
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONPATH": root},
        )
        assert done.stdout.endswith("heavy: []\n")
        assert re.search("usage: greenroom targets", done.stdout)


def test_a_password_is_rotated_through_the_guard(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    server.psql("postgres", sql="create role clerk login password 'MARKED-old'")
    address = f"postgresql://clerk@localhost:{server.port}/postgres?sslmode=require"
    added = ("add", "shop", address, "--environment", "staging", "--password-stdin")
    assert run(desk, *added, given="MARKED-old\n").returncode == 0
    assert run(desk, "test", "shop").returncode == 0
    before = server.psql("postgres", sql="select rolpassword from pg_authid where rolname = 'clerk'")

    refused = run(desk, "rotate", "shop", "--confirm", "clerk")
    assert refused.returncode == 4
    assert "read-only" in refused.stderr
    assert run(desk, "edit", "shop", "--access", "guarded").returncode == 0

    plan = run(desk, "rotate", "shop")
    assert plan.returncode == 4
    assert "alter role \"clerk\" password '••••'" in plan.stdout
    digest = re.search(r"plan\s+([0-9a-f]{12})", plan.stdout)
    assert digest
    assert f"--confirm clerk --plan {digest[1]}" in plan.stderr
    document = json.loads(run(desk, "rotate", "shop", "--json").stdout)
    assert document["plan"]["digest"] == digest[1]

    for words in (
        ("--confirm", "clerk"),
        ("--confirm", "clerk", "--plan", "000000000000"),
        ("--confirm", "y", "--plan", digest[1]),
    ):
        assert run(desk, "rotate", "shop", *words).returncode == 4
    assert server.psql("postgres", sql="select rolpassword from pg_authid where rolname = 'clerk'") == before

    done = run(desk, "rotate", "shop", "--confirm", "clerk", "--plan", digest[1])
    assert done.returncode == 0, done.stderr
    assert "new password" in done.stderr
    assert server.psql("postgres", sql="select rolpassword from pg_authid where rolname = 'clerk'") != before
    assert run(desk, "test", "shop").returncode == 0
    assert "password_changed_at" in stored(desk)
    assert re.search(r"now|\d+ s ago", run(desk, "list").stdout)
    assert "SCRAM" not in done.stdout + done.stderr
    for path in Path(desk.environ["HOME"]).rglob("*"):
        if path.is_file() and "greenroom" in str(path):
            assert b"SCRAM-SHA-256$4096" not in path.read_bytes(), path


def test_production_is_opened_by_its_name_to_rotate(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    server.psql("postgres", sql="create role boss login password 'MARKED-old'")
    address = f"postgresql://boss@localhost:{server.port}/postgres?sslmode=require"
    run(desk, "add", "shop", address, "--access", "guarded", "--password-stdin", given="MARKED-old\n")
    plan = run(desk, "rotate", "shop")
    assert plan.returncode == 4
    digest = re.search(r"plan\s+([0-9a-f]{12})", plan.stdout)
    assert digest
    assert run(desk, "rotate", "shop", "--confirm", "boss", "--plan", digest[1]).returncode == 4
    done = run(desk, "rotate", "shop", "--confirm", "shop", "--confirm", "boss", "--plan", digest[1])
    assert done.returncode == 0, done.stderr
    assert run(desk, "test", "shop").returncode == 0


def test_a_password_is_rotated_by_the_name_of_the_operation(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    server.psql("postgres", sql="create role usher login password 'MARKED-old'")
    address = f"postgresql://usher@localhost:{server.port}/postgres?sslmode=require"
    options = ("--environment", "local", "--access", "guarded", "--password-stdin")
    assert run(desk, "add", "shop", address, *options, given="MARKED-old\n").returncode == 0

    def do(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "console", "do", "targets.rotate", *words, "--target", "shop"]
        return subprocess.run(command, env=desk.environ, capture_output=True, text=True, timeout=60, check=False)

    other = do("postgres", "--confirm", "y")
    assert other.returncode == 2
    assert "logs in as usher" in other.stderr
    assert do("usher").returncode == 4
    assert run(desk, "test", "shop").returncode == 0, "the plan alone changed the password"
    done = do("usher", "--confirm", "y", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["operation"] == "targets.rotate"
    assert "password_changed_at" in stored(desk)
    assert run(desk, "test", "shop").returncode == 0, "the keyring holds another password than the server"
    listed = subprocess.run(
        [sys.executable, "-m", "console", "operations", "role"], env=desk.environ, capture_output=True, text=True
    )
    assert "targets.rotate" in listed.stdout


def test_a_bare_address_that_wants_a_password_is_asked_for_it(desk: Desk, guarded: tuple[Server, Authority]) -> None:
    server, _ = guarded
    address = f"postgresql://postgres@localhost:{server.port}/postgres?sslmode=require"
    listing = ["-m", "console", "settings", "list", "--url", address]
    without = subprocess.run([sys.executable, *listing], env=desk.environ, capture_output=True, text=True, check=False)
    assert without.returncode == 3
    assert "wants a password" in without.stderr
    assert "PGPASSWORD" in without.stderr
    for words in (listing, ["-m", "console", "targets", "test", "--url", address]):
        child = pexpect.spawn(sys.executable, words, env=desk.environ, encoding="utf-8", timeout=20)
        child.expect("Password for postgres@localhost")
        child.sendline(MARK)
        child.expect("No table looks|identity")
        child.expect(pexpect.EOF)
        assert "MARKED" not in str(child.before)
        child.close()


def test_a_saved_service_names_its_file_and_the_shell_has_no_say(
    desk: Desk, guarded: tuple[Server, Authority], tmp_path: Path
) -> None:
    server, _ = guarded
    said = f"[shop]\nhost=localhost\nport={server.port}\nuser=postgres\ndbname=postgres\nsslmode=require\n"
    mine, other = tmp_path / "mine.conf", tmp_path / "other.conf"
    mine.write_text(f"{said}password={MARK}\n")
    other.write_text(f"{said}password=MARKED-wrong\n")
    added = run(desk, "add", "shop", "service=shop", PGSERVICEFILE=str(mine))
    assert added.returncode == 0, added.stderr
    assert f'service_file = "{mine}"' in stored(desk)
    for environ in ({}, {"PGSERVICEFILE": str(other)}, {"PGSYSCONFDIR": str(tmp_path)}):
        done = run(desk, "test", "shop", **environ)
        assert done.returncode == 0, done.stdout
    assert run(desk, "test", "--url", "service=shop", PGSERVICEFILE=str(other)).returncode == 3
    moved = ("--address", f"host=localhost port={server.port} user=postgres", "--secret", "ask")
    assert run(desk, "edit", "shop", *moved).returncode == 0
    assert "service_file" not in stored(desk)
